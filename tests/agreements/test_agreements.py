"""Papers that are signed: what they say, what stands in their way, who signs what."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tandem.agreements import operations, queries
from tandem.agreements.findings import findings
from tandem.agreements.instalments import planned
from tandem.agreements.jobs import SIGN, tell_to_sign
from tandem.agreements.models import Agreement, AgreementCopy
from tandem.agreements.queries.basis import basis
from tandem.agreements.states import ORGANISER, Stand
from tandem.answers.models import Answer
from tandem.core.rulebook import load
from tandem.core.values import Money
from tandem.foundation.access import Refused
from tandem.foundation.audit import chain
from tandem.foundation.audit.models import Act
from tandem.foundation.documents.blocks import texts
from tandem.foundation.documents.stored import restored
from tandem.foundation.documents.word import to_docx
from tandem.foundation.duties.models import Duty
from tandem.foundation.files.models import StoredFile
from tandem.foundation.outbox.models import Mail
from tandem.organisations.models import Organisation
from tandem.partnerships.access import hold
from tandem.partnerships.models import Grant
from tandem.partnerships.states import GrantStep
from tandem.plans import operations as plans
from tandem.plans.models import Risk, Stage, Version
from tandem.plans.queries import of_grant, proposed
from tests.cast import Cast
from tests.contracts.world import signed_in
from tests.factories import agreements, applications, calls, grants
from tests.factories.calls import KS_MIC

DAY = "2025-01-20T10:00"
AWARDED = 71_540_000


@pytest.fixture
def scene(cast: Cast, at: Callable[..., datetime]) -> Any:
    """January 2025, in Samband's scope."""
    with cast.scope():
        at(DAY)
        yield cast


@pytest.fixture
def grant(scene: Cast) -> Grant:
    """A firm grant with a complete plan whose budget is what was awarded."""
    return grants.firm_grant(scene, awarded_minor=AWARDED)


def codes(cast: Cast, grant: Grant, kind: str = "grant", who: str = "ana") -> set[str]:
    """What refuses this paper now."""
    held = hold(cast.actor(who), grant.id)
    found = findings(basis(held), held.rulebook.agreements[kind])
    return {each.code for each in found if each.severity == "must"}


def words(agreement: Agreement, language: str = "en") -> str:
    return "\n".join(texts(agreement.content[language])).replace("\xa0", " ")


@pytest.mark.clause("MIC-21", "MIC-15")
def test_it_says_what_was_awarded_planned_and_when_money_comes(scene: Cast, grant: Grant) -> None:
    Organisation.objects.filter(id=scene.san_telmo.id).update(name="Ђорђе Київ 😀")
    made = agreements.issued(scene, grant)
    text = words(made)
    for part in (
        "Ђорђе Київ 😀", "Local services that work efficiently", "1.1", "By the end of 2027, 60 per cent of households",
        "1 March 2025", "1 October 2027", "715,400.00", "ISA 805", "15 April 2026", "The landfill road",
        "Name and office",
    ):
        assert part in text, part
    assert set(made.content) == {"en", "es"} and set(made.sha256) == {"en", "es"}
    assert "Convenio de subvención" in words(made, "es") and "1 de marzo de 2025" in words(made, "es")
    assert made.signers == ["home", "abroad", ORGANISER]
    assert made.choices == {"home": "en", "abroad": "es", ORGANISER: "en"}
    assert Act.objects.filter(verb="agreement.issued", object_id=str(made.id)).count() == 1


def test_word_has_headings_header_rows_alternative_texts_and_every_name(scene: Cast, grant: Grant) -> None:
    Organisation.objects.filter(id=scene.san_telmo.id).update(name="Ђорђе Київ 😀")
    made = agreements.issued(scene, grant)
    with zipfile.ZipFile(io.BytesIO(to_docx(restored(made.content["en"])))) as archive:
        xml = archive.read("word/document.xml").decode()
    assert xml.count('w:val="Heading1"') >= 9 and "<w:tblHeader" in xml and "The risk matrix:" in xml
    assert "Ђорђе Київ 😀" in xml


