"""The check of last resort: an expression over all facts."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Literal

from pydantic import field_validator

from tandem.core.eligibility.case import Case
from tandem.core.eligibility.outcome import Outcome
from tandem.core.eligibility.registry import Check, Hopeless, register
from tandem.core.expressions import ExpressionError, compile_expression


@register
class Free(Check):
    """`expression: "len(answers.purposes) < 3"` — holds over the facts; per party it may ask `party.country` too.

    An expression that cannot be decided over these facts does not hold.
    """

    word: ClassVar[str] = "expression"
    remedies: ClassVar[frozenset[str]] = frozenset({"fill_in", "answer"})

    expression: str
    per: Literal["party"] | None = None

    @field_validator("expression")
    @classmethod
    def _compiles(cls, value: str) -> str:
        compile_expression(value)
        return value

    def asked_of(self, case: Case) -> tuple[str, ...]:
        return case.parties if self.per == "party" else ("",)

    def judge(self, case: Case, party: str) -> Outcome:
        return Outcome(holds(self.expression, case.names(party), undecided=False), None, None)

    def hopeless(self, case: Case) -> Iterator[Hopeless]:
        constant = constant_of(self.expression)
        if constant is not None:
            yield Hopeless("always" if constant else "never", "constant", {"expression": self.expression})


def holds(source: str, names: Mapping[str, Any], undecided: bool) -> bool:
    """Does an expression hold? `undecided` is the answer where it cannot be decided."""
    try:
        return compile_expression(source).holds(names)
    except ExpressionError:
        return undecided


def constant_of(source: str) -> bool | None:
    """The truth of an expression that asks no names, or that one of its own sides settles; None when it depends."""
    compiled = compile_expression(source)
    if not compiled.names:
        return holds(source, {}, undecided=False)
    tree = compiled.tree
    if isinstance(tree, ast.BoolOp):
        sides = [constant_of(ast.unparse(side)) for side in tree.values]
        settling = isinstance(tree.op, ast.Or)
        if settling in sides:
            return settling
    return None
