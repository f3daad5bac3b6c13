"""What people do with applications: found, sign, submit; and what later stages do to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.answers.queries import values
from tandem.applications import access
from tandem.applications.content import Content, content_of
from tandem.applications.events import ApplicationFounded, ApplicationSubmitted, EligibilityDecided, PartySigned
from tandem.applications.models import Application, ReferenceCounter, Signature, Submission
from tandem.applications.states import Outcome, Step
from tandem.applications.subject import asked, subject_of, verdicts_of
from tandem.calls.models import Call
from tandem.core.expressions import evaluate
from tandem.core.forms.answers import Answers
from tandem.core.forms.missing import gaps
from tandem.core.values import Verdict
from tandem.foundation import audit, clock
from tandem.foundation.access import Actor, Refused
from tandem.foundation.outbox.events import happened
from tandem.organisations.models import Member, MemberRole, Organisation
from tandem.partnerships import operations as partnerships
from tandem.plans import operations as plans
from tandem.web.templatetags.tandem import joined, localised


def found(actor: Actor, call_id: UUID, title: str, sides: Mapping[str, UUID]) -> Application:
    """Found a partnership and its application to an open call; `sides` maps each side to an organisation.

    The founder must be able to write for one of the organisations. Refused: call not open (410), sides that the
    component does not know or lacks, the same organisation twice, somebody else's organisations (403).
    """
    with transaction.atomic():
        now = clock.now()
        call = (
            Call.objects.select_related("rulebook_version").defer("rulebook_version__bundle").filter(id=call_id).first()
        )
        if call is None or not call.published_at:
            raise Refused("no_such_call", _("There is no such call."), status=404)
        if not call.is_open(now):
            raise Refused(
                "call_not_open",
                _("This call is not open for applications."),
                _("Read when the next one opens on the organiser's page."),
                status=410,
            )
        _check_sides(actor, call, sides)
        title = title.strip()[:200] or str(call.title.get(actor.language) or next(iter(call.title.values()), ""))[:200]
        partnership = partnerships.found(actor, title, sides)
        application = Application.objects.create(
            call=call,
            partnership=partnership,
            plan=plans.start(partnership.id),
            title=title,
            founded_by_id=actor.person_id,
            founded_at=now,
        )
        audit.record(actor, "application.founded", "application", application.id, {"call": str(call.id)})
        happened(ApplicationFounded(str(application.id), str(call.id)))
    return application


def _check_sides(actor: Actor, call: Call, sides: Mapping[str, UUID]) -> None:
    rulebook, component = call.rulebook_version.rulebook, call.component
    unknown = [side for side in sides if side not in component.parties]
    lacking = [s for s in component.parties if s not in sides and not rulebook.parties[s].optional]
    if unknown or lacking:
        named = joined([localised(rulebook.parties[side].title) for side in component.parties])
        raise Refused(
            "sides",
            _("A partnership here needs these sides: %(sides)s.") % {"sides": named},
            _("Name one organisation for each side."),
        )
    if len(set(sides.values())) != len(sides):
        raise Refused("same_twice", _("One organisation cannot be its own partner."), _("Name two organisations."))
    if Organisation.objects.filter(id__in=sides.values()).count() != len(sides):
        raise Refused("no_such_organisation", _("One of the organisations is not known here."), status=404)
    mine = Member.objects.filter(
        person_id=actor.person_id,
        organisation__in=sides.values(),
        ended_at=None,
        accepted_at__isnull=False,
        role__in=[MemberRole.EDIT, MemberRole.SIGN],
    )
    if not mine.exists():
        raise Refused(
            "not_yours",
            _("You found a partnership for an organisation you may write for."),
            _("Ask a colleague there to invite you."),
            status=403,
        )


@dataclass(frozen=True)
class Standing:
    """Where an application stands before it is signed: what is missing, what the rules say, what would be signed."""

    content: Content
    verdicts: tuple[Verdict, ...]
    missing: int
    answers: Answers

    @property
    def ready(self) -> bool:
        """Whether it may be signed."""
        return not self.missing and not any(verdict.refuses for verdict in self.verdicts)


def standing(held: access.Held) -> Standing:
    """The application's standing from what is in the database now."""
    answers = values(held.application.id)
    sides = tuple(party.side for party in held.parties)
    missing = gaps(held.application.call.form, sides, answers, evaluate=evaluate)
    return Standing(content_of(held, answers), verdicts_of(held, answers), len(missing), answers)


@dataclass(frozen=True)
class Signed:
    """The result of signing: who still has to sign, or the submission."""

    waiting_for: tuple[str, ...]
    submission: Submission | None


def sign(actor: Actor, application_id: UUID, seen_sha256: str) -> Signed:
    """Sign for one's party exactly what was shown (`seen_sha256`); the last signature submits (FLD-3, UX-16).

    After submission the same receipt comes back, whoever asks, however often. Refused: not a signer (403), something
    missing or a must that does not hold (422), content changed since it was shown (409), after the deadline (410).
    """
    with transaction.atomic():
        held = access.hold(actor, application_id, lock=True)
        application = held.application
        done = Submission.objects.filter(application=application).first()
        if done is not None:
            return Signed((), done)
        now = clock.now()
        decision = access.may_sign(held, now)
        if not decision:
            raise Refused.by(decision, status=410 if decision.code == "closed" else 403)
        where = standing(held)
        _check_ready(where, seen_sha256)
        signed = _put_signatures(actor, held, where.content.sha256, now)
        waiting = tuple(side for side in held.signing if side not in signed)
        if waiting:
            audit.record(actor, "application.signed", "application", application.id, {"sha256": where.content.sha256})
            happened(PartySigned(str(application.id), sorted(held.sides)[0]))
            return Signed(waiting, None)
        return Signed((), _submit(actor, held, where, now))