@pytest.mark.clause("MIC-15")
def test_instalments_follow_the_donors_own_cycle(scene: Cast, grant: Grant) -> None:
    made = agreements.issued(scene, grant)
    assert queries.instalment_plan(grant.id) == (), "nothing before it is signed"
    agreements.signed(scene, made)
    plan = queries.instalment_plan(grant.id)
    assert [(each.year, each.number, each.due_on) for each in plan] == [
        (1, 1, date(2025, 3, 1)), (1, 2, date(2025, 10, 1)), (2, 1, date(2026, 3, 1)), (2, 2, date(2026, 10, 1)),
        (3, 1, date(2027, 3, 1)), (3, 2, date(2027, 10, 1)),
    ]
    assert Money.total((each.amount for each in plan), "NOK") == grant.awarded


@pytest.mark.clause("MIC-15")
@given(
    budget=st.dictionaries(st.integers(1, 5), st.integers(0, 10**12), max_size=5),
    donor=st.sampled_from(["norad", "mfa"]),
)
def test_no_minor_unit_is_lost_between_budget_and_instalments(budget: dict[int, int], donor: str) -> None:
    cycle = load(KS_MIC).cycle
    found = planned(cycle, donor, 2025, budget, "JPY")
    assert sum(each.amount.minor for each in found) == sum(budget.values())
    assert all(each.amount.minor > 0 for each in found)
    days = {(each.due_on.month, each.due_on.day) for each in found}
    assert days <= ({(10, 1)} if donor == "mfa" else {(3, 1), (10, 1)})
    for year in budget:
        per_year = [each.due_on.year for each in found if each.year == year]
        assert set(per_year) <= {2025 + year - (1 if donor == "mfa" else 0)}


@pytest.mark.clause("MIC-20")
def test_a_conditional_award_gets_no_agreement(scene: Cast) -> None:
    waiting = grants.firm_grant(scene, awarded_minor=AWARDED, step=GrantStep.CONDITIONAL)
    assert codes(scene, waiting) == {"not_firm"}
    with pytest.raises(Refused, match="not_ready") as refused:
        agreements.issued(scene, waiting)
    assert refused.value.problems[0].code == "not_firm" and "Record the donor" in str(refused.value.remedy)
    assert Agreement.objects.count() == 0


@pytest.mark.clause("MIC-7", "MIC-10")
def test_results_chain_and_risks_exist_before_any_agreement(scene: Cast) -> None:
    bare = grants.firm_grant(scene, plan="empty")
    assert {"no_centre", "no_risks"} <= codes(scene, bare)
    with pytest.raises(Refused, match="not_ready"):
        agreements.issued(scene, bare)


def high(scene: Cast, grant: Grant, answer: str) -> Any:
    """The plan with its heavy risk left high after this answer."""
    row = of_grant(grant.id)
    version = proposed(row.id)
    Risk.objects.filter(version=version, probability=5).update(
        answer=answer, residual_probability=5, residual_consequence=5
    )
    return row, Risk.objects.get(version=version, probability=5, consequence=5)


@pytest.mark.clause("MIC-10")
@pytest.mark.parametrize(("answer", "code"), [
    ("reduce_consequence", "high_after_answer"), ("accept", "high_only_accepted"), ("", "high_without_answer"),
])
def test_a_risk_still_high_after_its_answer_refuses_the_agreement(
    scene: Cast, grant: Grant, answer: str, code: str
) -> None:
    _row, risk = high(scene, grant, answer)
    assert codes(scene, grant) == {code}
    with pytest.raises(Refused, match="not_ready") as refused:
        agreements.issued(scene, grant)
    assert refused.value.values["codes"] == [code] and str(risk.identity) in refused.value.problems[0].where
    page = signed_in(scene.ana).get(f"/samband/grants/{grant.id}/agreements/of/grant/").content.decode()
    assert "One thing stands in the way" in page and "The landfill road" in page and "Issue it for signing" not in page


@pytest.mark.clause("MIC-10")
def test_a_documented_tolerance_lets_it_pass_and_stands_in_the_paper(scene: Cast, grant: Grant) -> None:
    row, risk = high(scene, grant, "accept")
    plans.tolerate(scene.actor("omar"), row.id, risk.identity, "The council of San Telmo carries the damage itself.")
    made = agreements.issued(scene, grant)
    assert "Tolerated: The council of San Telmo carries the damage itself." in words(made)


