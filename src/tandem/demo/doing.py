"""How the events of a story are played between agreement and audit: work, visits, values, meetings and money."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from tandem.core.values import Money
from tandem.delivery import operations as delivery
from tandem.delivery.models import MeetingDecision, Participant
from tandem.delivery.queries.team import team
from tandem.demo.cooperating import agreed_plan, grant_of, identity, line_of, said, today, who
from tandem.demo.papers import paper
from tandem.demo.story import BadStory, Event
from tandem.demo.world import Upload, World, act
from tandem.finance import operations as finance
from tandem.finance.models import AuditFinding, Engagement, Instalment
from tandem.partnerships.models import Grant

# ---- doing ---------------------------------------------------------------------------------------------------------


@act("start_activities")
def start_activities(world: World, event: Event) -> None:
    """Activities have begun: {activity: day}."""
    actor, grant = who(world, event), grant_of(world, event).id
    for key, day in event.data["activities"].items():
        delivery.start_activity(actor, grant, identity(event, key), day)


@act("visit")
def visit(world: World, event: Event) -> None:
    """A visit is entered with people of both sides, said to have been held, and who met whom."""
    data, actor, grant = event.data, who(world, event), grant_of(world, event)
    rows = {(member.side, member.name): member.row for member in team(grant)}
    try:
        people = [rows[side, name] for side, names in data["people"].items() for name in names]
    except KeyError as missing:
        raise BadStory(f"{event.where}: {missing} is not of the team") from None
    given = delivery.VisitInput(
        host=data["host"], place=data["place"], purpose=data["purpose"], from_on=data["from"], to_on=data["to"],
        people=people, language=data["language"],
        activity=identity(event, data["activity"]) if "activity" in data else None,
    )  # fmt: skip
    made = delivery.plan_visit(actor, grant.id, given)
    there = {name: id for id, name in Participant.objects.filter(visit=made).values_list("id", "name")}
    delivery.pair(actor, made.id, {there[one]: there[other] for one, other in data["pairs"].items()})
    delivery.hold_visit(actor, made.id, data["account"])


@act("actuals")
def actuals(world: World, event: Event) -> None:
    """A side records what indicators reached: {indicator: {value, text, note}}; the note names the evidence."""
    actor, grant, year = who(world, event), grant_of(world, event), event.data["year"]
    for key, value in event.data["values"].items():
        facts = {"Year": year, "Value": value["value"]}
        entry = {"name": f"{key} {year}.pdf", "title": value["note"], "facts": facts}
        proof = delivery.keep_evidence(actor, grant.id, paper(entry, grant.title, actor.language, today()))
        delivery.record_actual(
            actor, grant.id, identity(event, key), year, value=value["value"], text=value.get("text", ""),
            evidence_note=value["note"], evidence=proof.id,
        )  # fmt: skip


@act("send_actuals")
def send_actuals(world: World, event: Event) -> None:
    """The values of a year go to the organiser."""
    delivery.send_actuals(who(world, event), grant_of(world, event).id, event.data["year"])


@act("meeting")
def meeting(world: World, event: Event) -> None:
    """The yearly meeting, with what was said about each point and decided."""
    data = event.data
    decisions = [
        delivery.DecisionInput(one["text"], one.get("side", ""), one.get("due_on")) for one in data["decisions"]
    ]
    given = delivery.MeetingInput(
        year=data["year"], held_on=data["on"], place=data["place"], present=data["present"], agenda=data["agenda"],
        language=data["language"], decisions=decisions,
    )  # fmt: skip
    delivery.record_meeting(who(world, event), grant_of(world, event).id, given)



@act("settle_decision")
def settle_decision(world: World, event: Event) -> None:
    """What a meeting decided that a side would do, and that is done now."""
    rows = MeetingDecision.objects.filter(meeting__grant=grant_of(world, event), meeting__year=event.data["year"])
    row = rows.get(side=event.data["side"], done_on=None)
    delivery.settle_decision(who(world, event), row.id, today())


# ---- money ---------------------------------------------------------------------------------------------------------


def _instalment(world: World, event: Event) -> Instalment:
    rows = Instalment.objects.filter(state__in=["planned", "authorised"])
    row: Instalment = rows.get(grant=grant_of(world, event), due_on=event.data["due"])
    return row


@act("authorise")
def authorise(world: World, event: Event) -> None:
    """An officer lets an instalment be paid to a side."""
    data = event.data
    finance.authorise(
        world.of(event), _instalment(world, event).id, side=data["to"], account=data["account"],
        note=data.get("note", ""),
    )  # fmt: skip


@act("pay")
def pay(world: World, event: Event) -> None:
    """The cashier pays exactly what was authorised."""
    data, row = event.data, _instalment(world, event)
    finance.pay(
        world.of(event), row.id, seen=row.sha256, amount=row.planned, bank_reference=data["bank_reference"],
        paid_on=data["on"],
    )  # fmt: skip


@act("expenses")
def expenses(world: World, event: Event) -> None:
    """A side enters what it paid, each with its receipt; the rate is the last one known on that day."""
    data, actor, grant = event.data, who(world, event), grant_of(world, event)
    plan = agreed_plan(grant)
    lines = {row.identity: row for row in plan.lines}
    for row in data["rows"]:
        line = line_of(plan, data["side"], row["line"], bool(row.get("own")))
        currency = lines[line].currency
        rate = _rate(event, currency, row["on"]) if currency != grant.currency else None
        stored = finance.keep_receipt(actor, grant.id, receipt(row, currency, actor.language))
        given = finance.ExpenseInput(
            side=data["side"], line=line, spent_on=row["on"], amount=Money.of(Decimal(row["amount"]), currency),
            text=row["text"], payee=row["payee"], number=row["number"], person=row.get("person", ""),
            receipt=stored.id, **(rate or {}),
        )  # fmt: skip
        world.expenses[data["grant"], row["key"]] = finance.enter(actor, grant.id, given).id


def _rate(event: Event, currency: str, day: date) -> dict[str, Any]:
    said_of = event.data["rates"][currency]
    on = max(each for each in said_of["days"] if each <= day)
    return {"rate": Decimal(said_of["days"][on]), "rate_source": said_of["source"], "rate_on": on}


def receipt(row: Mapping[str, Any], currency: str, language: str) -> Upload:
    """A receipt as it lies in the box."""
    facts = {"No.": row["number"], "Date": row["on"], "Amount": f"{currency} {row['amount']}", "For": row["text"]}
    entry = {"name": f"{row['key']}.pdf", "title": row["payee"], "facts": facts}
    return paper(entry, row["payee"], language, row["on"])


@act("accept_expenses")
def accept_expenses(world: World, event: Event) -> None:
    """An officer accepts expenses."""
    for key in event.data["keys"]:
        finance.accept(world.of(event), world.expenses[event.data["grant"], key])


@act("refuse_expense")
def refuse_expense(world: World, event: Event) -> None:
    """An officer refuses one, with the reason."""
    finance.refuse(world.of(event), world.expenses[event.data["grant"], event.data["key"]], event.data["reason"])


# ---- audit ---------------------------------------------------------------------------------------------------------


@act("engage")
def engage(world: World, event: Event) -> None:
    """An officer opens the books of the whole grant to an auditor."""
    data = event.data
    finance.engage(
        world.of(event), grant_of(world, event).id, year=data.get("year"), auditor=world.person(data["auditor"]).id,
        firm=data["firm"], until=data["until"],
    )  # fmt: skip


@act("audit")
def audit(world: World, event: Event) -> None:
    """The auditor answers the statements, gives an opinion and names findings."""
    data, grant = event.data, grant_of(world, event)
    work = Engagement.objects.get(grant=grant, state="open")
    statements = {
        id: (answer["yes"], answer["remark"]) if isinstance(answer, Mapping) else (answer, "")
        for id, answer in data["statements"].items()
    }
    found = [
        finance.FindingInput(one["text"], world.expenses[data["grant"], one["expense"]] if "expense" in one else None)
        for one in data["findings"]
    ]
    finance.deliver(
        world.of(event), work.id, statements=statements, opinion=data["opinion"], remark=data["remark"],
        findings=found, report=_audit_report(grant, data),
    )  # fmt: skip
    rows = AuditFinding.objects.filter(engagement=work).order_by("number").values_list("id", flat=True)
    for one, id in zip(data["findings"], rows, strict=True):
        world.findings[data["grant"], one["key"]] = id


def _audit_report(grant: Grant, data: Mapping[str, Any]) -> Upload:
    facts = {"Grant": grant.reference, "Opinion": data["opinion"]}
    parts = {"Opinion": data["remark"], "Findings": [one["text"] for one in data["findings"]] or "None."}
    entry = {"name": f"Audit {grant.reference}.pdf", "title": "Auditor's report", "facts": facts, "parts": parts}
    return paper(entry, "Revland revisjon AS", "en", today())



@act("end_audit")
def end_audit(world: World, event: Event) -> None:
    """The books close again before there is a report."""
    work = Engagement.objects.get(grant=grant_of(world, event), state="open")
    finance.end_audit(world.of(event), work.id, event.data["reason"])


def _finding(world: World, event: Event) -> UUID:
    return world.findings[event.data["grant"], event.data["finding"]]


@act("respond")
def respond(world: World, event: Event) -> None:
    """A side answers a finding."""
    finance.respond(who(world, event), _finding(world, event), said(event.data["text"]))


@act("disallow")
def disallow(world: World, event: Event) -> None:
    """An officer takes an expense out of the accounts."""
    expense = world.expenses[event.data["grant"], event.data["key"]]
    finance.disallow(world.of(event), expense, event.data["reason"], _finding(world, event))


@act("settle")
def settle(world: World, event: Event) -> None:
    """An officer settles a finding with what was seen."""
    finance.settle_finding(world.of(event), _finding(world, event), event.data["note"])
