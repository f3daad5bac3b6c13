"""What `check --deploy` says beyond Django's own: an installation that others reach must not be left open (SEC-6)."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

SHORTEST_KEY = 50
OTHERS = stat.S_IRWXO
GUESSABLE = ("django-insecure-", "only-for-tests-", "changeme", "secret")


@register(Tags.security, deploy=True)
def fit_for_others(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuses debugging, the demo, a guessable key, plain http, and files that others on the machine can read."""
    found: list[CheckMessage] = []
    if settings.DEBUG:
        found.append(Error("debugging is on", hint="unset TANDEM_DEBUG", id="tandem.E001"))
    if settings.TANDEM_DEMO:
        found.append(
            Error("this is a demo: anybody can sign in as anybody", hint="unset TANDEM_DEMO", id="tandem.E002")
        )
    key = settings.SECRET_KEY
    if len(key) < SHORTEST_KEY or key.lower().startswith(GUESSABLE) or len(set(key)) < 10:
        found.append(
            Error("the secret key can be guessed", hint="unset TANDEM_SECRET_KEY and one is made", id="tandem.E003")
        )
    if not settings.TANDEM_URL.startswith("https://"):
        found.append(
            Error("people reach it over plain http", hint="set TANDEM_URL to its https:// address", id="tandem.E004")
        )
    if "*" in settings.ALLOWED_HOSTS:
        found.append(Error("any host name is taken", hint="set TANDEM_HOSTS to its names", id="tandem.E005"))
    found += [
        Error(f"{path} can be read by others on this machine", hint=f"chmod -R o= {path}", id="tandem.E006")
        for path in private_paths()
        if path.exists() and path.stat().st_mode & OTHERS
    ]
    return found


def private_paths() -> list[Path]:
    """What nobody but the installation's own user may read: uploads, the embedded database, the key."""
    home = Path(settings.HOME)
    paths = [Path(settings.MEDIA_ROOT), home / "secret-key"]
    name = settings.DATABASES["default"]["NAME"]
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3") and str(name) != ":memory:":
        paths.append(Path(name))
    return paths
