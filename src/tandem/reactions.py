"""When X happened: what happens now (same transaction) and later (outbox, may run twice)."""


def register() -> None:
    """Called once when every app is loaded."""
