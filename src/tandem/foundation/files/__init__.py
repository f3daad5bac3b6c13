"""Private uploads: checked, hashed, served safely."""
