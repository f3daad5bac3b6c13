"""The pages of the programme as a whole: basics, goal, parties, lists, papers, dates, letters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tandem.core.rulebook.editing import Edit, Remove, Set
from tandem.core.rulebook.sources import MAIN
from tandem.organisations.models import OrganisationKind
from tandem.programmes.forms.workbench.items import Flags, Item, Line, Many, Texts
from tandem.programmes.forms.workbench.lines import Codes, Options, code_names, in_languages
from tandem.programmes.forms.workbench.listing import Entry, Group, Listing, value
from tandem.programmes.forms.workbench.sheet import Sheet
from tandem.programmes.forms.workbench.tree import Tree, entries, identifier, mapping, titled
from tandem.web.shapes import Choice
from tandem.web.templatetags.tandem import joined, localised


@dataclass(frozen=True)
class Desk:
    """A draft being looked at: its tree and how its pages are addressed."""

    tree: Tree
    url: Callable[..., str]  # url("parties", "home"), url("components", "project", "rules")
    name: str = ""

    @property
    def home(self) -> dict[str, Any]:
        """The way back to the overview."""
        return {"back": self.url(), "back_label": self.name or str(_("All parts"))}


def basics(desk: Desk) -> Sheet:
    """What the programme is called, in which languages it is written, what it costs in."""
    items: list[Item] = [
        Texts("title", ("title",), _("Name of the programme"), required=True),
        Texts(
            "summary",
            ("summary",),
            _("What it is, in a sentence or two"),
            longer=True,
            hint=_("Stands on top of every call."),
        ),
        Codes(
            "languages",
            ("languages",),
            _("Languages"),
            required=True,
            kind="language",
            hint=_("In which your texts are written; the first one is the one you write first. Names, with commas."),
        ),
        Codes(
            "organiser_currency", ("organiser_currency",), _("Currency"), required=True, kind="currency", single=True
        ),
        Line("version", ("version",), _("Version"), required=True, hint=_("A name of your own, such as 2026.1.")),
        Line(
            "guideline", ("guideline",), _("Guideline it follows"), hint=_("Its title and year, if there is a paper.")
        ),
    ]
    return Sheet(
        _("What the programme is called, and in which languages it speaks"),
        items,
        MAIN,
        (),
        desk.tree.main,
        **desk.home,
        key="basics",
    )


def goal(desk: Desk) -> Sheet:
    """What it is for, and how it is reported on."""
    items: list[Item] = [
        Texts("title", ("title",), _("Goal"), required=True),
        Options(
            "effects",
            ("effects",),
            _("Effects"),
            required=True,
            hint=_("What should change for people.") + " " + in_languages(desk.tree.languages),
            why=_("Applicants mark the effects they work for; a question can take its options from here."),
        ),
        Line("clause", ("clause",), _("Clause"), hint=_("Like ABC-1, if your guideline numbers them.")),
    ]
    return Sheet(
        _("What the programme is for"),
        items,
        MAIN,
        ("goal",),
        mapping(desk.tree.main.get("goal")),
        **desk.home,
        key="goal",
    )


# parties ----------------------------------------------------------------------------------------------------------


def parties(desk: Desk) -> Listing:
    """Who may stand on each side of a partnership."""
    rows = []
    for id, party in desk.tree.parties.items():
        kinds = [
            str(OrganisationKind(kind).label) for kind in party.get("kinds") or () if kind in OrganisationKind.values
        ]
        countries = [code_names("country").get(str(c), str(c)) for c in party.get("countries") or ()]
        tags = [(str(_("optional")), "")] if party.get("optional") else []
        rows.append(
            Entry(
                id,
                titled(party.get("title"), id),
                desk.url("parties", id),
                " · ".join(filter(None, (joined(kinds), joined(countries[:6])))),
                tags,
                place=("parties", id),
            )
        )
    taken = list(desk.tree.parties)

    def add(values: Mapping[str, Any]) -> list[Edit]:
        title = value(values, "title", {})
        id = identifier(title.get("en") or next(iter(title.values())), taken, "party")
        entry = {"title": title, "kinds": [], "countries": []}
        return [Set(MAIN, ("parties", id), entry)]

    return Listing(
        _("Who stands on each side of a partnership"),
        [Group("", rows)],
        **desk.home,
        items=[Texts("title", ("title",), _("What this side is called"), required=True)],
        add=add,
        add_title=_("Add a side"),
        empty=_("No side is described yet. A partnership has at least two."),
    )


def party(desk: Desk, id: str) -> Sheet | None:
    """One side."""
    if id not in desk.tree.parties:
        return None
    leads = {"prioritisation": _("priorities"), "planning": _("planning"), "implementation": _("the work itself")}
    items: list[Item] = [
        Texts("title", ("title",), _("What this side is called"), required=True),
        Many(
            "kinds",
            ("kinds",),
            _("Kinds of organisations"),
            required=True,
            choices=[Choice(key, str(words).capitalize()) for key, words in OrganisationKind.choices],
        ),
        Codes(
            "countries",
            ("countries",),
            _("Countries"),
            required=True,
            hint=_("Names or two-letter codes, with commas."),
        ),
        Flags(
            "marks",
            (),
            _("May this side be missing?"),
            choices=[Choice("optional", _("A partnership can do without it"))],
        ),
        Many("leads", ("leads",), _("What it leads"), choices=[Choice(key, words) for key, words in leads.items()]),
        Codes(
            "documents_in",
            ("documents_in",),
            _("Languages of its papers"),
            kind="language",
            among=desk.tree.languages,
            hint=_("In which it must be able to read letters and agreement."),
        ),
        Line("source", ("source",), _("Where it comes from"), hint=_("The heading in your guideline.")),
    ]
    place = ("parties", id)
    return Sheet(
        localised(titled(desk.tree.parties[id].get("title"), id)),
        items,
        MAIN,
        place,
        desk.tree.parties[id],
        over=_("Sides of a partnership"),
        back=desk.url("parties"),
        back_label=_("All sides"),
        remove=[Remove(MAIN, place)],
        key=f"parties/{id}",
    )


# lists ------------------------------------------------------------------------------------------------------------


def lists(desk: Desk) -> Listing:
    """Named lists to choose from."""
    found = mapping(desk.tree.main.get("lists"))
    rows = [
        Entry(
            id,
            titled(mapping(one).get("title"), id),
            desk.url("lists", id),
            joined([localised(titled(o.get("label"), str(o.get("id")))) for o in entries(mapping(one).get("options"))]),
            place=("lists", id),
        )
        for id, one in found.items()
    ]

    def add(values: Mapping[str, Any]) -> list[Edit]:
        title = value(values, "title", {})
        id = identifier(title.get("en") or next(iter(title.values())), list(found), "list")
        return [Set(MAIN, ("lists", id), {"title": title, "options": value(values, "options", [])})]

    hint = in_languages(desk.tree.languages)
    items: list[Item] = [
        Texts("title", ("title",), _("Name of the list"), required=True),
        Options("options", ("options",), _("What can be chosen"), hint, required=True),
    ]
    return Listing(
        _("Lists that questions share"),
        [Group("", rows)],
        **desk.home,
        items=items,
        add=add,
        lead=_("Purposes, themes, languages: what several questions or forms offer is written once here."),
        add_title=_("Add a list"),
        empty=_("No list yet. Questions can have options of their own as well."),
    )


def one_list(desk: Desk, id: str) -> Sheet | None:
    """One list."""
    found = mapping(mapping(desk.tree.main.get("lists")).get(id))
    if not found:
        return None
    items: list[Item] = [
        Texts("title", ("title",), _("Name of the list"), required=True),
        Options(
            "options",
            ("options",),
            _("What can be chosen"),
            in_languages(desk.tree.languages),
            required=True,
            why=_("An option that is only reworded stays the same option in answers that are there."),
        ),
        Line("source", ("source",), _("Where it comes from")),
    ]
    return Sheet(
        localised(titled(found.get("title"), id)),
        items,
        MAIN,
        ("lists", id),
        found,
        over=_("Lists"),
        back=desk.url("lists"),
        back_label=_("All lists"),
        remove=[Remove(MAIN, ("lists", id))],
        key=f"lists/{id}",
    )


# papers -----------------------------------------------------------------------------------------------------------


def papers(desk: Desk) -> Listing:
    """Papers that every organisation hands in once."""
    found = mapping(desk.tree.main.get("once_per_organisation"))
    rows = [
        Entry(
            id,
            titled(mapping(one).get("title"), id),
            desk.url("papers", id),
            titled(mapping(one).get("help")),
            place=("once_per_organisation", id),
        )
        for id, one in found.items()
    ]

    def add(values: Mapping[str, Any]) -> list[Edit]:
        title = value(values, "title", {})
        id = identifier(title.get("en") or next(iter(title.values())), list(found), "paper")
        return [Set(MAIN, ("once_per_organisation", id), {"title": title})]

    return Listing(
        _("Papers handed in once"),
        [Group("", rows)],
        **desk.home,
        add=add,
        add_title=_("Add a paper"),
        lead=_("A code of ethics, statutes: each organisation hands it in once, and every later application finds it."),
        items=[Texts("title", ("title",), _("What the paper is called"), required=True)],
        empty=_("No paper is asked for once. Papers of a single application are questions of its form."),
    )


def paper(desk: Desk, id: str) -> Sheet | None:
    """One paper."""
    found = mapping(mapping(desk.tree.main.get("once_per_organisation")).get(id))
    if not found:
        return None
    items: list[Item] = [
        Texts("title", ("title",), _("What the paper is called"), required=True),
        Texts("help", ("help",), _("What it is for"), longer=True),
        Texts("toolkit", ("toolkit",), _("Help for those who do not have one"), longer=True),
        Line("clause", ("clause",), _("Clause")),
    ]
    place = ("once_per_organisation", id)
    return Sheet(
        localised(titled(found.get("title"), id)),
        items,
        MAIN,
        place,
        found,
        over=_("Papers handed in once"),
        back=desk.url("papers"),
        back_label=_("All papers"),
        remove=[Remove(MAIN, place)],
        key=f"papers/{id}",
    )
