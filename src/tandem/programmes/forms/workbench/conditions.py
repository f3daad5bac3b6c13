"""Conditions in plain words: a question, a comparison and a value, joined by and; written as the small grammar."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.core.expressions import ExpressionError, compile_expression
from tandem.programmes.forms.workbench.items import NOTHING, Item, Raws, Shown, Wrong, one, plain_number
from tandem.programmes.forms.workbench.tree import Tree, entries, mapping, titled
from tandem.web.shapes import Asked, Cell, Choice
from tandem.web.templatetags.tandem import joined, localised

HOW: Mapping[str, Any] = {
    "is": gettext_lazy("is"),
    "not": gettext_lazy("is not"),
    "has": gettext_lazy("has, among others"),
    "least": gettext_lazy("is at least"),
    "most": gettext_lazy("is at most"),
    "yes": gettext_lazy("is answered with yes"),
    "no": gettext_lazy("is answered with no"),
}
_SIGNS = {ast.Eq: "is", ast.NotEq: "not", ast.GtE: "least", ast.LtE: "most"}


@dataclass(frozen=True)
class Subject:
    """Something that a condition may ask: the name in the grammar, its words, its type and what may be chosen."""

    name: str
    label: Any
    type: str
    options: Sequence[Mapping[str, Any]] = ()
    words: Mapping[str, Any] = field(default_factory=dict)  # values with their words, where they are no options

    def value(self, typed: str) -> str:
        """The id of the option that somebody means; Wrong with what may be chosen."""
        text = typed.strip().casefold()
        found = {str(o.get("id")): [str(w).casefold() for w in mapping(o.get("label")).values()] for o in self.options}
        found |= {key: [str(words).casefold()] for key, words in self.words.items()}
        for id, words in found.items():
            if text == id.casefold() or text in words:
                return id
        if not found:
            return typed.strip()
        known = [localised(titled(o.get("label"), str(o.get("id")))) for o in self.options]
        known += [str(words) for words in self.words.values()]
        raise Wrong(
            _("“%(typed)s” cannot be chosen there. Write one of: %(known)s.")
            % {"typed": typed[:60], "known": ", ".join(known)}
        )

    def said(self, value: str) -> str:
        """The value as people read it."""
        for option in self.options:
            if option.get("id") == value:
                return localised(titled(option.get("label"), value))
        return str(self.words.get(value, value))


@dataclass(frozen=True)
class Clause:
    """One comparison."""

    name: str
    how: str
    value: str = ""

    def written(self, subject: Subject | None) -> str:
        """In the grammar."""
        if self.how in ("yes", "no"):
            return f"{self.name} == {'true' if self.how == 'yes' else 'false'}"
        if self.how in ("least", "most"):
            return f"{self.name} {'>=' if self.how == 'least' else '<='} {plain_number(self.value)}"
        value = subject.value(self.value) if subject else self.value.strip()
        quoted = '"' + value.replace("\\", "").replace('"', "") + '"'
        if self.how == "has":
            return f"{quoted} in {self.name}"
        sign = "==" if self.how == "is" else "!="
        plain = value if subject is not None and subject.type == "number" else quoted
        return f"{self.name} {sign} {plain}"


def clauses_of(source: str) -> list[Clause] | None:
    """An expression as comparisons joined by and; None when it says more than that."""
    try:
        tree = compile_expression(source).tree
    except ExpressionError:
        return None
    sides = tree.values if isinstance(tree, ast.BoolOp) and isinstance(tree.op, ast.And) else [tree]
    found = [_clause(side) for side in sides]
    return None if any(each is None for each in found) else [each for each in found if each is not None]


def in_words(source: str, subjects: Sequence[Subject]) -> str:
    """An expression as people say it; '' when it says more than comparisons, or asks what is not there."""
    by_name = {subject.name: subject for subject in subjects}
    said = []
    for clause in clauses_of(source) or ():
        subject = by_name.get(clause.name)
        if subject is None or clause.how not in HOW:
            return ""
        said.append(f"{localised(subject.label)} {HOW[clause.how]} {subject.said(clause.value)}".strip())
    return joined(said)


def _clause(node: ast.AST) -> Clause | None:
    if not isinstance(node, ast.Compare) or len(node.ops) != 1:
        return None
    left, right, op = node.left, node.comparators[0], node.ops[0]
    if isinstance(op, ast.In) and isinstance(left, ast.Constant) and isinstance(right, ast.Name | ast.Attribute):
        return Clause(ast.unparse(right), "has", str(left.value))
    how = _SIGNS.get(type(op))
    if how is None or not isinstance(left, ast.Name | ast.Attribute):
        return None
    name = ast.unparse(left)
    if isinstance(right, ast.Name) and right.id in ("true", "false"):
        return Clause(name, "yes" if (right.id == "true") is (how == "is") else "no") if how in ("is", "not") else None
    if isinstance(right, ast.Constant):
        if isinstance(right.value, bool):
            return Clause(name, "yes" if right.value is (how == "is") else "no") if how in ("is", "not") else None
        return Clause(name, how, str(right.value))
    return None


@dataclass(frozen=True)
class Condition(Item):
    """When something holds: up to four comparisons, all of them true; nothing chosen means always.

    `always` is what is written then (a sort of people is `person`), '' to leave the place empty.
    """

    subjects: Sequence[Subject] = ()
    always: str = ""
    rows: int = 0

    def raws(self, value: Any, tree: Tree) -> dict[str, list[str]]:
        if not isinstance(value, str) or not value or value == self.always:
            return self.row_raws([])
        found = clauses_of(value)
        if found is None:
            return {f"{self.name}.written": [value]}
        return self.row_raws(found)

    def row_raws(self, clauses: Sequence[Clause]) -> dict[str, list[str]]:
        by_name = {subject.name: subject for subject in self.subjects}
        raws: dict[str, list[str]] = {}
        for at, clause in enumerate([*clauses, Clause("", "")]):
            subject = by_name.get(clause.name)
            here = f"{self.name}.{at}"
            value = subject.said(clause.value) if subject else clause.value
            raws |= {f"{here}.of": [clause.name], f"{here}.how": [clause.how], f"{here}.value": [value]}
        return raws

    def read(self, raws: Raws, tree: Tree, before: Any) -> Any:
        written = one(raws, f"{self.name}.written").strip()
        if f"{self.name}.written" in raws:
            return self.written(written)
        by_name = {subject.name: subject for subject in self.subjects}
        found = []
        for at in range(8):
            here = f"{self.name}.{at}"
            clause = Clause(one(raws, f"{here}.of"), one(raws, f"{here}.how"), one(raws, f"{here}.value"))
            if not clause.name:
                if clause.value.strip():
                    raise Wrong(_("Choose what the condition asks."), f"{here}.of")
                continue
            found.append(self.whole(clause, by_name.get(clause.name), here))
        return " and ".join(found) or self.always or NOTHING

    def whole(self, clause: Clause, subject: Subject | None, here: str) -> str:
        """One comparison, written; Wrong at its input."""
        if subject is None:
            raise Wrong(_("This question is not there any more; choose another one."), f"{here}.of")
        if clause.how not in HOW:
            raise Wrong(_("Choose how to compare."), f"{here}.how")
        if clause.how not in ("yes", "no") and not clause.value.strip():
            raise Wrong(_("Write what to compare with."), f"{here}.value")
        if clause.how == "is" and subject.type == "many":
            clause = Clause(clause.name, "has", clause.value)
        try:
            return clause.written(subject)
        except Wrong as wrong:
            raise Wrong(wrong.text, f"{here}.value") from None

    def written(self, text: str) -> Any:
        """A condition that says more than comparisons is kept as it is written."""
        if not text:
            return self.always or NOTHING
        try:
            compile_expression(text)
        except ExpressionError as fault:
            raise Wrong(
                _("This condition cannot be read at character %(column)s.") % {"column": fault.column},
                f"{self.name}.written",
            ) from None
        return text

    def asked(self, raws: Raws, shown: Shown, tree: Tree) -> Asked:
        if f"{self.name}.written" in raws:
            name = f"{self.name}.written"
            here = replace(self, hint=_("It joins more than questions and values, so it stands as it is written."))
            return here.frame("short_text", [self.answer(name, raws, shown, value=one(raws, name))])
        cells = []
        at = 0
        while f"{self.name}.{at}.of" in raws:
            cells += self.cells(f"{self.name}.{at}", raws, shown)
            at += 1
        answer = self.answer(self.name, raws, shown, cells=cells, conflict=shown.conflict)
        return self.frame("organisation", [answer], extra={"tight": True})

    def cells(self, here: str, raws: Raws, shown: Shown) -> list[Cell]:
        """The three inputs of one comparison."""
        of, how = one(raws, f"{here}.of"), one(raws, f"{here}.how")
        asked = [Choice(s.name, s.label, chosen=s.name == of) for s in self.subjects]
        if of and all(subject.name != of for subject in self.subjects):
            asked.append(Choice(of, _("gone: %(name)s") % {"name": of}, chosen=True))
        ways = [Choice(key, str(words), chosen=key == how) for key, words in HOW.items()]
        errors = shown.errors
        return [
            Cell(f"{here}.of", _("Asks"), "choice", choices=asked, error=errors.get(f"{here}.of", ""), required=True),
            Cell(f"{here}.how", _("which"), "choice", choices=ways, error=errors.get(f"{here}.how", ""), required=True),
            Cell(
                f"{here}.value",
                _("Value"),
                "text",
                one(raws, f"{here}.value"),
                error=errors.get(f"{here}.value", ""),
                required=True,
                hint=self.values_of(of),
            ),
        ]

    def values_of(self, name: str) -> str:
        """What may be written, once it is known what is asked."""
        subject = next((each for each in self.subjects if each.name == name), None)
        if subject is None:
            return ""
        return ", ".join(subject.said(str(o.get("id"))) for o in subject.options)


def question_subjects(tree: Tree, component: str, before: str = "", prefix: str = "") -> list[Subject]:
    """What a question's condition may ask: the questions before it, of all together or of each party."""
    found: list[Subject] = []
    for _section, question in tree.questions(component):
        if before and question.get("id") == before:
            break
        found += _asks(tree, component, question, prefix)
    return found


