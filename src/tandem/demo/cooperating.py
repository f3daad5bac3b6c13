"""How the events of a story are played after the award: plans, donors' decisions, agreements and their amendments."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from tandem.agreements import operations as agreements
from tandem.agreements.models import Agreement, Amendment
from tandem.applications.models import Application
from tandem.awards import operations as awards
from tandem.awards.models import ProgrammeApplication
from tandem.core.planning import PartKind
from tandem.core.planning import Plan as Content
from tandem.core.values import Money
from tandem.demo.papers import paper
from tandem.demo.story import BadStory, Event
from tandem.demo.world import Upload, World, act
from tandem.foundation import clock
from tandem.foundation.access import Actor
from tandem.partnerships.models import Grant
from tandem.plans import operations as plans
from tandem.plans import queries
from tandem.plans.models import Plan
from tandem.programmes.models import Donor

KINDS: Mapping[str, PartKind] = {
    "statements": "statement", "indicators": "indicator", "risks": "risk", "activities": "activity",
}  # fmt: skip


# ---- who and what --------------------------------------------------------------------------------------------------


def grant_of(world: World, event: Event) -> Grant:
    """The grant that came of the application which the event's file names."""
    return awarded(world, event.data["grant"])


def awarded(world: World, key: str) -> Grant:
    """The grant that came of an application."""
    partnership = Application.objects.values_list("partnership_id", flat=True).get(id=world.applications[key])
    grant: Grant = Grant.objects.select_related("programme").get(partnership=partnership)
    return grant


def who(world: World, event: Event) -> Actor:
    """Whoever does it: somebody named, or the person of a side."""
    return world.of(event) if "who" in event.data else world.side(event, event.data["side"])


def identity(event: Event, key: str) -> UUID:
    """The identity that a part of this partnership's plan has in all its versions."""
    return uuid5(NAMESPACE_URL, f"{event.data['grant']}/{key}")


def donor_of(event: Event) -> Donor:
    """The donor that the event names."""
    donor: Donor = Donor.objects.get(key=event.data["donor"])
    return donor


def agreed_plan(grant: Grant) -> Content:
    """What the plan in force says."""
    version = queries.agreed(Plan.objects.get(grant=grant).id)
    if version is None:
        raise BadStory(f"{grant}: no plan was agreed")
    return queries.content(version.id)


def line_of(plan: Content, side: str, line: str, own: bool = False) -> UUID:
    """The budget line of a side: its option, and whether the grant or the side itself pays."""
    paid_by = "own" if own else "grant"
    found = [row for row in plan.lines if (row.side, row.line, row.paid_by) == (side, line, paid_by)]
    if len(found) != 1:
        raise BadStory(f"{len(found)} budget lines are {side}/{line} paid by {paid_by}")
    return found[0].identity


def said(value: Any) -> str:
    """A value of the story as somebody would type it for a machine."""
    return value.isoformat() if isinstance(value, date) else str(value).strip()


# ---- plans ---------------------------------------------------------------------------------------------------------


@act("write_plan")
def write_plan(world: World, event: Event) -> None:
    """The plan's parts, each under an identity of its own: `parts` names the groups of the file's plan."""
    actor, plan = who(world, event), Plan.objects.get(grant=grant_of(world, event)).id
    if queries.draft(plan) is None:
        plans.revise(actor, plan)
    for group in event.data["parts"]:
        for key, part in event.data["plan"][group].items():
            values, language = _typed(event, part)
            locale = language or "plain"
            plans.put(actor, plan, KINDS[group], values, new=identity(event, key), locale=locale)


def _typed(event: Event, part: Mapping[str, Any]) -> tuple[dict[str, str], str]:
    """The fields of a part as typed, references as identities; and the language of its words."""
    values: dict[str, str] = {}
    for name, value in part.items():
        if name == "targets":
            values |= {f"targets/{year}": said(target) for year, target in value.items()}
        elif name in ("parent", "statement", "threatens"):
            values[name] = str(identity(event, value))
        elif name != "language":
            values[name] = said(value)
    return values, str(part.get("language", ""))


@act("propose_plan")
def propose_plan(world: World, event: Event) -> None:
    """A side freezes the plan for the organiser."""
    plans.propose(who(world, event), Plan.objects.get(grant=grant_of(world, event)).id)


@act("tolerate")
def tolerate(world: World, event: Event) -> None:
    """An officer writes down why a risk that stays high is borne."""
    plan = Plan.objects.get(grant=grant_of(world, event)).id
    plans.tolerate(world.of(event), plan, identity(event, event.data["risk"]), event.data["words"])


