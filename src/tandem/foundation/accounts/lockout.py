"""Counting wrong codes per account, so that nobody guesses their way in and no shared address shuts others out."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from tandem.foundation import clock
from tandem.foundation.accounts.models import WrongCode

ALLOWED = 10  # wrong codes
WITHIN = timedelta(hours=1)
PAUSE = timedelta(minutes=15)


def _account(email: str) -> str:
    return hashlib.sha256(email.strip().lower().encode()).hexdigest()


def paused_until(email: str) -> datetime | None:
    """Until when this account takes no codes because too many were wrong; None when it takes them."""
    now = clock.now()
    rows = WrongCode.objects.filter(account_sha256=_account(email), typed_at__gt=now - WITHIN).order_by("-typed_at")
    latest = list(rows.values_list("typed_at", flat=True)[:ALLOWED])
    if len(latest) < ALLOWED:
        return None
    until = latest[0] + PAUSE
    return until if until > now else None


def count_wrong(email: str) -> None:
    """Note one wrong code; forgets what no longer counts."""
    now = clock.now()
    account = _account(email)
    WrongCode.objects.filter(account_sha256=account, typed_at__lte=now - WITHIN).delete()
    WrongCode.objects.create(account_sha256=account, typed_at=now)


def forget(email: str) -> None:
    """A right code: the wrong ones no longer count."""
    WrongCode.objects.filter(account_sha256=_account(email)).delete()
