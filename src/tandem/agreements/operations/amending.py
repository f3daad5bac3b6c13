"""Amendments: a partner asks, both sides write, an officer decides on the difference; then a new version holds."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from tandem.agreements import access
from tandem.agreements.events import AgreementSigned, AmendmentAsked, AmendmentDecided, AmendmentSubmitted
from tandem.agreements.models import Agreement, Amendment
from tandem.agreements.operations.issuing import demand_ready, write
from tandem.agreements.queries.preparing import prepare
from tandem.agreements.queries.reading import open_amendment
from tandem.agreements.states import ORGANISER, Outcome
from tandem.core import planning
from tandem.core.values import Problem, storable
from tandem.foundation import audit, clock
from tandem.foundation.access import Actor, Refused
from tandem.foundation.outbox.events import happened
from tandem.partnerships.access import Held, hold
from tandem.partnerships.models import Grant
from tandem.partnerships.queries import parties_of
from tandem.partnerships.states import GrantStep
from tandem.plans import operations as plans
from tandem.plans.models import Activity, BudgetLine, Indicator, Note, Statement, Version
from tandem.plans.queries import agreed, contents, draft, of_grant, proposed
from tandem.plans.rules import terms_of
from tandem.plans.words import said

WRITTEN = (Statement, Indicator, Activity, BudgetLine, Note)  # an officer who bears a risk does not write the plan


@transaction.atomic
def ask(actor: Actor, grant: UUID, reason: str) -> Amendment:
    """A partner asks to change what was agreed: a draft of the plan begins, or the one that is there is used.

    Refused: not to be known (404), no right to write for a party (403), closed, not agreed yet, or one is open (409),
    no reason (422).
    """
    held = hold(actor, grant, lock=True)
    held.demand_open()
    if not (may := held.may("edit")):
        raise Refused.by(may)
    if held.grant.step != GrantStep.AGREED:
        raise Refused(
            "not_agreed_yet", _("There is no signed agreement to amend."),
            _("Until it is signed, change the plan itself."), status=409,
        )
    kept = storable(reason.replace("\r\n", "\n"))[0].strip()
    if not kept:
        raise Refused(
            "reason_missing", _("An amendment needs a reason."), _("Say in a sentence or two why it should change."),
            problems=(Problem("missing", "reason"),),
        )
    if open_amendment(held.grant.id) is not None:
        raise _open_already()
    plan = of_grant(held.grant.id)
    base = agreed(plan.id) if plan else None
    if plan is None or base is None:
        raise Refused("no_plan", _("No version of the plan is in force."), status=409)
    version = draft(plan.id) or plans.revise(actor, plan.id, kept)
    last = Amendment.objects.filter(grant=held.grant).aggregate(last=Max("number"))["last"] or 0
    try:
        with transaction.atomic():
            made: Amendment = Amendment.objects.create(
                grant=held.grant, number=last + 1, reason=kept, base=base, draft=version, asked_by_id=actor.person_id,
                asked_at=clock.now(),
            )
    except IntegrityError:
        raise _open_already() from None
    audit.record(actor, "amendment.asked", "amendment", made.id, {"grant": str(held.grant.id), "reason": kept})
    happened(AmendmentAsked(str(made.id), str(held.grant.id)))
    return made


def _open_already() -> Refused:
    return Refused(
        "amendment_open", _("An amendment is open already."), _("Go on with that one, or withdraw it."), status=409
    )


@transaction.atomic
def submit(actor: Actor, amendment: UUID) -> Amendment:
    """Lay the draft before the officers: frozen, with its difference in words. Again: nothing happens.

    Refused: 404, 403, closed or decided (409), nothing differs (422), or what `plans.propose` refuses.
    """
    held, row = _lock(actor, amendment)
    if not (may := held.may("edit")):
        raise Refused.by(may)
    if row.submitted_at is not None:
        return row
    current = draft(row.base.plan_id)
    if current is not None:
        before, after = (contents([row.base_id, current.id])[id] for id in (row.base_id, current.id))
        if not planning.difference(before, after):
            raise _no_difference()
        plans.propose(actor, row.base.plan_id)  # `follow` hears of it
        row.refresh_from_db()
    if row.submitted_at is None:
        lay_before(actor, held.grant, row)
    Amendment.objects.filter(id=row.id).update(submitted_by=actor.person_id)
    row.submitted_by_id = actor.person_id
    return row


def _no_difference() -> Refused:
    return Refused(
        "no_difference", _("The plan says what is agreed already; there is nothing to decide."),
        _("Change the plan first, or withdraw the amendment."),
    )


def lay_before(actor: Actor, grant: Grant, row: Amendment) -> None:
    """Freeze the difference of the newest proposed version to the one in force, in every language."""
    version = proposed(row.base.plan_id)
    if version is None or version.id == row.base_id:
        raise _no_difference()
    found = contents([row.base_id, version.id])
    changes = planning.difference(found[row.base_id], found[version.id])
    terms = terms_of(grant, tuple(party.side for party in parties_of(grant.partnership_id)))
    both = (found[row.base_id], found[version.id])
    row.difference = {language: list(said(changes, terms, language, both)) for language in terms.rulebook.languages}
    row.draft, row.digest = version, version.sha256
    if row.submitted_at is None:
        row.submitted_at, row.submitted_by_id = clock.now(), actor.person_id or version.made_by_id
    row.save(update_fields=["difference", "draft", "digest", "submitted_at", "submitted_by"])
    audit.record(actor, "amendment.submitted", "amendment", row.id, {"plan": version.sha256})
    happened(AmendmentSubmitted(str(row.id), str(grant.id)))


def follow(actor: Actor, grant: UUID) -> None:
    """A version of the plan was proposed, or a risk in it is borne now: an open amendment is about that version.

    Inside the transaction of what happened to the plan.
    """
    row = open_amendment(grant)
    if row is None:
        return
    row = Amendment.objects.select_for_update(of=("self",)).select_related("grant", "base", "draft").get(id=row.id)
    version = proposed(row.base.plan_id)
    if version is not None and version.id != row.base_id and version.sha256 != row.digest:
        lay_before(actor, row.grant, row)


def _lock(actor: Actor, amendment: UUID) -> tuple[Held, Amendment]:
    """The amendment and its grant, locked; Refused 404, 409 once the grant is closed or it is decided."""
    grant = Amendment.objects.filter(id=amendment).values_list("grant_id", flat=True).first()
    if grant is None:
        raise access.missing()
    held = hold(actor, grant, lock=True)
    rows = Amendment.objects.select_for_update(of=("self",)).select_related("base", "draft", "decided_by")
    row = rows.get(id=amendment)
    held.demand_open()
    if row.decided_at is not None:
        raise Refused(
            "decided_already",
            _("%(who)s has decided on this amendment: %(what)s.") % {
                "who": row.decided_by or "–", "what": Outcome(row.outcome).label},
            _("Look at it again."), status=409,
        )
    return held, row


def hands(row: Amendment) -> set[UUID | None]:
    """Who asked for it, laid it before the officers, or wrote in its version."""
    found: set[UUID | None] = {row.asked_by_id, row.submitted_by_id}
    for model in WRITTEN:
        parts: Any = model
        rows = parts.objects.filter(
            version__plan=row.base.plan_id, version__number__gt=row.base.number, changed_in__gt=0
        )
        found |= set(rows.values_list("changed_by_id", flat=True))
    return found - {None}


@transaction.atomic
def decide(actor: Actor, amendment: UUID, seen_digest: str, outcome: str, note: str = "") -> Amendment:
    """An officer without a hand in it approves exactly the version that was read, or refuses with a note.

    Approving puts the version in force and a new agreement, with new instalments, in the place of each signed one.
    Refused: 404, 403, closed, decided by somebody else, another version than was read (409), not submitted, no note
    (422), or something that would refuse an agreement (422): a high risk nobody bears, more than the award, …
    """
    held, row = _lock(actor, amendment)
    if not (may := access.may_decide(held, hands(row))):
        raise Refused.by(may)
    if row.submitted_at is None:
        raise Refused("not_submitted", _("The partners are still writing this amendment."), status=409)
    kept = storable(note.replace("\r\n", "\n"))[0].strip()
    if outcome == "refuse":
        if not kept:
            raise Refused(
                "note_missing", _("Refusing needs a note."), _("Say why, so that the partners can mend it."),
                problems=(Problem("missing", "note"),),
            )
        return _decided(actor, held, row, Outcome.REFUSED, kept)
    if outcome != "approve":
        raise Refused("unknown_outcome", _("Approve the amendment or refuse it."))
    if seen_digest != row.digest or row.draft.sha256 != row.digest:
        raise Refused("not_as_seen", _("It is not the version that you read."), _("Read it again."), status=409)
    _decided(actor, held, row, Outcome.APPROVED, kept)
    _carry_out(actor, held, row)
    return row


def _decided(actor: Actor, held: Held, row: Amendment, outcome: Outcome, note: str) -> Amendment:
    row.outcome, row.note, row.decided_by_id, row.decided_at = outcome, note, actor.person_id, clock.now()
    row.save(update_fields=["outcome", "note", "decided_by", "decided_at"])
    audit.record(actor, f"amendment.{outcome}", "amendment", row.id, {"plan": row.digest, "note": note})
    happened(AmendmentDecided(str(row.id), str(held.grant.id), outcome == Outcome.APPROVED))
    return row


def _carry_out(actor: Actor, held: Held, row: Amendment) -> None:
    """The version is in force; each signed agreement with the organiser is replaced by one that says it."""
    version: Version = row.draft
    signed = Agreement.objects.filter(grant=held.grant, superseded_at=None, signed_at__isnull=False)
    for earlier in [each for each in signed if ORGANISER in each.signers]:
        prepared = prepare(held, earlier.kind, version=version)
        demand_ready(prepared.musts)
        made = write(actor, held, prepared, earlier, amendment=row)
        made.signed_at = row.decided_at
        made.save(update_fields=["signed_at"])
        audit.record(actor, "agreement.amended", "agreement", made.id, {
            "grant": str(held.grant.id), "number": made.number, "checksum": made.checksum, "amendment": str(row.id),
        })
        plans.agree(actor, version.id)
        happened(AgreementSigned(str(held.grant.id), str(made.id), made.kind, amended=True))


@transaction.atomic
def withdraw(actor: Actor, amendment: UUID) -> Amendment:
    """A partner takes the amendment back; the draft stays, the agreement too. Refused: 404, 403, decided (409)."""
    held, row = _lock(actor, amendment)
    if not (may := held.may("edit")):
        raise Refused.by(may)
    return _decided(actor, held, row, Outcome.WITHDRAWN, "")
