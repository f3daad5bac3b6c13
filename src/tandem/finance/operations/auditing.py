"""Opening the books to an auditor, what the auditor says, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from tandem.core.rulebook.cooperation import AuditRules
from tandem.core.values import Problem, storable
from tandem.finance import access
from tandem.finance.events import AuditDelivered, AuditEngaged, FindingAnswered, FindingSettled
from tandem.finance.models import AuditFinding, Engagement, Expense, Instalment
from tandem.finance.operations.booking import held_with, today
from tandem.finance.queries.audits import covered, engagements
from tandem.finance.states import Work
from tandem.foundation import audit, clock
from tandem.foundation.access import Actor, Refused
from tandem.foundation.access.grants import give, withdraw
from tandem.foundation.duties import book
from tandem.foundation.files.operations import receive
from tandem.foundation.outbox.events import happened
from tandem.foundation.tenancy.models import Membership, Role
from tandem.foundation.tenancy.scope import current
from tandem.organisations.models import Member
from tandem.partnerships.access import AUDIT, Held, hold
from tandem.partnerships.models import Grant

REPORTS = ("pdf", "docx", "odt")
MOST_BYTES = 20 * 1024 * 1024


@dataclass(frozen=True)
class FindingInput:
    """Something the auditor found; `expense` when it is about one."""

    text: str
    expense: UUID | None = None


def rules_of(held: Held) -> AuditRules:
    """What the programme's rulebook says about audits; Refused (404) when it asks for none."""
    if held.rulebook.audit is None:
        raise access.missing()
    return held.rulebook.audit


def hands_in(grant: Grant) -> set[UUID]:
    """Everybody who entered, decided, authorised or paid something in this grant, or acts for one of its parties."""
    found: set[UUID | None] = set()
    for row in Expense.objects.filter(grant=grant).values_list("entered_by_id", "decided_by_id").distinct():
        found |= set(row)
    for row in Instalment.objects.filter(grant=grant).values_list("authorised_by_id", "paid_by_id").distinct():
        found |= set(row)
    parties = Q(organisation__parties__partnership=grant.partnership_id, organisation__parties__left_at=None)
    found |= set(Member.objects.filter(parties, ended_at=None).values_list("person_id", flat=True))
    return {person for person in found if person is not None}


@transaction.atomic
def engage(
    actor: Actor, grant_id: UUID, *, year: int | None, auditor: UUID, firm: str, until: date
) -> Engagement:
    """Open a grant's books to an auditor until a day: plan, agreements, receipts and ledger can be read, not changed.

    `year` is a calendar year, None the whole grant, as the donor wants it. Refused: not an officer (403), a period
    that the donor does not want audited, a person who is no auditor or had a hand in the grant, a day that has passed
    or lies too far (422), the period audited already (409).
    """
    held = hold(actor, grant_id, lock=True)
    held.demand_officer()
    held.demand_open()
    rules = rules_of(held)
    if year not in covered(held.grant, held.rulebook):
        raise _bad("not_covered", "year", _("The donor of this grant does not ask for an audit of this period."))
    if any(row.year == year for row in engagements(grant_id)):
        raise Refused("engaged", _("There is an audit of this period already."), status=409)
    _demand_independent(held, auditor)
    firm = " ".join(storable(firm)[0].split())
    if not firm or len(firm) > 200:
        raise _bad("no_firm", "firm", _("Name the firm or the office that audits."))
    last = today(held.grant) + timedelta(days=rules.access_days)
    if not today(held.grant) <= until <= last:
        raise _bad("until", "until", _("The books stay open until a day from today on, at most %(days)d days.") % {
            "days": rules.access_days
        })
    row = Engagement.objects.create(
        grant=held.grant, year=year, auditor_id=auditor, firm=firm, access_until_on=until, opened_by_id=actor.person_id,
        opened_at=clock.now(),
    )
    give(auditor, "grant", grant_id, AUDIT, allows=True, reason=f"audit {row.id}", now=clock.now(),
         until=end_of(held.grant, until))
    audit.record(actor, "finance.audit_opened", "grant", grant_id, {
        "engagement": str(row.id), "year": year, "auditor": str(auditor), "until": until.isoformat(),
    })
    happened(AuditEngaged(str(grant_id), str(row.id)))
    return row


