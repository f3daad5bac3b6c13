"""Pages of partnerships and their grants."""
