"""Reading reports: what a report says, what keeps it from being sent, which are late, and the figures for donors."""
