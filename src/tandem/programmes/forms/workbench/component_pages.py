"""The pages of one kind of support: what it is, its steps, how it is judged and how it is chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tandem.core.rulebook.editing import Edit, Remove, Set
from tandem.core.rulebook.sources import MAIN
from tandem.core.transitions.workflow import STEPS
from tandem.programmes.forms.workbench.items import Amount, Item, Many, Number, One, Texts, choices_of
from tandem.programmes.forms.workbench.listing import Entry, Group, Listing, by_id, value
from tandem.programmes.forms.workbench.programme_pages import Desk
from tandem.programmes.forms.workbench.proposals import STEP_WORDS, proposed
from tandem.programmes.forms.workbench.sheet import Sheet
from tandem.programmes.forms.workbench.steps import StepsItem
from tandem.programmes.forms.workbench.tree import entries, identifier, mapping, titled
from tandem.web.shapes import Choice
from tandem.web.templatetags.tandem import localised

# What a new kind of support starts with: the shortest way from draft to decision, in the words of its languages.
FIRST_STEPS = ("draft", "submitted", "eligible", "scored", "proposed", "decided")


def name_of(desk: Desk, component: str) -> str:
    """A kind of support as people call it."""
    return localised(titled(desk.tree.components.get(component, {}).get("title"), component))


def components(desk: Desk) -> Listing:
    """Kinds of support."""
    rows = []
    for id, one in desk.tree.components.items():
        years = ngettext("%(number)s year", "%(number)s years", int(one.get("years") or 1)) % {
            "number": one.get("years", 1)
        }
        sides = [localised(titled(desk.tree.parties.get(s, {}).get("title"), s)) for s in desk.tree.sides(id)]
        rows.append(
            Entry(
                id,
                titled(one.get("title"), id),
                desk.url("components", id),
                " · ".join([years, " + ".join(sides)]),
                place=("components", id),
                edits=_without(desk, id),
            )
        )

    def add(values: Mapping[str, Any]) -> list[Edit]:
        title = value(values, "title", {})
        id = identifier(title.get("en") or next(iter(title.values())), list(desk.tree.components), "component")
        return new_component(desk, id, title)

    return Listing(
        _("What can be applied for"),
        [Group("", rows)],
        **desk.home,
        add=add,
        add_title=_("Add a kind of support"),
        lead=_("Each kind of support has a form, rules, criteria and steps of its own: a first visit, a project."),
        items=[Texts("title", ("title",), _("What it is called"), required=True)],
        empty=_("Nothing yet."),
    )


def _without(desk: Desk, id: str) -> list[Edit]:
    """What taking a kind of support away means: its form goes too, unless another one uses it."""
    file = desk.tree.form_file(id)
    shared = any(desk.tree.form_file(other) == file for other in desk.tree.components if other != id)
    edits: list[Edit] = [Remove(MAIN, ("components", id))]
    return edits if shared or file not in desk.tree.texts else [*edits, Remove(file, ())]


def new_component(desk: Desk, id: str, title: Mapping[str, str]) -> list[Edit]:
    """A kind of support with the shortest way, a form of one section, and nothing else."""
    file = f"forms/{id.replace('_', '-')}.yaml"
    steps = _known_steps(desk)
    entry = {
        "title": dict(title),
        "parties": list(desk.tree.parties),
        "form": file,
        "years": 1,
        "signatures": "each_party",
        "rules": [],
        "criteria": [],
        "scale": {"lowest": 0, "highest": 5, "abstain": True},
        "workflow": [{"id": step, "title": steps.get(step, _step_words(desk, step))} for step in FIRST_STEPS],
        "selection": {"currency": str(desk.tree.main.get("organiser_currency") or "EUR"), "budget": "0"},
    }
    about = {code: proposed(code, gettext_lazy("About the project")) for code in desk.tree.languages}
    name = {code: proposed(code, gettext_lazy("Name of the project")) for code in desk.tree.languages}
    question = {"id": "title", "type": "short_text", "required": True, "label": name, "limit": {"characters": 72}}
    form = {"id": id, "title": dict(title), "sections": [{"id": "about", "title": about, "questions": [question]}]}
    return [Set(MAIN, ("components", id), entry), Set(file, (), form)]


def _known_steps(desk: Desk) -> dict[str, Any]:
    """Steps as another kind of support calls them already."""
    return {
        str(step.get("id")): step.get("title")
        for one in desk.tree.components.values()
        for step in entries(one.get("workflow"))
    }


def _step_words(desk: Desk, step: str) -> dict[str, str]:
    return {code: proposed(code, STEP_WORDS[step]) for code in desk.tree.languages}


def _component_items(desk: Desk, id: str, one: Mapping[str, Any]) -> list[Item]:
    currency = str(mapping(one.get("selection")).get("currency") or desk.tree.main.get("organiser_currency") or "")
    others = [choice for choice in choices_of(desk.tree, desk.tree.components) if choice.value != id]
    signs = [Choice("each_party", _("each party")), Choice("leader", _("the party that leads"))]
    starts = [Choice("award", _("the day of the award")), Choice("signature", _("the day of the signature"))]
    return [
        Texts("title", ("title",), _("What it is called"), required=True),
        Texts("summary", ("summary",), _("What it is, in a sentence or two"), longer=True),
        Many(
            "parties",
            ("parties",),
            _("Who is part of it"),
            required=True,
            choices=choices_of(desk.tree, desk.tree.parties),
        ),
        Number("years", ("years",), _("Years of support"), lowest=1, highest=10, required=True),
        Amount(
            "ceiling",
            ("ceiling",),
            _("Largest grant a year"),
            currency=currency,
            hint=_("Empty: no ceiling. A rule says whether it must or should hold."),
        ),
        Amount("own", ("own_contribution_percent",), _("Usual own contribution, in per cent")),
        One(
            "signatures",
            ("signatures",),
            _("Who signs the application"),
            choices=signs,
            standard="each_party",
            required=True,
        ),
        Many(
            "counted",
            ("counted_from",),
            _("Its time counts from"),
            choices=starts,
            hint=_("None marked: from the day the partners ask for."),
        ),
        *([Many("leads_to", ("leads_to",), _("Prepares an application for"), choices=others)] if others else []),
    ]


def component(desk: Desk, id: str) -> Sheet | None:
    """What a kind of support is."""
    one = desk.tree.components.get(id)
    if one is None:
        return None
    links = [
        {"url": desk.url("components", id, "form"), "label": _("Form")},
        {"url": desk.url("components", id, "rules"), "label": _("Rules")},
        {"url": desk.url("components", id, "criteria"), "label": _("Criteria")},
        {"url": desk.url("components", id, "steps"), "label": _("Steps")},
        {"url": desk.url("components", id, "selection"), "label": _("Selection")},
        {"url": desk.url("try", id), "label": _("Try it")},
    ]
    place = ("components", id)
    return Sheet(
        name_of(desk, id),
        _component_items(desk, id, one),
        MAIN,
        place,
        one,
        over=_("What can be applied for"),
        back=desk.url("components"),
        back_label=_("All kinds of support"),
        remove=_without(desk, id),
        links=links,
        key=f"components/{id}",
    )


def below(desk: Desk, component: str) -> dict[str, Any]:
    """The way back to a kind of support."""
    return {"over": name_of(desk, component), "back": desk.url(), "back_label": desk.name}


def sheet_of(
    desk: Desk, component: str, parts: tuple[str, ...], id: str, items: Sequence[Item], page: str, back_label: str
) -> Sheet | None:
    """The page of one entry of a list of a kind of support; None when the list has none of this id.

    `parts` leads from the kind of support to the list, `page` is the list's own page, `back_label` what it is called.
    """
    place: tuple[str, ...] = ("components", component, *parts)
    here = by_id(place, id)
    found = mapping(desk.tree.at(here))
    if not found:
        return None
    return Sheet(
        localised(titled(found.get("title"), id)),
        items,
        MAIN,
        here,
        found,
        over=name_of(desk, component),
        back=desk.url("components", component, page),
        back_label=back_label,
        remove=[Remove(MAIN, here)],
        key="/".join((*place, id)),
    )


def steps(desk: Desk, component: str) -> Sheet | None:
    """The workflow: which steps, called how."""
    one = desk.tree.components.get(component)
    if one is None:
        return None
    words = {step: _step_words(desk, step) for step in STEPS}
    item = StepsItem(
        "workflow",
        ("workflow",),
        _("Steps from draft to decision"),
        words=words,
        required=True,
        hint=_("Unmark what you do not use. The names are what applicants read on their status page."),
    )
    return Sheet(
        _("From draft to decision"),
        [item],
        MAIN,
        ("components", component),
        one,
        **below(desk, component),
        key=f"components/{component}/steps",
    )
