"""The form builder: sections, many questions at once, and the page of a section."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.core.rulebook.editing import Edit, Insert, Remove
from tandem.programmes.forms.workbench.component_pages import below, name_of
from tandem.programmes.forms.workbench.form_words import TYPES
from tandem.programmes.forms.workbench.items import Item, Number, Raws, Shown, Texts, Wrong, one
from tandem.programmes.forms.workbench.lines import TextLines, filled_lines, in_languages, options_from, split_line
from tandem.programmes.forms.workbench.listing import Entry, Group, Listing, by_id, value
from tandem.programmes.forms.workbench.programme_pages import Desk
from tandem.programmes.forms.workbench.sheet import Sheet
from tandem.programmes.forms.workbench.tree import Path, Tree, entries, identifier, mapping, titled
from tandem.web.shapes import Asked, Cell, Choice
from tandem.web.templatetags.tandem import localised

ACCEPT = ["pdf", "docx", "png", "jpg"]
NEEDS_LINES = {"choice", "many", "declaration", "table", "budget"}
MOST_AT_ONCE = 60


@dataclass(frozen=True)
class Selects(Item):
    """A few small choices in one row; the value maps each key to what was chosen."""

    fields: Sequence[tuple[str, Any, Sequence[Choice], str]] = ()  # key, label, choices, standard

    def raws(self, value: Any, tree: Tree) -> dict[str, list[str]]:
        found = mapping(value)
        return {f"{self.name}.{key}": [str(found.get(key) or standard)] for key, _l, _c, standard in self.fields}

    def read(self, raws: Raws, tree: Tree, before: Any) -> Any:
        found = {}
        for key, _label, choices, standard in self.fields:
            chosen = one(raws, f"{self.name}.{key}") or standard
            if chosen not in {choice.value for choice in choices}:
                raise Wrong(_("Choose one of these."), f"{self.name}.{key}")
            found[key] = chosen
        return found

    def asked(self, raws: Raws, shown: Shown, tree: Tree) -> Asked:
        cells = []
        for key, label, choices, standard in self.fields:
            name = f"{self.name}.{key}"
            chosen = one(raws, name) or standard
            marked = [Choice(c.value, c.label, chosen=c.value == chosen) for c in choices]
            cells.append(Cell(name, label, "choice", choices=marked, error=shown.errors.get(name, ""), required=True))
        return self.frame("organisation", [self.answer(self.name, raws, shown, cells=cells)], extra={"tight": True})


@dataclass(frozen=True)
class Lines(Item):
    """Lines as they were typed, read together with what stands beside them."""

    def read(self, raws: Raws, tree: Tree, before: Any) -> Any:
        found = filled_lines(one(raws, self.name))
        if self.required and not found:
            raise Wrong(_("Write at least one line."))
        if len(found) > MOST_AT_ONCE:
            raise Wrong(
                _("These are %(actual)s lines; at most %(limit)s at once.")
                % {"actual": len(found), "limit": MOST_AT_ONCE}
            )
        for line in found:
            split_line(line, tree.languages)
        return found

    def asked(self, raws: Raws, shown: Shown, tree: Tree) -> Asked:
        answer = self.answer(self.name, raws, shown, value=one(raws, self.name))
        return self.frame("long_text", [answer])


def who_answers(desk: Desk, component: str) -> list[Choice]:
    """Together, each party, or one of them."""
    sides = [
        Choice(s, _("only %(party)s") % {"party": localised(titled(desk.tree.parties.get(s, {}).get("title"), s))})
        for s in desk.tree.sides(component)
    ]
    return [Choice("together", _("all together")), Choice("each_party", _("each party")), *sides]


def form(desk: Desk, component: str, to: str = "") -> Listing | None:
    """The whole form: its sections with their questions, and a field to add many at once, first proposed for `to`."""
    if component not in desk.tree.components:
        return None
    file = desk.tree.form_file(component)
    groups = [_group(desk, component, file, section) for section in desk.tree.sections(component)]
    asked = sum(len(group.entries) for group in groups)
    title = ngettext("%(number)s question in %(sections)s", "%(number)s questions in %(sections)s", asked) % {
        "number": asked,
        "sections": ngettext("%(number)s section", "%(number)s sections", len(groups)) % {"number": len(groups)},
    }
    return Listing(
        title,
        groups,
        **below(desk, component),
        ordered=True,
        items=_quick(desk, component, to),
        add=lambda values: add_questions(desk, component, values),
        add_title=_("Add questions"),
        empty=_("No section yet. Add one first."),
        links=[
            {"url": desk.url("components", component, "sections"), "label": _("Sections and their order")},
            {"url": desk.url("components", component, "start"), "label": _("What stands above the form")},
            {"url": desk.url("try", component), "label": _("See it as an applicant")},
        ],
    )


def _group(desk: Desk, component: str, file: str, section: Mapping[str, Any]) -> Group:
    id = str(section.get("id"))
    path: Path = (*by_id(("sections",), id), "questions")
    rows = []
    for question in entries(section.get("questions")):
        name = str(question.get("id"))
        rows.append(
            Entry(
                f"{id}/{name}",
                titled(question.get("label"), name),
                desk.url("components", component, "questions", name),
                question_hint(desk, component, question),
                _tags(question),
                file,
                by_id(path, name),
            )
        )
    return Group(
        titled(section.get("title"), id),
        rows,
        desk.url("components", component, "sections", id),
        key=id,
        hint=titled(section.get("intro")),
    )


def question_hint(desk: Desk, component: str, question: Mapping[str, Any]) -> str:
    """Type, who answers, how much."""
    of = str(question.get("of") or "together")
    who = next((localised(c.label) for c in who_answers(desk, component) if c.value == of), of)
    said = [str(TYPES.get(str(question.get("type")), question.get("type"))), who]
    limit = mapping(question.get("limit"))
    if limit.get("words"):
        said.append(
            ngettext("at most %(number)s word", "at most %(number)s words", limit["words"]) % {"number": limit["words"]}
        )
    if limit.get("characters"):
        said.append(_("at most %(number)s characters") % {"number": limit["characters"]})
    return " · ".join(said)


def _tags(question: Mapping[str, Any]) -> list[tuple[str, str]]:
    tags = [(str(_("required")), "accent")] if question.get("required") else []
    return tags + ([(str(_("on a condition")), "")] if question.get("when") else [])


def _quick(desk: Desk, component: str, to: str) -> list[Item]:
    sections = [
        Choice(str(s.get("id")), titled(s.get("title"), str(s.get("id")))) for s in desk.tree.sections(component)
    ]
    types = [Choice(key, str(words)) for key, words in TYPES.items()]
    needed = [Choice("no", _("may stay empty")), Choice("yes", _("must be answered"))]
    lists = [Choice("-", _("the lines below")), Choice("effects", _("effects of the programme"))]
    lists += [
        Choice(id, titled(mapping(each).get("title"), id)) for id, each in mapping(desk.tree.main.get("lists")).items()
    ]
    many = in_languages(desk.tree.languages)
    proposed = next((each.value for each in reversed(sections) if to in ("", each.value)), "")
    proposed = proposed or (sections[-1].value if sections else "")
    return [
        Lines("lines", ("lines",), _("Questions"), many, required=True),
        Selects(
            "how",
            ("how",),
            _("All of them"),
            required=True,
            fields=[
                ("section", _("Section"), sections, proposed),
                ("type", _("Type"), types, "long_text"),
                ("of", _("Answered by"), who_answers(desk, component), "together"),
                ("required", _("An answer"), needed, "no"),
                ("from", _("Options come from"), lists, "-"),
            ],
        ),
        Lines(
            "options",
            ("options",),
            _("Options, points, columns or budget lines"),
            _("Only for choices, declarations, tables, people and budgets. %(how)s") % {"how": many},
        ),
        Number("words", ("words",), _("At most so many words"), lowest=1, highest=5000, hint=_("Only for long texts.")),
    ]


def add_questions(desk: Desk, component: str, values: Mapping[str, Any]) -> list[Edit]:
    """One question per line, all of one type, in one section."""
    how, tree = values["how"], desk.tree
    lines, options = values["lines"], value(values, "options", [])
    kind = how["type"]
    from_list = how["from"] if kind in ("choice", "many") and how["from"] != "-" else ""
    if kind in NEEDS_LINES and not options and not from_list:
        raise Wrong(_("A question of this type needs options, points, columns or lines: write them here."), "options")
    taken = [str(question.get("id")) for _s, question in tree.questions(component)]
    edits: list[Edit] = []
    path: Path = (*by_id(("sections",), how["section"]), "questions")
    for line in lines:
        label = split_line(line, tree.languages)
        id = identifier(label.get("en") or next(iter(label.values()), ""), taken)
        taken.append(id)
        made: dict[str, Any] = {"id": id, "type": kind}
        if how["required"] == "yes":
            made["required"] = True
        made["label"] = label
        if how["of"] != "together":
            made["of"] = how["of"]
        made |= {"options_from": from_list} if from_list else _of_type(desk, component, kind, options, made)
        if kind == "long_text" and value(values, "words"):
            made["limit"] = {"words": values["words"]}
        edits.append(Insert(tree.form_file(component), path, -1, made))
    return edits


def _of_type(desk: Desk, component: str, kind: str, options: Sequence[str], made: Mapping[str, Any]) -> dict[str, Any]:
    """What a question of this type starts with."""
    tree = desk.tree
    named = options_from(options, [], tree.languages)
    one_component = tree.components.get(component, {})
    currency = str(
        mapping(one_component.get("selection")).get("currency") or tree.main.get("organiser_currency") or "EUR"
    )
    edited = {str(question.get("edits")) for _s, question in tree.questions(component)}
    if kind in ("choice", "many"):
        return {"options": named}
    if kind == "file":
        return {"accept": ACCEPT, "limit": {"files": 3}}
    if kind == "money":
        return {"currency": currency}
    if kind in ("declaration", "table"):
        of = "yes_no" if kind == "declaration" else "short_text"
        return {"parts": [{"id": each["id"], "type": of, "label": each["label"]} for each in named]}
    if kind == "people":
        parts = {"parts": [{"id": e["id"], "type": "short_text", "label": e["label"]} for e in named]} if named else {}
        return parts | ({"edits": "team"} if "team" not in edited else {})
    if kind == "budget":
        more = {"edits": "plan.budget"} if "plan.budget" not in edited else {}
        return {"currency": currency, "years": int(one_component.get("years") or 1), "lines": named, **more}
    return {}


# sections ---------------------------------------------------------------------------------------------------------


def sections(desk: Desk, component: str) -> Listing | None:
    """The pages of the form, in order."""
    if component not in desk.tree.components:
        return None
    file, found = desk.tree.form_file(component), desk.tree.sections(component)
    rows = []
    for section in found:
        id, number = str(section.get("id")), len(entries(section.get("questions")))
        said = ngettext("%(number)s question", "%(number)s questions", number) % {"number": number}
        rows.append(
            Entry(
                id,
                titled(section.get("title"), id),
                desk.url("components", component, "sections", id),
                said,
                file=file,
                place=by_id(("sections",), id),
            )
        )

    def add(values: Mapping[str, Any]) -> list[Edit]:
        taken = [str(section.get("id")) for section in found]
        made: list[Edit] = []
        for line in values["lines"]:
            title = split_line(line, desk.tree.languages)
            id = identifier(title.get("en") or next(iter(title.values()), ""), taken, "section")
            taken.append(id)
            made.append(Insert(file, ("sections",), -1, {"id": id, "title": title, "questions": []}))
        return made

    return Listing(
        _("The pages of the form"),
        [Group("", rows)],
        over=name_of(desk, component),
        ordered=True,
        back=desk.url("components", component, "form"),
        back_label=_("The form"),
        add=add,
        add_title=_("Add sections"),
        lead=_("Each section is one page. Begin with what is easy to answer."),
        items=[Lines("lines", ("lines",), _("Sections"), in_languages(desk.tree.languages), required=True)],
    )


def section(desk: Desk, component: str, id: str) -> Sheet | None:
    """One section."""
    file, here = desk.tree.form_file(component), by_id(("sections",), id)
    found = mapping(desk.tree.at(here, file))
    if not found:
        return None
    items: list[Item] = [
        Texts("title", ("title",), _("Name of the section"), required=True),
        Texts("intro", ("intro",), _("What stands above its questions"), longer=True),
    ]
    return Sheet(
        localised(titled(found.get("title"), id)),
        items,
        file,
        here,
        found,
        over=name_of(desk, component),
        back=desk.url("components", component, "form"),
        back_label=_("The form"),
        remove=[Remove(file, here)],
        key=f"components/{component}/sections/{id}",
    )


def start(desk: Desk, component: str) -> Sheet | None:
    """What stands above the form: its name, how long it takes, papers to have at hand."""
    if component not in desk.tree.components:
        return None
    file = desk.tree.form_file(component)
    items: list[Item] = [
        Texts("title", ("title",), _("Name of the form"), required=True),
        Texts("intro", ("intro",), _("What to know before beginning"), longer=True),
        Number("minutes", ("minutes",), _("Minutes that each party needs"), lowest=1, highest=10_000),
        TextLines("papers", ("papers",), _("Papers to have at hand"), in_languages(desk.tree.languages)),
    ]
    return Sheet(
        _("What stands above the form"),
        items,
        file,
        (),
        desk.tree.file(file),
        over=name_of(desk, component),
        back=desk.url("components", component, "form"),
        back_label=_("The form"),
        key=f"components/{component}/start",
    )
