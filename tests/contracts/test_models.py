"""Rules about the tables: who owns a row, and which table may point at which."""

from __future__ import annotations

import ast
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from tandem.foundation.tenancy.owned import OrganiserOwned
from tests.contracts import tree

# Tables without an organiser of their own, each with the reason.
GLOBAL = {
    "accounts.Person": "people are global: one account for all organisers",
    "accounts.SetUpToken": "belongs to an installation that has no organiser yet",
    "accounts.WrongCode": "counts wrong codes per account",
    "tenancy.Organiser": "is the organiser",
    "tenancy.Membership": "decides which organisers open for a person",
    "audit.Act": "bears its organiser as the chain's name; holds ids and digests only",
    "audit.ActDetail": "bears its organiser, or none in the system's chain",
    "audit.Head": "one per chain",
    "clock.DemoClock": "one date per installation",
    "demo.CastMember": "who plays in a demo, in whichever organiser",
    "outbox.Job": "bears its organiser, or none for the installation's own jobs",
    "outbox.Mail": "bears its organiser, or none for sign-in codes",
}
# Who may look across organisers through `everywhere`, and why.
EVERYWHERE = {
    "src/tandem/foundation/tenancy/owned.py": "defines it",
    "src/tandem/desk/queries.py": "finds the organisers a person has to do with, before one is in scope",
    "src/tandem/programmes/models.py": "a rulebook version is parsed once per process, by its id",
}


def ours() -> list[type[models.Model]]:
    """Every model of the product."""
    return [model for model in apps.get_models() if model.__module__.startswith("tandem.")]


def stage_of(model: type[models.Model]) -> tuple[int, str]:
    """The model's place in the life of a programme, and its app."""
    parts = model.__module__.split(".")
    return tree.LIFE.index(parts[1]), ".".join(parts[1:3] if parts[1] == "foundation" else parts[1:2])


@pytest.mark.expects("SEC-3")
def test_every_table_bears_its_organiser_but_these() -> None:
    free = {model._meta.label for model in ours() if not issubclass(model, OrganiserOwned)}
    auto = {model._meta.label for model in ours() if model._meta.auto_created}
    assert free - auto - set(GLOBAL) == set(), "make it OrganiserOwned, or list it here with the reason"


def test_the_list_of_exceptions_has_no_leftovers() -> None:
    known = {model._meta.label for model in ours()}
    assert {label for label in GLOBAL if label not in known} == set()


@pytest.mark.expects("SEC-3")
def test_owned_tables_are_scoped_by_their_manager() -> None:
    for model in ours():
        if issubclass(model, OrganiserOwned):
            assert type(model._default_manager).__name__ == "ScopedManager", model._meta.label
            assert model._meta.base_manager_name == "everywhere", (
                f"{model._meta.label}: class Meta(OrganiserOwned.Meta)"
            )


def test_a_table_points_only_at_earlier_stages() -> None:
    """Foreign keys are written as strings, which the import contract cannot see; they follow the same order."""
    wrong = [
        f"{model._meta.label}.{field.name} points at {field.related_model._meta.label}"
        for model in ours()
        for field in model._meta.get_fields(include_hidden=True)
        if isinstance(field, models.ForeignKey | models.ManyToManyField)
        and field.related_model.__module__.startswith("tandem.")
        and stage_of(field.related_model)[0] > stage_of(model)[0]
    ]
    assert wrong == []


def test_money_is_never_a_float_or_a_decimal_column() -> None:
    """SQLite keeps decimals as floats: amounts are whole minor units beside their currency."""
    floats = [
        f"{model._meta.label}.{field.name}" for model in ours() for field in model._meta.get_fields()
        if isinstance(field, models.FloatField)
    ]
    minor = [
        f"{model._meta.label}.{field.name}" for model in ours() for field in model._meta.get_fields()
        if getattr(field, "name", "").endswith("minor") and not isinstance(field, models.BigIntegerField)
    ]
    assert (floats, minor) == ([], [])


def test_moments_end_in_at_and_days_in_on() -> None:
    wrong = [
        f"{model._meta.label}.{field.name}"
        for model in ours()
        for field in model._meta.get_fields()
        if (isinstance(field, models.DateTimeField) and not field.name.endswith(("_at", "_until", "last_login")))
        or (isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField)
            and not field.name.endswith("_on"))
    ]
    assert wrong == []


@pytest.mark.expects("SEC-3")
def test_only_these_look_across_organisers() -> None:
    def crosses(node: Any) -> bool:
        return isinstance(node, ast.Attribute) and node.attr in {"everywhere", "_base_manager"}

    users = {tree.name(path) for path in tree.modules() if any(map(crosses, ast.walk(tree.parsed(path))))}
    assert users - set(EVERYWHERE) == set(), "give the reason here, or use `objects` inside the organiser's scope"
