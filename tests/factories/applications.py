"""Applications at any stage, made through the operations. Must be called inside an organiser's scope."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from tandem.answers.operations import Edit, save
from tandem.answers.queries import stored
from tandem.applications import access
from tandem.applications.models import Application, Submission
from tandem.applications.operations import found, sign, standing
from tandem.calls.models import Call
from tandem.core.forms.definition import Form
from tandem.core.rulebook.schema import Rulebook
from tandem.foundation import clock
from tandem.foundation.access import Actor
from tandem.foundation.files.models import StoredFile
from tandem.organisations import operations as organisations
from tandem.organisations.models import Organisation
from tests.factories import forms
from tests.remembered import remembered


def filling(
    rulebook: Rulebook, form: Form, sides: Sequence[str], text: str = "Waste is sorted at the door"
) -> dict[tuple[str, str], Any]:
    """An answer to every question that can be sent: what a careful partnership would write, as JSON values."""
    return forms.filling(rulebook, form, sides, text)


def edits(subject: UUID, answers: Mapping[tuple[str, str], Any]) -> list[Edit]:
    """The answers as edits on what is stored now."""
    there = stored(subject)
    return [
        Edit(path, row, None, there[(path, row)].revision if (path, row) in there else 0, value=value)
        for (path, row), value in answers.items()
    ]


@remembered
def draft(founder: Actor, call: Call, sides: Mapping[str, Organisation], title: str = "") -> Application:
    """A founded application without answers."""
    return found(founder, call.id, title or "Waste: from collection to trust", {s: o.id for s, o in sides.items()})


def ethics(actors: Mapping[str, Actor], call: Call, sides: Mapping[str, Organisation]) -> None:
    """Every party hands in what the rulebook asks once per organisation."""
    for side, organisation in sides.items():
        for record in call.rulebook.once_per_organisation:
            paper = StoredFile.objects.create(
                name="Code of ethics.pdf",
                size=4,
                sha256="0" * 64,
                kind="pdf",
                uploaded_at=clock.now(),
                uploaded_by_id=actors[side].person_id,
            )
            organisations.hand_in(actors[side], organisation, programme=call.programme_id, record_id=record, file=paper)


@remembered
def filled(
    actors: Mapping[str, Actor], call: Call, sides: Mapping[str, Organisation], title: str = "", **changed: Any
) -> Application:
    """An application ready to be signed; `changed` replaces answers by path (double underscore for '/')."""
    order = [side for side in call.component.parties if side in sides]
    application = draft(actors[order[0]], call, sides, title)
    answers = filling(call.rulebook, call.form, order)
    if title and ("title", "") in answers:
        answers[("title", "")] = title
    for path, value in changed.items():
        answers[(path.replace("__", "/"), "")] = value
    for side in order:
        own = {k: v for k, v in answers.items() if _side(k[0], order) in ({"", side} if side == order[0] else {side})}
        result = save(actors[side], "application", application.id, edits(application.id, own), locale="en")
        assert not result.conflicts and not result.refusal, (result.refusal, result.conflicts)
    ethics(actors, call, sides)
    application.refresh_from_db()
    return application


def _side(path: str, sides: Sequence[str]) -> str:
    pieces = path.split("/")
    return next((piece for piece in pieces[1:2] if piece in sides), "")


@remembered
def submitted(
    actors: Mapping[str, Actor], call: Call, sides: Mapping[str, Organisation], title: str = "", **changed: Any
) -> Submission:
    """An application that every party has signed."""
    application = filled(actors, call, sides, title, **changed)
    result = None
    for actor in actors.values():
        held = access.hold(actor, application.id)
        result = sign(actor, application.id, standing(held).content.sha256)
        if result.submission:
            break
    assert result is not None and result.submission is not None, result
    return result.submission
