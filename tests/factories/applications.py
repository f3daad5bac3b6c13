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
from tandem.core.forms.definition import Form, Part, Question
from tandem.core.forms.paths import expand
from tandem.core.rulebook.schema import Rulebook
from tandem.foundation import clock
from tandem.foundation.access import Actor
from tandem.foundation.files.models import StoredFile
from tandem.foundation.ids import new_id
from tandem.organisations import operations as organisations
from tandem.organisations.models import Organisation


def filling(
    rulebook: Rulebook, form: Form, sides: Sequence[str], text: str = "Waste is sorted at the door"
) -> dict[tuple[str, str], Any]:
    """An answer to every question that can be sent: what a careful partnership would write, as JSON values."""
    answers: dict[tuple[str, str], Any] = {}
    for place in expand(form, sides):
        question = place.question
        if place.has_rows:
            if question.type != "file":
                for side in sides:
                    answers[(place.path, str(new_id()))] = _row(question, side, sides)
        else:
            answers[(place.path, "")] = _value(rulebook, place.asked, place.path, text)
    return {key: value for key, value in answers.items() if value is not None}


def _value(rulebook: Rulebook, asked: Question | Part, path: str, text: str) -> Any:
    if asked.type in {"short_text", "long_text"}:
        limit = asked.limit.characters
        return f"{text}, {path}"[: limit or None]
    if asked.type == "date":
        return "2025-03-01"
    if asked.type == "number":
        return "2"
    if asked.type == "money":
        return {"minor": 100_000, "currency": asked.currency} if isinstance(asked, Question) else None
    if asked.type == "yes_no":
        return True
    if asked.type in {"choice", "many"}:
        source = asked.options_from if isinstance(asked, Question) else None
        ids = [option.id for option in (rulebook.lists[source].options if source else asked.options)]
        chosen = next((id for id in ("abroad", "es") if id in ids), ids[0])
        return chosen if asked.type == "choice" else [chosen]
    return None


def _row(question: Question, side: str, sides: Sequence[str]) -> dict[str, Any]:
    if question.type == "people":
        row = {"name": f"Person of {side}", "email": f"{side}@example.org", "party": side}
        for part in question.parts:
            value = "engineer" if part.type in {"short_text", "long_text"} else True if part.type == "yes_no" else None
            if part.options:
                value = part.options[0].id if part.type == "choice" else [part.options[0].id]
            if value is not None:
                row[part.id] = value  # type: ignore[assignment]
        return row
    years = {str(n): 20_000_000 for n in range(1, (question.years or 1) + 1)}
    paid_by = "own" if side == sides[0] else "grant"
    return {
        "line": question.lines[0].id,
        "text": f"Visits, {side}",
        "party": side,
        "currency": question.currency,
        "years": years,
        "paid_by": paid_by,
    }


def edits(subject: UUID, answers: Mapping[tuple[str, str], Any]) -> list[Edit]:
    """The answers as edits on what is stored now."""
    there = stored(subject)
    return [
        Edit(path, row, None, there[(path, row)].revision if (path, row) in there else 0, value=value)
        for (path, row), value in answers.items()
    ]


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