def _demand_independent(held: Held, auditor: UUID) -> None:
    roles = set(Membership.objects.filter(organiser=current(), person=auditor).values_list("role", flat=True))
    if Role.AUDITOR not in roles:
        raise _bad("no_auditor", "auditor", _("Choose somebody who is registered as an auditor."))
    if auditor in hands_in(held.grant) or roles & {Role.OFFICER, Role.CASHIER}:
        raise _bad("not_independent", "auditor", _(
            "An auditor must be independent: this person runs the programme, acts for a partner, or had a hand in this "
            "grant's money."
        ))


def _bad(code: str, where: str, reason: str) -> Refused:
    return Refused(code, reason, problems=[Problem(code, where)])


def end_of(grant: Grant, day: date) -> datetime:
    """The last moment of a day at the organiser's place."""
    return datetime.combine(day, time(23, 59, 59), ZoneInfo(grant.organiser.time_zone))


@transaction.atomic
def end_audit(actor: Actor, engagement_id: UUID, reason: str) -> Engagement:
    """End an audit without a report, for example because another firm takes it on: the books close at once."""
    held, row = held_with(actor, Engagement, engagement_id)
    held.demand_officer()
    _demand_open_audit(row)
    if not reason.strip():
        raise _bad("no_reason", "reason", _("Say why it ends without a report."))
    row.state, row.remark = Work.WITHDRAWN, storable(reason)[0].strip()
    row.save(update_fields=["state", "remark"])
    withdraw(row.auditor_id, "grant", held.grant.id, AUDIT, clock.now())
    book.settle("finance.audit", row.id)
    audit.record(actor, "finance.audit_ended", "grant", held.grant.id, {
        "engagement": str(row.id), "reason": row.remark,
    })
    return row


def _demand_open_audit(row: Engagement) -> None:
    if row.state != Work.OPEN:
        raise Refused("delivered", _("This audit is finished: nothing in it can be changed."), status=409)


@transaction.atomic
def deliver(
    actor: Actor, engagement_id: UUID, *, statements: Mapping[str, tuple[bool | None, str]], opinion: str,
    remark: str = "", findings: Sequence[FindingInput] = (), report: Any = None,
) -> Engagement:
    """The auditor says what the accounts are worth. `statements` maps ids to (yes or no, remark).

    Refused: not this audit's auditor, or somebody with a hand in the grant (403); delivered already (409); the period
    not over, a statement without answer or a no without remark, no opinion, an opinion that is not clean without a
    finding or a clean one beside a no, no report (422, a problem each).
    """
    held, row = held_with(actor, Engagement, engagement_id)
    rules = rules_of(held)
    if actor.person_id != row.auditor_id or held.reads != "auditor" or row.auditor_id in hands_in(held.grant):
        raise Refused("auditor_only", _("Only the auditor of this audit may say this."), status=403)
    _demand_open_audit(row)
    findings = [FindingInput(storable(each.text)[0].strip(), each.expense) for each in findings if each.text.strip()]
    problems = _wrong(held, row, rules, statements, opinion, findings)
    if report is None:
        problems.append(Problem("no_report", "report"))
    if problems:
        raise Refused(
            "not_complete", _("The audit cannot be delivered like this."), _("What is missing stands at its field."),
            problems=problems,
        )
    row.report = receive(actor, current(), report, REPORTS, MOST_BYTES, f"audit:{row.id}")
    row.statements = {
        each.id: {"yes": statements[each.id][0], "remark": storable(statements[each.id][1])[0].strip()}
        for each in rules.statements
    }
    row.opinion, row.remark, row.state = opinion, storable(remark)[0].strip(), Work.DELIVERED
    row.delivered_at = clock.now()
    row.save()
    due = today(held.grant) + timedelta(days=rules.follow_up_days)
    AuditFinding.objects.bulk_create([
        AuditFinding(engagement=row, number=number, text=each.text, expense_id=each.expense, due_on=due)
        for number, each in enumerate(findings, start=1)
    ])
    audit.record(actor, "finance.audit_delivered", "grant", held.grant.id, {
        "engagement": str(row.id), "opinion": opinion, "findings": len(findings), "report": row.report.sha256,
        "statements": {id: each["yes"] for id, each in row.statements.items()},
    })
    happened(AuditDelivered(str(held.grant.id), str(row.id)))
    return row


