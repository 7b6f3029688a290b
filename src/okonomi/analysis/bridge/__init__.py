"""Why has the figure changed? Bridges to forventet regnskab from the budget and from last month."""
