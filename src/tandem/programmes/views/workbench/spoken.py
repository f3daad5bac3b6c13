"""Rules of a draft said in words: on their list, and above the fields of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from tandem.core.rulebook import Rulebook
from tandem.core.rulebook.schema import Rule
from tandem.programmes.forms.workbench import rule_pages
from tandem.programmes.forms.workbench.listing import Listing
from tandem.programmes.forms.workbench.rules import own_rules
from tandem.programmes.forms.workbench.sample import breaking_facts
from tandem.programmes.forms.workbench.sheet import Sheet
from tandem.programmes.views.workbench.bench import Bench
from tandem.programmes.words import rule_said


def _book(at: Bench, component: str) -> tuple[Rulebook, str] | None:
    """The draft as a rulebook with the kind of support to read the rules in; None while it cannot be read."""
    book = at.examined.rulebook
    first = component if component in at.desk.tree.components else next(iter(at.desk.tree.components), "")
    if book is None or first not in book.components or book.components[first].form not in book.forms:
        return None
    return book, first


def _rules(book: Rulebook, component: str) -> Mapping[str, Rule]:
    return {rule.id: rule for rule in book.components[component].rules}


def in_words(at: Bench, page: Listing, component: str) -> Listing:
    """The list with each rule said as everybody reads it; as it was while the draft cannot be read as a whole."""
    found = _book(at, component)
    if found is None:
        return page
    rules = _rules(*found)

    def said(id: str) -> dict[str, Any]:
        asks, counts = rule_said(*found, rules[id])
        return {"title": asks, "hint": counts}

    groups = [
        replace(group, entries=[replace(e, **said(e.key)) if e.key in rules else e for e in group.entries])
        for group in page.groups
    ]
    return replace(page, groups=groups)


def with_preview(at: Bench, page: Sheet, component: str, id: str) -> Sheet:
    """The rule's page with what it asks, and what it says to somebody who breaks it, with real numbers."""
    found = _book(at, component)
    if found is None:
        return page
    book, first = found
    rule = next((each for each in own_rules(at.desk.tree, component) if each.get("id") == id), {})
    said = rule_pages.preview(book, first, rule, breaking_facts(book, first))
    shown = {"title": _("What an applicant would read"), "texts": said}
    made = _rules(book, first).get(id)
    lead = " ".join(text for text in rule_said(book, first, made) if text) if made is not None else page.lead
    return replace(page, lead=lead, beside=[*([shown] if said else []), *page.beside])
