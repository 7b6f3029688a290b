"""One question, one file, one Result."""
