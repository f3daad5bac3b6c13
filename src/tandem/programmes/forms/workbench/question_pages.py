"""The page of one question, and of one column of a table, a declaration or the team."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from tandem.core.rulebook.editing import Edit, Insert, Remove, Set
from tandem.core.rulebook.lint.forms import EDITS, LIMITS, LOW_AND_HIGH
from tandem.programmes.forms.workbench.component_pages import name_of
from tandem.programmes.forms.workbench.conditions import Condition, question_subjects
from tandem.programmes.forms.workbench.form_pages import Lines, Selects, who_answers
from tandem.programmes.forms.workbench.form_words import EDITS_WORDS, FILE_KINDS, LIMIT_WORDS, PART_TYPES, TYPES
from tandem.programmes.forms.workbench.items import (
    NOTHING,
    Amount,
    Flags,
    Item,
    Line,
    Many,
    Number,
    One,
    Texts,
    Wrong,
)
from tandem.programmes.forms.workbench.lines import Codes, Options, in_languages, split_line
from tandem.programmes.forms.workbench.listing import Entry, Group, Listing, by_id, value
from tandem.programmes.forms.workbench.programme_pages import Desk
from tandem.programmes.forms.workbench.sheet import Sheet
from tandem.programmes.forms.workbench.tree import Path, entries, identifier, mapping, titled
from tandem.web.shapes import Choice
from tandem.web.templatetags.tandem import localised

PARTS = ("people", "table", "declaration")
DECIMAL = ("minimum", "maximum")


def place_of(desk: Desk, component: str, id: str) -> tuple[str, Path, dict[str, Any]] | None:
    """File, place and data of a question."""
    found = desk.tree.question(component, id)
    if found is None:
        return None
    section, question = found
    path = by_id((*by_id(("sections",), str(section.get("id"))), "questions"), id)
    return desk.tree.form_file(component), path, question


def _question_items(desk: Desk, component: str, id: str, data: Mapping[str, Any]) -> list[Item]:
    kind = str(data.get("type") or "long_text")
    return [
        Texts("label", ("label",), _("Question"), required=True),
        Texts("hint", ("hint",), _("Help below it"), longer=True),
        One("of", ("of",), _("Answered by"), choices=who_answers(desk, component), standard="together", required=True),
        Flags(
            "marks",
            (),
            _("An answer"),
            choices=[
                Choice("required", _("It must be answered before sending")),
                Choice(
                    "identifies",
                    _("It says who or where the parties are"),
                    _("Hidden from a panel that assesses blind."),
                ),
            ],
        ),
        *_of_type(desk, component, kind),
        *_limits(kind, str(data.get("currency") or "")),
        Condition(
            "when",
            ("when",),
            _("Shown only when"),
            _("Nothing chosen: always."),
            subjects=question_subjects(desk.tree, component, id),
        ),
        One(
            "type",
            ("type",),
            _("Type"),
            required=True,
            choices=[Choice(key, str(words)) for key, words in TYPES.items()],
            hint=_("Another type asks for other things: save, and the page shows them."),
        ),
        *_fills(kind),
        Texts("why", ("why",), _("Why it is asked"), longer=True),
        Line("clause", ("clause",), _("Clause")),
    ]


def question(desk: Desk, component: str, id: str) -> Sheet | None:
    """One question with what its type allows."""
    found = place_of(desk, component, id)
    if found is None:
        return None
    file, here, data = found
    kind = str(data.get("type") or "long_text")
    links = []
    if kind in PARTS:
        links = [{"url": desk.url("components", component, "columns", id), "label": _("Columns or points")}]
    return Sheet(
        localised(titled(data.get("label"), id)),
        _question_items(desk, component, id, data),
        file,
        here,
        data,
        over=name_of(desk, component),
        back=desk.url("components", component, "form"),
        back_label=_("The form"),
        remove=[Remove(file, here)],
        links=links,
        check=contradictions,
        key=f"components/{component}/questions/{id}",
    )


def _of_type(desk: Desk, component: str, kind: str) -> Iterator[Item]:
    how = in_languages(desk.tree.languages)
    if kind in ("choice", "many"):
        lists = {"effects": {"title": {}}} | mapping(desk.tree.main.get("lists"))
        choices = [Choice("", _("the lines below"))]
        choices += [
            Choice(key, titled(mapping(each).get("title"), str(_("effects of the programme"))))
            for key, each in lists.items()
        ]
        yield One("options_from", ("options_from",), _("Options come from"), choices=choices)
        yield Options("options", ("options",), _("Options"), how)
    if kind == "budget":
        yield Options("lines", ("lines",), _("Budget lines"), how, required=True)
        yield Number("years", ("years",), _("Years"), lowest=1, highest=10, required=True)
    if kind in ("money", "budget"):
        yield Codes("currency", ("currency",), _("Currency"), kind="currency", single=True, required=True)
    if kind == "budget":
        yield Codes(
            "others",
            ("other_currencies",),
            _("Other currencies that may be typed"),
            kind="currency",
            hint=_("Each amount is then kept with its rate and where the rate comes from."),
        )
    if kind == "file":
        kinds = [Choice(key, words) for key, words in FILE_KINDS.items()]
        yield Many("accept", ("accept",), _("Kinds of files"), choices=kinds, required=True)


def _limits(kind: str, currency: str) -> Iterator[Item]:
    for key, types in LIMITS.items():
        if kind not in types:
            continue
        label = str(LIMIT_WORDS.get(key, key))
        if key in DECIMAL and kind in ("date", "period"):
            label = str(_("Not before") if key == "minimum" else _("Not after"))
            yield Line(f"limit-{key}", ("limit", key), label, _("A day like 2026-03-01."))
        elif key in DECIMAL:
            yield Amount(f"limit-{key}", ("limit", key), label, currency=currency if kind == "money" else "")
        else:
            yield Number(f"limit-{key}", ("limit", key), label, lowest=1, highest=100_000)


def contradictions(values: Mapping[str, Any]) -> None:
    """Wrong when a smallest is larger than its largest, or a day is none."""
    for low, high in (("minimum", "maximum"), *LOW_AND_HIGH):
        found = [values.get(f"limit-{key}", NOTHING) for key in (low, high)]
        read = [_comparable(each, f"limit-{key}") for each, key in zip(found, (low, high), strict=True)]
        if None not in read and type(read[0]) is type(read[1]) and read[0] > read[1]:
            raise Wrong(_("The smallest is larger than the largest. Let the smaller one be smaller."), f"limit-{low}")


def _comparable(value: Any, at: str) -> Any:
    if value is NOTHING or value is None:
        return None
    if isinstance(value, int):
        return Decimal(value)
    try:
        return Decimal(value)
    except InvalidOperation:
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            raise Wrong(
                _("“%(typed)s” is no day. Write it like 2026-03-01.") % {"typed": str(value)[:40]}, at
            ) from None


def _fills(kind: str) -> Iterator[Item]:
    fits = [Choice("", _("nothing else"))]
    fits += [Choice(key, str(EDITS_WORDS.get(key, key))) for key, types in EDITS.items() if kind in types]
    if len(fits) > 1:
        yield One(
            "edits",
            ("edits",),
            _("It also fills"),
            choices=fits,
            hint=_("What is answered here becomes part of the plan or the team from the start."),
        )


def people(desk: Desk, component: str) -> Listing | None:
    """The columns of the team; where the form names nobody yet, a field to begin with."""
    if component not in desk.tree.components:
        return None
    team = desk.tree.team(component)
    if team is not None:
        return columns(desk, component, str(team.get("id")))
    file, found = desk.tree.form_file(component), desk.tree.sections(component)

    def add(values: Mapping[str, Any]) -> list[Edit]:
        label = value(values, "label", {})
        taken = [str(each.get("id")) for _s, each in desk.tree.questions(component)]
        id = identifier(label.get("en") or "team", taken)
        made = {"id": id, "type": "people", "label": label, "limit": {"rows": 30}, "edits": "team"}
        return [Insert(file, (*by_id(("sections",), str(found[-1].get("id"))), "questions"), -1, made)]

    items: list[Item] = [
        Texts("label", ("label",), _("Question"), required=True, hint=_("Such as: who takes part from each school?"))
    ]
    return Listing(
        _("Nobody is named in the form yet"),
        [],
        over=name_of(desk, component),
        back=desk.url(),
        back_label=desk.name,
        lead=_("Rules about people need a question of people: it asks name, mail and party, and the columns you add."),
        items=items if found else [],
        add=add if found else None,
        add_title=_("Ask for people"),
        empty=_("The question comes last in the form; move it where it belongs."),
    )


# columns ----------------------------------------------------------------------------------------------------------


def columns(desk: Desk, component: str, id: str) -> Listing | None:
    """The columns of the team or of a table, the points of a declaration."""
    found = place_of(desk, component, id)
    if found is None:
        return None
    file, path, data = found
    here: Path = (*path, "parts")
    parts = entries(data.get("parts"))
    rows = [
        Entry(
            str(part.get("id")),
            titled(part.get("label"), str(part.get("id"))),
            desk.url("components", component, "columns", id, str(part.get("id"))),
            str(PART_TYPES.get(str(part.get("type")), part.get("type"))),
            [] if part.get("required") is False else [(str(_("required")), "accent")],
            file,
            by_id(here, str(part.get("id"))),
        )
        for part in parts
    ]

    def add(values: Mapping[str, Any]) -> list[Edit]:
        return _new_columns(desk, file, here, parts, values)

    types = [Choice(key, str(words)) for key, words in PART_TYPES.items()]
    needed = [Choice("yes", _("must be answered")), Choice("no", _("may stay empty"))]
    how = in_languages(desk.tree.languages)
    items: list[Item] = [
        Lines("lines", ("lines",), _("Columns or points"), how, required=True),
        Selects(
            "how",
            ("how",),
            _("All of them"),
            required=True,
            fields=[("type", _("Type"), types, "short_text"), ("required", _("An answer"), needed, "yes")],
        ),
        Options("options", ("options",), _("Options"), _("Only for choices. %(how)s") % {"how": how}),
    ]
    team = _("Name, mail and party of each person are always asked.") if data.get("type") == "people" else ""
    return Listing(
        _("What is asked in “%(question)s”") % {"question": localised(titled(data.get("label"), id))},
        [Group("", rows)],
        over=name_of(desk, component),
        back=desk.url("components", component, "questions", id),
        back_label=_("The question"),
        ordered=True,
        items=items,
        add=add,
        add_title=_("Add columns or points"),
        lead=team,
        empty=_("Nothing yet."),
    )


def _new_columns(
    desk: Desk, file: str, here: Path, parts: list[dict[str, Any]], values: Mapping[str, Any]
) -> list[Edit]:
    how = values["how"]
    options = value(values, "options", [])
    if how["type"] in ("choice", "many") and not options:
        raise Wrong(_("Write the options that can be chosen."), "options")
    taken, made = [str(part.get("id")) for part in parts], []
    for line in values["lines"]:
        label = split_line(line, desk.tree.languages)
        id = identifier(label.get("en") or next(iter(label.values()), ""), taken, "column")
        taken.append(id)
        part: dict[str, Any] = {"id": id, "type": how["type"], "label": label}
        if how["required"] == "no":
            part["required"] = False
        if how["type"] in ("choice", "many"):
            part["options"] = options
        made.append(part)
    if not parts:
        return [Set(file, here, made)]
    return [Insert(file, here, -1, part) for part in made]


def column(desk: Desk, component: str, id: str, part: str) -> Sheet | None:
    """One column or point."""
    found = place_of(desk, component, id)
    if found is None:
        return None
    file, path, _data = found
    here = by_id((*path, "parts"), part)
    data = mapping(desk.tree.at(here, file))
    if not data:
        return None
    kind = str(data.get("type"))
    items: list[Item] = [
        Texts("label", ("label",), _("Column or point"), required=True),
        Texts("hint", ("hint",), _("Help below it"), longer=True),
        Flags(
            "marks", (), _("An answer"), standard=["required"], choices=[Choice("required", _("It must be answered"))]
        ),
        *(
            [Options("options", ("options",), _("Options"), in_languages(desk.tree.languages), required=True)]
            if kind in ("choice", "many")
            else []
        ),
        *_limits(kind, ""),
        One(
            "type",
            ("type",),
            _("Type"),
            required=True,
            choices=[Choice(key, str(words)) for key, words in PART_TYPES.items()],
        ),
    ]
    return Sheet(
        localised(titled(data.get("label"), part)),
        items,
        file,
        here,
        data,
        over=name_of(desk, component),
        back=desk.url("components", component, "columns", id),
        back_label=_("All columns or points"),
        remove=[Remove(file, here)],
        key=f"components/{component}/columns/{id}/{part}",
    )
