"""The doing: activities, visits of professional equals, reported values, yearly meetings."""
