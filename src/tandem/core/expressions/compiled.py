"""Compiled expressions: which names they ask for, and what they say about given names."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from tandem.core.expressions.grammar import WORDS, error, parse

MOST_STEPS = 20_000

_DECIMAL = re.compile(r"[+-]?[0-9]{1,40}(\.[0-9]{1,40})?\Z")


@dataclass(frozen=True)
class Expression:
    """A compiled expression. `names` are the dotted names it asks for; fields of list entries read `team[].role`."""

    source: str
    names: frozenset[str]
    tree: ast.expr = field(repr=False, compare=False)
    numbers: Mapping[int, Decimal] = field(repr=False, compare=False)

    def value(self, names: Mapping[str, Any]) -> Any:
        """What the expression is worth over `names`; a name that is not there is None.

        ExpressionError when two values cannot be ordered or the lists are too long (20,000 steps).
        """
        return _Run(self.numbers, names).value(self.tree)

    def holds(self, names: Mapping[str, Any]) -> bool:
        """True when the expression is worth something that counts as true: not None, false, zero or empty."""
        return bool(self.value(names))


@lru_cache(maxsize=2048)
def compile_expression(source: str) -> Expression:
    """Parse and check once; ExpressionError with code, line and column when it is not in the grammar."""
    tree, numbers = parse(source)
    return Expression(source, frozenset(_names(tree, None)), tree, numbers)


def evaluate(source: str, names: Mapping[str, Any]) -> bool:
    """Does the expression hold over these names? ExpressionError when it is no expression or cannot be decided."""
    return compile_expression(source).holds(names)


def names_in(source: str) -> frozenset[str]:
    """Dotted names an expression asks for: 'answers.purposes', 'team', 'team[].role'. ExpressionError if invalid."""
    return compile_expression(source).names


def equalities(source: str) -> dict[str, Any] | None:
    """Values of names under which the expression surely holds, when it is simple enough to tell, else None.

    Understands `name`, `not name`, `name == literal`, `name in [literals]`, their conjunctions, and the first side of
    an `or`. Remedies use it to say what a person to be added must be.
    """
    expression = compile_expression(source)
    found = _solve(expression, expression.tree)
    return found if found is not None and expression.holds(found) else None


def _names(node: ast.AST, loop: tuple[str, str] | None) -> Iterator[str]:
    if isinstance(node, ast.GeneratorExp):
        over = node.generators[0]
        yield from _names(over.iter, None)
        inner = (getattr(over.target, "id", ""), _dotted(over.iter) + "[]")
        for part in (node.elt, *over.ifs):
            yield from _names(part, inner)
        return
    if isinstance(node, ast.Name | ast.Attribute):
        name = _dotted(node)
        if loop is not None and name.split(".")[0] == loop[0]:
            yield loop[1] + name[len(loop[0]) :]
        elif name not in WORDS:
            yield name
        return
    for child in node.args if isinstance(node, ast.Call) else ast.iter_child_nodes(node):
        yield from _names(child, loop)


def _dotted(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def _solve(expression: Expression, node: ast.expr) -> dict[str, Any] | None:
    match node:
        case ast.BoolOp(op=ast.And(), values=values):
            both: dict[str, Any] = {}
            for part in values:
                more = _solve(expression, part)
                if more is None:
                    return None
                both |= more
            return both
        case ast.BoolOp(op=ast.Or(), values=values):
            return next((found for part in values if (found := _solve(expression, part)) is not None), None)
        case ast.UnaryOp(op=ast.Not(), operand=ast.Name(id=name)):
            return {name: False}
        case ast.Name(id=name) if name not in WORDS:
            return {name: True}
        case ast.Compare(left=ast.Name(id=name), ops=[ast.Eq()], comparators=[right]):
            return {name: _Run(expression.numbers, {}).value(right)}
        case ast.Compare(left=ast.Name(id=name), ops=[ast.In()], comparators=[ast.List(elts=[first, *_])]):
            return {name: _Run(expression.numbers, {}).value(first)}
    return None


class _Run:
    """One evaluation, counting its steps."""

    def __init__(self, numbers: Mapping[int, Decimal], names: Mapping[str, Any]) -> None:
        self.numbers = numbers
        self.names = names
        self.left = MOST_STEPS

    def spend(self, steps: int, node: ast.AST) -> None:
        self.left -= steps
        if self.left < 0:
            raise error("too_many_steps", node, str(MOST_STEPS))

    def value(self, node: ast.expr) -> Any:
        self.spend(1, node)
        match node:
            case ast.BoolOp(op=ast.And(), values=values):
                return all(bool(self.value(part)) for part in values)
            case ast.BoolOp(values=values):
                return any(bool(self.value(part)) for part in values)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return not self.value(operand)
            case ast.UnaryOp(operand=operand):
                return -self.numbers[id(operand)]
            case ast.Compare():
                return self.compare(node)
            case ast.List(elts=elements) | ast.Tuple(elts=elements):
                return [self.value(element) for element in elements]
            case ast.Call():
                return self.call(node)
            case ast.Attribute(value=value, attr=name):
                holder = self.value(value)
                return holder.get(name) if isinstance(holder, Mapping) else None
            case ast.Name(id=name):
                return self.names[name] if name in self.names else WORDS.get(name)
            case ast.Constant(value=value):
                return self.numbers.get(id(node), value)
        raise error("not_allowed", node)  # pragma: no cover - the grammar has refused it before

    def compare(self, node: ast.Compare) -> bool:
        left = self.value(node.left)
        for op, part in zip(node.ops, node.comparators, strict=True):
            right = self.value(part)
            if not self.compared(op, left, right, part):
                return False
            left = right
        return True

    def compared(self, op: ast.cmpop, left: Any, right: Any, node: ast.expr) -> bool:
        if isinstance(op, ast.In | ast.NotIn):
            return self.contains(left, right, node) is isinstance(op, ast.In)
        first, second = alike(left, right)
        if isinstance(op, ast.Eq | ast.NotEq):
            return (first == second) is isinstance(op, ast.Eq)
        if first is None or second is None:
            return False
        try:
            return _ORDER[type(op)](first, second)
        except TypeError:
            raise error("cannot_order", node, f"{type(first).__name__}, {type(second).__name__}") from None

    def contains(self, item: Any, holder: Any, node: ast.expr) -> bool:
        if isinstance(holder, str):
            self.spend(len(holder) // 1000, node)
            return isinstance(item, str) and item in holder
        if isinstance(holder, Mapping):
            return isinstance(item, str) and item in holder
        if not isinstance(holder, list | tuple | set | frozenset):
            return False
        self.spend(len(holder), node)
        return any(first == second for first, second in (alike(item, entry) for entry in holder))

    def call(self, node: ast.Call) -> Any:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name == "len":
            value = self.value(node.args[0])
            return Decimal(len(value)) if isinstance(value, str | Mapping | list | tuple) else Decimal(0)
        generator = node.args[0]
        if not isinstance(generator, ast.GeneratorExp):  # pragma: no cover - the grammar has refused it before
            raise error("needs_for", node)
        return (any if name == "any" else all)(self.each(generator))

    def each(self, node: ast.GeneratorExp) -> Iterator[bool]:
        loop = node.generators[0]
        entries = self.value(loop.iter)
        if isinstance(entries, Mapping):
            entries = list(entries.values())
        variable = getattr(loop.target, "id", "")
        outer = self.names
        for entry in entries if isinstance(entries, list | tuple) else ():
            self.names = {**outer, variable: entry}
            try:
                if all(bool(self.value(condition)) for condition in loop.ifs):
                    yield bool(self.value(node.elt))
            finally:
                self.names = outer


_ORDER: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Lt: lambda a, b: a < b,
    ast.LtE: lambda a, b: a <= b,
    ast.Gt: lambda a, b: a > b,
    ast.GtE: lambda a, b: a >= b,
}


def alike(left: Any, right: Any) -> tuple[Any, Any]:
    """Two values made comparable: numbers and texts that are plain decimals as Decimal, days as ISO text."""
    first, second = _number(left), _number(right)
    if first is not None and second is not None:
        return first, second
    return _plain(left), _plain(right)


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | Decimal):
        return Decimal(value)
    if isinstance(value, float):
        return Decimal(repr(value))
    return Decimal(value) if isinstance(value, str) and _DECIMAL.match(value) else None


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
