"""The pages of choosing: ties, published minimums and preferences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.core.rulebook.editing import Edit, Insert, Set
from tandem.core.rulebook.sources import MAIN
from tandem.programmes.forms.workbench.component_pages import below, name_of, sheet_of
from tandem.programmes.forms.workbench.conditions import Condition, fact_subjects
from tandem.programmes.forms.workbench.items import Amount, Flags, Item, Line, Many, Number, One, Texts
from tandem.programmes.forms.workbench.lines import Codes
from tandem.programmes.forms.workbench.listing import Entry, Group, Listing, by_id, value
from tandem.programmes.forms.workbench.programme_pages import Desk
from tandem.programmes.forms.workbench.sheet import Sheet
from tandem.programmes.forms.workbench.tree import Path, entries, identifier, mapping, titled
from tandem.web.shapes import Choice


def _selection_items(data: Mapping[str, Any], criteria: Sequence[Choice]) -> list[Item]:
    return [
        Codes("currency", ("currency",), _("Currency of the grants"), required=True, kind="currency", single=True),
        Amount(
            "budget",
            ("budget",),
            _("Budget proposed for a call"),
            currency=str(data.get("currency") or ""),
            hint=_("The call sets its own."),
        ),
        Flags(
            "scoring",
            (),
            _("Decided on"),
            standard=["scoring"],
            choices=[
                Choice(
                    "scoring", _("Scores of assessors"), _("Unmarked: on the record of an interview or visit alone.")
                )
            ],
        ),
        Many(
            "ties",
            ("ties",),
            _("Between equal scores, what counts first"),
            choices=criteria,
            hint=_("In the order of the criteria; a published lot decides what is still equal."),
        ),
        Amount(
            "lowest_score", ("lowest_score",), _("Refused below a score of"), hint=_("Of 100. Empty: no such limit.")
        ),
        Flags(
            "skip",
            (),
            _("When the next one does not fit the budget"),
            choices=[
                Choice(
                    "skip_upwards", _("Fund a smaller one further down instead"), _("Unmarked: the list ends there.")
                )
            ],
        ),
    ]


def selection(desk: Desk, component: str) -> Sheet | None:
    """How the ranking becomes awards."""
    one = desk.tree.components.get(component)
    if one is None:
        return None
    data = mapping(one.get("selection"))
    criteria = [
        Choice(str(c.get("id")), titled(c.get("title"), str(c.get("id")))) for c in entries(one.get("criteria"))
    ]
    links = [
        {"url": desk.url("components", component, "floors"), "label": _("Floors: published minimums")},
        {"url": desk.url("components", component, "preferences"), "label": _("Preferences: extra points")},
    ]
    return Sheet(
        _("How the ranking becomes awards"),
        _selection_items(data, criteria),
        MAIN,
        ("components", component, "selection"),
        data,
        **below(desk, component),
        links=links,
        key=f"components/{component}/selection",
    )


def floors(desk: Desk, component: str) -> Listing | None:
    """Published minimums for a group of applications."""
    return _guarded(
        desk,
        component,
        "floors",
        _("Published minimums"),
        _("Add a minimum"),
        _("No minimum is published."),
        _("At least two partnerships with a rural school: the ranking is kept, and the minimum is met."),
    )


def preferences(desk: Desk, component: str) -> Listing | None:
    """Points on top of the score."""
    return _guarded(
        desk,
        component,
        "prefer",
        _("Published preferences"),
        _("Add a preference"),
        _("Nothing is preferred; the score alone counts."),
        _("Five points more for first-time applicants: published before the call opens."),
    )


def _guarded(desk: Desk, component: str, key: str, title: str, add_title: str, empty: str, lead: str) -> Listing | None:
    if component not in desk.tree.components:
        return None
    here: Path = ("components", component, "selection", key)
    found = entries(desk.tree.at(here))
    part = "floors" if key == "floors" else "preferences"
    rows = [
        Entry(
            str(each.get("id")),
            titled(each.get("title"), str(each.get("id"))),
            desk.url("components", component, part, str(each.get("id"))),
            _guard_words(each),
            place=by_id(here, str(each.get("id"))),
        )
        for each in found
    ]

    def add(values: Mapping[str, Any]) -> list[Edit]:
        named = value(values, "title", {})
        id = identifier(named.get("en") or next(iter(named.values())), [str(c.get("id")) for c in found], part[:-1])
        how: dict[str, Any] = {"of": "number", "at_least": "1"} if key == "floors" else {"points": 5}
        made = {"id": id, "title": named, **how, "when": value(values, "when", "true"), "source": "house advice"}
        if found:
            return [Insert(MAIN, here, -1, made)]
        return [Set(MAIN, here, [made])]

    items: list[Item] = [
        Texts("title", ("title",), _("What it is called"), required=True),
        Condition(
            "when", ("when",), _("For applications where"), required=True, subjects=fact_subjects(desk.tree, component)
        ),
    ]
    return Listing(
        title,
        [Group("", rows)],
        over=name_of(desk, component),
        lead=lead,
        ordered=True,
        items=items,
        add=add,
        back=desk.url("components", component, "selection"),
        back_label=_("Selection"),
        add_title=add_title,
        empty=empty,
    )


def _guard_words(entry: Mapping[str, Any]) -> str:
    if "points" in entry:
        return ngettext("%(number)s point", "%(number)s points", int(entry["points"])) % {"number": entry["points"]}
    if entry.get("share"):
        return _("%(share)s %% of the budget") % {"share": entry["share"]}
    return _("at least %(number)s") % {"number": entry.get("at_least", "")}


def floor(desk: Desk, component: str, id: str) -> Sheet | None:
    """One published minimum."""
    of = [Choice("number", _("a number of applications")), Choice("money", _("money"))]
    items: list[Item] = [
        Texts("title", ("title",), _("What it is called"), required=True),
        One("of", ("of",), _("A minimum of"), choices=of, required=True),
        Amount("at_least", ("at_least",), _("At least"), hint=_("So many applications, or an amount.")),
        Amount("share", ("share",), _("Or a share of the budget, in per cent"), hint=_("For money only.")),
        Condition(
            "when", ("when",), _("For applications where"), required=True, subjects=fact_subjects(desk.tree, component)
        ),
        Flags(
            "where",
            (),
            _("When there are too few of them"),
            standard=["where_possible"],
            choices=[
                Choice(
                    "where_possible",
                    _("It holds as far as possible"),
                    _("Unmarked: a proposal that misses it needs a reason."),
                )
            ],
        ),
        Line("source", ("source",), _("Where it comes from")),
    ]
    return sheet_of(desk, component, ("selection", "floors"), id, items, "floors", _("All minimums"))


def preference(desk: Desk, component: str, id: str) -> Sheet | None:
    """One preference."""
    items: list[Item] = [
        Texts("title", ("title",), _("What it is called"), required=True),
        Number("points", ("points",), _("Points on top of the score"), lowest=1, highest=50, required=True),
        Condition(
            "when", ("when",), _("For applications where"), required=True, subjects=fact_subjects(desk.tree, component)
        ),
        Line("source", ("source",), _("Where it comes from")),
    ]
    return sheet_of(desk, component, ("selection", "prefer"), id, items, "preferences", _("All preferences"))
