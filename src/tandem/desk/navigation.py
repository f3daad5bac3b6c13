"""What stands on top of every page of an organiser: the desk knows every stage, so the table is here."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tandem.web import navigation
from tandem.web.navigation import Entry
from tandem.web.routes import ANYONE, ASSESSOR, AUDITOR, OFFICER, SIGNED_IN

ENTRIES = (
    Entry(_("Desk"), "desk", (SIGNED_IN,), 10),
    Entry(_("Calls"), "calls:list", (ANYONE,), 20),
    Entry(_("Applications"), "applications:mine", (SIGNED_IN,), 30),
    Entry(_("Assess"), "reviews:list", (ASSESSOR,), 40),
    Entry(_("Ranking"), "awards:list", (OFFICER, AUDITOR), 50),
    Entry(_("Organisations"), "organisations:list", (OFFICER,), 60),
)


def register() -> None:
    """Called once when the app is loaded; an entry whose route does not exist is not shown."""
    navigation.register(*ENTRIES)