@pytest.mark.clause("MIC-21")
@pytest.mark.parametrize(("goal", "code"), [
    ({"purposes": ["efficient_services", "world_peace"]}, "unknown_purposes"), ({"purposes": []}, "no_purpose"),
    ({"effects": ["wealth"]}, "unknown_effects"),
])
def test_an_agreement_names_only_goal_and_purposes_of_the_programme(
    scene: Cast, grant: Grant, goal: dict[str, list[str]], code: str
) -> None:
    Grant.objects.filter(id=grant.id).update(goal={**grant.goal, **goal})
    assert codes(scene, grant) == {code}
    with pytest.raises(Refused, match="not_ready"):
        agreements.issued(scene, grant)


@pytest.mark.clause("MIC-21")
def test_an_application_that_says_another_purpose_than_was_awarded_refuses_it(
    cast: Cast, at: Callable[..., datetime]
) -> None:
    with cast.scope():
        at("2024-09-12T10:00")
        actors = {"home": cast.actor("bo"), "abroad": cast.actor("dee")}
        sides = {"home": cast.fjordvik, "abroad": cast.san_telmo}
        sent = applications.submitted(actors, calls.call(cast.actor("ana")), sides, "Sorting at the door")
        made = grants.grant_for(sent.application_id)
        at(DAY)
        assert "other_purposes" not in codes(cast, made)
        answer = Answer.objects.get(subject_id=sent.application_id, path="purposes")
        known = hold(cast.actor("ana"), made.id).rulebook.lists["purposes"].options
        other = next(option for option in known if option.id not in made.goal["purposes"])
        Answer.objects.filter(id=answer.id).update(value=[other.id])
        assert "other_purposes" in codes(cast, made)
        with pytest.raises(Refused, match="not_ready") as refused:
            agreements.issued(cast, made)
        assert "other_purposes" in refused.value.values["codes"]


@pytest.mark.clause("MIC-21")
def test_never_more_than_the_award(scene: Cast, grant: Grant) -> None:
    Grant.objects.filter(id=grant.id).update(awarded_minor=AWARDED - 1)
    assert codes(scene, grant) == {"over_award"}
    with pytest.raises(Refused) as refused:
        agreements.issued(scene, grant)
    assert "NOK 0.01 more than the award" in str(refused.value.reason).replace("\xa0", " ")


@pytest.mark.clause("MIC-9")
def test_the_partners_agreement_is_recommended_and_stands_by_itself(scene: Cast, grant: Grant) -> None:
    held = hold(scene.actor("ana"), grant.id)
    said = findings(basis(held), held.rulebook.agreements["grant"], partners_agreed=False)
    assert [(each.code, each.severity) for each in said] == [("no_partners_agreement", "should")]
    made = operations.issue(scene.actor("dee"), grant.id, "partners")
    assert made.signers == ["home", "abroad"] and made.instalments == []
    text = words(made, "es")
    assert "Papeles" in text and "How residents are asked" in text and "San Telmo" in text
    agreements.signed(scene, made)
    assert made.stand == Stand.SIGNED and queries.partners_agreed(held)
    grant.refresh_from_db()
    assert grant.step == GrantStep.FIRM, "it is not the grant agreement"
    assert queries.grant_agreement(grant.id) is None


