"""Is the agreed support delivered? Hours, nights and activities, agreed beside documented."""
