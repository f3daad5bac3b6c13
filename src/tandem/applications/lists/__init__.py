"""The list of a call's applications as officers work with it: filters, saved views, acts on many, files."""
