"""Pages about calls: for everybody, and for officers."""
