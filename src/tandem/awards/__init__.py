"""The choice: ranking, proposal, decision, letters."""
