"""What only tests need inside Django."""
