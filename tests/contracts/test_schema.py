"""What migrations make is what the models say: tests stand on the latter, installations on the former."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection
from django.db.utils import ConnectionHandler

from tandem.config import environment
from tests.settings import ON_POSTGRESQL

TRIGGERS = {
    "sqlite": "SELECT sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT trigger_name || ' ' || event_manipulation || ' ' || action_statement"
    " FROM information_schema.triggers WHERE trigger_schema = 'public'",
}
SAME = ("columns", "primary_key", "unique", "foreign_key", "check", "index", "orders", "type", "definition", "options")


def described(one: Any) -> dict[str, Any]:
    """Columns, constraints and triggers of a database, by table; names of constraints do not matter."""
    found: dict[str, Any] = {}
    with one.cursor() as cursor:
        for table in one.introspection.table_names(cursor):
            if table.startswith(("django_", "auth_", "harness_")):  # not ours
                continue
            columns = one.introspection.get_table_description(cursor, table)
            rules = one.introspection.get_constraints(cursor, table).values()
            found[table] = (
                sorted((each.name, str(each.type_code), each.null_ok, each.collation) for each in columns),
                sorted(repr([rule.get(key) for key in SAME]) for rule in rules),
            )
        cursor.execute(TRIGGERS[one.vendor])
        found["triggers"] = sorted(row[0] for row in cursor.fetchall())
    return found


def second(folder: Path) -> str:
    """The address of another, empty database."""
    if not ON_POSTGRESQL:
        return f"sqlite:///{folder / 'migrated.sqlite3'}"
    import psycopg

    url = urlsplit(os.environ["DATABASE_URL"])
    with psycopg.connect(urlunsplit(url._replace(path="/postgres")), autocommit=True) as admin:
        admin.execute('CREATE DATABASE "migrated"')
    return urlunsplit(url._replace(path="/migrated"))


@pytest.mark.django_db
def test_migrations_make_the_tables_that_tests_stand_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = second(tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--verbosity", "0"],
        env={
            **os.environ, "DJANGO_SETTINGS_MODULE": "tandem.config.settings", "DATABASE_URL": url,
            "TANDEM_HOME": str(tmp_path), "PYTHONPATH": "src",
        },
        capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    monkeypatch.setenv("DATABASE_URL", url)
    migrated = ConnectionHandler({"default": environment.database(tmp_path)})["default"]
    try:
        theirs, ours = described(migrated), described(connection)
    finally:
        migrated.close()
    assert len(theirs) > 90 and theirs["triggers"]
    assert theirs == ours
