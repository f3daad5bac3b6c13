"""Primary keys: UUID version 7, made where clock and randomness live."""

import secrets
import time
from uuid import UUID

from tandem.core.values import uuid7


def new_id() -> UUID:
    """A new time-ordered identifier. Its time is the machine's, not the demo's: it only orders rows."""
    return uuid7(time.time_ns() // 1_000_000, secrets.token_bytes(10))