def _wrong(
    held: Held, row: Engagement, rules: AuditRules, statements: Mapping[str, tuple[bool | None, str]], opinion: str,
    findings: Sequence[FindingInput],
) -> list[Problem]:
    found: list[Problem] = []
    last = held.grant.ends_on if row.year is None else min(date(row.year, 12, 31), held.grant.ends_on)
    if today(held.grant) <= last:
        found.append(Problem("period_not_over", "opinion", {"last": last.isoformat()}))
    for each in rules.statements:
        yes, said = statements.get(each.id, (None, ""))
        if yes is None:
            found.append(Problem("no_answer", f"statement-{each.id}"))
        elif not yes and not said.strip():
            found.append(Problem("no_remark", f"remark-{each.id}"))
    if opinion not in {option.id for option in rules.opinions}:
        found.append(Problem("no_opinion", "opinion"))
    elif opinion == rules.clean and any(yes is False for yes, _said in statements.values()):
        found.append(Problem("clean_beside_no", "opinion"))
    elif opinion != rules.clean and not findings:
        found.append(Problem("no_finding", "finding-1"))
    known = set(Expense.objects.filter(grant=held.grant).values_list("id", flat=True)) if findings else set()
    found += [
        Problem("no_such_expense", f"finding-{number}") for number, each in enumerate(findings, start=1)
        if each.expense is not None and each.expense not in known
    ]
    return found


def _held_finding(actor: Actor, finding_id: UUID) -> tuple[Held, AuditFinding]:
    held, row = held_with(
        actor, AuditFinding, finding_id, grant="engagement__grant_id", related=("engagement",)
    )
    held.demand_open()
    if not row.open:
        raise Refused("settled", _("This finding is settled already."), status=409)
    return held, row


@transaction.atomic
def respond(actor: Actor, finding_id: UUID, text: str) -> AuditFinding:
    """A party says what it has done or will do about a finding.

    Refused: not writing for a party (403), settled (409), nothing said (422).
    """
    held, row = _held_finding(actor, finding_id)
    if not (decision := held.may("edit")):
        raise Refused.by(decision)
    said = storable(text)[0].strip()
    if not said:
        raise _bad("no_response", "response", _("Write what you have done or will do about it."))
    row.response, row.responded_by_id, row.responded_at = said, actor.person_id, clock.now()
    row.save(update_fields=["response", "responded_by", "responded_at"])
    audit.record(actor, "finance.finding_answered", "finding", row.id, {"grant": str(held.grant.id)})
    happened(FindingAnswered(str(held.grant.id), str(row.id)))
    return row


@transaction.atomic
def settle_finding(actor: Actor, finding_id: UUID, note: str) -> AuditFinding:
    """An officer settles a finding with what was seen. Refused: not an officer (403), no answer yet (409), no note."""
    held, row = _held_finding(actor, finding_id)
    held.demand_officer()
    if held.belongs or actor.person_id == row.responded_by_id:
        raise Refused("own_response", _("You answered for a partner, so a colleague settles it."), status=403)
    if row.responded_at is None:
        raise Refused("no_response_yet", _("The partners have not answered this finding yet."), status=409)
    said = storable(note)[0].strip()
    if not said:
        raise _bad("no_note", "note", _("Write what you have seen that settles it."))
    row.settled_note, row.settled_by_id, row.settled_at = said, actor.person_id, clock.now()
    row.save(update_fields=["settled_note", "settled_by", "settled_at"])
    audit.record(actor, "finance.finding_settled", "finding", row.id, {"grant": str(held.grant.id), "note": said})
    happened(FindingSettled(str(held.grant.id), str(row.id)))
    return row
