"""Neutral names for what a panel must not recognise: the same for everybody, telling nothing about what they name."""

from __future__ import annotations

from uuid import UUID

from django.utils.crypto import salted_hmac

_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"  # no vowels: no words come about


def code_of(application: UUID) -> str:
    """The name of an application on blind pages: 'KTD-WMB'. Two of a call hardly ever share it."""
    number = int.from_bytes(salted_hmac("reviews.code", str(application), algorithm="sha256").digest()[:8], "big")
    letters = []
    for _place in range(6):
        number, at = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[at])
    return f"{''.join(letters[:3])}-{''.join(letters[3:])}"


def key_of(call: UUID, organisation: UUID, person: UUID) -> str:
    """What an applicant is called on one person's list of names: nobody can join two lists, or a list and a page."""
    return salted_hmac("reviews.list", f"{call}{organisation}{person}", algorithm="sha256").hexdigest()[:24]
