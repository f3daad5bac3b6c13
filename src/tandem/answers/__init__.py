"""What people fill in, for every stage."""
