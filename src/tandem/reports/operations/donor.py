"""The report to a donor: begun, written, frozen, approved by a second officer, corrected openly."""

from __future__ import annotations

import json
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.core.aggregation import Register
from tandem.core.timetable import expand
from tandem.core.values import storable
from tandem.foundation import audit, clock
from tandem.foundation.access import Actor, Refused
from tandem.foundation.outbox.events import happened
from tandem.programmes.models import Donor, Programme, parsed
from tandem.reports import access, donor_paper
from tandem.reports.duties import ask_for_donor_report
from tandem.reports.events import DonorReportFrozen, DonorReportReturned, DonorReportSent
from tandem.reports.figures.register import computed
from tandem.reports.figures.rows import grants_of
from tandem.reports.freezing import digest, frozen, keep, paper_of
from tandem.reports.models import Correction, DonorReport, FrozenFigure
from tandem.reports.states import NARRATIVE, DonorStep


def due_of(programme: UUID, donor: Donor, year: int) -> date | None:
    """The donor's own day for a calendar year's report; None while the cycle has not set it."""
    grant = grants_of(programme, donor.id, year).order_by("reference").first()
    if grant is None:
        return None
    rulebook = parsed(grant.rulebook_version_id)
    stones = expand(rulebook.cycle, grant.cycle_year + year - grant.first_year, (), [donor.key])
    return next((stone.on for stone in stones if stone.kind == "donor_report" and stone.donor), None)


@transaction.atomic
def start(actor: Actor, programme_id: UUID, donor_id: UUID, year: int, due_on: date | None = None) -> DonorReport:
    """Begin the report to a donor for a calendar year. The day it is due is required (MIC-14).

    The donor's cycle gives the day; where it says "not yet set", the officer does. Refused: not an officer (403),
    no such donor of the programme (404), begun before (409), no grant of the donor ran that year, or no day (422).
    """
    access.demand_officer(actor)
    programme = Programme.objects.filter(id=programme_id).first()
    donor = Donor.objects.filter(id=donor_id, programmes=programme_id).first()
    if programme is None or donor is None:
        raise Refused("no_such_donor", _("This programme has no such donor."), status=404)
    if DonorReport.objects.filter(programme=programme, donor=donor, year=year).exists():
        raise Refused("begun_before", _("This report was begun before."), _("Open it from the list."), status=409)
    if not grants_of(programme_id, donor_id, year).exists():
        raise Refused("nothing_to_report", _("No grant of this donor ran in %(year)s.") % {"year": year})
    if parsed(grants_of(programme_id, donor_id, year).order_by("-reference")[0].rulebook_version_id).donor_report == "":
        raise Refused("no_template", _("The programme's rulebook has no template for a report to donors."))
    due = due_of(programme_id, donor, year) or due_on
    if due is None:
        raise Refused(
            "due_missing", _("The donor's date for this report is not set yet."), _("Say by which day it is due.")
        )
    made: DonorReport = DonorReport.objects.create(
        programme=programme, donor=donor, year=year, due_on=due, made_by_id=actor.person_id, made_at=clock.now()
    )
    ask_for_donor_report(DonorReport.objects.select_related("donor", "organiser").get(id=made.id))
    audit.record(actor, "donor_report.begun", "donor_report", made.id, {"year": year, "due_on": due})
    return made


def _draft(actor: Actor, report_id: UUID) -> DonorReport:
    access.demand_officer(actor)
    report = access.hold_donor_report(actor, report_id, lock=True)
    if report.step != DonorStep.DRAFT:
        raise Refused(
            "frozen",
            _("This report is frozen: its words and figures stay as they are."),
            _("A second officer may send it back before it is sent."),
            status=409,
        )
    return report


@transaction.atomic
def write(
    actor: Actor, report_id: UUID, section: str, language: str, text: str, seen: int | None = None
) -> DonorReport:
    """Write one of the officer's own sections in one language. Numbers are figures: {figure:key}, never digits.

    Refused: not an officer (403), frozen, or changed by a colleague since revision `seen` (409), an unknown section or
    language, a typed number or an unknown figure, each with its place and what mends it (422).
    """
    report = _draft(actor, report_id)
    if seen is not None and seen != report.revision:
        raise Refused(
            "changed",
            _("A colleague has written in this report meanwhile."),
            _("Read it, then write again."),
            status=409,
        )
    made = computed(report.programme_id, report.donor_id, report.year)
    paper_languages = parsed(_version(report)).languages
    if section not in NARRATIVE or language not in paper_languages:
        raise Refused("no_such_section", _("This report has no such section."))
    kept = storable(text.replace("\r\n", "\n"))[0].strip()
    _demand_figures_only(f"{section}, {language}", kept, made, report)
    texts = {**report.narrative.get(section, {}), language: kept}
    report.narrative = {**report.narrative, section: {key: value for key, value in texts.items() if value}}
    report.revision += 1
    report.save(update_fields=["narrative", "revision"])
    audit.record(actor, "donor_report.written", "donor_report", report.id, {"section": section, "language": language})
    return report


def _version(report: DonorReport) -> UUID:
    found: UUID = (
        grants_of(report.programme_id, report.donor_id, report.year)
        .order_by("-reference")
        .values_list("rulebook_version_id", flat=True)[0]
    )
    return found


def _demand_figures_only(where: str, text: str, made: Register, report: DonorReport) -> None:
    rules = parsed(_version(report)).audit
    found = donor_paper.checked(where, text, made.keys(), [rules.standard] if rules else [])
    if found:
        raise Refused(
            found[0].code,
            " ".join(donor_paper.sentence(each) for each in found),
            _("Numbers come from registered figures only."),
            problems=found,
        )


