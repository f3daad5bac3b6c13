"""Emptying the database between transactional tests: the record of acts refuses it unless its triggers are dropped."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import flush
from django.db import connections

from tandem.foundation.audit import triggers


class Command(flush.Command):
    """Django's own command between dropping the append-only triggers and making them again."""

    def handle(self, **options: Any) -> None:
        connection = connections[options["database"]]
        with connection.cursor() as cursor:
            for statement in triggers.dropping(connection.vendor):
                cursor.execute(statement)
        try:
            super().handle(**options)
        finally:
            with connection.cursor() as cursor:
                for statement in triggers.making(connection.vendor):
                    cursor.execute(statement)
