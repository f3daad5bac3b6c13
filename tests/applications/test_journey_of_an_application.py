"""From founding to receipt, by the people who would do it."""

from __future__ import annotations

from typing import Any

import pytest

from tandem.answers.queries import values
from tandem.applications import access
from tandem.applications.operations import sign, standing
from tandem.core.forms.missing import gaps
from tests.factories import applications, calls

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(cast: Any, at: Any) -> Any:
    """Ana's call is open, and Bo and Dee have an application that is ready to be signed."""
    at("2024-09-12T12:00")
    with cast.scope():
        cast.call = calls.call(cast.actor("ana"))
        cast.sides = {"home": cast.fjordvik, "abroad": cast.san_telmo}
        cast.actors = {"home": cast.actor("bo"), "abroad": cast.actor("dee")}
        yield cast


def test_a_filled_application_holds_every_rule(world: Any) -> None:
    application = applications.filled(world.actors, world.call, world.sides)
    held = access.hold(world.actors["home"], application.id)
    where = standing(held)
    assert [v.rule for v in where.verdicts if v.refuses] == []
    assert list(gaps(world.call.form, ("home", "abroad"), values(application.id))) == []
    assert where.ready


def test_the_last_signature_submits_and_the_receipt_stays_the_same(world: Any) -> None:
    application = applications.filled(world.actors, world.call, world.sides)
    sha256 = standing(access.hold(world.actors["home"], application.id)).content.sha256
    first = sign(world.actors["home"], application.id, sha256)
    assert first.submission is None and first.waiting_for == ("abroad",)
    second = sign(world.actors["abroad"], application.id, sha256)
    assert second.submission is not None and second.submission.sha256 == sha256
    again = sign(world.actors["home"], application.id, sha256)
    assert again.submission == second.submission
