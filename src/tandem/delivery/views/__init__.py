"""Pages of the doing."""
