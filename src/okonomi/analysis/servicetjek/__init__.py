"""Does the price answer to the service? Every provider against what a fair one would charge."""
