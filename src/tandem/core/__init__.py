"""What the rules are: pure, strictly typed, no Django, no clock, no randomness, no settings."""
