"""Do need, service and price go together? A list for the visitationsudvalg to look at."""
