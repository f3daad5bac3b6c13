"""The plan: one versioned thing from proposal to agreed plan."""
