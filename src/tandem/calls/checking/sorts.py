"""Conditions of rules in words: 'role == "politician" and not external' as the form calls these things."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from tandem.core.eligibility import Case
from tandem.core.forms.definition import Part, Question
from tandem.core.rulebook.schema import Rulebook
from tandem.web.templatetags.tandem import joined, localised

EVERYBODY = "person"
CONSTANTS: Mapping[str, object] = {"true": True, "false": False, "none": None, "True": True, "False": False}


class Unsayable(ValueError):
    """A condition that goes beyond these words."""


@dataclass(frozen=True)
class Words:
    """Says conditions of one component: about a person (`of_people`), or about facts."""

    rulebook: Rulebook
    component_id: str
    rows: Mapping[str, str] = field(default_factory=dict)  # in 'one.part … for one in table': what `one` is a row of

    @property
    def questions(self) -> Mapping[str, Question]:
        return {question.id: question for question in self.rulebook.form_of(self.component_id).questions()}

    @property
    def columns(self) -> Mapping[str, Part]:
        team = Case(self.rulebook, self.component_id, {}).team_question
        return {part.id: part for part in self.questions[team.id].parts} if team else {}

    def people(self, source: str) -> str:
        """'people with Role: politician' … ; 'people' for everybody."""
        return _("people") if source == EVERYBODY else _("people with %(what)s") % {"what": self.said(source)}

    def said(self, source: str) -> str:
        """A condition as words; Unsayable where it says something these words do not know."""
        try:
            return self._of(ast.parse(source, mode="eval").body)
        except (SyntaxError, KeyError, ValueError) as error:
            raise Unsayable(source) from error

    def _of(self, node: ast.expr) -> str:
        match node:
            case ast.BoolOp(ast.And(), values):
                return _(" and ").join(self._of(value) for value in values)
            case ast.BoolOp(ast.Or(), values):
                return _(" or ").join(self._of(value) for value in values)
            case ast.UnaryOp(ast.Not(), operand):
                return _("not %(what)s") % {"what": self._of(operand)}
            case ast.Compare(left, [operator], [right]):
                return self._compared(left, operator, right)
            case ast.Name() | ast.Attribute():
                return f"“{self.label(_dotted(node))}”"
            case ast.Call(ast.Name("all" | "any" as how), [ast.GeneratorExp(inner, [one])]):
                row, table = _dotted(one.target), _dotted(one.iter)
                said = Words(self.rulebook, self.component_id, {**self.rows, row: table})._of(inner)
                named = {"where": self.label(table), "what": said}
                if how == "all":
                    return _("in every row of “%(where)s”, %(what)s") % named
                return _("in some row of “%(where)s”, %(what)s") % named
        raise ValueError(ast.dump(node))

    def _compared(self, left: ast.expr, operator: ast.cmpop, right: ast.expr) -> str:
        name = _dotted(left)
        label = f"“{self.label(name)}”"
        if isinstance(right, ast.Name | ast.Attribute) and _dotted(right) not in CONSTANTS:
            values = [f"“{self.label(_dotted(right))}”"]
        else:
            value = CONSTANTS[_dotted(right)] if isinstance(right, ast.Name) else ast.literal_eval(right)
            values = [self.option(name, each) for each in (value if isinstance(value, list | tuple) else [value])]
        words = {"label": label, "value": joined(values)}
        match operator:
            case ast.Eq():
                return _("%(label)s: %(value)s") % words
            case ast.NotEq():
                return _("%(label)s other than %(value)s") % words
            case ast.In():
                return _("%(label)s one of %(value)s") % words
            case ast.NotIn():
                return _("%(label)s none of %(value)s") % words
            case ast.GtE():
                return _("%(label)s at least %(value)s") % words
            case ast.LtE():
                return _("%(label)s at most %(value)s") % words
            case ast.Gt():
                return _("%(label)s more than %(value)s") % words
            case ast.Lt():
                return _("%(label)s less than %(value)s") % words
        raise ValueError(ast.dump(operator))

    def _whole(self, dotted: str) -> list[str]:
        pieces = dotted.removeprefix("party.").split(".")
        if "" in self.rows and pieces[0] != "answers":  # bare names are columns of that table
            return [*self.rows[""].split("."), *pieces]
        return [*self.rows[pieces[0]].split("."), *pieces[1:]] if pieces[0] in self.rows else pieces

    def label(self, dotted: str) -> str:
        """What the form calls a fact: a column of the team, a question, one of its parts."""
        pieces = self._whole(dotted)
        if pieces[0] == "answers" and len(pieces) > 1:
            question = self.questions[pieces[1]]
            if len(pieces) > 2:
                part = next((one for one in question.parts if one.id in pieces[2:]), None)
                measured = {"days": _("days"), "months": _("months")}.get(pieces[-1], "")
                said = localised(part.label) if part else localised(question.label)
                return f"{said}, {measured}" if measured and (part is None or part.id != pieces[-1]) else said
            return localised(question.label)
        if len(pieces) == 1 and pieces[0] in self.columns:
            return localised(self.columns[pieces[0]].label)
        known = {
            "parties": _("number of parties"), "party": _("party"), "country": _("country"),
            "kind": _("kind of organisation"), "name": _("name"),
            "budget.asked": _("the amount asked for"), "budget.total": _("the whole cost"),
            "budget.years": _("the cost of each year"), "budget.own_contribution": _("the own contribution"),
            "budget.asked_by_year": _("the amount asked for each year"),
        }
        if dotted in known or pieces[-1] in known:
            return known.get(dotted) or known[pieces[-1]]
        return pieces[-1].replace("_", " ")

    def option(self, dotted: str, value: object) -> str:
        """One value as the form calls it."""
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if value is None:
            return _("nothing")
        pieces = self._whole(dotted)
        options = []
        if len(pieces) == 1 and pieces[0] in self.columns:
            options = list(self.columns[pieces[0]].options)
        elif pieces[0] == "answers" and pieces[1] in self.questions:
            question = self.questions[pieces[1]]
            named = self.rulebook.lists.get(question.options_from or "")
            options = list(named.options if named else question.options)
            part = next((one for one in question.parts if one.id == pieces[-1]), None)
            options = list(part.options) if part else options
        return next((localised(one.label) for one in options if one.id == value), str(value))


def _dotted(node: ast.expr) -> str:
    match node:
        case ast.Name(id):
            return id
        case ast.Attribute(value, attr):
            return f"{_dotted(value)}.{attr}"
        case ast.Call(ast.Name("len"), [inner]):
            return _dotted(inner)
    raise ValueError(ast.dump(node))
