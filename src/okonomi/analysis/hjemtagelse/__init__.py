"""Taking placements home: one case, the whole plan, and how sure it is."""
