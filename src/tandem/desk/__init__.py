"""Today: each person's duties, calendar and overview."""
