"""What must happen after this change: mail, jobs, events."""
