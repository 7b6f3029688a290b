"""What is missing for each analysis? Every need, how far it is filled, and what follows from it."""
