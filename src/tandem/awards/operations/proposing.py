"""From the ranking to a proposal that lies with a second officer."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.applications import operations as applications
from tandem.applications.queries import round_open
from tandem.applications.states import Step
from tandem.awards import access
from tandem.awards.content import content_of
from tandem.awards.events import ProposalMade, ProposalSent
from tandem.awards.models import Proposal, ProposalRow
from tandem.awards.queries.donors import advised
from tandem.awards.queries.judged import judged
from tandem.awards.queries.proposals import InForce, donors_of, in_force
from tandem.awards.queries.ranking import Ranking, ranking
from tandem.awards.queries.running import Gap, Runner, gaps, running
from tandem.awards.states import Lot, Stand
from tandem.calls.models import Call
from tandem.core.values import Money, Problem, storable
from tandem.foundation import audit, clock
from tandem.foundation.access import Actor, Refused
from tandem.foundation.outbox.events import happened
from tandem.foundation.tenancy.models import Organiser
from tandem.foundation.tenancy.scope import current as organiser_in_scope
from tandem.programmes.models import heavy


def locked_call(id: UUID) -> Call:
    """The published call, its row locked until the transaction ends: one proposal is worked on at a time."""
    rows = Call.objects.select_for_update(of=("self",)).select_related("rulebook_version", "programme")
    call: Call | None = rows.defer(*heavy("rulebook_version")).filter(id=id).first()
    if call is None or not call.is_published:
        raise Refused("no_such_call", _("There is no such call."), status=404)
    return call


@transaction.atomic
def propose(actor: Actor, call: UUID, budget: Money | None = None, why_unmet: str = "") -> Proposal:
    """Freeze the ranking of a closed call as a proposal; an earlier one that was not sent, or came back, is superseded.

    `budget` replaces the call's own; `why_unmet` says why a minimum that has to be reached is not. The rulebook's
    advice proposes a donor for each award. Refused: not an officer or an own interest (403), the call still open,
    nothing to rank, applications without score or interview, a minimum missed without a reason (422, one problem
    each), a proposal that lies with a colleague or is decided (409).
    """
    now = clock.now()
    row = locked_call(call)
    runners = running(row, actor.person_id, now)
    if not (decision := access.may_propose(actor, any(runner.interested for runner in runners), row)):
        raise Refused.by(decision)
    earlier = in_force(row.id)
    _refuse_early(row, earlier)
    found = judged(row)
    _refuse_gaps(runners, gaps(row.component, runners, found))
    money = _budget(row, budget)
    listed = ranking(row, runners, found, money)
    _refuse_unmet(listed, why_unmet)
    if earlier:
        Proposal.objects.filter(id=earlier.proposal.id).update(superseded_at=now)
    proposal = Proposal.objects.create(
        call=row, number=earlier.proposal.number + 1 if earlier else 1, made_by_id=actor.person_id, made_at=now,
        budget_minor=money.minor, currency=money.currency, terms=listed.document(row),
        why_unmet=storable(why_unmet)[0].strip() if listed.unmet else "",
    )
    _write_rows(row, proposal, runners, listed)
    funded = sum(1 for each in listed.selection.rows if each.proposal.value == Lot.FUND)
    audit.record(actor, "awards.proposed", "proposal", proposal.id, {
        "call": row.slug, "number": proposal.number, "budget": str(money), "funded": funded, "ranked": len(runners),
    })
    happened(ProposalMade(str(row.id), str(proposal.id)))
    return proposal


def _refuse_early(call: Call, earlier: InForce | None) -> None:
    now = clock.now()
    if now < call.closes_at or call.is_open(now) or call.takes_drafts(now):
        raise Refused("call_open", _("The call is still open: nothing is ranked before it closes."))
    if round_open(call.id):
        raise Refused(
            "round_open", _("A round of clarification is open: nothing is ranked before it closes."),
            _("Propose when every applicant has had the same time."),
        )
    if earlier and earlier.stand == Stand.DECIDED:
        raise Refused("decided", _("The awards of this call are decided."), status=409)
    if earlier and earlier.stand == Stand.SENT:
        raise Refused(
            "awaits_decision", _("A proposal lies with a second officer."),
            _("They can send it back, and then you propose again."), status=409,
        )


def _refuse_gaps(runners: list[Runner], lacking: list[Gap]) -> None:
    if not runners:
        raise Refused("nothing_to_rank", _("No application competes in this call."))
    if lacking:
        raise Refused(
            "not_ready",
            ngettext(
                "One application cannot be ranked yet.", "%(number)d applications cannot be ranked yet.", len(lacking)
            ) % {"number": len(lacking)},
            _("The ranking names each of them with what it lacks."),
            problems=[Problem(gap.code, str(gap.runner.application.id)) for gap in lacking],
        )


def _refuse_unmet(listed: Ranking, why: str) -> None:
    """A minimum that the call promised without "where possible" is missed only with a reason that is read."""
    if listed.unmet and not why.strip():
        raise Refused(
            "floor_unmet", _("A minimum that the call promised is not reached."),
            _("Say why; the second officer reads it."),
            problems=[Problem("floor_unmet", each.floor.id, each.numbers) for each in listed.unmet],
        )


def _budget(call: Call, budget: Money | None) -> Money:
    if budget is None:
        return call.budget
    if budget.currency != call.currency or budget.minor <= 0:
        raise Refused(
            "bad_budget", _("The budget is an amount in %(currency)s above zero.") % {"currency": call.currency}
        )
    return budget


def _write_rows(call: Call, proposal: Proposal, runners: list[Runner], listed: Ranking) -> None:
    donors = {donor.key: donor for donor in donors_of(call)}
    made = []
    for runner in runners:
        row = listed.by_id[str(runner.application.id)]
        countries = [party.organisation.country for party in runner.listed.parties]
        funded = row.proposal.value == Lot.FUND
        made.append(ProposalRow(
            proposal=proposal, application=runner.application, rank=row.rank, score=row.candidate.score,
            asked_minor=row.candidate.asked.minor, currency=proposal.currency, lot=row.proposal.value,
            reserve=row.reserve, reason=row.reason, numbers=dict(row.numbers),
            donor_proposed=donors.get(advised(call.rulebook.cycle, countries)) if funded else None,
        ))
    ProposalRow.objects.bulk_create(made)


def confirm_donor(actor: Actor, row: UUID, donor: UUID) -> ProposalRow:
    """An officer says which donor pays one award of the proposal in force; see `confirm_donors`."""
    proposal = ProposalRow.objects.filter(id=row).values_list("proposal_id", flat=True).first()
    if proposal is None:
        raise access.missing()
    confirm_donors(actor, proposal, {row: donor})
    confirmed: ProposalRow = ProposalRow.objects.get(id=row)
    return confirmed


@transaction.atomic
def confirm_donors(actor: Actor, proposal: UUID, donors: Mapping[UUID, UUID]) -> InForce:
    """Confirm or change the donors of awards, by row id, while the proposal is being prepared.

    Refused: not an officer or an own interest (403), unknown proposal (404), superseded or sent (409), a row that is
    no award or a donor that does not fund the programme (422).
    """
    call, current = held(actor, proposal, Stand.MADE)
    known = {donor.id for donor in donors_of(call)}
    rows = {row.id: row for row in current.funded}
    if not set(donors) <= set(rows) or not set(donors.values()) <= known:
        raise Refused("no_such_donor", _("Choose a donor of the programme for each award."))
    now = clock.now()
    for id, donor in donors.items():
        row = rows[id]
        if row.donor_confirmed_id == donor:
            continue
        row.donor_confirmed_id, row.confirmed_by_id, row.confirmed_at = donor, actor.person_id, now
        row.save(update_fields=["donor_confirmed", "confirmed_by", "confirmed_at"])
    said = {str(rows[id].application_id): str(donor) for id, donor in donors.items()}
    audit.record(actor, "awards.donors_confirmed", "proposal", proposal, {"donors": said})
    return current


def held(actor: Actor, proposal: UUID, stand: Stand) -> tuple[Call, InForce]:
    """The proposal in force with its call locked, for an officer who may work on it; refused when it is elsewhere."""
    call_id = Proposal.objects.filter(id=proposal).values_list("call_id", flat=True).first()
    if call_id is None or not actor.roles:
        raise access.missing()
    call = locked_call(call_id)
    runners = running(call, actor.person_id, clock.now())
    if not (decision := access.may_propose(actor, any(runner.interested for runner in runners), call)):
        raise Refused.by(decision)
    current = in_force(call.id)
    if current is None or current.proposal.id != proposal or current.stand != stand:
        raise Refused(
            "moved_on", _("This proposal has moved on since you opened the page."), _("Look at the ranking again."),
            status=409,
        )
    return call, current


@transaction.atomic
def send_for_decision(actor: Actor, proposal: UUID) -> Proposal:
    """Lay the proposal before a second officer; from here on it is bound to the checksum of its content.

    Refused: donors not confirmed (422), scores or applications changed since it was made (409), and as
    `confirm_donors`.
    """
    call, current = held(actor, proposal, Stand.MADE)
    if current.unconfirmed:
        raise Refused(
            "donors_open",
            ngettext(
                "One award has no confirmed donor.", "%(number)d awards have no confirmed donor.", current.unconfirmed
            ) % {"number": current.unconfirmed},
            _("Confirm the donor of each award first."),
            problems=[Problem("no_donor", str(r.application_id)) for r in current.funded if not r.donor_confirmed_id],
        )
    now = clock.now()
    runners = running(call, actor.person_id, now)
    content = content_of(call, Organiser.objects.get(id=organiser_in_scope()), current, runners)
    if not content.whole or content.ranking.document(call) != current.proposal.terms:
        raise Refused(
            "changed", _("Scores or applications have changed since this proposal was made."),
            _("Propose again: the ranking is counted anew."), status=409,
        )
    row: Proposal = current.proposal
    row.sha256, row.sent_by_id, row.sent_at = content.sha256, actor.person_id, now
    row.save(update_fields=["sha256", "sent_by", "sent_at"])
    if any(step.id == Step.PROPOSED for step in call.component.workflow):
        for runner in runners:
            applications.move(runner.application.id, step=Step.PROPOSED)
    audit.record(actor, "awards.sent", "proposal", row.id, {"sha256": row.sha256})
    happened(ProposalSent(str(call.id), str(row.id)))
    return row
