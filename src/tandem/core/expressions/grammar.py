"""What may be written in `when:`, `unless:` and `expression:`, and nothing else.

Names with dots, literals, comparisons, and/or/not, in, len, and one level of any/all over a list. No arithmetic, no
calls, no indexing: an expression can ask, it cannot compute, so it cannot be made expensive.
"""

from __future__ import annotations

import ast
import re
import warnings
from decimal import Decimal, InvalidOperation

MOST_CHARACTERS = 500
MOST_NODES = 120
MOST_DEPTH = 16
MOST_DIGITS = 30

WORDS = {"true": True, "false": False, "none": None}

_CONTAINERS = (ast.List, ast.Tuple)
_COMPARISONS = (ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.In, ast.NotIn)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z")


class ExpressionError(ValueError):
    """An expression that cannot be compiled or evaluated.

    `code` is from a closed list, `line` and `column` count from 1, `detail` is the piece of text or name concerned.
    """

    def __init__(self, code: str, line: int = 1, column: int = 1, detail: str = "") -> None:
        super().__init__(f"line {line}, column {column}: {code} {detail}".rstrip())
        self.code = code
        self.line = line
        self.column = column
        self.detail = detail


def error(code: str, node: ast.AST, detail: str = "") -> ExpressionError:
    """An ExpressionError at the place of a node."""
    return ExpressionError(code, getattr(node, "lineno", 1), getattr(node, "col_offset", 0) + 1, detail)


def parse(source: str) -> tuple[ast.expr, dict[int, Decimal]]:
    """The checked tree, and the exact value of each number literal by the id of its node; ExpressionError otherwise."""
    if len(source) > MOST_CHARACTERS:
        raise ExpressionError("too_long", 1, MOST_CHARACTERS + 1, str(len(source)))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source.strip(), mode="eval").body
    except SyntaxError as fault:
        raise ExpressionError("syntax", fault.lineno or 1, fault.offset or 1, fault.msg) from None
    except (ValueError, RecursionError, MemoryError) as fault:
        raise ExpressionError("syntax", 1, 1, type(fault).__name__) from None
    checker = _Checker(source.strip())
    checker.check(tree, 0, None)
    return tree, checker.numbers


class _Checker:
    """Walks a tree once and refuses whatever the grammar does not know."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.nodes = 0
        self.numbers: dict[int, Decimal] = {}

    def check(self, node: ast.expr, depth: int, variable: str | None) -> None:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            raise error("too_many_nodes", node, str(MOST_NODES))
        if depth > MOST_DEPTH:
            raise error("too_deep", node, str(MOST_DEPTH))
        for child in self.children(node, variable):
            self.check(child, depth + 1, variable)

    def children(self, node: ast.expr, variable: str | None) -> list[ast.expr]:
        """The nodes to look at next; refuses the node itself when it is not in the grammar."""
        match node:
            case ast.BoolOp(values=values):
                return values
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return [operand]
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float()) as operand):
                return [operand]
            case ast.Compare(left=left, ops=ops, comparators=comparators):
                if any(not isinstance(op, _COMPARISONS) for op in ops):
                    raise error("not_allowed", node, type(ops[0]).__name__)
                return [left, *comparators]
            case ast.List(elts=elements) | ast.Tuple(elts=elements):
                for element in elements:
                    if isinstance(element, _CONTAINERS):
                        raise error("nested_list", element)
                return elements
            case ast.Call():
                return self.call(node, variable)
            case ast.Attribute(value=value, attr=name) if isinstance(value, ast.Name | ast.Attribute):
                self.name(name, node)
                return [value]
            case ast.Name(id=name):
                self.name(name, node)
                return []
            case ast.Constant():
                self.constant(node)
                return []
        raise error("not_allowed", node, type(node).__name__)

    def call(self, node: ast.Call, variable: str | None) -> list[ast.expr]:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name not in ("len", "any", "all") or node.keywords or len(node.args) != 1:
            raise error("unknown_function", node, name)
        argument = node.args[0]
        if name == "len":
            if not isinstance(argument, ast.Name | ast.Attribute):
                raise error("len_needs_name", argument)
            return [argument]
        if not isinstance(argument, ast.GeneratorExp):
            raise error("needs_for", node, name)
        if variable is not None:
            raise error("nested_for", node, name)
        return self.generator(argument)

    def generator(self, node: ast.GeneratorExp) -> list[ast.expr]:
        loop = node.generators[0]
        if len(node.generators) > 1 or loop.is_async or not isinstance(loop.target, ast.Name):
            raise error("nested_for", node)
        if not isinstance(loop.iter, ast.Name | ast.Attribute):
            raise error("for_needs_name", loop.iter)
        self.name(loop.target.id, loop.target)
        self.check(loop.iter, 2, None)
        for inner in (node.elt, *loop.ifs):
            self.check(inner, 2, loop.target.id)
        return []

    def name(self, name: str, node: ast.AST) -> None:
        if not _NAME.match(name) or name in ("len", "any", "all"):
            raise error("bad_name", node, name)

    def constant(self, node: ast.Constant) -> None:
        value = node.value
        if isinstance(value, bool) or value is None:
            return
        if isinstance(value, int | float):
            written = (ast.get_source_segment(self.source, node) or "").replace("_", "")
            if len(written) > MOST_DIGITS or not re.fullmatch(r"[0-9]+(\.[0-9]+)?", written):
                raise error("bad_number", node, written[:MOST_DIGITS])
            try:
                self.numbers[id(node)] = Decimal(written)
            except InvalidOperation:
                raise error("bad_number", node, written) from None
            return
        if not isinstance(value, str):
            raise error("not_allowed", node, type(value).__name__)
