"""From the first answer to acceptance: written by both, signed by both, returned with questions, accepted, frozen."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from tandem.answers.operations import Edit, save
from tandem.answers.queries import stored
from tandem.delivery import operations as delivery
from tandem.foundation.access import Refused
from tandem.foundation.duties.models import Duty
from tandem.foundation.outbox.models import Mail
from tandem.plans import operations as plans
from tandem.plans.queries import of_grant
from tandem.reports import access, jobs, operations
from tandem.reports.models import Query, Reason, Report
from tandem.reports.queries.standing import standing
from tandem.reports.queries.tables import as_sent, tables
from tests.factories import finance, reports
from tests.factories.reports import AFTER, DURING, on

pytestmark = pytest.mark.django_db


def sha_of(cast, who, report):
    return standing(access.hold(cast.actor(who), report.id)).content.sha256


@pytest.mark.clause("MIC-12")
@pytest.mark.clause("MIC-15")
@pytest.mark.clause("MIC-19")
def test_reports_are_owed_by_the_donors_cycle(cast, grant):
    """Accounts for every year by the donor's day; an application to go on for every year but the last."""
    kinds = grant.rulebook_version.rulebook.reports
    owed = {(row.kind, row.year): row.due_on for row in Report.objects.filter(grant=grant)}
    yearly = next(key for key, kind in kinds.items() if kind.financial)
    going_on = next(key for key, kind in kinds.items() if kind.every == "year_but_last")
    assert [owed[yearly, year] for year in (2025, 2026, 2027)] == [
        date(2026, 4, 15),
        date(2027, 4, 15),
        date(2028, 4, 15),
    ]
    assert {key: day for key, day in owed.items() if key[0] == going_on} == {
        (going_on, 2025): date(2025, 10, 1),
        (going_on, 2026): date(2026, 10, 1),
    }
    with on(DURING):
        assert jobs.make_for(cast.actor("ana"), grant.id) == 0
    duties = Duty.objects.filter(subject_id=reports.report_of(grant).id, done_at=None)
    assert {duty.organisation_id for duty in duties} == {cast.fjordvik.id, cast.san_telmo.id}


@pytest.mark.clause("MIC-12")
@pytest.mark.expects("UX-20")
def test_a_report_begins_filled(cast, grant):
    """At least 60 % is there before anybody has typed a word; every text says where it comes from and of which day."""
    reports.year_of_work(cast, grant)
    report = reports.report_of(grant)
    with on(AFTER):
        assert operations.prefill(cast.actor("dee"), report.id) > 0
        where = standing(access.hold(cast.actor("dee"), report.id))
        assert where.filled_percent >= 60
        assert all(kept.taken_from for kept in where.stored.values())
        assert operations.prefill(cast.actor("dee"), report.id) == 0
    goals = where.stored["learnt/abroad", ""]
    assert goals.value and goals.language == "es" and "2" in goals.taken_from
    assert where.stored["learnt/home", ""].language == "en"


@pytest.mark.clause("MIC-19")
def test_the_application_to_go_on_starts_from_the_plan(cast, grant):
    """What is agreed for this year stands in next year's application: aims, work, learning, risks and budget."""
    kinds = grant.rulebook_version.rulebook.reports
    report = reports.report_of(grant, kind=next(key for key, kind in kinds.items() if kind.due == "application"))
    with on(DURING):
        operations.prefill(cast.actor("dee"), report.id)
        texts = {path: kept for (path, _row), kept in stored(report.id).items()}
        table = tables(access.hold(cast.actor("dee"), report.id))
    assert "San Telmo" in texts["stands"].value
    assert all("plan" in kept.taken_from.lower() and "2025" in kept.taken_from for kept in texts.values())
    assert set(texts) >= {"stands", "year_plan", "learning_ahead/home", "learning_ahead/abroad", "risks_ahead"}
    for activity in table.plan.activities:
        goes_on = activity.starts_on.year <= 2026 <= (activity.ends_on or activity.starts_on).year
        assert (activity.title in texts["year_plan"].value) == goes_on
    assert all(risk.text in texts["risks_ahead"].value for risk in table.plan.risks)
    goals = {note.side: note.text for note in table.plan.notes if note.kind == "learning_goal"}
    assert {side: texts[f"learning_ahead/{side}"].value for side in goals} == goals
    assert "NOK" in texts["money_ahead"].value.replace("kr", "NOK")


