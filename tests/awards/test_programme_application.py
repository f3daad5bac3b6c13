"""The organiser applies to each donor from its conditional awards; the donor's grant makes them firm (MIC-20)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tandem.awards import operations
from tandem.awards.funding_jobs import APPLY, RECORD, SEND, tell_partners
from tandem.awards.models import DonorGrant, ProgrammeApplication
from tandem.awards.operations import DonorDecision, Except
from tandem.awards.queries import funding
from tandem.awards.states import Answer, Asked
from tandem.core.ledger import split
from tandem.core.values import Money
from tandem.foundation.access import Refused
from tandem.foundation.audit import chain
from tandem.foundation.documents.stored import restored
from tandem.foundation.documents.word import to_docx
from tandem.foundation.duties.models import Duty
from tandem.foundation.files.models import StoredFile
from tandem.foundation.outbox.models import Mail
from tandem.partnerships.models import Grant
from tandem.partnerships.states import GrantStep
from tests.cast import Cast
from tests.contracts.world import signed_in
from tests.factories import grants, organisations
from tests.files.samples import pdf

NOON = "2024-10-30T12:00"


@dataclass
class House:
    """Two awards of one donor and one of another, all conditional; it is two days before the donor's date."""

    cast: Cast
    first: Grant
    second: Grant
    third: Grant
    at: Callable[..., datetime]

    def actor(self, name: str) -> Any:
        return self.cast.actor(name)

    def assembled(self) -> ProgrammeApplication:
        return operations.assemble(self.actor("ana"), self.first.programme_id, self.first.donor_id, 2024)

    def sent(self) -> ProgrammeApplication:
        made = self.assembled()
        return operations.send_programme_application(self.actor("omar"), made.id, made.sha256)

    def decision(self, amount: str = "2400000", **more: Any) -> DonorDecision:
        return replace(DonorDecision("QZA-24/0071", Money.of(amount, "NOK"), date(2024, 12, 10)), **more)

    def recorded(self, decided: DonorDecision | None = None, application: Any = None) -> DonorGrant:
        asked = application or self.sent()
        self.at("2024-12-12T12:00")
        return operations.record_donor_grant(self.actor("ana"), asked.id, decided or self.decision(), letter())


def letter(name: str = "Tilsagn.pdf", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, pdf() if content is None else content)


@pytest.fixture
def house(cast: Cast, at: Callable[..., datetime]) -> Any:
    with cast.scope():
        at("2024-10-28T12:00")
        second = (
            organisations.make("Elvedal kommune", sign=cast.other_bo),
            organisations.make("Ђорђе Київ 😀", "KE", sign=cast.other_bo),
        )
        third = (organisations.make("Nordskog kommune"), organisations.make("Brezovnik", "RS"))
        conditional: Any = {"step": GrantStep.CONDITIONAL}
        first = grants.firm_grant(cast, **conditional)
        other = grants.firm_grant(cast, pair=second, who="other_bo", title="School meals from fields", **conditional)
        mfa = first.programme.donors.get(key="mfa")
        last = grants.firm_grant(cast, pair=third, plan="empty", title="Budgets", donor=mfa, **conditional)
        at(NOON)
        yield House(cast, first, other, last, at)


@pytest.mark.clause("MIC-20")
def test_it_is_assembled_from_the_conditional_awards_of_that_donor_alone(house: House) -> None:
    made = house.assembled()
    rows = list(made.rows.order_by("place"))
    assert [row.grant_id for row in rows] == [house.first.id, house.second.id]
    assert all(sum(row.years.values()) == row.minor == row.grant.awarded_minor for row in rows)
    assert sorted(rows[0].years) == ["2025", "2026", "2027"]
    assert made.stand == Asked.MADE and made.due_on == date(2024, 11, 1) and not any(row.late for row in rows)
    words = "\n".join(_texts(made.content["en"]))
    for text in ("Sorting at the door", "School meals from fields", "Ђорђе Київ 😀", "2,400,000.00", "municipality"):
        assert text in words
    assert "Budgets" not in words
    assert "De la recogida" not in words and "NOK" in words
    assert Grant.objects.filter(step=GrantStep.CONDITIONAL).count() == 3, "asking makes nothing firm"


