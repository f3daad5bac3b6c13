"""Plays a rulebook's story through the operations."""