@pytest.mark.clause("MIC-19")
def test_the_second_application_to_go_on_starts_from_the_first_one_too(cast, grant):
    """Next year's application knows the plan as it is now and what was written and accepted a year before."""
    kinds = grant.rulebook_version.rulebook.reports
    going_on = next(key for key, kind in kinds.items() if kind.due == "application")
    first = reports.report_of(grant, 2025, going_on)
    with on(DURING):
        operations.prefill(cast.actor("dee"), first.id)
        there = stored(first.id)["learning_ahead/home", ""]
        own = Edit("learning_ahead/home", "", None, there.revision, value="Routes that follow the bins, not the map")
        assert not save(cast.actor("bo"), "report", first.id, [own], locale="en").refusal
        reports.answer(cast, first)
        for who in ("bo", "dee"):
            operations.sign(cast.actor(who), first.id, sha_of(cast, who, first))
        first.refresh_from_db()
        operations.accept(cast.actor("omar"), first.id, first.sendings.latest("number").sha256)
    second = reports.report_of(grant, 2026, going_on)
    with on(DURING + timedelta(days=366)):
        operations.prefill(cast.actor("bo"), second.id)
        texts = {path: kept for (path, _row), kept in stored(second.id).items()}
    goals = next(note.text for note in tables(access.hold(cast.actor("bo"), second.id)).plan.notes
                 if note.kind == "learning_goal" and note.side == "home")
    begun = texts["learning_ahead/home"]
    assert goals in begun.value and "Routes that follow the bins, not the map" in begun.value
    assert "2025" in begun.taken_from and "plan" in begun.taken_from.lower()
    assert ";" not in texts["stands"].taken_from  # what has not changed stands there once


@pytest.mark.clause("MIC-12")
def test_what_is_refused_before_signing(cast, grant):
    """A period that has not begun or ended, a missing value, a missing explanation: each with place and remedy."""
    report = reports.report_of(grant, 2026)
    with on(AFTER - timedelta(days=60)), pytest.raises(Refused) as early:
        operations.prefill(cast.actor("dee"), report.id)
    assert (early.value.code, early.value.status) == ("not_begun", 409)
    report = reports.report_of(grant)
    with on(DURING), pytest.raises(Refused) as during:
        operations.sign(cast.actor("dee"), report.id, "")
    assert (during.value.code, during.value.status) == ("not_ended", 409)
    with on(AFTER):
        reports.answer(cast, report)
        found = standing(access.hold(cast.actor("dee"), report.id))
        codes = [each.code for each in found.lacking]
        assert codes.count("actual_missing") == len(found.tables.results) > 0
        assert "reason_missing" in codes
        assert all(each.url for each in found.lacking)
        with pytest.raises(Refused) as refused:
            operations.sign(cast.actor("dee"), report.id, found.content.sha256)
        assert refused.value.code == "not_ready"
        with pytest.raises(Refused) as unknown:
            operations.explain(cast.actor("dee"), report.id, "no_such_line", "because")
        assert unknown.value.code == "no_such_line"


@pytest.mark.expects("REL-14")
def test_a_zero_is_reported_and_none_has_its_reason(cast, grant):
    reports.year_of_work(cast, grant, {"Complaints": ""})
    with on(AFTER):
        held = access.hold(cast.actor("dee"), reports.report_of(grant).id)
        rows = tables(held).results
    zero = next(row for row in rows if row.actual == 0)
    none = next(row for row in rows if row.actual is None and row.reason)
    assert zero.said and none.said and zero.plain()["actual"] == "0" and none.plain()["actual"] == ""


