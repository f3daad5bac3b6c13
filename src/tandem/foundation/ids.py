"""Primary keys: UUID version 7, made where clock and randomness live."""

import os
import secrets
import threading
import time
from uuid import UUID

from tandem.core.values import uuid7

_lock = threading.Lock()
_last = (0, 0)  # milliseconds, the 74 random bits
_RANDOM_BITS = (1 << 74) - 1


def new_id() -> UUID:
    """A new identifier, larger than every earlier one of this process. Its time is the machine's, not the demo's.

    It only orders rows: two of the same millisecond follow each other (RFC 9562, section 6.2, method 2).
    """
    global _last
    with _lock:
        now = time.time_ns() // 1_000_000
        if now > _last[0]:
            _last = (now, int.from_bytes(secrets.token_bytes(10), "big") & _RANDOM_BITS >> 1)
        else:
            _last = (_last[0], _last[1] + 1 + secrets.randbelow(1 << 32) & _RANDOM_BITS)
        spread = _last[1] >> 62 << 68 | _last[1] & (1 << 62) - 1  # where uuid7 looks for its 12 and its 62 bits
        return uuid7(_last[0], spread.to_bytes(10, "big"))


def _start_anew() -> None:
    global _last, _lock
    _last, _lock = (0, 0), threading.Lock()


os.register_at_fork(after_in_child=_start_anew)
