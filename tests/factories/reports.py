"""Reports at any stage, made through the operations. Must be called inside an organiser's scope."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from tandem.answers.models import Answer
from tandem.answers.operations import Edit, save
from tandem.answers.queries import stored
from tandem.core.forms.paths import expand
from tandem.core.values import Money
from tandem.delivery import operations as delivery
from tandem.finance import operations as finance
from tandem.foundation import clock
from tandem.foundation.access.decision import SYSTEM
from tandem.foundation.documents.blocks import Document, Paragraph
from tandem.foundation.documents.stored import stored as document_stored
from tandem.foundation.files.models import StoredFile
from tandem.foundation.ids import new_id
from tandem.partnerships.models import Grant
from tandem.plans.models import Indicator, Version
from tandem.plans.queries import agreed, of_grant
from tandem.reports import access, operations
from tandem.reports.models import DonorReport, FrozenFigure, Report, Sending
from tandem.reports.operations.making import make_for
from tandem.reports.queries.standing import standing
from tandem.reports.states import DonorStep, Step
from tests.factories import finance as money
from tests.factories import offline
from tests.factories.applications import filling
from tests.remembered import remembered

AFTER = datetime(2026, 2, 10, 9, tzinfo=UTC)  # the first year is over, its report is not due yet
DURING = datetime(2025, 6, 10, 9, tzinfo=UTC)


@contextmanager
def on(moment: datetime) -> Iterator[None]:
    """The clock stands still."""
    with clock.at(moment):
        yield


@remembered
def agreed_grant(cast: Any, **more: Any) -> Grant:
    """A grant under agreement with its plan, instalments planned and reports owed."""
    grant = money.funded_grant(cast, **more)
    with on(DURING):
        make_for(SYSTEM, grant.id)
    return grant


def spend(cast: Any, grant: Grant, amount: str = "1000", *, who: str = "dee", day: date | None = None, **more: Any
          ) -> Any:
    """An accepted expense."""
    return money.accepted(cast, grant, amount, who=who, spent_on=day or date(2025, 5, 10), **more)


def year_of_work(cast: Any, grant: Grant, values: Mapping[str, str] | None = None, year: int = 2025) -> None:
    """Everything a year has: an instalment paid, expenses (one in another currency), values for every indicator.

    `values` by the beginning of an indicator's title; others get their target, one is a reported zero, one not
    reported with its reason.
    """
    with on(DURING):
        money.paid(cast, grant)
        spend(cast, grant, "12000.50", text="Bus to the depot")
        spend(cast, grant, "3400.25", text="Interpreter")
        spend(cast, grant, "8000", who="bo", text="Workshop room")
        _foreign(cast, grant)
    with on(AFTER):
        report_values(cast, grant, year, values or {})


def _foreign(cast: Any, grant: Grant) -> None:
    line = next((each for each in money.lines(grant) if each.currency != grant.currency and not each.own), None)
    if line is not None:
        dee = cast.actor("dee")
        typed = replace(
            money.typed(grant, dee, line.side, number=f"GT-{grant.reference}"), line=line.identity,
            spent_on=date(2025, 5, 12),
            amount=Money.of("1500.25", line.currency), rate=line.rate, rate_source="Norges Bank",
            rate_on=date(2025, 5, 12), text="Local transport",
        )
        finance.accept(cast.actor("ana"), finance.enter(dee, grant.id, typed).id)


def report_values(cast: Any, grant: Grant, year: int, values: Mapping[str, str]) -> None:
    """A value for every indicator of the agreed plan: given, its target, a zero, or none with its reason."""
    plan = of_grant(grant.id)
    assert plan is not None
    version = agreed(plan.id)
    rows = Indicator.objects.filter(version=version).order_by("place", "id").prefetch_related("targets")
    for number, row in enumerate(rows):
        target = next((each.value for each in row.targets.all() if each.year == year), "")
        given = next((value for title, value in values.items() if row.title.startswith(title)), None)
        _record(cast, grant, row, year, given if given is not None else ("0" if number == 0 else target))


def _record(cast: Any, grant: Grant, row: Indicator, year: int, value: str) -> None:
    actor = cast.actor("dee")
    if row.kind == "qualitative":
        delivery.record_actual(actor, grant.id, row.identity, year, text="People ask before they throw")
    elif value:
        delivery.record_actual(actor, grant.id, row.identity, year, value="1" if row.kind == "milestone" else value)
    else:
        delivery.record_actual(actor, grant.id, row.identity, year, reason="The count was moved to spring")


def report_of(grant: Grant, year: int = 2025, kind: str = "") -> Report:
    """The report of a year; by default the one with accounts."""
    kinds = grant.rulebook_version.rulebook.reports
    wanted = kind or next(key for key, each in kinds.items() if each.financial)
    found: Report = Report.objects.get(grant=grant, year=year, kind=wanted)
    return found


def answer(cast: Any, report: Report, text: str = "We sorted and we learnt") -> None:
    """Everything that is not answered yet, by each side for itself."""
    for who in ("bo", "dee"):
        actor = cast.actor(who)
        held = access.hold(actor, report.id)
        there = stored(report.id)
        order = list(held.sides)
        wanted = filling(held.of.rulebook, held.form, order, text)
        places = {place.path: place for place in expand(held.form, order)}
        edits = [
            Edit(path, row, None, there[path, row].revision if (path, row) in there else 0, value=value)
            for (path, row), value in wanted.items()
            if not (there.get((path, row)) and there[path, row].value is not None)
            and (not places[path].party or places[path].party in held.of.sides)
        ]
        result = save(actor, "report", report.id, edits, locale="en")
        assert not result.refusal, result.refusal


def explain_all(cast: Any, report: Report) -> None:
    """Words for every line far from its budget."""
    held = access.hold(cast.actor("dee"), report.id)
    for line in standing(held).tables.lines:
        if line.explain and not line.reason:
            operations.explain(cast.actor("dee"), report.id, line.key, "The depot opened later than planned")


def ready(cast: Any, grant: Grant, year: int = 2025, **more: Any) -> Report:
    """A report that only needs signatures."""
    year_of_work(cast, grant, year=year, **more)
    report = report_of(grant, year)
    with on(AFTER):
        operations.prefill(cast.actor("dee"), report.id)
        answer(cast, report)
        explain_all(cast, report)
    report.refresh_from_db()
    return report


def signed(cast: Any, report: Report) -> Report:
    """Signed by both, and so sent."""
    with on(AFTER):
        for who in ("bo", "dee"):
            held = access.hold(cast.actor(who), report.id)
            operations.sign(cast.actor(who), report.id, standing(held).content.sha256)
    report.refresh_from_db()
    return report


def sent(cast: Any, grant: Grant, **more: Any) -> Report:
    """A report that waits for an officer."""
    return signed(cast, ready(cast, grant, **more))


def accepted(cast: Any, grant: Grant, who: str = "omar", **more: Any) -> Report:
    """A report that an officer has accepted."""
    report = sent(cast, grant, **more)
    with on(AFTER):
        operations.accept(cast.actor(who), report.id, report.sendings.latest("number").sha256)
    report.refresh_from_db()
    return report




def touched(officer: Any, actor: Any, grant: Grant, hidden: str = "") -> dict[str, Any]:
    """Rows for the access matrix: an accepted report, one being written, a donor's report sent and one being written.

    `hidden` ends every text. Written directly: nobody has worked yet when the matrix looks.
    """
    rulebook = grant.rulebook_version.rulebook
    kind = next(key for key, each in rulebook.reports.items() if each.financial)
    version = Version.objects.filter(plan__grant=grant).order_by("-number").first()
    now, text = clock.now(), f"It went well {hidden}".strip()
    form = rulebook.forms[rulebook.reports[kind].form]
    asked = next(q for q in form.questions() if q.type == "long_text" and q.of == "together")
    content = {
        "answers": {asked.id: {"": text}}, "plan_number": version.number if version else 0, "results": [], "money": {}
    }
    done = Report.objects.create(
        grant=grant, kind=kind, year=grant.first_year, step=Step.ACCEPTED, made_at=now, sent_at=now, accepted_at=now,
        plan_version=version,
    )
    Sending.objects.create(
        report=done, number=1, content=json.dumps(content), sha256="0" * 64, plan_version=version, sent_at=now
    )
    file = StoredFile.objects.create(
        name=f"Minutes {hidden}.pdf", size=4, sha256="0" * 64, kind="pdf", uploaded_at=now,
        uploaded_by_id=actor.person_id,
    )
    Answer.objects.create(
        subject_kind="report", subject_id=done.id, path="paper", row=str(new_id()), value={"file": str(file.id)},
        saved_at=now,
    )
    draft = Report.objects.create(grant=grant, kind=kind, year=grant.first_year + 1, made_at=now)
    return {
        "report": done.id, "draft_report": draft.id,
        "report_brought": offline.brought("report", draft.id).id,
        "report_section": form.sections[0].id, "report_file": file.id,
        **_donor_touched(officer, grant, hidden),
    }


def _donor_touched(officer: Any, grant: Grant, hidden: str) -> dict[str, Any]:
    now, host = clock.now(), grant.organiser
    same = {"programme": grant.programme, "donor": grant.donor, "due_on": date(2026, 6, 1), "made_at": now}
    document = Document(
        f"Report {hidden}".strip(), "en", (Paragraph(f"It went well {hidden}".strip()),), host.slug, now.date()
    )
    sent = DonorReport.objects.create(
        **same, year=grant.first_year, step=DonorStep.SENT, frozen_at=now, sent_at=now, frozen_by_id=officer.person_id,
        sha256="0" * 64, content=json.dumps({"documents": {"en": document_stored(document)}}),
    )
    FrozenFigure.objects.create(
        report=sent, place=0, key="spent", label={"en": f"Used {hidden}".strip()}, value="0", formula="count"
    )
    draft = DonorReport.objects.create(**same, year=grant.first_year + 1, made_by_id=officer.person_id)
    return {"donor_report": sent.id, "donor_draft": draft.id, "figure_key": "spent", "donor_id": grant.donor_id}
