"""The product's settings for tests: a home of its own, a database of its own, and nothing that waits for a disk."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

from tests import postgres

_home = Path(tempfile.mkdtemp(prefix="tandem-tests-"))
atexit.register(shutil.rmtree, _home, ignore_errors=True)
os.environ["TANDEM_HOME"] = str(_home)
os.environ["HOME"] = str(_home)
for _name in [name for name in os.environ if name.startswith("TANDEM_")]:
    if _name not in {"TANDEM_HOME", "TANDEM_TEST_DATABASE", "TANDEM_SHARED_DATA"}:
        del os.environ[_name]
os.environ["TANDEM_SECRET_KEY"] = "only-for-tests-" + "k" * 50
os.environ.pop("DATABASE_URL", None)

ON_POSTGRESQL = os.environ.get("TANDEM_TEST_DATABASE", "sqlite") == "postgresql"
if ON_POSTGRESQL:
    try:
        os.environ["DATABASE_URL"] = postgres.server().url
    except postgres.NoPostgres as missing:
        print(f"Nothing was tested on PostgreSQL. {missing}", file=sys.stderr)
        raise SystemExit(1 if os.environ.get("CI", "").lower() == "true" else 0) from None

from tandem.config.settings import *  # noqa: E402, F403
from tandem.config.settings import DATABASES, INSTALLED_APPS, STORAGES  # noqa: E402

INSTALLED_APPS = [*INSTALLED_APPS, "tests.harness"]


class _FromModels:
    """Every app's tables are made from its models: tests/contracts/test_schema.py proves migrations make the same."""

    def __contains__(self, app: str) -> bool:
        return True

    def __getitem__(self, app: str) -> None:
        return None


MIGRATION_MODULES = _FromModels()  # type: ignore[assignment]
if not ON_POSTGRESQL:
    DATABASES["default"]["TEST"] = {"NAME": str(_home / "test.sqlite3")}
    _options = DATABASES["default"]["OPTIONS"]
    _options["init_command"] = _options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
DATABASES["default"]["CONN_MAX_AGE"] = 0
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
