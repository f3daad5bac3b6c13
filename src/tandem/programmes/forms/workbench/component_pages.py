"""The pages of one kind of support: what it is, its steps, how it is judged and how it is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tandem.core.rulebook.editing import Edit, Insert, Remove, Set
from tandem.core.rulebook.sources import MAIN
from tandem.core.transitions.workflow import STEPS
from tandem.programmes.forms.workbench.conditions import Condition, fact_subjects
from tandem.programmes.forms.workbench.items import Amount, Flags, Item, Line, Many, Number, One, Texts, choices_of
from tandem.programmes.forms.workbench.lines import Anchors, Codes, in_languages
from tandem.programmes.forms.workbench.listing import Entry, Group, Listing, by_id, value
from tandem.programmes.forms.workbench.programme_pages import Desk
from tandem.programmes.forms.workbench.proposals import STEP_WORDS, proposed
from tandem.programmes.forms.workbench.sheet import Sheet
from tandem.programmes.forms.workbench.steps import StepsItem
from tandem.programmes.forms.workbench.tree import Path, entries, identifier, mapping, titled
from tandem.web.shapes import Choice
from tandem.web.templatetags.tandem import localised, number

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


def component(desk: Desk, id: str) -> Sheet | None:
    """What a kind of support is."""
    one = desk.tree.components.get(id)
    if one is None:
        return None
    currency = str(mapping(one.get("selection")).get("currency") or desk.tree.main.get("organiser_currency") or "")
    others = [choice for choice in choices_of(desk.tree, desk.tree.components) if choice.value != id]
    signs = [Choice("each_party", _("each party")), Choice("leader", _("the party that leads"))]
    starts = [Choice("award", _("the day of the award")), Choice("signature", _("the day of the signature"))]
    items: list[Item] = [
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
        items,
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


def below(desk: Desk, component: str) -> dict[str, str]:
    """The way back to a kind of support."""
    return {"over": name_of(desk, component), "back": desk.url(), "back_label": desk.name}


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


# criteria ---------------------------------------------------------------------------------------------------------


def criteria(desk: Desk, component: str) -> Listing | None:
    """What assessors score, with weights that add up to 100."""
    one = desk.tree.components.get(component)
    if one is None:
        return None
    found = entries(one.get("criteria"))
    here: Path = ("components", component, "criteria")
    rows = []
    total = 0
    for entry in found:
        weight = int(entry["weight"]) if isinstance(entry.get("weight"), int) else 0
        total += weight
        id = str(entry.get("id"))
        tags = [(_("%(weight)s of 100") % {"weight": weight}, "")]
        rows.append(
            Entry(
                id,
                titled(entry.get("title"), id),
                desk.url("components", component, "criteria", id),
                titled(entry.get("guidance")),
                tags,
                place=by_id(here, id),
            )
        )

    def add(values: Mapping[str, Any]) -> list[Edit]:
        title = value(values, "title", {})
        id = identifier(title.get("en") or next(iter(title.values())), [str(c.get("id")) for c in found], "criterion")
        entry = {"id": id, "title": title, "weight": value(values, "weight", max(1, 100 - total))}
        return [Insert(MAIN, here, -1, entry)]

    left = 100 - total
    said = (
        _("The weights add up to 100.")
        if left == 0
        else _("The weights add up to %(total)s of 100: %(left)s are still to give.")
        if left > 0
        else _("The weights add up to %(total)s, %(over)s too many.")
    )
    said = said % {"total": number(total), "left": number(left), "over": number(-left)}
    items: list[Item] = [
        Texts("title", ("title",), _("Criterion"), required=True, hint=_("As short as a headline.")),
        Number("weight", ("weight",), _("Weight"), lowest=1, highest=100, hint=_("Empty: all that is left of 100.")),
    ]
    return Listing(
        _("How applications are judged"),
        [Group("", rows)],
        **below(desk, component),
        ordered=True,
        items=items,
        add=add,
        add_title=_("Add a criterion"),
        below=said if found else "",
        below_kind="good" if left == 0 else "warn",
        empty=_("No criterion yet. A programme that decides on interviews alone needs none."),
        links=[{"url": desk.url("components", component, "scale"), "label": _("Scores that can be given")}],
    )


def scale(desk: Desk, component: str) -> Sheet | None:
    """The scores that may be given, how many assess, and what they do not see."""
    one = desk.tree.components.get(component)
    if one is None:
        return None
    hidden = {
        "names": _("names of the parties and people"),
        "size": _("how large the parties are"),
        "place": _("where they are"),
        "files": _("attached files"),
    }
    items: list[Item] = [
        Number("lowest", ("scale", "lowest"), _("Lowest score"), lowest=0, highest=100),
        Number("highest", ("scale", "highest"), _("Highest score"), lowest=1, highest=100),
        Flags(
            "abstain",
            ("scale",),
            _("Abstaining"),
            standard=["abstain"],
            choices=[
                Choice(
                    "abstain", _("An assessor may abstain on a criterion"), _("It counts as no score, never as zero.")
                )
            ],
        ),
        Number("each", ("assessors", "each"), _("Assessors of each application"), lowest=1, highest=10),
        Flags(
            "languages",
            ("assessors",),
            _("Languages of the assessors"),
            choices=[Choice("languages", _("Each reads every language that the answers are written in"))],
        ),
        Many(
            "blind",
            ("blind",),
            _("What assessors do not see until their scores are locked"),
            choices=[Choice(key, words) for key, words in hidden.items()],
        ),
    ]
    return Sheet(
        _("Who scores, and with which scores"),
        items,
        MAIN,
        ("components", component),
        one,
        over=name_of(desk, component),
        back=desk.url("components", component, "criteria"),
        back_label=_("All criteria"),
        key=f"components/{component}/scale",
    )


def criterion(desk: Desk, component: str, id: str) -> Sheet | None:
    """One criterion."""
    here: Path = by_id(("components", component, "criteria"), id)
    found = mapping(desk.tree.at(here))
    if not found:
        return None
    questions = [
        Choice(str(q.get("id")), titled(q.get("label"), str(q.get("id")))) for _s, q in desk.tree.questions(component)
    ]
    order = in_languages(desk.tree.languages).split(":")[-1].strip()
    items: list[Item] = [
        Texts("title", ("title",), _("Criterion"), required=True),
        Number("weight", ("weight",), _("Weight, of 100"), lowest=1, highest=100, required=True),
        Texts("guidance", ("guidance",), _("What to look for"), longer=True),
        Anchors(
            "anchors",
            ("anchors",),
            _("What the scores mean"),
            _("A line for each score that you explain: 0 Nothing is said · 5 Thought through. %(order)s")
            % {"order": order if len(desk.tree.languages) > 1 else ""},
        ),
        Many("evidence", ("evidence",), _("Answers to read beside it"), choices=questions),
        Flags(
            "marks",
            (),
            _("How it is answered"),
            choices=[
                Choice("principle", _("Assessors must name their evidence"), _("For principles of the guideline."))
            ],
        ),
        Line("source", ("source",), _("Where it comes from"), hint=_("The heading in your guideline.")),
        Line("clause", ("clause",), _("Clause")),
    ]
    return Sheet(
        localised(titled(found.get("title"), id)),
        items,
        MAIN,
        here,
        found,
        over=name_of(desk, component),
        back=desk.url("components", component, "criteria"),
        back_label=_("All criteria"),
        remove=[Remove(MAIN, here)],
        key=f"components/{component}/criteria/{id}",
    )


# selection --------------------------------------------------------------------------------------------------------


def selection(desk: Desk, component: str) -> Sheet | None:
    """How the ranking becomes awards."""
    one = desk.tree.components.get(component)
    if one is None:
        return None
    data = mapping(one.get("selection"))
    criteria = [
        Choice(str(c.get("id")), titled(c.get("title"), str(c.get("id")))) for c in entries(one.get("criteria"))
    ]
    items: list[Item] = [
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
    links = [
        {"url": desk.url("components", component, "floors"), "label": _("Floors: published minimums")},
        {"url": desk.url("components", component, "preferences"), "label": _("Preferences: extra points")},
    ]
    return Sheet(
        _("How the ranking becomes awards"),
        items,
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
    here: Path = by_id(("components", component, "selection", "floors"), id)
    found = mapping(desk.tree.at(here))
    if not found:
        return None
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
    return Sheet(
        localised(titled(found.get("title"), id)),
        items,
        MAIN,
        here,
        found,
        over=name_of(desk, component),
        back=desk.url("components", component, "floors"),
        back_label=_("All minimums"),
        remove=[Remove(MAIN, here)],
        key=f"components/{component}/selection/floors/{id}",
    )


def preference(desk: Desk, component: str, id: str) -> Sheet | None:
    """One preference."""
    here: Path = by_id(("components", component, "selection", "prefer"), id)
    found = mapping(desk.tree.at(here))
    if not found:
        return None
    items: list[Item] = [
        Texts("title", ("title",), _("What it is called"), required=True),
        Number("points", ("points",), _("Points on top of the score"), lowest=1, highest=50, required=True),
        Condition(
            "when", ("when",), _("For applications where"), required=True, subjects=fact_subjects(desk.tree, component)
        ),
        Line("source", ("source",), _("Where it comes from")),
    ]
    return Sheet(
        localised(titled(found.get("title"), id)),
        items,
        MAIN,
        here,
        found,
        over=name_of(desk, component),
        back=desk.url("components", component, "preferences"),
        back_label=_("All preferences"),
        remove=[Remove(MAIN, here)],
        key=f"components/{component}/selection/prefer/{id}",
    )