@pytest.mark.clause("MIC-12")
def test_the_financial_report_adds_up(cast, grant):
    """Approved, revised, period, to date, variance; opening balance, instalments, closing balance."""
    reports.year_of_work(cast, grant)
    with on(AFTER):
        table = tables(access.hold(cast.actor("dee"), reports.report_of(grant).id)).money
    assert table is not None
    spent = 1_200_050 + 340_025 + 800_000 + 207_785  # 1,500.25 quetzales at 1.385
    assert table.total("spent") == spent == table.income.spent
    assert table.total("revised") - spent == table.total("variance")
    assert table.income.opening == 0
    assert table.income.closing == sum(paid.minor for paid in table.income.instalments) - spent
    with on(datetime(2027, 2, 1, tzinfo=UTC)):
        later = tables(access.hold(cast.actor("dee"), reports.report_of(grant, 2026).id)).money
    assert later is not None and later.income.opening == table.income.closing and later.total("to_date") == spent


@pytest.mark.clause("MIC-12")
def test_both_sign_the_same_content_and_an_edit_voids_it(cast, grant):
    report = reports.ready(cast, grant)
    with on(AFTER):
        first = operations.sign(cast.actor("bo"), report.id, sha_of(cast, "bo", report))
        assert first.waiting_for == ("abroad",) and first.sending is None
        operations.explain(cast.actor("dee"), report.id, next(iter(_lines(cast, report))), "Prices rose")
        with pytest.raises(Refused) as changed:
            operations.sign(cast.actor("dee"), report.id, "0" * 64)
        assert changed.value.status == 409
        second = operations.sign(cast.actor("dee"), report.id, sha_of(cast, "dee", report))
        assert second.waiting_for == ("home",)
        done = operations.sign(cast.actor("bo"), report.id, sha_of(cast, "bo", report))
        again = operations.sign(cast.actor("bo"), report.id, "whatever")
    assert done.sending is not None and again.sending == done.sending
    assert {each["side"] for each in done.sending.signed_by} == {"home", "abroad"}
    content = json.loads(done.sending.content)
    assert content["results"] and content["money"]["lines"] and content["plan"] == str(done.sending.plan_version_id)
    assert not Duty.objects.filter(subject_id=report.id, kind="report.write", done_at=None).exists()
    assert Duty.objects.filter(subject_id=report.id, kind="report.check", role="officer", done_at=None).exists()


def _lines(cast, report):
    return [row.key for row in standing(access.hold(cast.actor("dee"), report.id)).tables.lines]


@pytest.mark.clause("MIC-12")
def test_returned_with_a_question_answered_and_accepted(cast, grant):
    report = reports.sent(cast, grant)
    first = report.sendings.latest("number")
    with on(AFTER):
        with pytest.raises(Refused) as nothing:
            operations.give_back(cast.actor("ana"), report.id, {"activities": " "}, first.sha256)
        assert nothing.value.code == "no_question"
        with pytest.raises(Refused):
            operations.give_back(cast.actor("ana"), report.id, {"no_such": "?"}, first.sha256)
        operations.give_back(cast.actor("ana"), report.id, {"activities": "Which streets?"}, first.sha256)
        kept = stored(report.id)["activities", ""]
        edit = Edit("activities", "", None, kept.revision, value="Twelve streets in the old town")
        assert not save(cast.actor("dee"), "report", report.id, [edit], locale="es").refusal
    report.refresh_from_db()
    assert report.step == "returned" and Query.objects.get().text == "Which streets?"
    reports.signed(cast, report)
    second = report.sendings.latest("number")
    assert second.number == 2 and "Twelve streets" in second.content and "Twelve streets" not in first.content
    with on(AFTER):
        with pytest.raises(Refused) as stale:
            operations.accept(cast.actor("omar"), report.id, first.sha256)
        assert stale.value.status == 409
        operations.accept(cast.actor("omar"), report.id, second.sha256)
        with pytest.raises(Refused) as late:  # of two officers at once the second is told
            operations.accept(cast.actor("ana"), report.id, second.sha256)
        assert (late.value.code, late.value.status) == ("moved_on", 409)


