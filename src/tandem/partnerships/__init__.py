"""Together: partnerships, who belongs, and the thin row of a grant."""
