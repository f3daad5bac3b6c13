"""Time-ordered identifiers (RFC 9562, version 7)."""

from uuid import UUID


def uuid7(milliseconds: int, random: bytes) -> UUID:
    """Build a version 7 UUID from Unix time in milliseconds and ten random bytes.

    Pure: clock and randomness are the caller's. Raises ValueError when `random` is not ten bytes
    or the time does not fit 48 bits. Source: RFC 9562 section 5.7.
    """
    if len(random) != 10:
        raise ValueError("uuid7 takes exactly ten random bytes")
    if not 0 <= milliseconds < 1 << 48:
        raise ValueError("uuid7 takes a time of at most 48 bits, in milliseconds")
    bits = int.from_bytes(random, "big")
    value = milliseconds << 80 | 0x7 << 76 | (bits >> 68 & 0xFFF) << 64 | 0b10 << 62 | bits & (1 << 62) - 1
    return UUID(int=value)
