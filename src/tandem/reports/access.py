"""Who may read, write, sign and accept a report, and who may read a report to a donor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from tandem.core.forms.definition import Form
from tandem.core.rulebook.cooperation import ReportKind
from tandem.foundation.access import Actor, Decision, Refused, acting, allow, deny
from tandem.foundation.access.grants import granted, granted_ids
from tandem.foundation.tenancy.models import Role
from tandem.partnerships import access as grants
from tandem.reports.models import DonorReport, Report
from tandem.reports.states import DonorStep, Step

NEVER_SENT = {"auditor", "donor"}  # who reads only what was accepted


@dataclass(frozen=True)
class Held:
    """A report with its grant as one person holds it."""

    report: Report
    of: grants.Held

    @property
    def kind(self) -> ReportKind:
        """What the rulebook says about this kind of report."""
        return self.of.rulebook.reports[self.report.kind]

    @property
    def form(self) -> Form:
        """The form that is answered."""
        return self.of.rulebook.forms[self.kind.form]

    @property
    def sides(self) -> tuple[str, ...]:
        """The sides of the grant, in the rulebook's order."""
        there = {party.side for party in self.of.parties}
        return tuple(side for side in self.of.component.parties if side in there)

    @cached_property
    def signing(self) -> tuple[str, ...]:
        """The sides whose signatures send it: every side, or those that lead where the kind asks only them."""
        if self.kind.signatures != "leader":
            return self.sides
        return tuple(side for side in self.sides if self.of.rulebook.parties[side].leads) or self.sides

    @property
    def grant_year(self) -> int:
        """Which year of the grant it is about, from 1."""
        return self.report.year - self.of.grant.first_year + 1


def hold(actor: Actor, id: UUID, *, lock: bool = False) -> Held:
    """The report as this person may know it; Refused (404) for everybody else.

    Parties and officers always (officers see the content only once it was sent); auditors and donors once it is
    accepted; cashiers never.
    """
    rows = Report.objects.select_related("organiser", "accepted_by", "plan_version")
    report = (rows.select_for_update(of=("self",)) if lock else rows).filter(id=id).first()
    if report is None:
        raise missing()
    try:
        of = grants.hold(actor, report.grant_id, lock=lock)
    except Refused as refused:
        raise refused if refused.status == 403 else missing() from None
    if of.reads == "cashier" or (of.reads in NEVER_SENT and report.step != Step.ACCEPTED):
        raise missing()
    return Held(report, of)


def hold_own(actor: Actor, id: UUID, *, lock: bool = False) -> Held:
    """The report as one of its own people holds it; Refused (404) for everybody who acts for no party."""
    held = hold(actor, id, lock=lock)
    if not held.of.belongs:
        raise missing()
    return held


def missing() -> Refused:
    """Not to be known."""
    return Refused("no_such_report", _("There is no such report."), status=404)


def zone(held: Held) -> ZoneInfo:
    """The organiser's zone, by which a period begins and ends."""
    return ZoneInfo(held.report.organiser.time_zone)


def may_write(held: Held, now: datetime) -> Decision:
    """Members of the parties who may write, from the first day of its period on, until it is sent."""
    report = held.report
    if held.of.closed:
        return deny("closed", _("This grant is closed: nothing in it can be changed any more."))
    if report.step == Step.ACCEPTED:
        return deny("submitted", _("This report was accepted. It stays as it was sent."))
    if report.step == Step.SENT:
        return deny("submitted", _("This report has been sent. What you typed is kept aside."))
    if now.astimezone(zone(held)).year < report.year:
        return deny("not_begun", _("The period of this report begins on 1 January %(year)s.") % {"year": report.year})
    return held.of.may("edit")


def may_sign(held: Held, now: datetime) -> Decision:
    """Authorised people of the parties that sign, once the period is over."""
    writing = may_write(held, now)
    if not writing:
        return writing
    if held.kind.due == "report" and now.astimezone(zone(held)).year <= report_last_year(held):
        return deny(
            "not_ended",
            _("The period of this report ends on 31 December %(year)s. Write as much as you like; sign after it.")
            % {"year": held.report.year},
        )
    signing = held.of.may("sign")
    if not signing:
        return signing
    if not any(held.of.may("sign", side) for side in held.signing if side in held.of.sides):
        return deny("others_sign", _("In this programme the party that leads signs for all of you."))
    return allow()


def report_last_year(held: Held) -> int:
    """The calendar year in which its period ends."""
    return held.report.year


def may_decide(held: Held) -> Decision:
    """Officers of the grant's office who do not act for one of the parties return or accept (SEC-9)."""
    if not held.of.acts:
        return held.of.acts
    if held.of.belongs:
        return deny("own_report", _("You act for one of the parties: a colleague decides about this report."))
    return allow()


def hold_donor_report(actor: Actor, id: UUID, *, lock: bool = False) -> DonorReport:
    """A report to a donor: officers always, the donor's own people once it was sent; Refused (404) otherwise."""
    rows = DonorReport.objects.select_related("programme", "donor", "organiser", "frozen_by", "approved_by")
    found = (rows.select_for_update(of=("self",)) if lock else rows).filter(id=id).first()
    if found is None or not (actor.has(Role.OFFICER) or _reads(actor, found)):
        raise Refused("no_such_report", _("There is no such report."), status=404)
    return found


def _reads(actor: Actor, report: DonorReport) -> bool:
    from tandem.foundation import clock

    if actor.person_id is None or report.step != DonorStep.SENT:
        return False
    return bool(granted(actor.person_id, "donor", report.donor_id, grants.READ, clock.now()))


def donors_of(actor: Actor, now: datetime) -> set[UUID]:
    """The donors whose reports this person reads."""
    return granted_ids(actor.person_id, "donor", grants.READ, now)[0] if actor.person_id else set()


def runs_donor_reports(actor: Actor) -> bool:
    """Whether the person works on reports to donors: officers of the whole organiser."""
    return actor.has(Role.OFFICER) and bool(acting(actor, None))


def demand_officer(actor: Actor) -> None:
    """Refused (403) for everybody but officers of the whole organiser: a donor pays for the grants of every office."""
    if not actor.has(Role.OFFICER):
        raise Refused("officers_only", _("Only a programme officer may do this."), status=403)
    if not (decision := acting(actor, None)):
        raise Refused.by(decision)
