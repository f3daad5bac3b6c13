"""The pages of donors, their dates, and letters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from tandem.core.rulebook.editing import Edit, Remove, Set
from tandem.core.rulebook.lint.texts import LETTERS
from tandem.core.rulebook.sources import MAIN
from tandem.programmes.forms.workbench.items import Item, One, Texts
from tandem.programmes.forms.workbench.lines import Codes
from tandem.programmes.forms.workbench.listing import Entry, Group, Listing, value
from tandem.programmes.forms.workbench.pieces import CycleDay
from tandem.programmes.forms.workbench.programme_pages import Desk
from tandem.programmes.forms.workbench.sheet import Sheet
from tandem.programmes.forms.workbench.tree import identifier, mapping, titled
from tandem.web.shapes import Choice
from tandem.web.templatetags.tandem import localised


def donors(desk: Desk) -> Listing:
    """Who funds, each with the dates of its year."""
    cycle = mapping(desk.tree.main.get("cycle"))
    found = mapping(cycle.get("donors"))
    rows = [
        Entry(
            id,
            titled(mapping(one).get("title"), id),
            desk.url("donors", id),
            _("Applications by %(day)s")
            % {"day": mapping(mapping(one).get("application")).get("on", _("not yet set"))},
            place=("cycle", "donors", id),
        )
        for id, one in found.items()
    ]

    def add(values: Mapping[str, Any]) -> list[Edit]:
        title = value(values, "title", {})
        id = identifier(title.get("en") or next(iter(title.values())), list(found), "donor")
        unset = {"on": "not yet set"}
        entry = {
            "title": title,
            "application": unset,
            "programme_application": {"on": "not applicable"},
            "instalments": [unset],
            "report": unset,
            "donor_report": unset,
        }
        return [Set(MAIN, ("cycle", "donors", id), entry)]

    return Listing(
        _("Who funds, and the dates of their year"),
        [Group("", rows)],
        **desk.home,
        add=add,
        items=[Texts("title", ("title",), _("Name of the donor or fund"), required=True)],
        add_title=_("Add a donor"),
        lead=_("Your own fund counts as a donor too. Dates are days of every year; the call adds the year."),
    )


def donor(desk: Desk, id: str) -> Sheet | None:
    """One donor's year."""
    found = mapping(mapping(mapping(desk.tree.main.get("cycle")).get("donors")).get(id))
    if not found:
        return None
    instalments = found.get("instalments") if isinstance(found.get("instalments"), list) else []
    days = [
        CycleDay("application", ("application",), _("Applications close")),
        CycleDay("programme_application", ("programme_application",), _("Your own application to the donor")),
    ]
    days += [
        CycleDay(f"instalment{at}", ("instalments", at), _("Instalment %(number)s") % {"number": at + 1})
        for at in range(len(instalments or [0]))
    ]
    days += [
        CycleDay("report", ("report",), _("Reports of the partnerships")),
        CycleDay("donor_report", ("donor_report",), _("Your report to the donor")),
    ]
    audits = [Choice("final_year", _("for the last year")), Choice("yearly", _("every year"))]
    items: list[Item] = [
        Texts("title", ("title",), _("Name"), required=True),
        *days,
        Codes(
            "for_countries",
            ("for_countries",),
            _("Funds partnerships whose partner is in"),
            hint=_("Names or codes, with commas. Empty: in any country."),
        ),
        One("audit", ("audit",), _("Audit"), choices=audits, standard="final_year", required=True),
    ]
    place = ("cycle", "donors", id)
    return Sheet(
        localised(titled(found.get("title"), id)),
        items,
        MAIN,
        place,
        {**found, "instalments": dict(enumerate(instalments or []))},
        over=_("Who funds"),
        back=desk.url("donors"),
        back_label=_("All donors"),
        remove=[Remove(MAIN, place)],
        key=f"donors/{id}",
    )


# letters ----------------------------------------------------------------------------------------------------------


def letters(desk: Desk) -> Sheet:
    """What the decisions say."""
    named = {
        "award": _("Letter of award"),
        "refusal": _("Letter of refusal"),
        "reserve": _("Letter to the reserve list"),
        "firm": _("Letter when the money is there"),
    }
    items: list[Item] = [
        Texts(
            id,
            (id,),
            str(named.get(id, id)),
            longer=True,
            required=id in ("award", "refusal", "reserve"),
            hint=_("Filled in: %(places)s.") % {"places": " ".join(f"{{{place}}}" for place in sorted(places))},
        )
        for id, places in LETTERS.items()
    ]
    return Sheet(
        _("What the letters say"),
        items,
        MAIN,
        ("letters",),
        mapping(desk.tree.main.get("letters")),
        **desk.home,
        lead=_("Words in braces are filled in for each applicant; {reasons} are those of each criterion."),
        key="letters",
    )
