"""Programmes and calls, made through the operations. Must be called inside an organiser's scope."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from tandem.calls import operations as calls
from tandem.calls.models import Call
from tandem.calls.queries import proposed
from tandem.core.values import Money
from tandem.foundation import clock
from tandem.foundation.access import Actor
from tandem.foundation.tenancy.models import Office
from tandem.programmes import operations as programmes
from tandem.programmes.models import Programme
from tandem.programmes.queries import latest_version
from tandem.rulebooks import checked, shipped
from tests.remembered import remembered

OPENED = "2024-08-12T09:00"
KS_MIC = shipped()["ks-mic"]
HARBOUR = Path(__file__).resolve().parent.parent / "rulebooks" / "harbour-exchange"


@remembered
def programme(officer: Actor, folder: Path = KS_MIC) -> Programme:
    """The rulebook's programme at this organiser, made when it is not there yet."""
    book = checked(folder).rulebook
    assert book is not None
    found = Programme.objects.filter(rulebook=book.rulebook).first()
    return found or programmes.create_programme(officer, folder=folder)


@remembered
def call(
    officer: Actor,
    folder: Path = KS_MIC,
    *,
    component: str = "",
    year: int = 2024,
    publish: bool = True,
    canary: str = "",
    office: Office | None = None,
    **changed: Any,
) -> Call:
    """A call of the rulebook's (first) component, published before it opens; `changed` replaces proposed terms.

    `canary` is added to its title and lead in every language.
    """
    from dataclasses import replace

    made_for = programme(officer, folder)
    version = latest_version(made_for, office)
    assert version is not None
    rulebook = version.rulebook
    component = component or next(iter(rulebook.components))
    terms = proposed(rulebook, component, year, "Europe/Oslo")
    facts: dict[str, Any] = {"budget": Money.of(5_000_000, terms.budget.currency)}
    if not terms.papers or not all(terms.papers.values()):
        facts["papers"] = dict.fromkeys(rulebook.languages, "A letter")
    if not terms.decision_on:
        facts["decision_on"] = date(year, 12, 20)
    if not terms.starts_on:
        facts["starts_on"] = date(year + 1, 3, 1)
    if terms.minutes is None:
        facts["minutes"] = 120
    texts = {name: dict(getattr(terms, name)) for name in ("title", "lead", "own_contribution")}
    for name, text in texts.items():
        facts[name] = {
            language: " ".join(filter(None, (text.get(language) or f"{name} in {language}", canary)))
            for language in rulebook.languages
        }
    terms = replace(terms, **{**facts, **changed})
    with clock.at(datetime.fromisoformat("2024-08-01T08:00:00+00:00")):
        made = calls.prepare(officer, made_for, component, year, terms, office)
        return calls.publish(officer, made) if publish else made