@pytest.mark.clause("MIC-12")
def test_an_accepted_report_is_frozen_with_its_plan_version(cast, grant):
    """A later version of the plan and later values change nothing in it."""
    report = reports.accepted(cast, grant)
    held = access.hold(cast.actor("ana"), report.id)
    before = as_sent(held, report.sendings.latest("number"))
    with on(AFTER):
        late = save(cast.actor("dee"), "report", report.id, [Edit("next", "", None, 1, value="X")], locale="es")
        assert late.refusal
        with pytest.raises(Refused) as refused:
            operations.explain(cast.actor("dee"), report.id, before.lines[0].key, "Later thought")
        assert refused.value.status == 409
        plan = of_grant(grant.id)
        plans.revise(cast.actor("dee"), plan.id, "More streets")
        agreed = plans.agree(cast.actor("ana"), plans.propose(cast.actor("dee"), plan.id).id)
        finance.accepted(cast, grant, "10", who="dee", spent_on=date(2025, 7, 1))
    assert agreed.number > before.number
    after = as_sent(access.hold(cast.actor("ana"), report.id), report.sendings.latest("number"))
    assert after == before
    assert Reason.objects.filter(report=report).exists()


@pytest.mark.expects("SEC-9")
def test_nobody_accepts_for_their_own_party(cast, grant):
    from tandem.foundation.tenancy.models import Membership

    report = reports.sent(cast, grant)
    Membership.objects.create(organiser=cast.samband, person=cast.bo, role="officer")
    with on(AFTER), pytest.raises(Refused) as refused:
        operations.accept(cast.actor("bo"), report.id, report.sendings.latest("number").sha256)
    assert refused.value.code == "own_report"


@pytest.mark.clause("MIC-12")
def test_late_reports_are_reminded_and_escalated_once(cast, grant):
    report = reports.report_of(grant)
    kind = grant.rulebook_version.rulebook.reports[report.kind]
    morning = datetime(2026, 4, 15, 7, tzinfo=UTC)
    for days in (*kind.remind_days, 3):
        for _twice in range(2):
            with on(morning - timedelta(days=days)):
                jobs.daily(morning - timedelta(days=days))
    mails = Mail.objects.filter(about_id=report.id)
    assert mails.count() == 2 * len(kind.remind_days)  # Bo and Dee, each once for each of the rulebook's days
    assert Duty.objects.filter(kind="report.late", subject_id=report.id).count() == 0
    for days in (kind.escalate_days, kind.escalate_days + 1):
        with on(morning + timedelta(days=days)):
            jobs.daily(morning + timedelta(days=days))
    assert Duty.objects.filter(kind="report.late", subject_id=report.id, role="officer", done_at=None).count() == 1
    report.refresh_from_db()
    assert report.prefilled_at is not None  # the period is over, so what is known was filled in


def test_values_that_were_only_written_are_sent_with_the_report(cast, grant):
    report = reports.accepted(cast, grant)
    assert set(grant.actuals.values_list("state", flat=True)) == {"approved"}
    with on(AFTER), pytest.raises(Refused):
        delivery.record_actual(cast.actor("dee"), grant.id, grant.actuals.first().indicator, report.year, value="7")


def test_a_falling_indicator_at_its_target_is_all_the_way(cast, grant):
    reports.year_of_work(cast, grant)
    with on(AFTER):
        rows = tables(access.hold(cast.actor("dee"), reports.report_of(grant).id)).results
    falling = next(row for row in rows if row.indicator.direction == "falling")
    assert falling.progress is not None and falling.progress.ratio == Decimal(1)
