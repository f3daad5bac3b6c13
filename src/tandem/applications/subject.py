"""The application as something that can be filled in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse

from tandem.answers.queries import values
from tandem.answers.subjects import Change, Side, Subject
from tandem.applications import access, facts
from tandem.applications.listing import refresh
from tandem.applications.models import Application, Signature
from tandem.core.eligibility import evaluate
from tandem.core.eligibility.asking import time_asked
from tandem.core.forms.answers import Answers
from tandem.core.forms.budget import totals
from tandem.core.forms.conditions import named_values
from tandem.core.rulebook.marks import marks
from tandem.core.values import Verdict
from tandem.foundation import clock
from tandem.foundation.access import Actor
from tandem.organisations.models import OrganisationKind
from tandem.organisations.queries import writers_of
from tandem.plans import operations as plans
from tandem.rulebooks.wording import say

KIND = "application"


class ApplicationKind:
    """Registered with `answers.subjects` when the apps are loaded."""

    name = KIND

    def load(self, actor: Actor, id: UUID) -> Subject:
        """The application as one of its own people sees it; Refused (404) for others."""
        return subject_of(access.hold(actor, id))

    def lock(self, actor: Actor, id: UUID) -> Subject:
        """The same, its row locked until the transaction ends."""
        return subject_of(access.hold(actor, id, lock=True))

    def saved(self, actor: Actor, subject: Subject, changes: Sequence[Change]) -> None:
        """Write through to the draft plan, void signatures, keep the list's columns."""
        held: access.Held = subject.extra
        application = held.application
        plans.write(
            application.plan_id,
            [
                plans.Written(c.place.question.edits, c.place.question.id, c.place.party, c.row, c.after)
                for c in changes
                if c.place.question.edits
            ],
            last_year=_last_year(held, changes),
        )
        application.revision += 1
        for change in changes:
            if change.place.path == "title" and isinstance(change.after, str):
                application.title = change.after[:200]
                refresh(application)
        if any(change.place.question.edits == "plan.budget" for change in changes):
            application.asked_minor = asked(held, values(application.id))
        application.save(update_fields=["revision", "title", "asked_minor", "search"])
        void_signatures(application)

    def verdicts(self, subject: Subject, answers: Answers) -> tuple[Verdict, ...]:
        """What the rules say about these answers."""
        return verdicts_of(subject.extra, answers)

    def writers(self, subject: Subject) -> list[tuple[UUID, str]]:
        """Everybody of the parties who may write or sign."""
        return writers_of([side.organisation_id for side in subject.sides])


def subject_of(held: access.Held) -> Subject:
    """An application, held by one of its people, as a subject of `answers`."""
    application, call = held.application, held.application.call
    rulebook, now = application.rulebook, clock.now()
    titles = {id: role.title for id, role in rulebook.parties.items()}
    order = list(rulebook.components[call.component_id].parties)
    parties = sorted(held.parties, key=lambda party: order.index(party.side) if party.side in order else len(order))
    slug = application.organiser.slug
    home = reverse("applications:overview", kwargs={"organiser": slug, "subject": application.id})
    return Subject(
        kind=KIND,
        id=application.id,
        title=application.title or application.partnership.title,
        rulebook=rulebook,
        form=application.form,
        sides=tuple(Side(p.side, p.organisation.name, p.organisation_id, titles.get(p.side, {})) for p in parties),
        mine=held.sides,
        write=access.may_write(held, now),
        sign=access.may_sign(held, now),
        home=home,
        address=home,
        revision=application.revision,
        kinds=tuple(OrganisationKind.choices),
        elsewhere={
            ("hand_in", p.side): reverse("organisations:profile", args=[slug, p.organisation_id])
            for p in parties
            if p.side in held.sides
        }
        | _beside(held, slug),
        extra=held,
    )


def _last_year(held: access.Held, changes: Sequence[Change]) -> int | None:
    """The calendar year in which the project ends, where results were sketched; None when it cannot be said."""
    if not any(change.place.question.edits == "plan.results" for change in changes):
        return None
    application = held.application
    sides = tuple(party.side for party in held.parties)
    said = named_values(application.form, sides, values(application.id))
    time = time_asked(application.rulebook, application.call.component_id, said)
    if time is not None and time.last is not None:
        return time.last.year
    return application.call.year + application.component.years


def _beside(held: access.Held, slug: str) -> dict[tuple[str, str], str]:
    """Where what no question of the form mends is mended: the tools and the partnership's page."""
    id, found = held.application.partnership_id, {}
    for key, tool in held.application.rulebook.tools.items():
        if tool.form:
            found["fill_in_tool", ""] = reverse("plans:tools", args=[slug, id, key])
    there = reverse("partnerships:partnership", args=[slug, id])
    return {**found, ("have_recorded", ""): f"{there}#recorded", ("apply_first", ""): f"{there}#next"}


def verdicts_of(held: access.Held, answers: Answers) -> tuple[Verdict, ...]:
    """The verdicts of the component's rules."""
    call = held.application.call
    return tuple(evaluate(held.application.rulebook, call.component_id, facts.facts_of(held, answers), say=say))


def counted_for(held: access.Held, answers: Answers) -> dict[str, Any]:
    """Which floors, preferences and lowest scores of the call these answers count for (see core.rulebook.marks)."""
    call = held.application.call
    return marks(held.application.rulebook, call.component_id, facts.facts_of(held, answers))


def asked(held: access.Held, answers: Answers) -> int | None:
    """What is asked of the programme in minor units of the grant's currency; None when it cannot be said yet."""
    question = facts.question_editing(held.application.form, "plan.budget")
    if question is None:
        return None
    sums = totals(question, tuple(party.side for party in held.parties), answers)
    return None if sums.unconverted or not sums.cells else sums.asked.minor


def void_signatures(application: Application) -> int:
    """An edit makes the signatures void; returns how many were."""
    return Signature.objects.filter(application=application, voided_at=None).update(voided_at=clock.now())
