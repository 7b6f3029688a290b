"""Do we keep the budget? Budget, posted, delivered, committed and expected, per function."""
