"""What the surroundings say: every setting that an installation may change is an environment variable."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


class BadEnvironment(ImproperlyConfigured):
    """An environment variable says something that cannot be used; the message names it and how to mend it."""


def text(name: str, default: str = "") -> str:
    """The variable's text, or the default when it is not set."""
    return os.environ.get(name, default)


def flag(name: str, default: bool = False) -> bool:
    """True for 1/true/yes/on, False for 0/false/no/off; BadEnvironment for anything else."""
    value = os.environ.get(name, "").strip().lower()
    if value == "":
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise BadEnvironment(f"{name}={value!r} is neither yes nor no; use 1 or 0")


def home() -> Path:
    """The folder that holds the embedded database, uploads and the key; made when missing."""
    folder = Path(text("TANDEM_HOME", "var")).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def secret_key(folder: Path) -> str:
    """The installation's key: TANDEM_SECRET_KEY, else one made once and kept readable by its owner alone."""
    if given := text("TANDEM_SECRET_KEY"):
        return given
    path = folder / "secret-key"
    if not path.exists():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text().strip()


def database(folder: Path) -> dict[str, Any]:
    """Django's database settings from DATABASE_URL; the embedded SQLite file in `folder` when it is not set.

    SQLite: WAL so that readers do not wait, FULL because receipts are handed out, IMMEDIATE because a
    transaction that reads and then writes would else meet 'database is locked' (REL-6).
    """
    url = text("DATABASE_URL")
    if not url:
        return sqlite(str(folder / "tandem.sqlite3"))
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite(
            unquote(parts.path.removeprefix("/")) if not url.startswith("sqlite:////") else unquote(parts.path)
        )
    if parts.scheme not in {"postgres", "postgresql"}:
        raise BadEnvironment(f"DATABASE_URL starts with {parts.scheme!r}; use postgresql:// or sqlite://")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": dict(parse_qsl(parts.query)).get("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def sqlite(name: str) -> dict[str, Any]:
    """Django's settings for an embedded database file."""
    return {
        "ENGINE": "tandem.config.sqlite3",
        "NAME": name,
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            " PRAGMA busy_timeout=20000; PRAGMA cache_size=-4000;",
        },
    }


def mail(url: str) -> dict[str, Any]:
    """Mail settings from TANDEM_MAIL_URL (smtp://user:secret@host:port, smtps:// for TLS); console when empty."""
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise BadEnvironment("TANDEM_MAIL_URL must look like smtp://user:secret@mail.example.org:587")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and bool(parts.username),
        "EMAIL_TIMEOUT": 20,
    }
