"""The access matrix: every route × everybody × whose object it is × reading or writing (SEC-2).

Each route has a line in ROUTES: how to make its address from a `Side`, and who gets in. A route without a line fails.
Who is not named must be turned away: sent to sign-in, 403 or 404, and nothing is written.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.urls import reverse

from tests.contracts.world import Side

EVERYBODY = "stranger ana omar bo dee cy kim aud don eve twin_bo nobody other_bo"
SIGNED_IN = EVERYBODY.removeprefix("stranger ")
OFFICERS = "ana omar"
STAFF = "ana omar cy kim aud don"
PAIR = "bo dee"
OURS = "stranger ana omar bo dee cy kim aud don nobody other_bo"  # everybody who has nothing to do with Brofonden
TURNED_AWAY = {403, 404, 405}
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "DROP", "ALTER", "TRUNCATE")
SEEN = ('"django_session"',)  # what a request may write about itself


@dataclass(frozen=True)
class Line:
    """One route. `take` maps its parameters to names in a `Side`; empty: the route is about nothing in particular.

    `own` and `other` say who gets in at Bo's and Dee's object and at another organisation's; `writes` and
    `other_writes` who may send a POST there (the same people when not said). `abroad` says who of ours gets in under
    the other organiser's address (to what is public, or to their own empty lists).
    """

    own: str
    other: str = ""
    take: str = ""
    writes: str | None = None
    other_writes: str | None = None
    abroad: str = ""
    public: bool = False  # shows the other organiser's public texts under its own address

    def kwargs(self, side: Side) -> dict[str, Any]:
        """The address's parameters for this side; the organiser's slug goes by itself."""
        return {pair.split("=")[0]: side[pair.split("=")[-1]] for pair in self.take.split()}


PUBLIC = {"abroad": OURS, "public": True}
CALL = "slug=call"
ONE = "subject=application"
DRAFT = "subject=draft"
LISTS = {"own": SIGNED_IN, "abroad": OURS.removeprefix("stranger ")}

ROUTES: dict[str, Line] = {
    "home": Line(EVERYBODY),
    "set-up": Line(EVERYBODY),
    "sign-in": Line(EVERYBODY),
    "sign-in-code": Line(EVERYBODY),
    "sign-out": Line(EVERYBODY),
    "me": Line(SIGNED_IN),
    "styleguide": Line(EVERYBODY),
    "styleguide-page": Line(EVERYBODY, take="page=styleguide"),
    "set_language": Line(EVERYBODY),
    "demo": Line(""),
    "demo-as": Line("", take="key=nobody"),
}


def url(name: str, line: Line, side: Side, organiser: str, has_organiser: bool) -> str:
    """The route's address for this side's object under this organiser's slug."""
    kwargs = line.kwargs(side)
    if has_organiser:
        kwargs["organiser"] = organiser
    return reverse(name, kwargs=kwargs)


def turned_away(response: Any) -> bool:
    """Whether the answer lets nobody in: sign in first, not yours, or not known."""
    if response.status_code in TURNED_AWAY:
        return True
    return response.status_code == 302 and response["Location"].startswith("/sign-in/")


def text_of(response: Any) -> str:
    """All text of an answer, whatever its format."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    kind = response.get("Content-Type", "")
    if kind.startswith("application/pdf"):
        from pypdf import PdfReader

        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages) + body.decode("latin-1")
    if "officedocument" in kind:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    return str(body.decode("utf-8", "replace"))


class Wrote(AssertionError):
    """A request wrote into the database that must not."""


@contextmanager
def nothing_is_written() -> Iterator[None]:
    """Inside, a statement that changes a table is a fault; a request's own session is its business."""

    def look(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip().upper().startswith(WRITES) and not any(name in sql for name in SEEN):
            raise Wrote(sql[:200])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield


def checksum() -> dict[str, int]:
    """Each table's rows, as one number per table: tells whether anything at all has changed."""
    found: dict[str, int] = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if f'"{table}"' in SEEN:
                continue
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = hash(frozenset(map(repr, cursor.fetchall())))
    return found
