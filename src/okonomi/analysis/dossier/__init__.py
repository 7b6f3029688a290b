"""One page per provider: what we buy, what we pay, against whom, and what to ask for."""
