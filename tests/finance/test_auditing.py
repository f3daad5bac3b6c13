"""An auditor reads for a limited time, says five things, and what is found is followed up before closing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tandem.finance import operations
from tandem.finance.jobs import AUDIT, RESPOND, SETTLE
from tandem.finance.models import AuditFinding, Engagement
from tandem.finance.operations import FindingInput
from tandem.finance.queries import audits_missing, delivered_audits, spent
from tandem.foundation.access import Refused
from tandem.foundation.duties.models import Duty
from tandem.foundation.tenancy.models import Membership
from tandem.partnerships.access import hold
from tandem.partnerships.models import Grant
from tests.factories import finance
from tests.files.samples import pdf

pytestmark = pytest.mark.clause("MIC-13")
AFTERWARDS = "2028-02-03T10:00"


def report() -> SimpleUploadedFile:
    return SimpleUploadedFile("Revisjonsberetning Ђорђе.pdf", pdf())


def missing(grant: Grant) -> list[tuple[int | None, str]]:
    return [(each.year, each.code) for each in audits_missing(grant, grant.rulebook_version.rulebook)]


def problems(refused: Refused) -> set[tuple[str, str]]:
    return {(each.code, each.where) for each in refused.problems}


@pytest.fixture
def ended(grant: Grant, cast: Any, at: Callable[..., Any]) -> Grant:
    """The same grant after its last year, with one accepted expense."""
    finance.accepted(cast, grant)
    at(AFTERWARDS)
    return grant


def test_one_audit_after_the_last_year_or_one_every_year_as_the_donor_wants(
    ended: Grant, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert missing(ended) == [(None, "not_opened")]
    rulebook = ended.rulebook_version.rulebook
    donors = dict(rulebook.cycle.donors)
    donors[ended.donor.key] = donors[ended.donor.key].model_copy(update={"audit": "yearly"})
    yearly = rulebook.model_copy(update={"cycle": rulebook.cycle.model_copy(update={"donors": donors})})
    assert [(each.year, each.code) for each in audits_missing(ended, yearly)] == [
        (2025, "not_opened"), (2026, "not_opened"), (2027, "not_opened")
    ]


@pytest.mark.expects("SEC-4")
def test_the_auditor_reads_until_the_day_and_then_knows_nothing(
    cast: Any, ended: Grant, at: Callable[..., Any]
) -> None:
    with pytest.raises(Refused):
        hold(cast.actor("aud"), ended.id)
    row = finance.engaged(cast, ended)
    assert hold(cast.actor("aud"), ended.id).reads == "auditor"
    assert Duty.objects.get(kind=AUDIT).person_id == cast.aud.id
    at(f"{row.access_until_on}T23:00")
    assert hold(cast.actor("aud"), ended.id).reads == "auditor"
    at(f"{row.access_until_on + timedelta(days=1)}T00:30")
    with pytest.raises(Refused) as caught:
        hold(cast.actor("aud"), ended.id)
    assert caught.value.status == 404


def test_a_clean_audit_settles_everything(cast: Any, ended: Grant) -> None:
    row = finance.delivered(cast, finance.engaged(cast, ended), report())
    assert missing(ended) == []
    assert [each.id for each in delivered_audits([ended.id])] == [row.id]
    assert Duty.objects.get(kind=AUDIT).done_at is not None
    assert len(row.statements) == len(ended.rulebook_version.rulebook.audit.statements) == 5
    with pytest.raises(Refused) as caught:
        finance.delivered(cast, row, report())
    assert caught.value.code == "delivered"


def test_an_opinion_with_remarks_opens_a_follow_up(cast: Any, ended: Grant) -> None:
    engaged = finance.engaged(cast, ended)
    with pytest.raises(Refused) as caught:
        finance.delivered(cast, engaged, report(), opinion="qualified")
    assert problems(caught.value) == {("no_finding", "finding-1")}
    finance.delivered(cast, engaged, report(), opinion="qualified", findings=("Two receipts lack a signature",))
    finding = AuditFinding.objects.get()
    assert missing(ended) == [(None, "finding_open")]
    assert finding.due_on == date(2028, 2, 3) + timedelta(days=ended.rulebook_version.rulebook.audit.follow_up_days)
    assert Duty.objects.filter(kind=RESPOND, done_at=None).count() == 2  # both partners
    with pytest.raises(Refused) as caught:
        operations.settle_finding(cast.actor("ana"), finding.id, "Seen")
    assert caught.value.code == "no_response_yet"
    operations.respond(cast.actor("dee"), finding.id, "They are signed now, copies attached")
    assert Duty.objects.get(kind=SETTLE, done_at=None).role == "officer"
    operations.settle_finding(cast.actor("ana"), finding.id, "Signed copies of both")
    assert (missing(ended), Duty.objects.filter(kind__in=(RESPOND, SETTLE), done_at=None).count()) == ([], 0)


def test_a_finding_about_an_expense_leads_to_a_correction(cast: Any, ended: Grant) -> None:
    row = finance.accepted(cast, ended, "250", spent_on=date(2026, 5, 5))
    engaged = finance.engaged(cast, ended)
    rules = ended.rulebook_version.rulebook.audit
    operations.deliver(
        cast.actor("aud"), engaged.id, statements={each.id: (True, "") for each in rules.statements},
        opinion="qualified", findings=[FindingInput("No offers were compared", row.id)], report=report(),
    )
    finding = AuditFinding.objects.get()
    assert finding.expense_id == row.id
    operations.disallow(cast.actor("omar"), row.id, "No offers were compared", finding.id)
    assert row.id not in [id for each in spent(ended.id) for id in each.rows]


@pytest.mark.expects("SEC-9")
@pytest.mark.clause("FLD-10")
def test_an_auditor_with_a_hand_in_the_grant_is_refused(cast: Any, ended: Grant) -> None:
    for person, roles in ((cast.ana, ("auditor",)), (cast.dee, ("auditor",)), (cast.kim, ("auditor",))):
        for role in roles:
            Membership.objects.create(organiser=cast.samband, person=person, role=role)
        with pytest.raises(Refused) as caught:
            operations.engage(
                cast.actor("omar"), ended.id, year=None, auditor=person.id, firm="X", until=date(2028, 3, 1)
            )
        assert caught.value.code == "not_independent"
    with pytest.raises(Refused) as caught:
        operations.engage(cast.actor("omar"), ended.id, year=None, auditor=cast.cy.id, firm="X", until=date(2028, 3, 1))
    assert caught.value.code == "no_auditor"


@pytest.mark.expects("SEC-9")
def test_only_this_auditor_delivers(cast: Any, ended: Grant) -> None:
    row = finance.engaged(cast, ended)
    for who in ("ana", "dee", "kim"):
        with pytest.raises(Refused) as caught:
            operations.deliver(cast.actor(who), row.id, statements={}, opinion="unqualified", report=report())
        assert caught.value.status == 403
    assert Engagement.objects.get(id=row.id).state == "open"


def test_nothing_half_done(cast: Any, ended: Grant) -> None:
    row = finance.engaged(cast, ended)
    rules = ended.rulebook_version.rulebook.audit
    first, second, *rest = [each.id for each in rules.statements]
    said = {first: (None, ""), second: (False, ""), **dict.fromkeys(rest, (True, ""))}
    with pytest.raises(Refused) as caught:
        operations.deliver(cast.actor("aud"), row.id, statements=said, opinion=rules.clean)
    assert problems(caught.value) == {
        ("no_answer", f"statement-{first}"), ("no_remark", f"remark-{second}"), ("clean_beside_no", "opinion"),
        ("no_report", "report"),
    }
    with pytest.raises(Refused) as caught:
        finance.delivered(cast, row, SimpleUploadedFile("report.pdf", b"MZ\x90\x00 this program"))
    assert caught.value.code.startswith("file_")
    assert Engagement.objects.get(id=row.id).state == "open"


def test_a_period_that_is_not_over_is_not_delivered(cast: Any, grant: Grant) -> None:
    row = finance.engaged(cast, grant)
    with pytest.raises(Refused) as caught:
        finance.delivered(cast, row, report())
    assert problems(caught.value) == {("period_not_over", "opinion")}


@pytest.mark.parametrize(("code", "changed"), [
    ("not_covered", {"year": 2025}), ("no_firm", {"firm": " "}), ("until", {"until": date(2028, 2, 2)}),
    ("until", {"until": date(2028, 12, 2)}),
])
def test_the_books_open_as_the_rulebook_says(cast: Any, ended: Grant, code: str, changed: dict[str, Any]) -> None:
    values = {"year": None, "auditor": cast.aud.id, "firm": "Fjell", "until": date(2028, 3, 1)} | changed
    with pytest.raises(Refused) as caught:
        operations.engage(cast.actor("ana"), ended.id, **values)
    assert caught.value.code == code


def test_an_audit_that_ends_early_closes_the_books_and_another_can_begin(cast: Any, ended: Grant) -> None:
    row = finance.engaged(cast, ended)
    with pytest.raises(Refused) as caught:
        finance.engaged(cast, ended)
    assert caught.value.code == "engaged"
    operations.end_audit(cast.actor("ana"), row.id, "The firm has withdrawn")
    with pytest.raises(Refused):
        hold(cast.actor("aud"), ended.id)
    assert missing(ended) == [(None, "not_opened")]
    assert finance.engaged(cast, ended).state == "open"
