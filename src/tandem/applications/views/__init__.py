"""Pages of applications: founding, one's own, the officer's, and the public check of a receipt."""
