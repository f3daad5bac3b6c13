"""Reading the choice: who competes, the ranking, proposals and letters."""
