"""Scoring criterion by criterion, locking, and opening again."""

from __future__ import annotations

from typing import Any, Final, Literal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.applications.access import missing
from tandem.applications.queries import submission_of
from tandem.applications.states import Step
from tandem.core.values import Problem, storable
from tandem.foundation import audit, clock
from tandem.foundation.access import Actor, Refused
from tandem.foundation.outbox.events import happened
from tandem.organisations.models import Member
from tandem.partnerships.models import Party
from tandem.reviews import access
from tandem.reviews.events import AssessmentLocked, AssessmentReopened
from tandem.reviews.models import Assignment, Scoring
from tandem.reviews.operations.running import run_work
from tandem.reviews.operations.settling import settle, unsettle
from tandem.reviews.queries.counting import lacking

ABSTAIN: Final = "abstain"
Given = int | Literal["abstain"] | None


@transaction.atomic
def score(
    actor: Actor, assignment: UUID, criterion: str, value: Given, reason: str = "", evidence: str = "", *,
    seen: int | None = None,
) -> Scoring:
    """Save what an assessor says about one criterion; anything may be missing until it is locked.

    `value` is a score of the scale, ABSTAIN, or None for not yet. `seen` is the revision the page showed (0: nothing
    there yet): when another window has saved something else meanwhile, it is refused (409) and nothing is overwritten.
    Refused: see `access.own_work`; locked or too late (409); a value outside the scale (422); own organisation (403).
    """
    now = clock.now()
    work = access.own_work(actor, assignment, now, lock=True)
    if not (decision := access.may_score(work)):
        raise Refused.by(decision, status=409)
    _refuse_own(actor, work)
    component = work.application.call.component
    asked = next((each for each in component.criteria if each.id == criterion), None)
    if asked is None:
        raise missing()
    _refuse_value(component.scale, criterion, value)
    if isinstance(value, int) and asked.not_below is not None:
        _refuse_below(work, criterion, value)
    said: dict[str, Any] = {
        "value": value if isinstance(value, int) else None, "abstains": value == ABSTAIN,
        "reason": storable(reason.replace("\r\n", "\n"))[0].strip(),
        "evidence": storable(evidence.replace("\r\n", "\n"))[0].strip(),
    }
    row = Scoring.objects.select_for_update().filter(assignment=work, criterion=criterion).first()
    if row is None:
        return _first(work, criterion, said)
    if all(getattr(row, name) == content for name, content in said.items()):
        return row
    if seen is not None and seen != row.revision:
        raise _elsewhere()
    for name, content in said.items():
        setattr(row, name, content)
    row.revision, row.saved_at = row.revision + 1, now
    row.save()
    return row


def _first(work: Assignment, criterion: str, said: dict[str, Any]) -> Scoring:
    try:
        with transaction.atomic():
            row: Scoring = Scoring.objects.create(
                assignment=work, criterion=criterion, saved_at=clock.now(), **said
            )
            return row
    except IntegrityError as error:
        raise _elsewhere() from error


def _elsewhere() -> Refused:
    return Refused(
        "changed_elsewhere", _("You saved something else here in another window. What you typed now was not saved."),
        _("Compare both below and save what should stay."), status=409,
    )


def _refuse_own(actor: Actor, work: Assignment) -> None:
    """Somebody who has come to act for a party since they declared judges no more (SEC-9)."""
    parties = Party.objects.filter(partnership=work.application.partnership_id, left_at=None)
    if Member.objects.filter(
        person=actor.person_id, organisation__in=parties.values("organisation_id"), ended_at=None
    ).exists():
        raise Refused(
            "acts_for_party", _("You act for one of the parties, so you cannot judge this application."),
            _("Declare your interest on the list of applicants."), status=403,
        )


def _refuse_value(scale: Any, criterion: str, value: Given) -> None:
    if value == ABSTAIN and not scale.abstain:
        raise Refused("score_abstain_not_allowed", _("This programme does not let assessors abstain."),
                      problems=[Problem("score_abstain_not_allowed", criterion)])
    if isinstance(value, int) and not scale.lowest <= value <= scale.highest:
        limits = {"lowest": scale.lowest, "highest": scale.highest}
        raise Refused(
            "score_out_of_scale", _("Scores go from %(lowest)d to %(highest)d.") % limits,
            problems=[Problem("score_out_of_scale", criterion, {"actual": value, **limits})],
        )


def _refuse_below(work: Assignment, criterion: str, value: int) -> None:
    """What was written promises more: e.g. clear reasons for a new cooperation do not score nothing (TAC-4)."""
    sent = submission_of(work.application_id)
    lowest = sent.selection.get("not_below", {}).get(criterion) if sent else None
    if lowest is not None and value < int(lowest):
        numbers = {"actual": value, "limit": int(lowest)}
        raise Refused(
            "below_floor_of_criterion",
            _("What they wrote here counts for at least %(limit)d of this criterion.") % numbers,
            _("Give %(limit)d or more, or abstain and say why.") % numbers,
            problems=[Problem("below_floor_of_criterion", criterion, numbers)],
        )


@transaction.atomic
def lock(actor: Actor, assignment: UUID) -> Assignment:
    """Lock one's scores of an application: final until an officer opens them again; the others' become readable.

    Every criterion needs a score or an abstention and a reason, each principle its evidence too. The last lock gives
    the application its weighted score. Locking twice changes nothing. Refused (422) with every gap in `problems`.
    """
    now = clock.now()
    work = access.own_work(actor, assignment, now, lock=True)
    if work.locked_at is not None:
        return work
    if not (decision := access.may_score(work)):
        raise Refused.by(decision, status=409)
    _refuse_own(actor, work)
    rows = list(Scoring.objects.filter(assignment=work).order_by("criterion"))
    problems = lacking(work.application.call.component, rows)
    if problems:
        raise Refused(
            "not_complete",
            ngettext("One thing is missing before you can lock.", "%(number)d things are missing before you can lock.",
                     len(problems)) % {"number": len(problems)},
            _("Each criterion needs a score or an abstention, and a reason."), problems=problems,
        )
    work.locked_at = now
    work.save(update_fields=["locked_at"])
    said = {row.criterion: "abstains" if row.abstains else row.value for row in rows}
    audit.record(actor, "assessment.locked", "assignment", work.id, {"scores": said})
    happened(AssessmentLocked(str(work.id)))
    settle(actor, work.application)
    return work


@transaction.atomic
def reopen(actor: Actor, assignment: UUID, reason: str) -> Assignment:
    """An officer opens locked scores again, with a reason; a score that stood falls away until all have locked again.

    Refused: not an officer or an own interest (403), unknown (404), no reason (422), after the proposal (409).
    """
    work, application = run_work(actor, assignment, clock.now(), locked=True)
    if application.call.component.blind and not access.hidden(application):
        raise Refused(
            "unblinded", _("The panel knows who applies: these scores stay as they were given blind."), status=409
        )
    kept = storable(reason)[0].strip()
    if not kept:
        raise Refused(
            "reason_missing", _("Opening locked scores needs a reason."), _("Say what has to be looked at again.")
        )
    if application.step not in {Step.SCORED, Step.ELIGIBLE, Step.SUBMITTED}:
        raise Refused("too_late", _("The application has gone on: its scores stay as they are."), status=409)
    work.locked_at = None
    work.save(update_fields=["locked_at"])
    unsettle(application)
    audit.record(actor, "assessment.reopened", "assignment", work.id, {"reason": kept})
    happened(AssessmentReopened(str(work.id)))
    return work
