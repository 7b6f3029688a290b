"""Can the figures be trusted? What was read, what was set aside, and what is doubtful."""