@pytest.mark.clause("MIC-9", "MIC-6")
def test_each_side_signs_in_its_language_and_the_last_copy_puts_plan_and_grant_in_force(
    scene: Cast, grant: Grant
) -> None:
    made = agreements.issued(scene, grant)
    assert {duty.part for duty in Duty.objects.filter(kind=SIGN, done_at=None)} == {"home", "abroad", ORGANISER}
    operations.choose_language(scene.actor("bo"), made.id, "home", "es")
    with pytest.raises(Refused, match="language_not_offered"):
        operations.choose_language(scene.actor("bo"), made.id, "home", "nb")
    with pytest.raises(Refused):
        operations.choose_language(scene.actor("bo"), made.id, "abroad", "en")
    today = date(2025, 1, 20)
    paper = agreements.copy("Avtale æøå.pdf")
    first = operations.sign(scene.actor("bo"), made.id, "home", paper, "Bo Fjellstad, ordfører", today)
    assert (first.language, first.file.name) == ("es", "Avtale æøå.pdf")
    with pytest.raises(Refused, match="signed_already"):
        operations.choose_language(scene.actor("bo"), made.id, "home", "en")
    operations.sign(scene.actor("bo"), made.id, "home", agreements.copy(), "Bo Fjellstad", today, "en")
    assert AgreementCopy.objects.filter(side="home").count() == 2, "the older copy stays"
    operations.sign(scene.actor("dee"), made.id, "abroad", agreements.copy(), "Dee Morales Quiej", today)
    grant.refresh_from_db()
    assert grant.step == GrantStep.FIRM
    operations.sign(scene.actor("ana"), made.id, ORGANISER, agreements.copy(), "Ana Solheim", today)
    grant.refresh_from_db()
    made.refresh_from_db()
    assert (grant.step, made.stand) == (GrantStep.AGREED, Stand.SIGNED)
    assert Version.objects.get(id=made.version_id).stage == Stage.AGREED
    assert not Duty.objects.filter(kind=SIGN, done_at=None).exists()
    for act in (
        lambda: operations.sign(scene.actor("bo"), made.id, "home", agreements.copy(), "Bo", today),
        lambda: agreements.issued(scene, grant),
    ):
        with pytest.raises(Refused, match="signed_already") as refused:
            act()
        assert refused.value.status == 409
    assert chain.verify(str(scene.samband.id)) == ()


@pytest.mark.clause("MIC-9")
@pytest.mark.expects("UX-15")
@pytest.mark.parametrize(("name", "content", "code"), [
    ("Avtale.pdf", b"MZ\x90\x00\x03" + b"\0" * 600, "file_mismatch"), ("Avtale.exe", b"MZ\x90\x00", "file_not_allowed"),
    ("Avtale.pdf", b"", "file_empty"), ("Avtale.docx", b"PK\x03\x04", "file_not_allowed"),
])
def test_a_signed_copy_that_is_something_else_is_refused(
    scene: Cast, grant: Grant, name: str, content: bytes, code: str
) -> None:
    made = agreements.issued(scene, grant)
    with pytest.raises(Refused) as refused:
        operations.sign(
            scene.actor("dee"), made.id, "abroad", agreements.copy(name, content), "Dee Morales", date(2025, 1, 20)
        )
    assert refused.value.code == code and str(refused.value.reason) and str(refused.value.remedy)
    assert AgreementCopy.objects.count() == StoredFile.objects.filter(purpose__startswith="agreement").count() == 0


@pytest.mark.clause("MIC-9")
@pytest.mark.parametrize(("name", "on", "language", "code"), [
    (" ", date(2025, 1, 20), "es", "name_missing"), ("Dee", date(2025, 1, 21), "es", "in_the_future"),
    ("Dee", date(2025, 1, 19), "es", "before_issue"), ("Dee", date(2025, 1, 20), "sv", "language_not_offered"),
])
def test_who_when_and_in_which_language_it_was_signed(
    scene: Cast, grant: Grant, name: str, on: date, language: str, code: str
) -> None:
    made = agreements.issued(scene, grant)
    with pytest.raises(Refused) as refused:
        operations.sign(scene.actor("dee"), made.id, "abroad", agreements.copy(), name, on, language)
    assert [problem.code for problem in refused.value.problems] == [code]


@pytest.mark.expects("SEC-9")
@pytest.mark.parametrize("who", ["bo", "dee", "other_bo", "cy", "kim", "aud", "don", "nobody", "eve"])
def test_who_may_not(scene: Cast, grant: Grant, who: str) -> None:
    made = agreements.issued(scene, grant)
    with pytest.raises(Refused) as refused:
        operations.issue(scene.actor(who), grant.id, "grant")
    assert refused.value.status in (403, 404)
    for side, may in (("home", "bo"), ("abroad", "dee"), (ORGANISER, "")):
        if who != may:
            with pytest.raises(Refused) as refused:
                operations.sign(scene.actor(who), made.id, side, agreements.copy(), "Somebody", date(2025, 1, 20))
            assert refused.value.status in (403, 404)
    assert AgreementCopy.objects.count() == 0