# ---- donors --------------------------------------------------------------------------------------------------------


@act("assemble")
def assemble(world: World, event: Event) -> None:
    """An officer puts together what a donor is asked for."""
    awards.assemble(world.of(event), world.programmes[event.organiser], donor_of(event).id, event.data["year"])


def _asked(event: Event) -> ProgrammeApplication:
    rows = ProgrammeApplication.objects.filter(donor=donor_of(event), year=event.data["year"], superseded_at=None)
    return rows.latest("made_at")


@act("send_programme_application")
def send_programme_application(world: World, event: Event) -> None:
    """A second officer sends it as read."""
    row = _asked(event)
    awards.send_programme_application(world.of(event), row.id, row.sha256)


@act("record_donor_grant")
def record_donor_grant(world: World, event: Event) -> None:
    """An officer records what the donor decided: awards become firm, but for the exceptions."""
    data, row = event.data, _asked(event)
    exceptions = {
        awarded(world, key).id: awards.Except(one["outcome"], one["reason"], _money(one.get("amount"), row.currency))
        for key, one in data.get("exceptions", {}).items()
    }
    decided = awards.DonorDecision(
        reference=data["reference"], amount=Money.of(Decimal(data["amount"]), row.currency),
        decided_on=data["decided_on"], exceptions=exceptions,
    )  # fmt: skip
    awards.record_donor_grant(
        world.of(event), row.id, decided, paper(data["paper"], str(row.donor), "en", data["decided_on"])
    )


def _money(amount: str | None, currency: str) -> Money | None:
    return None if amount is None else Money.of(Decimal(amount), currency)


# ---- agreements ----------------------------------------------------------------------------------------------------


def _agreement(world: World, event: Event) -> Agreement:
    rows = Agreement.objects.filter(grant=grant_of(world, event), kind=event.data["kind"], superseded_at=None)
    return rows.latest("issued_at")


@act("issue_agreement")
def issue_agreement(world: World, event: Event) -> None:
    """An agreement is made from what was awarded and planned."""
    agreements.issue(who(world, event), grant_of(world, event).id, event.data["kind"])


@act("choose_language")
def choose_language(world: World, event: Event) -> None:
    """A side says in which language it signs."""
    row = _agreement(world, event)
    agreements.choose_language(who(world, event), row.id, event.data["side"], event.data["language"])


@act("sign_agreement")
def sign_agreement(world: World, event: Event) -> None:
    """A side, or the organiser ('organiser' as side), hands in its signed copy."""
    data, row = event.data, _agreement(world, event)
    agreements.sign(
        who(world, event), row.id, data["side"], signed_copy(row, data), data["signed_by"], data["signed_on"],
        data["language"],
    )  # fmt: skip


def signed_copy(row: Agreement, data: Mapping[str, Any]) -> Upload:
    """What comes back from the scanner: the last page with name, day and the paper's checksum."""
    facts = {"Agreement": row.number, "Checksum": row.checksum, "Signed by": data["signed_by"], "On": data["signed_on"]}
    entry = {"name": f"{row.number} {data['signed_by']}.pdf", "title": "Signature page", "facts": facts}
    return paper(entry, data["signed_by"], data["language"], data["signed_on"])


@act("amend")
def amend(world: World, event: Event) -> None:
    """A side asks for an amendment, changes lines of the budget ({side/line: {year of the grant: amount}}), submits."""
    actor, grant = who(world, event), grant_of(world, event)
    before = agreed_plan(grant)
    row = agreements.ask(actor, grant.id, event.data["reason"])
    plan = Plan.objects.get(grant=grant).id
    for name, years in event.data["lines"].items():
        side, line = name.split("/")
        values = {f"years/{year}": said(amount) for year, amount in years.items()}
        draft = queries.draft(plan)
        seen = (draft.number, draft.revision) if draft else None
        plans.put(actor, plan, "line", values, identity=line_of(before, side, line), seen=seen, locale="plain")
    agreements.submit(actor, row.id)


@act("decide_amendment")
def decide_amendment(world: World, event: Event) -> None:
    """An officer decides on the amendment that waits."""
    row = Amendment.objects.get(grant=grant_of(world, event), decided_at=None)
    agreements.decide(world.of(event), row.id, row.digest, event.data["outcome"], event.data.get("note", ""))


def today() -> date:
    """The story's day."""
    return clock.now().date()
