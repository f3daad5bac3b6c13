"""Who: organisations, memberships, profiles, papers handed in once."""
