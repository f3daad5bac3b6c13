"""The pages of judgement: criteria whose weights add up, scores, and who gives them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from tandem.core.rulebook.editing import Edit, Insert
from tandem.core.rulebook.sources import MAIN
from tandem.programmes.forms.workbench.component_pages import below, name_of, sheet_of
from tandem.programmes.forms.workbench.items import Flags, Item, Line, Many, Number, Texts
from tandem.programmes.forms.workbench.lines import Anchors, in_languages
from tandem.programmes.forms.workbench.listing import Entry, Group, Listing, by_id, value
from tandem.programmes.forms.workbench.programme_pages import Desk
from tandem.programmes.forms.workbench.sheet import Sheet
from tandem.programmes.forms.workbench.tree import Path, entries, identifier, titled
from tandem.web.shapes import Choice
from tandem.web.templatetags.tandem import number


def criteria(desk: Desk, component: str) -> Listing | None:
    """What assessors score, with weights that add up to 100."""
    one = desk.tree.components.get(component)
    if one is None:
        return None
    found = entries(one.get("criteria"))
    here: Path = ("components", component, "criteria")
    left = 100 - sum(_weight(entry) for entry in found)

    def add(values: Mapping[str, Any]) -> list[Edit]:
        title = value(values, "title", {})
        id = identifier(title.get("en") or next(iter(title.values())), [str(c.get("id")) for c in found], "criterion")
        entry = {"id": id, "title": title, "weight": value(values, "weight", max(1, left))}
        return [Insert(MAIN, here, -1, entry)]

    items: list[Item] = [
        Texts("title", ("title",), _("Criterion"), required=True, hint=_("As short as a headline.")),
        Number("weight", ("weight",), _("Weight"), lowest=1, highest=100, hint=_("Empty: all that is left of 100.")),
    ]
    return Listing(
        _("How applications are judged"),
        [Group("", [_row(desk, component, by_id(here, str(entry.get("id"))), entry) for entry in found])],
        **below(desk, component),
        ordered=True,
        items=items,
        add=add,
        add_title=_("Add a criterion"),
        below=_sum_words(left) if found else "",
        below_kind="good" if left == 0 else "warn",
        empty=_("No criterion yet. A programme that decides on interviews alone needs none."),
        links=[{"url": desk.url("components", component, "scale"), "label": _("Scores that can be given")}],
    )


def _weight(entry: Mapping[str, Any]) -> int:
    return int(entry["weight"]) if isinstance(entry.get("weight"), int) else 0


def _row(desk: Desk, component: str, place: Path, entry: Mapping[str, Any]) -> Entry:
    id = str(entry.get("id"))
    return Entry(
        id,
        titled(entry.get("title"), id),
        desk.url("components", component, "criteria", id),
        titled(entry.get("guidance")),
        [(_("%(weight)s of 100") % {"weight": _weight(entry)}, "")],
        place=place,
    )


def _sum_words(left: int) -> str:
    """How far the weights are from 100."""
    if left == 0:
        return _("The weights add up to 100.")
    if left > 0:
        said = _("The weights add up to %(total)s of 100: %(left)s are still to give.")
    else:
        said = _("The weights add up to %(total)s, %(over)s too many.")
    return said % {"total": number(100 - left), "left": number(left), "over": number(-left)}


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
    return sheet_of(desk, component, ("criteria",), id, items, "criteria", _("All criteria"))
