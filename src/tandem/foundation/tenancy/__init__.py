"""Organisers, offices, roles, scope."""
