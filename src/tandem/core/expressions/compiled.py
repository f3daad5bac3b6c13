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
    ask: Callable[[_Run], Any] = field(repr=False, compare=False)

    def value(self, names: Mapping[str, Any]) -> Any:
        """What the expression is worth over `names`; a name that is not there is None.

        ExpressionError when two values cannot be ordered or the lists are too long (20,000 steps).
        """
        run = _Run(names)
        found = self.ask(run)
        run.spend(0, self.tree)
        return found

    def holds(self, names: Mapping[str, Any]) -> bool:
        """True when the expression is worth something that counts as true: not None, false, zero or empty."""
        return bool(self.value(names))


@lru_cache(maxsize=2048)
def compile_expression(source: str) -> Expression:
    """Parse and check once; ExpressionError with code, line and column when it is not in the grammar."""
    tree, numbers = parse(source)
    return Expression(source, frozenset(_names(tree, None)), tree, numbers, _made(tree, numbers))


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
            return {name: _made(right, expression.numbers)(_Run({}))}
        case ast.Compare(left=ast.Name(id=name), ops=[ast.In()], comparators=[ast.List(elts=[first, *_])]):
            return {name: _made(first, expression.numbers)(_Run({}))}
    return None


Ask = Callable[["_Run"], Any]  # what a node is worth in one evaluation


class _Run:
    """One evaluation: what the names are worth, and how many steps are left."""

    __slots__ = ("left", "names")

    def __init__(self, names: Mapping[str, Any]) -> None:
        self.names = names
        self.left = MOST_STEPS

    def spend(self, steps: int, node: ast.AST) -> None:
        self.left -= steps
        if self.left < 0:
            raise error("too_many_steps", node, str(MOST_STEPS))


def _made(node: ast.expr, numbers: Mapping[int, Decimal]) -> Ask:
    """A node as a function, made once. Each node takes a step; what loops looks whether there are any left."""
    match node:
        case ast.BoolOp(op=op, values=values):
            return _joined([_made(part, numbers) for part in values], isinstance(op, ast.And))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return _denied(_made(operand, numbers))
        case ast.UnaryOp(operand=operand):
            return _constant(-numbers[id(operand)])
        case ast.Compare():
            return _compared(node, numbers)
        case ast.List(elts=elements) | ast.Tuple(elts=elements):
            return _listed([_made(element, numbers) for element in elements])
        case ast.Call():
            return _called(node, numbers)
        case ast.Attribute(value=value, attr=name):
            return _field(_made(value, numbers), name)
        case ast.Name(id=name):
            return _named(name)
        case ast.Constant(value=value):
            return _constant(numbers.get(id(node), value))
    raise error("not_allowed", node)  # pragma: no cover - the grammar has refused it before


def _joined(parts: list[Ask], every: bool) -> Ask:
    def ask(run: _Run) -> bool:
        run.left -= 1
        for part in parts:
            if bool(part(run)) is not every:
                return not every
        return every

    return ask


def _denied(part: Ask) -> Ask:
    def ask(run: _Run) -> bool:
        run.left -= 1
        return not part(run)

    return ask


def _constant(value: Any) -> Ask:
    def ask(run: _Run) -> Any:
        run.left -= 1
        return value

    return ask


def _listed(parts: list[Ask]) -> Ask:
    def ask(run: _Run) -> list[Any]:
        run.left -= 1
        return [part(run) for part in parts]

    return ask


def _field(holder: Ask, name: str) -> Ask:
    def ask(run: _Run) -> Any:
        run.left -= 1
        held = holder(run)
        return held.get(name) if held.__class__ is dict or isinstance(held, Mapping) else None

    return ask


def _named(name: str) -> Ask:
    word = WORDS.get(name)

    def ask(run: _Run) -> Any:
        run.left -= 1
        return run.names.get(name, word)

    return ask


def _compared(node: ast.Compare, numbers: Mapping[int, Decimal]) -> Ask:
    first = _made(node.left, numbers)
    rest = [(_relation(op, part), _made(part, numbers)) for op, part in zip(node.ops, node.comparators, strict=True)]

    def ask(run: _Run) -> bool:
        run.left -= 1
        left = first(run)
        for relation, part in rest:
            right = part(run)
            if not relation(run, left, right):
                return False
            left = right
        return True

    return ask


def _relation(op: ast.cmpop, node: ast.expr) -> Callable[[_Run, Any, Any], bool]:
    """What a sign of comparison says of two values."""
    if isinstance(op, ast.In | ast.NotIn):
        wanted = isinstance(op, ast.In)
        return lambda run, left, right: _contains(run, left, right, node) is wanted
    if isinstance(op, ast.Eq | ast.NotEq):
        wanted = isinstance(op, ast.Eq)
        return lambda run, left, right: _same(left, right) is wanted
    order = _ORDER[type(op)]

    def ordered(run: _Run, left: Any, right: Any) -> bool:
        first, second = alike(left, right)
        if first is None or second is None:
            return False
        try:
            return order(first, second)
        except TypeError:
            raise error("cannot_order", node, f"{type(first).__name__}, {type(second).__name__}") from None

    return ordered


def _same(left: Any, right: Any) -> bool:
    if left.__class__ is bool and right.__class__ is bool:
        return left is right
    first, second = alike(left, right)
    return bool(first == second)


def _contains(run: _Run, item: Any, holder: Any, node: ast.expr) -> bool:
    if isinstance(holder, str):
        run.spend(len(holder) // 1000, node)
        return isinstance(item, str) and item in holder
    if isinstance(holder, Mapping):
        return isinstance(item, str) and item in holder
    if not isinstance(holder, list | tuple | set | frozenset):
        return False
    run.spend(len(holder), node)
    return any(_same(item, entry) for entry in holder)


def _called(node: ast.Call, numbers: Mapping[int, Decimal]) -> Ask:
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    argument = node.args[0]
    if name == "len":
        return _length(_made(argument, numbers))
    if not isinstance(argument, ast.GeneratorExp):  # pragma: no cover - the grammar has refused it before
        raise error("needs_for", node)
    return _looped(argument, numbers, every=name == "all")


def _length(part: Ask) -> Ask:
    def ask(run: _Run) -> Decimal:
        run.left -= 1
        value = part(run)
        return Decimal(len(value)) if isinstance(value, str | Mapping | list | tuple) else Decimal(0)

    return ask


def _looped(node: ast.GeneratorExp, numbers: Mapping[int, Decimal], every: bool) -> Ask:
    """any or all over a list, or over the values of a mapping."""
    loop = node.generators[0]
    listed, element = _made(loop.iter, numbers), _made(node.elt, numbers)
    conditions = [_made(condition, numbers) for condition in loop.ifs]
    variable = getattr(loop.target, "id", "")

    def ask(run: _Run) -> bool:
        run.spend(1, node)
        entries, outer = listed(run), run.names
        if isinstance(entries, Mapping):
            entries = list(entries.values())
        try:
            for entry in entries if isinstance(entries, list | tuple) else ():
                run.names = {**outer, variable: entry}
                if all(condition(run) for condition in conditions) and bool(element(run)) is not every:
                    return not every
                run.spend(0, node)
        finally:
            run.names = outer
        return every

    return ask


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
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, Decimal):
        return value
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, float):
        return Decimal(repr(value))
    return Decimal(value) if isinstance(value, str) and _DECIMAL.match(value) else None


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
