"""Pages of the choice."""