def _check_ready(where: Standing, seen_sha256: str) -> None:
    if not where.ready:
        raise Refused(
            "not_ready",
            _("The application cannot be signed yet: something is missing or a rule does not hold."),
            _("“What is missing” lists everything with what mends it."),
            verdicts=[verdict for verdict in where.verdicts if verdict.refuses],
        )
    if seen_sha256 != where.content.sha256:
        raise Refused(
            "changed",
            _("The application has changed since you read it, so your signature was not given."),
            _("Read the answers again and sign what you see."),
            status=409,
        )


def _signable(held: access.Held) -> list[str]:
    return [side for side in held.signing if held.roles.get(side) == MemberRole.SIGN]


def _put_signatures(actor: Actor, held: access.Held, sha256: str, now: datetime) -> set[str]:
    """Sign for the sides one may sign for; returns the sides that have signed this content.

    A signature in force of other content is voided. The application's row is locked, so nobody signs meanwhile.
    """
    application, mine = held.application, _signable(held)
    there = {one.side: one for one in Signature.objects.filter(application=application, voided_at=None)}
    other = [one.id for side, one in there.items() if side in mine and one.content_sha256 != sha256]
    if other:
        Signature.objects.filter(id__in=other).update(voided_at=now)
    signed = {side for side, one in there.items() if one.content_sha256 == sha256}
    Signature.objects.bulk_create(
        Signature(
            application=application,
            side=side,
            person_id=actor.person_id,
            person_name=actor.name,
            content_sha256=sha256,
            signed_at=now,
        )
        for side in mine
        if side not in signed
    )
    return signed | set(mine)


def _submit(actor: Actor, held: access.Held, where: Standing, now: datetime) -> Submission:
    application = held.application
    reference = _next_reference(application.call)
    submission = Submission.objects.create(
        application=application,
        reference=reference,
        content=where.content.text,
        sha256=where.content.sha256,
        files=list(where.content.files),
        received_at=now,
        verdicts=[
            {"rule": v.rule, "passed": v.passed, "severity": v.severity, "party": v.party} for v in where.verdicts
        ],
    )
    application.step, application.reference, application.submitted_at = Step.SUBMITTED, reference, now
    application.asked_minor = asked(held, where.answers)
    application.rulebook_version_id = application.call.rulebook_version_id
    application.save(update_fields=["step", "reference", "submitted_at", "asked_minor", "rulebook_version"])
    plans.propose(actor, application.plan_id)
    audit.record(
        actor,
        "application.submitted",
        "application",
        application.id,
        {"reference": reference, "sha256": where.content.sha256},
    )
    happened(ApplicationSubmitted(str(application.id), str(application.call_id)))
    return submission


def _next_reference(call: Call) -> str:
    counter = ReferenceCounter.objects.select_for_update().filter(call=call).first()
    if counter is None:
        ReferenceCounter.objects.get_or_create(call=call)
        counter = ReferenceCounter.objects.select_for_update().get(call=call)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"{call.slug}-{counter.last:04d}".upper()[:40]


def decide_eligibility(actor: Actor, application_id: UUID, eligible: bool, reason: str) -> Application:
    """An officer finds a submitted application eligible or not, with a reason in the second case."""
    with transaction.atomic():
        application = Application.objects.select_for_update(of=("self",)).filter(id=application_id).first()
        if application is None or not actor.has("officer"):
            raise access.missing()
        decision = access.may_read_content(actor, application, clock.now())
        if not decision:
            raise Refused.by(decision)
        if application.step not in {Step.SUBMITTED, Step.ELIGIBLE}:
            raise Refused("too_late", _("Eligibility is decided before anybody judges it."), status=409)
        if not eligible and not reason.strip():
            raise Refused("reason_missing", _("A refusal needs its reason."), _("Say which rule does not hold."))
        application.step = Step.ELIGIBLE if eligible else Step.DECIDED
        application.outcome = Outcome.NONE if eligible else Outcome.INELIGIBLE
        application.ineligible_because = "" if eligible else reason.strip()
        application.save(update_fields=["step", "outcome", "ineligible_because"])
        audit.record(
            actor,
            "application.eligibility",
            "application",
            application.id,
            {"eligible": eligible, "reason": reason.strip()},
        )
        happened(EligibilityDecided(str(application.id), eligible))
    return application


def move(
    application_id: UUID,
    *,
    step: str | None = None,
    outcome: str | None = None,
    score: Decimal | None = None,
    clear_score: bool = False,
) -> None:
    """For later stages: set the indexed step, outcome and score. Inside their transaction; they record the act."""
    changed: dict[str, object] = {}
    if step is not None:
        changed["step"] = Step(step)
    if outcome is not None:
        changed["outcome"] = Outcome(outcome)
    if score is not None or clear_score:
        changed["score"] = score
    if changed:
        Application.objects.filter(id=application_id).update(**changed)


__all__ = [
    "Signed",
    "Standing",
    "decide_eligibility",
    "found",
    "move",
    "sign",
    "standing",
    "subject_of",
]
