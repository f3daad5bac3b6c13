"""A round of a planning tool as something that can be filled in."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tandem.answers.queries import values
from tandem.answers.subjects import Change, Side, Subject
from tandem.core.expressions import evaluate
from tandem.core.forms.answers import Answers
from tandem.core.forms.definition import Form
from tandem.core.forms.missing import gaps
from tandem.core.forms.paths import index, split_where
from tandem.core.values import Verdict
from tandem.foundation import clock
from tandem.foundation.access import Actor, deny
from tandem.organisations.models import OrganisationKind
from tandem.organisations.queries import writers_of
from tandem.plans.access import HeldTool, hold_tool
from tandem.web.templatetags.tandem import localised

KIND = "tool"


class ToolKind:
    """Registered with `answers.subjects` when the apps are loaded."""

    name = KIND

    def load(self, actor: Actor, id: UUID) -> Subject:
        """The tool as its partnership's people and the officers see it; Refused (404) for others."""
        return subject_of(hold_tool(actor, id))

    def lock(self, actor: Actor, id: UUID) -> Subject:
        """The same, its row locked until the transaction ends."""
        return subject_of(hold_tool(actor, id, lock=True))

    def saved(self, actor: Actor, subject: Subject, changes: Sequence[Change]) -> None:
        """Say anew which steps are done."""
        row = subject.extra.row
        row.revision += 1
        row.filled, row.saved_at = list(steps_done(subject.form, subject.parties, values(row.id))), clock.now()
        row.save(update_fields=["revision", "filled", "saved_at"])

    def verdicts(self, subject: Subject, answers: Answers) -> tuple[Verdict, ...]:
        """A tool has no rules of its own; rules of applications ask which steps are done."""
        return ()

    def writers(self, subject: Subject) -> list[tuple[UUID, str]]:
        """Everybody of the parties who may write or sign."""
        return writers_of([side.organisation_id for side in subject.sides])


def steps_done(form: Form, parties: Sequence[str], answers: Answers) -> tuple[str, ...]:
    """The sections in which something stands and nothing is missing, in their order."""
    places = index(form, parties)
    begun = {places[path].section for path, _row in answers if path in places}
    left = {places[split_where(gap.where)[0]].section for gap in gaps(form, parties, answers, evaluate=evaluate)}
    return tuple(section.id for section in form.sections if section.id in begun - left)


def subject_of(held: HeldTool) -> Subject:
    """A round, held by one person, as a subject of `answers`."""
    row, rulebook = held.row, held.rulebook
    parties = {party.side: party for party in held.held.parties}
    slug = held.held.partnership.organiser.slug
    home = reverse("plans:tool", args=[slug, row.partnership_id, row.key, row.number])
    return Subject(
        kind=KIND,
        id=row.id,
        title=localised(held.tool.title),
        rulebook=rulebook,
        form=rulebook.forms[held.tool.form],
        sides=tuple(
            Side(side, parties[side].organisation.name, parties[side].organisation_id, rulebook.parties[side].title)
            for side in held.sides
        ),
        mine=held.held.sides,
        write=held.held.may_write(),
        sign=deny("not_signed", _("Nobody signs a planning tool.")),
        home=home,
        address=home,
        revision=row.revision,
        kinds=tuple(OrganisationKind.choices),
        extra=held,
    )
