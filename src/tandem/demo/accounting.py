"""How the events of a story are played in the account: reports of partnerships and to donors, and closing."""

from __future__ import annotations

from typing import Any

from tandem.demo.acts import fill
from tandem.demo.cooperating import donor_of, grant_of, who
from tandem.demo.story import BadStory, Event
from tandem.demo.world import World, act
from tandem.foundation.access import Actor
from tandem.reports import access
from tandem.reports import operations as reports
from tandem.reports.models import DonorReport, Report, Sending
from tandem.reports.queries.standing import standing
from tandem.reports.subject import KIND


def _report(world: World, event: Event) -> Report:
    data = event.data
    report: Report = Report.objects.get(grant=grant_of(world, event), kind=data["kind"], year=data["year"])
    return report


@act("report")
def report(world: World, event: Event) -> None:
    """A side writes its part of a report that begins filled in, and says why lines are far from their budget."""
    actor, row = who(world, event), _report(world, event)
    if row.prefilled_at is None:
        reports.prefill(actor, row.id)
    fill(actor, KIND, row.id, event, event.data["answers"])
    for line, text in event.data.get("explain", {}).items():
        reports.explain(actor, row.id, line, text)


@act("sign_report")
def sign_report(world: World, event: Event) -> None:
    """A side signs what it sees; the last signature sends the report."""
    actor, row = who(world, event), _report(world, event)
    reports.sign(actor, row.id, _seen(actor, row, event))


def _seen(actor: Actor, row: Report, event: Event) -> str:
    found: Any = standing(access.hold(actor, row.id))
    if found.gaps or found.lacking:
        no = [*[gap.where for gap in found.gaps], *[each.sentence for each in found.lacking]]
        raise BadStory(f"{event.where}: the report cannot be signed: {no}")
    return str(found.content.sha256)


def _sent(row: Report) -> str:
    return str(Sending.objects.filter(report=row).latest("number").sha256)


@act("return_report")
def return_report(world: World, event: Event) -> None:
    """An officer asks about single questions of a report."""
    row = _report(world, event)
    reports.give_back(world.of(event), row.id, event.data["questions"], _sent(row))


@act("accept_report")
def accept_report(world: World, event: Event) -> None:
    """An officer accepts a report as read."""
    row = _report(world, event)
    reports.accept(world.of(event), row.id, _sent(row))


@act("close")
def close(world: World, event: Event) -> None:
    """A second officer closes the grant."""
    reports.close(world.of(event), grant_of(world, event).id, event.data.get("note", ""))


# ---- donors --------------------------------------------------------------------------------------------------------


@act("invite_donor")
def invite_donor(world: World, event: Event) -> None:
    """Somebody may read for a donor."""
    person = world.person(event.data["person"])
    reports.invite_donor(world.of(event), donor_of(event).id, person.email, person.name)


@act("donor_report")
def donor_report(world: World, event: Event) -> None:
    """An officer begins the report to a donor and writes its sections: {section: {language: text}}."""
    actor, data = world.of(event), event.data
    row = reports.start(actor, world.programmes[event.organiser], donor_of(event).id, data["year"], data["due_on"])
    for section, texts in data["sections"].items():
        for language, text in texts.items():
            reports.write(actor, row.id, section, language, text)


def _donor_report(event: Event) -> DonorReport:
    report: DonorReport = DonorReport.objects.get(donor=donor_of(event), year=event.data["year"])
    return report


@act("freeze_donor_report")
def freeze_donor_report(world: World, event: Event) -> None:
    """Words and figures of a report to a donor are fixed."""
    reports.freeze(world.of(event), _donor_report(event).id)


@act("send_donor_report")
def send_donor_report(world: World, event: Event) -> None:
    """A second officer approves what was fixed, and so sends it."""
    row = _donor_report(event)
    reports.approve(world.of(event), row.id, row.sha256)
