"""Every page of the census in a real browser: axe finds nothing, nothing scrolls sideways at 320 px, no console error.

Full: two organisers with calls, applications, scores and a proposal. Empty: an organiser on its first day.
English everywhere, Spanish on every second route in turn.
"""

from __future__ import annotations

from typing import Any

import pytest

from tandem.foundation import clock
from tandem.foundation.accounts.models import Person
from tandem.foundation.tenancy.models import Membership, Organiser
from tests.browser import axe, sideways
from tests.contracts import world as worlds
from tests.contracts.census import addresses
from tests.contracts.matrix import ROUTES, url

pytestmark = [pytest.mark.django_db(transaction=True)]

NO_PAGES = {  # files that are handed out, and forms that only lead back
    "applications:file",
    "reviews:paper",
    "programmes:paper-file",
    "programmes:draft-file",
    "awards:donor-letter",
    "awards:complaint-paper",
    "agreements:copy",
    "delivery:evidence",
    "delivery:minutes",
    "finance:receipt",
    "finance:audit-report",
    "reports:file",
    "calls:publish",
    "calls:adopt",
}
FILES = (".pdf", ".docx", ".xlsx", ".csv", ".ics", ".json")
STRANGERS = {"set-up", "sign-in", "sign-in-code"}


def pages() -> list[Any]:
    """Routes that answer GET with a page."""
    return [
        a for a in addresses()
        if a.route and "GET" in a.route.methods and not a.route.demo
        and a.name not in NO_PAGES and not a.pattern.endswith(FILES)
    ]


def enters(name: str) -> str:
    """Somebody of the cast who gets in, '' for a stranger."""
    who = ROUTES[name].own.split()
    return "" if name in STRANGERS or who[:1] == ["stranger"] else who[0]


def faults(visitors: dict[Any, Any], visit: Any, person: Any, language: str, path: str) -> list[str]:
    """Everything that is wrong with a page at 1280 px, and sideways scroll at 320 px."""
    key = (getattr(person, "email", ""), language)
    if key not in visitors:
        visitors[key] = visit(person, language=language)
        cookie = {"name": "language", "value": language, "url": visitors[key].address}
        visitors[key].context.add_cookies([cookie])
    visitor = visitors[key]
    visitor.page.set_viewport_size({"width": 1280, "height": 900})
    response = visitor.page.goto(f"{visitor.address}{path}")
    if response.status not in {200, 409}:  # 409: a page that says why it is too early or too late, and what to do
        return [f"{path}: {response.status}"]
    found = axe(visitor.page)
    visitor.page.set_viewport_size({"width": 320, "height": 700})
    if (pixels := sideways(visitor.page)) > 0:
        found.append(f"{path}: {pixels} px sideways")
    if not visitor.page.title() or not visitor.page.locator("h1").count():
        found.append(f"{path}: no title or no heading")
    return found


@pytest.mark.expects("UX-29", "UX-32")
def test_full_pages_in_two_languages(visit: Any, served_at: Any) -> None:
    served_at(worlds.NOW)
    with clock.at(worlds.NOW):
        world = worlds.build()
    visitors: dict[Any, Any] = {}
    wrong: list[str] = []
    for number, address in enumerate(pages()):
        line = ROUTES[address.name]
        who = enters(address.name)
        person = getattr(world.cast, who) if who else None
        path = url(address.name, line, world.own, world.cast.samband.slug, "organiser" in address.parameters)
        wrong += faults(visitors, visit, person, "en", path)
        if number % 2:
            wrong += faults(visitors, visit, person, "es", path)
    assert not wrong, "\n".join(wrong)


@pytest.mark.expects("UX-29")
def test_empty_pages_on_the_first_day(visit: Any, served_at: Any, db: None) -> None:
    served_at("2024-11-04T10:00")
    organiser = Organiser.objects.create(slug="nyland", name={"en": "Nyland"}, languages=["en", "es"])
    people = {"": None}
    for role in ("officer", "assessor", "cashier"):
        people[role] = Person.objects.create_user(f"{role}@nyland.example", f"First {role}")
        Membership.objects.create(organiser=organiser, person=people[role], role=role)
    visitors: dict[Any, Any] = {}
    wrong: list[str] = []
    for address in pages():
        if set(address.parameters) - {"organiser"} or address.name == "set-up":
            continue
        alone = address.route.who[0] if len(address.route.who) == 1 else ""
        role = "" if not enters(address.name) else alone if alone in people else "officer"
        path = url(
            address.name, ROUTES[address.name], worlds.Side(organiser, None), organiser.slug, bool(address.parameters)
        )
        wrong += faults(visitors, visit, people[role], "en", path)
    assert not wrong, "\n".join(wrong)
