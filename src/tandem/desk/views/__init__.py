"""The desk and the calendar."""