@pytest.mark.clause("MIC-20")
def test_what_comes_after_the_donors_date_is_said(house: House) -> None:
    Grant.objects.filter(id=house.second.id).update(awarded_at=datetime.fromisoformat("2024-11-02T10:00+00:00"))
    house.at("2024-11-04T12:00")
    made = house.assembled()
    assert [row.late for row in made.rows.order_by("place")] == [False, True]
    words = "\n".join(_texts(made.content["en"]))
    assert "The date for this application was" in words and "One award was decided after that date." in words
    page = signed_in(house.cast.ana).get("/samband/programmes/ks-mic/donors/norad/2024/")
    assert page.status_code == 200
    assert "Overdue: the donor’s date was" in page.content.decode().replace("&#x27;", "’").replace("'", "’")


@pytest.mark.clause("MIC-15")
def test_a_donor_who_takes_no_application_this_year_says_so(house: House) -> None:
    page = signed_in(house.cast.ana).get("/samband/programmes/ks-mic/donors/mfa/2024/").content.decode()
    assert "The donor takes no application this year." in page


@pytest.mark.expects("SEC-9", "FLD-10")
def test_another_officer_sends_exactly_what_was_read(house: House) -> None:
    made = house.assembled()
    with pytest.raises(Refused, match="own_application") as own:
        operations.send_programme_application(house.actor("ana"), made.id, made.sha256)
    assert own.value.status == 403
    with pytest.raises(Refused, match="not_as_seen"):
        operations.send_programme_application(house.actor("omar"), made.id, "0" * 64)
    Grant.objects.filter(id=house.first.id).update(title="Renamed")
    with pytest.raises(Refused, match="changed"):
        operations.send_programme_application(house.actor("omar"), made.id, made.sha256)
    again = house.assembled()
    assert (again.number, again.stand) == (2, Asked.MADE)
    with pytest.raises(Refused, match="moved_on"):
        operations.send_programme_application(house.actor("omar"), made.id, made.sha256)
    sent = operations.send_programme_application(house.actor("omar"), again.id, again.sha256)
    assert operations.send_programme_application(house.actor("omar"), again.id, again.sha256).sent_at == sent.sent_at
    with pytest.raises(Refused, match="with_donor"):
        house.assembled()