@transaction.atomic
def freeze(actor: Actor, report_id: UUID) -> DonorReport:
    """Fix words, figures and their rows under one checksum; a second officer approves it (SEC-9).

    Refused: not an officer (403), frozen before (409), a number typed into a text or an unknown figure (422).
    """
    report = _draft(actor, report_id)
    paper = paper_of(report)
    found = donor_paper.problems(paper)
    if found:
        raise Refused(
            found[0].code,
            " ".join(donor_paper.sentence(each) for each in found),
            _("Numbers come from registered figures only."),
            problems=found,
        )
    wrong = paper.made.register.wrong()
    if wrong:
        raise Refused("figures_wrong", _("Figures do not add up: %(keys)s") % {"keys": ", ".join(wrong)})
    report.frozen_at, report.frozen_by_id, report.step = clock.now(), actor.person_id, DonorStep.FROZEN
    report.content, report.sha256, figures = frozen(paper)
    report.note = ""
    report.save(update_fields=["frozen_at", "frozen_by", "step", "content", "sha256", "note"])
    keep(figures)
    audit.record(
        actor, "donor_report.frozen", "donor_report", report.id, {"sha256": report.sha256, "figures": len(figures)}
    )
    happened(DonorReportFrozen(str(report.id)))
    return report


def _frozen(actor: Actor, report_id: UUID) -> DonorReport:
    access.demand_officer(actor)
    report = access.hold_donor_report(actor, report_id, lock=True)
    if report.step != DonorStep.FROZEN:
        raise Refused(
            "moved_on",
            _("This report does not wait for approval: a colleague may have been faster."),
            _("Look at it again."),
            status=409,
        )
    if actor.person_id in {report.frozen_by_id}:
        raise Refused(
            "same_person", _("You froze this report: another officer approves it."), _("Ask a colleague."), status=403
        )
    return report


@transaction.atomic
def approve(actor: Actor, report_id: UUID, seen_sha256: str) -> DonorReport:
    """A second officer approves exactly what was frozen, and so sends it; the donor reads it from now on.

    Refused: not an officer, or who froze it (403), not waiting or not the content that was read (409).
    """
    report = _frozen(actor, report_id)
    rows = list(FrozenFigure.objects.filter(report=report).order_by("place"))
    if seen_sha256 != report.sha256 or digest(json.loads(report.content), rows) != report.sha256:
        raise Refused(
            "not_as_seen", _("The report is not the one that you read."), _("Read it again, then decide."), status=409
        )
    report.approved_by_id, report.sent_at, report.step = actor.person_id, clock.now(), DonorStep.SENT
    report.save(update_fields=["approved_by", "sent_at", "step"])
    audit.record(actor, "donor_report.sent", "donor_report", report.id, {"sha256": report.sha256})
    happened(DonorReportSent(str(report.id)))
    return report


@transaction.atomic
def give_back(actor: Actor, report_id: UUID, note: str) -> DonorReport:
    """A second officer sends it back with a note: a draft again. Refused: as `approve`, or without a note (422)."""
    report = _frozen(actor, report_id)
    kept = storable(note.replace("\r\n", "\n"))[0].strip()
    if not kept:
        raise Refused("note_missing", _("Sending it back needs a note."), _("Say what should be looked at again."))
    FrozenFigure.objects.filter(report=report).delete()
    report.step, report.note, report.content, report.sha256 = DonorStep.DRAFT, kept, "", ""
    report.save(update_fields=["step", "note", "content", "sha256"])
    audit.record(actor, "donor_report.returned", "donor_report", report.id, {"note": kept})
    happened(DonorReportReturned(str(report.id)))
    return report


@transaction.atomic
def look_for_corrections(actor: Actor, report_id: UUID) -> int:
    """Compare what was sent with the records of today; what differs is kept as a correction and shown as such.

    The figures that were sent never change. Running it again adds only what has changed since. How many were new.
    """
    report = DonorReport.objects.select_for_update(of=("self",)).get(id=report_id)
    if report.step != DonorStep.SENT:
        return 0
    now, at = computed(report.programme_id, report.donor_id, report.year), clock.now()
    corrected = {each.key: each for each in Correction.objects.filter(report=report).order_by("seen_at")}
    new = 0
    for row in FrozenFigure.objects.filter(report=report).order_by("place"):
        figure = now[row.key] if row.key in now else None  # noqa: SIM401 (a register has no get)
        value = "" if figure is None or figure.value is None else format(figure.value, "f")
        last = corrected.get(row.key)
        if value == (last.now if last else row.value):
            continue
        then = {(s[0], s[1], s[3]): (s[2], s[4]) for s in row.sources}
        here = {(s.row, s.field, s.role): (s.value, s.label) for s in figure.sources} if figure else {}
        changed = [
            [key[0], key[1], then.get(key, ("", ""))[0], here.get(key, ("", ""))[0], (here.get(key) or then[key])[1]]
            for key in (*then, *(key for key in here if key not in then))
            if then.get(key, (None,))[0] != here.get(key, (None,))[0]
        ]
        _correction, fresh = Correction.objects.get_or_create(
            report=report,
            key=row.key,
            now=value,
            defaults={"before": last.now if last else row.value, "rows": changed[:50], "seen_at": at},
        )
        new += fresh
    if new:
        report.corrected_at = at
        report.save(update_fields=["corrected_at"])
        audit.record(actor, "donor_report.corrected", "donor_report", report.id, {"figures": new})
    return new
