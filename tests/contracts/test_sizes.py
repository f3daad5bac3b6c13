"""Medians are alike in good and bad code; the tails differ. So the tails have stops."""

from __future__ import annotations

import ast

import pytest

from tests.contracts import tree

Sized = list[tuple[int, str]]


def module_sizes() -> Sized:
    return [(tree.lines(path), tree.name(path)) for path in tree.modules()]


def function_sizes() -> Sized:
    return [
        ((node.end_lineno or node.lineno) - node.lineno + 1, f"{tree.name(path)}:{node.lineno} {node.name}")
        for path in tree.modules()
        for node in ast.walk(tree.parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def page_sizes() -> Sized:
    return [
        (tree.lines(path), tree.name(path)) for path in tree.templates()
        if not tree.is_partial(path) and not tree.is_component(path)
    ]


def partial_sizes() -> Sized:
    return [(tree.lines(path), tree.name(path)) for path in tree.templates() if tree.is_partial(path)]


def component_sizes() -> Sized:
    return [(tree.lines(path), tree.name(path)) for path in tree.templates() if tree.is_component(path)]


STOPS = [
    ("module", 500, module_sizes), ("function", 60, function_sizes), ("page", 120, page_sizes),
    ("partial", 40, partial_sizes), ("component", 30, component_sizes),
]


@pytest.mark.parametrize(("what", "stop", "measure"), STOPS, ids=[what for what, _, _ in STOPS])
def test_nothing_is_larger_than_its_stop(what: str, stop: int, measure: object) -> None:
    assert callable(measure)
    sizes: Sized = sorted(measure(), reverse=True)
    print(f"\nlargest {what}s (stop {stop}):", *(f"  {lines:4} {where}" for lines, where in sizes[:10]), sep="\n")
    assert [where for where in sizes if where[0] > stop] == []
