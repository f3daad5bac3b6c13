"""“Could we apply?” before any account: what the rules ask of somebody, and what they say. Nothing is stored."""
