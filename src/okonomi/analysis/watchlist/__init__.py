"""What should we look at now? Deadlines, ages and gaps, with how many and what they cost a year."""
