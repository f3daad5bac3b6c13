"""Rules as pages: the list, one rule with its placeholders shown with real numbers, and the catalogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError

from tandem.core.eligibility import Case
from tandem.core.eligibility.evaluate import verdict
from tandem.core.eligibility.outcome import EVERYWHERE
from tandem.core.eligibility.registry import read_check
from tandem.core.rulebook import Rulebook
from tandem.core.rulebook.editing import Key, Remove
from tandem.core.rulebook.schema import Rule
from tandem.core.rulebook.sources import MAIN
from tandem.programmes.forms.workbench.check_words import PLACES, example_of, title_of
from tandem.programmes.forms.workbench.checks import editor_of, words_in_order
from tandem.programmes.forms.workbench.component_pages import name_of
from tandem.programmes.forms.workbench.listing import Entry, Group, Listing
from tandem.programmes.forms.workbench.programme_pages import Desk
from tandem.programmes.forms.workbench.rules import (
    EVERYONE,
    beyond_words,
    catalogue,
    check_of,
    own_rules,
    rule_data,
    rule_edits,
    rule_items,
    rule_title,
    rules_at,
)
from tandem.programmes.forms.workbench.sheet import Sheet
from tandem.programmes.forms.workbench.tree import titled
from tandem.rulebooks.wording import say


def rules(desk: Desk, component: str) -> Listing | None:
    """The rules of a kind of support, musts and shoulds, and the catalogue to choose another one from."""
    if component not in desk.tree.components and component != EVERYONE:
        return None
    rows = []
    for rule in own_rules(desk.tree, component):
        id = str(rule.get("id"))
        word, _written, strength = check_of(rule)
        tags = [(str(_("must")), "accent") if strength == "must" else (str(_("should")), "")]
        if rule.get("when") or rule.get("unless"):
            tags.append((str(_("on a condition")), ""))
        rows.append(
            Entry(
                id,
                rule_title(desk.tree, component, rule),
                desk.url("components", component, "rules", id),
                titled(rule.get("refusal")),
                tags,
                place=(*rules_at(component), Key("id", id)),
                over=title_of(word) if word else "",
                written=beyond_words(rule),
            )
        )
    over = name_of(desk, component) if component != EVERYONE else str(_("Every kind of support"))
    kinds = [
        {**kind, "url": desk.url("components", component, "add", kind["word"])}
        for kind in catalogue(desk.tree, component)
    ]
    return Listing(
        _("What must hold, and what should"),
        [Group("", rows)],
        over=over,
        back=desk.url(),
        back_label=desk.name,
        ordered=True,
        empty=_("No rule yet: every application that is complete is taken."),
        add_title=_("Add a rule"),
        lead=_("A must refuses, a should advises. Each says what it found, what is needed and how to get there."),
        extra={"catalogue": kinds},
    )


def rule(desk: Desk, component: str, id: str) -> Sheet | None:
    """One rule that is there."""
    found = next((each for each in own_rules(desk.tree, component) if each.get("id") == id), None)
    if found is None:
        return None
    word, _written, _strength = check_of(found)
    if not word:
        return None
    return _sheet(desk, component, word, found)


def new_rule(desk: Desk, component: str, word: str) -> Sheet | None:
    """A rule of a kind from the catalogue, not saved yet."""
    if word not in words_in_order() or (component not in desk.tree.components and component != EVERYONE):
        return None
    return _sheet(desk, component, word, {})


def _sheet(desk: Desk, component: str, word: str, found: Mapping[str, Any]) -> Sheet:
    tree, id = desk.tree, str(found.get("id") or "")
    place = (*rules_at(component), Key("id", id))
    key = f"components/{component}/rules/{id}" if component != EVERYONE else "everyone/rules"
    return Sheet(
        rule_title(tree, component, found) if id else str(title_of(word)),
        rule_items(tree, component, word),
        MAIN,
        place,
        rule_data(found) if id else {"source": "house advice", "strength": "must"},
        lead="" if id else str(example_of(word)),
        over=name_of(desk, component) if component != EVERYONE else str(_("Every kind of support")),
        back=desk.url("components", component, "rules"),
        back_label=_("All rules"),
        remove=[Remove(MAIN, place)] if id else (),
        key=key if id else "",
        assemble=lambda values: rule_edits(tree, component, word, found, values),
        beside=[_places(word)],
    )


def _places(word: str) -> dict[str, Any]:
    """The {places} that the texts of this kind of rule may use, in words."""
    known = [name for name in PLACES if name in EVERYWHERE | editor_of(word).places]
    return {"title": _("Filled in for you"), "rows": [(f"{{{name}}}", str(PLACES[name])) for name in known]}


def preview(book: Rulebook, component: str, rule: Mapping[str, Any], facts: Sequence[Mapping[str, Any]]) -> list[str]:
    """What the rule says with real numbers, per language: of the first of these facts that breaks it."""
    try:
        made = Rule.model_validate(dict(rule))
        check = read_check(made.must if made.must is not None else made.should or {})
    except (ValidationError, ValueError):
        return []
    for each in facts:
        case = Case(book, component, each)
        for party in check.asked_of(case):
            found = verdict(made, check, case, party, say)
            if not found.passed:
                return [f"{text} {found.mend.get(code, '')}".strip() for code, text in found.refusal.items() if text]
    return []