def test_issuing_again_replaces_what_nobody_has_signed_fully(scene: Cast, grant: Grant) -> None:
    first = agreements.issued(scene, grant)
    with pytest.raises(Refused, match="not_as_seen"):
        operations.issue(scene.actor("ana"), grant.id, "grant", "0" * 64)
    second = agreements.issued(scene, grant)
    first.refresh_from_db()
    assert (first.stand, second.number) == (Stand.SUPERSEDED, 2)
    with pytest.raises(Refused, match="replaced"):
        operations.sign(scene.actor("bo"), first.id, "home", agreements.copy(), "Bo", date(2025, 1, 20))
    assert not Duty.objects.filter(kind=SIGN, subject_id=first.id, done_at=None).exists()


def test_partners_hear_in_their_languages_that_it_is_to_be_signed(scene: Cast, grant: Grant) -> None:
    from tandem.agreements.events import AgreementIssued

    made = agreements.issued(scene, grant)
    event = AgreementIssued(str(made.id), str(grant.id), "grant")
    tell_to_sign(event)
    tell_to_sign(event)
    mails = {mail.to: mail for mail in Mail.objects.filter(about_kind="grant")}
    assert {to: mail.language for to, mail in mails.items()} == {"bo@tandem.example": "en", "dee@tandem.example": "es"}
    assert f"/grants/{grant.id}/agreements/of/grant/" in mails["dee@tandem.example"].text


@pytest.mark.clause("MIC-9", "MIC-21")
def test_pages_of_a_whole_signing(scene: Cast, grant: Grant) -> None:
    ana, dee = signed_in(scene.ana), signed_in(scene.dee)
    base = f"/samband/grants/{grant.id}/agreements/"
    ana.get(base)
    with CaptureQueriesContext(connection) as cost:
        assert "The agreement has not been issued yet" in ana.get(base).content.decode()
    assert len(cost) <= 12, [query["sql"][:120] for query in cost]
    page = ana.get(f"{base}of/grant/").content.decode()
    assert "is ready to be issued" in page and "How it would read" in page and "Issue it for signing" in page
    hidden = page.split('name="checksum" value="')[1][:64]
    done = ana.post(f"{base}of/grant/issue/", {"checksum": hidden}, follow=True).content.decode()
    assert "waits for signatures" in done and "not signed yet" in done
    made = Agreement.objects.get()
    wrong = {"signed_by": "Dee Morales, alcaldesa ñ", "signed_on": "2025-01-21", "language": "es"}
    answer = dee.post(f"{base}{made.id}/sign/abroad/", {**wrong, "file": agreements.copy("Convenio.pdf", b"MZ\x90")})
    assert answer.status_code == 422 and "Dee Morales, alcaldesa ñ" in answer.content.decode()
    sent = {**wrong, "signed_on": "2025-01-20", "file": agreements.copy("Convenio.pdf")}
    done = dee.post(f"{base}{made.id}/sign/abroad/", sent, follow=True).content.decode()
    assert "Dee Morales, alcaldesa ñ" in done
    copy = AgreementCopy.objects.get()
    paper = ana.get(f"{base}{made.id}/copies/{copy.id}/")
    assert b"".join(paper.streaming_content).startswith(b"%PDF")
    assert paper["Content-Type"] == "application/pdf" and "attachment" in paper["Content-Disposition"]
    for format, start in (("pdf", b"%PDF"), ("docx", b"PK")):
        assert ana.get(f"{base}{made.id}/es.{format}").content.startswith(start)
    read = dee.get(f"{base}{made.id}/es/").content.decode()
    assert "Convenio de subvención" in read and made.sha256["es"] in read
    assert dee.get(f"{base}{made.id}/nb/").status_code == 404
    panel = ana.get(f"/samband/grants/{grant.id}/").content.decode()
    assert "Still to sign: Fjordvik kommune" in panel
    assert signed_in(scene.other_bo).get(base).status_code == 404


def test_the_plan_of_the_agreement_is_the_newest_that_was_proposed(scene: Cast) -> None:
    drafted = grants.firm_grant(scene, plan="draft")
    assert "no_centre" in codes(scene, drafted), "a draft is not agreed on"
    version = plans.propose(scene.actor("dee"), of_grant(drafted.id).id)
    assert agreements.issued(scene, drafted).version_id == version.id
