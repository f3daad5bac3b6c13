"""Why: donors, programmes, rulebook versions, the yearly cycle."""