@pytest.mark.parametrize("who", ["bo", "dee", "cy", "kim", "aud", "don", "nobody", "eve"])
def test_nobody_but_officers(house: House, who: str) -> None:
    sent = house.sent()
    for act in (
        lambda: operations.assemble(house.actor(who), house.first.programme_id, house.first.donor_id, 2024),
        lambda: operations.send_programme_application(house.actor(who), sent.id, sent.sha256),
        lambda: operations.record_donor_grant(house.actor(who), sent.id, house.decision(), letter()),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.status in (403, 404)
    assert DonorGrant.objects.count() == 0


@pytest.mark.clause("MIC-20")
def test_the_donors_grant_makes_the_awards_firm_and_partners_hear_it_in_their_languages(
    house: House, django_capture_on_commit_callbacks: Any
) -> None:
    made = house.recorded()
    assert set(Grant.objects.filter(step=GrantStep.FIRM).values_list("id", flat=True)) == {
        house.first.id, house.second.id
    }
    assert Grant.objects.get(id=house.third.id).step == GrantStep.CONDITIONAL, "another donor's"
    assert funding.donor_grant_of(house.first.id) == made and funding.donor_grant_of(house.third.id) is None
    from tandem.awards.events import DonorGrantRecorded

    event = DonorGrantRecorded(str(made.id), str(made.donor_id), (str(house.first.id), str(house.second.id)))
    tell_partners(event)
    tell_partners(event)  # it may run twice
    mails = Mail.objects.filter(about_kind="grant", about_id=house.first.id)
    assert {mail.to: mail.language for mail in mails} == {"bo@tandem.example": "en", "dee@tandem.example": "es"}
    spanish = mails.get(language="es")
    assert house.first.reference in spanish.text and f"/grants/{house.first.id}/" in spanish.text
    rows = chain.Act.objects.filter(object_kind__in=["programme_application", "donor_grant"]).order_by("number")
    acts = [act.verb for act in rows]
    assert acts == [
        "awards.programme_application_made", "awards.programme_application_sent", "awards.donor_grant_recorded"
    ]


@pytest.mark.clause("MIC-20")
def test_more_than_the_donor_gives_is_refused_until_it_is_said_which_award_waits_or_gets_less(house: House) -> None:
    sent = house.sent()
    with pytest.raises(Refused) as refused:
        house.recorded(house.decision("2000000"), sent)
    assert refused.value.code == "over_donor_amount" and refused.value.values["over"] == "400000.00"
    assert DonorGrant.objects.count() == StoredFile.objects.filter(purpose__startswith="donor_grant").count() == 0
    assert Grant.objects.filter(step=GrantStep.CONDITIONAL).count() == 3
    silent = {house.second.id: Except(Answer.CONDITIONAL, " ")}
    with pytest.raises(Refused, match="incomplete") as mute:
        house.recorded(house.decision("2000000", exceptions=silent), sent)
    assert [problem.code for problem in mute.value.problems] == ["reason_missing"]
    cut = {
        house.first.id: Except(Answer.CUT, "The donor takes out the study tour.", Money.of("800000", "NOK")),
    }
    made = house.recorded(house.decision("2000000", exceptions=cut), sent)
    house.first.refresh_from_db()
    assert (house.first.step, house.first.awarded) == (GrantStep.FIRM, Money.of("800000", "NOK"))
    assert made.rows.get(grant=house.first).outcome == Answer.CUT


def test_an_award_may_stay_conditional_and_become_firm_with_a_later_grant(house: House) -> None:
    waits = {house.second.id: Except(Answer.CONDITIONAL, "The donor decides on it in March.")}
    sent = house.sent()
    house.recorded(house.decision("1200000", exceptions=waits), sent)
    assert Grant.objects.get(id=house.second.id).step == GrantStep.CONDITIONAL
    with pytest.raises(Refused, match="incomplete") as twice:
        house.recorded(house.decision("1200000"), sent)
    assert twice.value.problems[0].code == "reference_twice"
    house.recorded(house.decision("1200000", reference="QZA-25/0002"), sent)
    assert Grant.objects.get(id=house.second.id).step == GrantStep.FIRM
    with pytest.raises(Refused, match="nothing_waits"):
        house.recorded(house.decision("1", reference="QZA-25/0003"), sent)


def test_another_currency_needs_a_rate_with_its_source(house: House) -> None:
    sent = house.sent()
    dollars = replace(house.decision(), amount=Money.of("240000", "USD"))
    with pytest.raises(Refused) as refused:
        house.recorded(dollars, sent)
    assert [problem.code for problem in refused.value.problems] == ["rate_missing", "rate_without_source"]
    weak = replace(dollars, rate="9.99", rate_source="Norges Bank", rate_on=date(2024, 12, 10))
    with pytest.raises(Refused, match="over_donor_amount"):
        house.recorded(weak, sent)
    made = house.recorded(replace(weak, rate="11.0512"), sent)
    assert made.in_awards == Money.of("2652288", "NOK") and made.rate == "11.0512"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"reference": " "}, "reference_missing"),
        ({"amount": Money(0, "NOK")}, "amount_not_positive"),
        ({"decided_on": date(2024, 12, 13)}, "in_the_future"),
        ({"decided_on": date(2024, 10, 29)}, "before_sent"),
    ],
)
def test_what_cannot_be_recorded(house: House, change: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        house.recorded(replace(house.decision(), **change))
    assert [problem.code for problem in refused.value.problems] == [code]


@pytest.mark.parametrize(("name", "content", "code"), [
    ("Tilsagn.pdf", b"MZ\x90\x00" + b"\0" * 400, "file_mismatch"), ("Tilsagn.exe", b"MZ\x90\x00", "file_not_allowed"),
    ("Tilsagn.pdf", b"", "file_empty"),
])
def test_the_letter_is_a_paper(house: House, name: str, content: bytes, code: str) -> None:
    sent = house.sent()
    house.at("2024-12-12T12:00")
    with pytest.raises(Refused) as refused:
        operations.record_donor_grant(house.actor("ana"), sent.id, house.decision(), letter(name, content))
    assert refused.value.code == code and refused.value.remedy
    assert Grant.objects.filter(step=GrantStep.FIRM).count() == DonorGrant.objects.count() == 0


def test_nothing_to_apply_for(house: House) -> None:
    with pytest.raises(Refused, match="no_awards"):
        operations.assemble(house.actor("ana"), house.first.programme_id, house.first.donor_id, 2023)
    Grant.objects.filter(id=house.second.id).update(currency="EUR")
    with pytest.raises(Refused, match="mixed_currencies"):
        house.assembled()


def test_duties_follow_it(house: House) -> None:
    made = house.assembled()
    assert [duty.person_id for duty in Duty.objects.filter(kind=SEND, done_at=None)] == [house.cast.omar.id]
    duty = Duty.objects.get(kind=SEND, done_at=None)
    assert duty.due_at is not None and duty.due_at.date() == date(2024, 11, 1)
    operations.send_programme_application(house.actor("omar"), made.id, made.sha256)
    assert not Duty.objects.filter(kind__in=(SEND, APPLY), done_at=None).exists()
    assert Duty.objects.filter(kind=RECORD, done_at=None, role="officer").count() == 1
    house.recorded(application=made)
    assert not Duty.objects.filter(kind=RECORD, done_at=None).exists()


@pytest.mark.expects("UX-12", "UX-14")
def test_the_page_keeps_what_was_typed_and_says_what_is_wrong(house: House) -> None:
    house.sent()
    house.at("2024-12-12T12:00")
    ana = signed_in(house.cast.ana)
    url = "/samband/programmes/ks-mic/donors/norad/2024/"
    current = ProgrammeApplication.objects.get()
    typed = {
        "application": current.id, "reference": "QZA-24/0071 ё", "amount": "2 000 000", "currency": "nok",
        "decided_on": "2024-12-10", f"outcome-{house.first.id}": "firm", f"outcome-{house.second.id}": "firm",
    }
    answer = ana.post(f"{url}record/", {**typed, "paper": letter()})
    page = answer.content.decode()
    assert answer.status_code == 422 and "QZA-24/0071 ё" in page and "2 000 000" in page
    assert "400,000 too much" in page and "Error:" in page
    typed |= {f"outcome-{house.second.id}": "cut", f"less-{house.second.id}": "1 300 000"}
    page = ana.post(f"{url}record/", {**typed, "paper": letter()}).content.decode()
    assert "more than nothing, and less than" in page and "does not become firm as it stands" in page
    typed |= {f"less-{house.second.id}": "800 000", f"reason-{house.second.id}": "Fewer visits."}
    done = ana.post(f"{url}record/", {**typed, "paper": letter()}, follow=True).content.decode()
    assert "2 awards are firm" in done and "Fewer visits." in done and "Norad has granted the money" in done


@pytest.mark.expects("UX-24")
def test_pages_and_downloads(house: House) -> None:
    made, omar = house.assembled(), signed_in(house.cast.omar)
    url = "/samband/programmes/ks-mic/donors/norad/2024/"
    omar.get(url)
    with CaptureQueriesContext(connection) as cost:
        page = omar.get(url).content.decode()
    assert len(cost) <= 12, [query["sql"][:150] for query in cost]
    assert made.sha256 in page and "mark it as sent" in page
    read = omar.get(f"{url}{made.id}/es/").content.decode()
    assert "<html" in read and "Solicitud de programa" in read and "Ђорђе Київ 😀" in read
    for format, start in (("pdf", b"%PDF"), ("docx", b"PK")):
        paper = omar.get(f"{url}{made.id}/en.{format}")
        assert paper.content.startswith(start) and "attachment" in paper["Content-Disposition"]
    assert omar.get(f"{url}{made.id}/nb/").status_code == 404
    assert omar.get("/samband/programmes/ks-mic/donors/nobody/2024/").status_code == 404


def test_word_has_headings_and_every_name(house: House) -> None:
    made = house.assembled()
    document = restored(made.content["en"])
    with zipfile.ZipFile(io.BytesIO(to_docx(document))) as archive:
        xml = archive.read("word/document.xml").decode()
    assert 'w:val="Heading1"' in xml and "Ђорђе Київ 😀" in xml and "<w:tblHeader" in xml


@given(amount=st.integers(0, 10**13), shares=st.lists(st.integers(0, 10**12), min_size=1, max_size=6))
def test_calendar_years_sum_to_the_award_to_the_last_minor_unit(amount: int, shares: list[int]) -> None:
    if sum(shares):
        parts = split(Money(amount, "NOK"), shares)
        assert sum(part.minor for part in parts) == amount


def _texts(value: Any) -> list[str]:
    from tandem.foundation.documents.blocks import texts

    return list(texts(value))


def test_a_stranger_is_sent_to_sign_in(cast: Cast) -> None:
    answer = Client().get("/samband/programmes/ks-mic/donors/norad/2024/")
    assert answer.status_code == 302 and answer["Location"].startswith("/sign-in/")