def rule_subjects(tree: Tree, component: str) -> list[Subject]:
    """What a rule's condition may ask: every question, and what the party is."""
    found = [
        Subject("party.country", _("The party's country"), "code"),
        Subject("party.kind", _("The party's kind of organisation"), "code"),
        Subject(
            "party.id",
            _("Which party it is"),
            "code",
            words={
                side: localised(titled(tree.parties.get(side, {}).get("title"), side)) for side in tree.sides(component)
            },
        ),
    ]
    for _section, question in tree.questions(component):
        if question.get("of") == "each_party":
            found += _of(tree, question, f"party.answers.{question.get('id')}", _("the party itself"))
        else:
            found += _of(tree, question, f"answers.{question.get('id')}", "")
    return found


def fact_subjects(tree: Tree, component: str) -> list[Subject]:
    """What a condition over a whole application may ask: every question, and where each party is from."""
    found = question_subjects(tree, component, prefix="answers.")
    for side in tree.sides(component):
        name = localised(titled(tree.parties.get(side, {}).get("title"), side))
        found.append(Subject(f"parties.{side}.country", f"{_('Country')} ({name})", "code"))
        found.append(Subject(f"parties.{side}.kind", f"{_('Kind of organisation')} ({name})", "code"))
    return found


def column_subjects(tree: Tree, component: str) -> list[Subject]:
    """What may be asked of a person: the columns of the team."""
    team = tree.team(component)
    sides = {side: localised(titled(tree.parties.get(side, {}).get("title"), side)) for side in tree.sides(component)}
    found = [Subject("party", _("comes from"), "code", words=sides)]
    for part in entries(team.get("parts")) if team else []:
        found.append(
            Subject(
                str(part.get("id")),
                titled(part.get("label"), str(part.get("id"))),
                str(part.get("type")),
                entries(part.get("options")),
            )
        )
    return found


def _asks(tree: Tree, component: str, question: Mapping[str, Any], prefix: str) -> list[Subject]:
    id = f"{prefix}{question.get('id')}"
    if question.get("of") != "each_party":
        return _of(tree, question, id, "")
    found: list[Subject] = []
    for side in tree.sides(component):
        name = localised(titled(tree.parties.get(side, {}).get("title"), side))
        found += _of(tree, question, f"{id}.{side}", name)
    return found


def _of(tree: Tree, question: Mapping[str, Any], name: str, of: str) -> list[Subject]:
    label = localised(titled(question.get("label"), str(question.get("id"))))
    label = f"{label} ({of})" if of else label
    kind = str(question.get("type"))
    if kind == "declaration":
        return [
            Subject(
                f"{name}.{part.get('id')}",
                f"{label}: {localised(titled(part.get('label'), str(part.get('id'))))}",
                str(part.get("type")),
                entries(part.get("options")),
            )
            for part in entries(question.get("parts"))
        ]
    if kind in ("people", "budget", "table", "results", "organisation", "period"):
        return []
    return [Subject(name, label, kind, tree.options_of(question))]
