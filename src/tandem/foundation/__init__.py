"""What every stage leans on; no pages here."""
