"""The panel as a whole: asked, shared out, looked over; the short list and the interview that confirms or revises."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tandem.applications.models import Application
from tandem.awards.queries.judged import judged
from tandem.core.scoring import INTERVIEW
from tandem.foundation.access import Refused
from tandem.foundation.audit.models import ActDetail
from tandem.foundation.duties.models import Duty
from tandem.foundation.outbox.models import Mail
from tandem.reviews import operations
from tandem.reviews.models import Assignment, Declaration, Finding, Interview, ListDecision
from tandem.reviews.operations import Found, Met
from tandem.reviews.queries.counting import counting_scores
from tandem.reviews.queries.listing import left_out
from tests.cast import Cast
from tests.reviews.conftest import READING, enter
from tests.reviews.panel import confirm, listed, record, scored, seat, serbian

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def panel(cast: Cast, at: Any) -> Any:
    with cast.scope():
        yield serbian(cast, at)


def at_step(panel: Any, number: int = 0) -> tuple[str, Any]:
    row = Application.objects.get(id=panel.made[number].id)
    return row.step, row.score


@pytest.mark.expects("UX-26", "SEC-9")
def test_hints_are_shown_before_declaring_and_decide_nothing(panel: Any) -> None:
    from tandem.organisations.models import Member

    first = panel.made[0]
    member = Member.objects.filter(organisation__parties__partnership=first.partnership_id)[0].person
    type(member).objects.filter(id=member.id).update(email="someone@tandem.example")  # Cy's domain
    operations.ask(panel.officer, panel.call, [panel.cast.cy.id])
    client, url = enter(panel.cast.cy), f"/samband/reviews/{panel.call.slug}/declare/"
    page = client.get(url).content.decode()
    assert page.count("your addresses share the domain tandem.example") == 2
    keys = dict.fromkeys(re.findall(r'name="interest-([0-9a-f]+)"', page))
    assert client.post(url, {f"interest-{key}": "none" for key in keys}).status_code == 302
    assert Declaration.objects.filter(person=panel.cast.cy, has_interest=False).count() == 2  # the hint did not decide
    preview = enter(panel.cast.ana).get(f"/samband/calls/{panel.call.slug}/assessors/propose/").content.decode()
    assert "your addresses share the domain tandem.example" in preview


def test_work_is_proposed_looked_at_and_given_as_the_officer_wants(panel: Any) -> None:
    ana, url = enter(panel.cast.ana), f"/samband/calls/{panel.call.slug}/assessors/propose/"
    page = ana.get(url).content.decode()
    assert "4 assignments are proposed" in page and not Assignment.objects.exists()
    operations.reads(panel.officer, panel.liv.id, ["tr"])
    page = ana.get(url).content.decode()
    assert "2 assignments are proposed" in page and "1 do not read its languages" in page
    pairs = re.findall(r'name="pair" value="([^"]+)"', page)
    assert ana.post(url, {"pair": pairs[:1]}).status_code == 302
    assert [str(w.assessor_id) for w in Assignment.objects.all()] == [pairs[0].split(":")[1]]
    assert ana.post(url, {"pair": ["x:y"]}).status_code == 404
    assert ana.post(url, {}).status_code == 422
    operations.declare(panel.actor(panel.cast.cy), panel.call, {panel.work(panel.cast.cy).application_id: "my aunt"})
    answer = ana.post(url, {"pair": pairs[:1]})
    assert answer.status_code == 422 and "declared an interest" in answer.content.decode()
    assert enter(panel.cast.cy).get(url).status_code == 403


def test_languages_are_said_by_oneself_or_an_officer(panel: Any) -> None:
    cy = enter(panel.cast.cy)
    assert cy.post("/samband/reviews/languages/", {"language": ["sr", "en"]}).status_code == 302
    page = enter(panel.cast.ana).get(f"/samband/calls/{panel.call.slug}/assessors/").content.decode()
    assert "Serbian, English" in page
    assert cy.post("/samband/reviews/languages/", {"language": ["<b>"]}).status_code == 422
    with pytest.raises(Refused, match="not_yours"):
        operations.reads(panel.actor(panel.cast.cy), panel.liv.id, ["sr"])
    for person in (panel.cast.bo, panel.cast.ana):
        with pytest.raises(Refused, match="no_such_assessor"):
            operations.reads(panel.officer, person.id, ["sr"])


@pytest.mark.expects("UX-26")
def test_officers_see_who_is_late_and_remind_them_once_a_day(panel: Any, at: Any) -> None:
    seat(panel)
    ana, url = enter(panel.cast.ana), f"/samband/calls/{panel.call.slug}/judgement/"
    page = ana.get(url).content.decode()
    assert "2 applications lack something" in page and "2 have not locked" in page
    panel.lock_all(panel.liv, 3)
    at("2024-12-15T09:00")
    page = ana.get(url).content.decode()
    assert "2 assessors are late" in page
    Mail.objects.all().delete()
    from tandem.foundation.outbox.models import Job
    from tandem.reviews.events import AssessorsReminded
    from tandem.reviews.panel_jobs import remind

    for _twice in range(2):
        assert ana.post(f"{url}remind/", {"assessor": [str(panel.cast.cy.id), str(panel.liv.id)]}).status_code == 302
    assert Job.objects.count() >= 1
    event = AssessorsReminded(str(panel.call.id), {str(panel.cast.cy.id): [0, 2]})
    remind(event)
    remind(event)
    mail = Mail.objects.get(to=panel.cast.cy.email)
    assert "2 applications to score and lock" in mail.text and panel.made[0].title not in mail.text
    scored_by_cy = [panel.lock_all(panel.cast.cy, 3, application) for application in panel.made]
    assert len(scored_by_cy) == 2
    panel.lock_all(panel.liv, 3, panel.made[1])
    with pytest.raises(Refused, match="nothing_waits"):
        operations.remind(panel.officer, panel.call, [panel.cast.cy.id])
    with pytest.raises(Refused, match="officers_only"):
        operations.remind(panel.actor(panel.cast.cy), panel.call, [panel.liv.id])


def test_who_stands_apart_is_named_talked_about_and_calibrated(panel: Any) -> None:
    seat(panel)
    scored(panel, (5, 2), (3, 3))
    ana, first = enter(panel.cast.ana), panel.made[0]
    url = f"/samband/reviews/applications/{first.id}/"
    page = ana.get(url).content.decode()
    assert "Whose scores stand apart" in page and "total +60" in page and "not talked about yet" in page
    overview = ana.get(f"/samband/calls/{panel.call.slug}/judgement/").content.decode()
    assert "2 scores stand apart and were not talked about" in overview
    assert "Whose scores stand apart" not in ana.get(
        f"/samband/reviews/applications/{panel.made[1].id}/").content.decode()  # fmt: skip
    for person in (panel.cast.cy, panel.liv):
        note = f"/samband/reviews/assignments/{panel.work(person, first).id}/note/"
        assert ana.post(note, {"note": " "}).status_code == 422
        assert ana.post(note, {"note": f"{person} read the plan otherwise"}).status_code == 302
    assert "Cy Brandal read the plan otherwise" in ana.get(url).content.decode()
    assert "stand apart and" not in ana.get(f"/samband/calls/{panel.call.slug}/judgement/").content.decode()
    table = ana.get(f"/samband/calls/{panel.call.slug}/calibration/")
    rows = {row["name"]: row for row in table.context["rows"]}
    assert rows["Cy Brandal"]["difference"] == "+30.0" and rows["Liv Aker"]["difference"] == "−30.0"
    assert (rows["Cy Brandal"]["shared"], rows["Cy Brandal"]["applications"]) == (2, 2)
    assert enter(panel.cast.cy).get(f"/samband/calls/{panel.call.slug}/calibration/").status_code == 403


@pytest.mark.expects("SEC-9")
def test_a_late_interest_is_whole_on_the_officers_page_and_they_are_told(panel: Any) -> None:
    seat(panel)
    scored(panel, (5, 2), (3, 3))
    first, work = panel.made[0], panel.work(panel.cast.cy)
    client, url = enter(panel.cast.cy), f"/samband/reviews/assess/{work.id}/interest/"
    assert "Your locked scores do not count any more then" in client.get(url).content.decode()
    empty = client.post(url, {"reason": " "})
    assert empty.status_code == 422 and "Say what your interest is" in empty.content.decode()
    assert at_step(panel)[1] == 70
    assert client.post(url, {"reason": "I recognise my old school"}).status_code == 302
    assert at_step(panel) == ("scored", 40)
    page = enter(panel.cast.ana).get(f"/samband/reviews/applications/{first.id}/").content.decode()
    part = page[page.index("Scores that fell away") :]
    assert "Cy Brandal" in part and "70.0" in part and "40.0" in part
    for officer in (panel.cast.ana, panel.cast.omar):
        mail = Mail.objects.get(to=officer.email, subject__contains="fell away")
        assert "Score before: 70.0" in mail.text and "Score now: 40.0" in mail.text and "Cy Brandal" in mail.text
    assert not Mail.objects.filter(to=panel.cast.cy.email, subject__contains="fell away").exists()
    assert client.get(f"/samband/reviews/assess/{work.id}/").status_code == 403
    assert Duty.objects.filter(kind="reviews.replace_assessor", done_at=None).exists()


@pytest.mark.clause("TAC-10")
@pytest.mark.expects("UX-24")
def test_the_short_list_by_a_line_with_a_look_before_it_is_decided(panel: Any) -> None:
    seat(panel)
    scored(panel, (5, 5), (2, 2))
    first, second = panel.made
    ana, url = enter(panel.cast.ana), f"/samband/calls/{panel.call.slug}/shortlist/"
    page = ana.get(f"{url}?number=1")
    assert "The line is at 100.0" in page.content.decode() and [r["on"] for r in page.context["rows"]] == [True, False]
    assert ana.get(f"{url}?line=x").status_code == 422 and ana.get(f"{url}?number=-1").status_code == 422
    seen = page.context["seen"]
    posted = {"line": "70", "on": [str(first.id)], "rest": "Others fit better this year", "seen": seen}
    look = ana.post(url, posted)
    assert look.status_code == 200 and "Put 1 application on the short list?" in look.content.decode()
    assert not ListDecision.objects.exists() and at_step(panel)[0] == "scored"
    lacking = ana.post(url, {**posted, "rest": ""})
    assert lacking.status_code == 422 and not ListDecision.objects.exists()
    hand = ana.post(url, {**posted, "on": [str(first.id), str(second.id)], "decide": "yes"})
    assert hand.status_code == 422 and "needs a reason" in hand.content.decode()  # below the line, and no reason
    assert ana.post(url, {**posted, "seen": "0" * 64, "decide": "yes"}).status_code == 409
    assert ana.post(url, {**posted, "decide": "yes"}).status_code == 302
    assert (at_step(panel)[0], at_step(panel, 1)[0]) == ("shortlisted", "scored")
    assert left_out(panel.call.id) == {second.id: "Others fit better this year"}
    rows = {row.application_id: row for row in ListDecision.objects.all()}
    assert (rows[first.id].listed, rows[first.id].by_hand, rows[first.id].line) == (True, False, 70)
    with pytest.raises(Refused, match="reason_missing"):
        operations.shortlist(panel.officer, second.id)
    operations.shortlist(panel.officer, second.id, "Their neighbours withdrew")
    assert at_step(panel, 1)[0] == "shortlisted" and left_out(panel.call.id) == {}


@pytest.mark.expects("SEC-9")
def test_who_has_an_interest_in_one_of_them_does_not_draw_the_line(panel: Any) -> None:
    seat(panel)
    scored(panel, (5, 5), (2, 2))
    operations.declare(panel.officer, panel.call, {panel.made[1].id: "My brother"})
    with pytest.raises(Refused, match="conflict"):
        listed(panel, panel.made[0])
    with pytest.raises(Refused, match="officers_only"):
        operations.shortlist_all(
            panel.actor(panel.cast.cy), panel.call, [], line=None, reasons={}, rest="x", seen="x"
        )


@pytest.mark.clause("TAC-10")
def test_an_interview_confirms_or_revises_each_criterion_and_counts_once_confirmed(panel: Any) -> None:
    seat(panel)
    scored(panel, (4, 4), (2, 2))
    first = panel.made[0]
    with pytest.raises(Refused, match="not_its_turn"):
        record(panel, first)
    listed(panel, first)
    row = record(panel, first, lasting=1)
    assert at_step(panel) == ("shortlisted", 80) and row.confirmed_at is None  # four eyes
    assert counting_scores(panel.call.id)[first.id] == counting_scores(panel.call.id)[first.id]
    assert all(name != INTERVIEW for name, _c, _v in counting_scores(panel.call.id)[first.id])
    assert Duty.objects.filter(kind="reviews.confirm_interview", done_at=None).exists()
    with pytest.raises(Refused, match="own_record"):
        operations.confirm_interview(panel.officer, row.id, "x")
    with pytest.raises(Refused, match="not_as_seen"):
        operations.confirm_interview(panel.actor("omar"), row.id, "x")
    confirm(panel, row)
    assert at_step(panel) == ("interviewed", 71)  # 15 of 100 weigh 1 instead of 4
    counted = counting_scores(panel.call.id)[first.id]
    assert [score for score in counted if score[1] == "lasting"] == [(INTERVIEW, "lasting", 1)]
    assert judged(panel.call).scores[first.id] == counted or set(judged(panel.call).scores[first.id]) == set(counted)
    assert "We saw it: lasting" in judged(panel.call).reasons[first.id]["lasting"]
    trace = ActDetail.objects.filter(act__verb="interview.counted").latest("act__number").payload
    assert (trace["before"], trace["after"]) == ("80.0", "71.0")
    assert not Duty.objects.filter(kind="reviews.confirm_interview", done_at=None).exists()
    page = enter(panel.cast.ana).get(f"/samband/reviews/applications/{first.id}/interview/").content.decode()
    assert "revised to 1" in page and "80.0" in page and "71.0" in page and "Mira Ilić" in page
    again = record(panel, first, lasting=5)
    assert at_step(panel) == ("interviewed", 80)  # the older record counts no more, the new one not yet
    confirm(panel, again)
    assert at_step(panel) == ("interviewed", 83)
    assert Interview.objects.filter(application=first).count() == 2 and Finding.objects.count() == 10


@pytest.mark.expects("SEC-9")
def test_a_late_interest_leaves_what_the_interview_revised(panel: Any) -> None:
    seat(panel)
    scored(panel, (5, 3), (2, 2))
    first = panel.made[0]
    listed(panel, first)
    confirm(panel, record(panel, first, lasting=0))
    assert at_step(panel)[1] == 68
    operations.declare(panel.actor(panel.cast.cy), panel.call, {first.id: "They offered me a post"})
    assert at_step(panel) == ("interviewed", 51)


def test_what_the_record_lacks_is_named_and_what_was_typed_is_kept(panel: Any) -> None:
    seat(panel)
    scored(panel, (4, 4), (2, 2))
    first = panel.made[0]
    listed(panel, first)
    ana, url = enter(panel.cast.ana), f"/samband/reviews/applications/{first.id}/interview/"
    answer = ana.post(url, {
        "kind": "site_visit", "held_on": "2030-01-01", "interviewers": "Ana", "reason": "Warm soup",
        "finding-lasting": "3", "why-lasting": "", "finding-earlier": "keep", "why-earlier": "seen",
    })
    text = answer.content.decode()
    assert answer.status_code == 422 and not Interview.objects.exists()
    for said in ("That day is still to come", "Say where you were", "Name who asked: at least 2",
                 "Confirm this criterion or revise it", "Say what you saw or heard"):  # fmt: skip
        assert said in text, said
    assert "Warm soup" in text and ">seen</textarea>" in text.replace("\n", "")
    with pytest.raises(Refused) as refused:
        findings = {"charm": Found(1, "x"), "lasting": Found(9, "x")}
        operations.record_interview(panel.officer, first.id, None, "", met=Met("tea"), findings=findings)
    assert {"kind_unknown", "day_missing", "people_missing", "criterion_unknown", "score_out_of_scale"} <= {
        problem.code for problem in refused.value.problems
    }
    with pytest.raises(Refused, match="officers_only"):
        record(panel, first, panel.actor(panel.cast.cy))
    assert ana.post(f"{url}confirm/", {"sha256": "x"}).status_code == 409


@pytest.mark.clause("TAC-4")
def test_a_score_below_what_the_answers_earn_is_refused(panel: Any) -> None:
    from tandem.applications.queries import submission_of

    seat(panel)
    sent = submission_of(panel.made[0].id)
    assert sent is not None
    type(sent).objects.filter(id=sent.id).update(selection={"not_below": {"earlier": 2}})
    work, cy = panel.work(panel.cast.cy), panel.actor(panel.cast.cy)
    with pytest.raises(Refused, match="below_floor_of_criterion"):
        operations.score(cy, work.id, "earlier", 1, "They are new to each other")
    assert operations.score(cy, work.id, "earlier", 2, "They are new, and say why").value == 2
    assert operations.score(cy, work.id, "earlier", operations.ABSTAIN, "I cannot say").abstains


def test_another_offices_officer_reads_and_does_not_act(panel: Any) -> None:
    from tandem.foundation.tenancy.models import Office

    office = Office.objects.create(slug="belgrade", name={"en": "Belgrade"}, country="RS")
    type(panel.call).objects.filter(id=panel.call.id).update(office=office)
    panel.call.refresh_from_db()
    for act in (
        lambda: operations.ask(panel.officer, panel.call, [panel.cast.cy.id]),
        lambda: operations.assign(panel.officer, panel.call, [panel.cast.cy.id], [panel.made[0].id]),
        lambda: operations.shortlist(panel.officer, panel.made[0].id),
    ):
        with pytest.raises(Refused, match="another_office"):
            act()
    assert enter(panel.cast.ana).get(f"/samband/calls/{panel.call.slug}/judgement/").status_code == 200
    assert READING
