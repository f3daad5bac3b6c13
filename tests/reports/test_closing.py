"""A grant is closed when nothing is open, by somebody else than who accepted the last report; then nobody writes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tandem.foundation.access import Refused
from tandem.partnerships.access import hold
from tandem.reports import operations
from tandem.reports.models import Report
from tandem.reports.queries.hindrances import hindrances
from tandem.reports.states import Step
from tests.factories import finance, reports
from tests.factories.reports import DURING, on

pytestmark = pytest.mark.django_db
AFTERWARDS = datetime(2028, 5, 10, 9, tzinfo=UTC)


def accepted_all(grant, by):
    """Every report accepted, as it stands when the last year is over."""
    Report.objects.filter(grant=grant).update(
        step=Step.ACCEPTED, accepted_at=AFTERWARDS, accepted_by=by, sent_at=AFTERWARDS
    )


@pytest.mark.clause("MIC-13")
def test_everything_that_is_open_is_listed(cast, grant):
    with on(DURING):
        finance.entered(cast, grant, "100", spent_on=DURING.date())
        finance.authorised(cast, grant)
    with on(AFTERWARDS), pytest.raises(Refused) as refused:
        operations.close(cast.actor("ana"), grant.id)
    codes = set(refused.value.values["open"])
    assert {"report_open", "expense_open", "instalment_open", "audit_not_opened"} <= codes
    assert refused.value.status == 422
    with on(AFTERWARDS):
        assert all(each.url for each in hindrances(hold(cast.actor("ana"), grant.id)))


@pytest.mark.clause("MIC-13")
def test_no_closure_without_the_audit_nor_with_an_open_finding(cast, grant, pdf_report):
    accepted_all(grant, cast.omar)
    with on(AFTERWARDS):
        with pytest.raises(Refused) as without:
            operations.close(cast.actor("ana"), grant.id)
        assert without.value.values["open"] == ["audit_not_opened"]
        work = finance.engaged(cast, grant)
        with pytest.raises(Refused) as open_work:
            operations.close(cast.actor("ana"), grant.id)
        assert open_work.value.values["open"] == ["audit_not_delivered"]
        rules = grant.rulebook_version.rulebook.audit
        qualified = next(each.id for each in rules.opinions if each.id != rules.clean)
        finance.delivered(cast, work, pdf_report, opinion=qualified, findings=("Receipts are missing",))
        with pytest.raises(Refused) as finding:
            operations.close(cast.actor("ana"), grant.id)
        assert finding.value.values["open"] == ["audit_finding_open"]


@pytest.mark.expects("SEC-9")
def test_a_second_person_closes_and_then_nobody_writes(cast, grant, pdf_report):
    with on(DURING):
        finance.paid(cast, grant)
    accepted_all(grant, cast.ana)
    with on(AFTERWARDS):
        finance.delivered(cast, finance.engaged(cast, grant), pdf_report)
        with pytest.raises(Refused) as same:
            operations.close(cast.actor("ana"), grant.id)
        assert (same.value.code, same.value.status) == ("same_person", 403)
        with pytest.raises(Refused) as unspent:
            operations.close(cast.actor("omar"), grant.id)
        assert unspent.value.values["open"] == ["unspent"]
        closed = operations.close(cast.actor("omar"), grant.id, "Paid back on 2 May, bank reference 4471")
        assert closed.step == "closed" and closed.closed_at is not None
        with pytest.raises(Refused) as again:
            operations.close(cast.actor("omar"), grant.id)
        assert again.value.status == 409
        report = reports.report_of(grant)
        Report.objects.filter(id=report.id).update(step=Step.DRAFT)
        for attempt in (
            lambda: operations.explain(cast.actor("dee"), report.id, "audit", "Later"),
            lambda: operations.prefill(cast.actor("dee"), report.id),
            lambda: operations.sign(cast.actor("dee"), report.id, ""),
            lambda: operations.accept(cast.actor("omar"), report.id, ""),
        ):
            with pytest.raises(Refused) as late:
                attempt()
            assert late.value.status == 409
