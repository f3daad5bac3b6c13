"""The pages of the choice: what they say, what they cost, who gets in, and that looking changes nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tandem.awards import operations
from tandem.awards.models import Decision, Proposal, ProposalRow
from tandem.awards.queries.proposals import in_force
from tandem.foundation import clock
from tandem.foundation.access.grants import give
from tandem.foundation.audit.models import Act
from tandem.foundation.outbox.models import Job, Mail
from tandem.organisations.models import Member
from tests.awards.conftest import three

PAGES = ("ranking/", "decision/", "letters/")


def client(person: Any = None) -> Client:
    made = Client()
    if person is not None:
        made.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return made


def page(world: Any, which: str, who: str = "ana", organiser: str = "samband") -> Any:
    return client(getattr(world.cast, who)).get(f"/{organiser}/calls/{world.call.slug}/{which}")


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_the_headline_says_what_is_the_case(world: Any) -> None:
    assert "No application competes yet" in text(page(world, "ranking/"))
    world.four()
    said = text(page(world, "ranking/"))
    assert "3 of 4 applications fit the budget" in said and "Propose this" in said
    waiting = world.application("Bridges", 100, step="eligible")
    said = text(page(world, "ranking/"))
    assert "One application cannot be ranked yet" in said and "Propose this" not in said
    assert f"/applications/{waiting.id}/read/" in said and "Its scores are not complete." in said


def test_the_cut_stands_under_the_last_that_is_funded(world: Any) -> None:
    world.four()
    said = text(page(world, "ranking/"))
    cut = said.split('<tr class="cut">')
    assert len(cut) == 2 and "Budgets" in cut[1].split("</tr>")[0]


def test_assessors_far_apart_are_told_to_talk_first(world: Any) -> None:
    world.scored("Near", 100, 3, 3)
    assert "talk first" not in text(page(world, "ranking/"))
    world.scored("Far", 100, 5, 1)
    said = text(page(world, "ranking/"))
    assert "talk first" in said and "In one application the assessors are far apart" in said


def test_what_if_shows_another_list_and_writes_nothing(world: Any) -> None:
    world.four()
    before = (Proposal.objects.count(), Act.objects.count(), Job.objects.count())
    said = text(page(world, "ranking/?budget=7%20000%20000"))
    assert "4 of 4 applications fit the budget" in said and "This is only a look" in said
    assert "Propose with NOK 7,000,000" in said
    criterion = world.call.component.criteria[0].id
    assert "This is only a look" in text(page(world, f"ranking/?weight.{criterion}=90"))
    weights = (f"weight.{criterion}=0", f"weight.{criterion}=1e9")
    for wrong in ("budget=lots", "budget=-1", "budget=" + "9" * 300, *weights):
        answer = page(world, f"ranking/?{wrong}")
        assert answer.status_code == 422 and "Error:" in text(answer)
    assert before == (Proposal.objects.count(), Act.objects.count(), Job.objects.count())


@pytest.mark.expects("SEC-9")
def test_the_whole_way_over_the_pages(world: Any) -> None:
    world.four()
    Member.objects.filter(organisation__name="San Telmo 4").delete()
    base = f"/samband/calls/{world.call.slug}"
    ana, omar = client(world.cast.ana), client(world.cast.omar)
    ana.post(f"{base}/ranking/propose/")
    current = in_force(world.call.id)
    said = text(page(world, "ranking/"))
    assert said.count("advice, not confirmed yet") == 3 and "Confirm these donors" in said
    posted = {f"donor-{row.id}": row.donor_proposed_id for row in current.funded} | {"proposal": current.proposal.id}
    ana.post(f"{base}/ranking/donors/", posted)
    assert "Send it for decision" in text(page(world, "ranking/"))
    ana.post(f"{base}/ranking/send/", {"proposal": current.proposal.id})
    own, other = text(page(world, "decision/")), text(page(world, "decision/", "omar"))
    assert "You worked on this proposal, so another officer decides." in own and "Approve and send" not in own
    assert "3 awards wait for your decision" in other and "Approve and send the letters" in other
    sha256 = other.split('name="sha256" value="')[1].split('"')[0]
    assert sha256 == world.seen() == in_force(world.call.id).proposal.sha256
    approval = {"proposal": current.proposal.id, "sha256": sha256, "outcome": "approve"}
    refused = ana.post(f"{base}/decision/decide/", approval)
    assert refused.status_code == 403 and Decision.objects.count() == 0
    stale = omar.post(f"{base}/decision/decide/", {**approval, "sha256": "x"})
    assert stale.status_code == 409
    done = omar.post(f"{base}/decision/decide/", approval)
    assert done.status_code == 302 and done["Location"].endswith("/letters/")
    assert "3 of 4 applications were chosen" in text(page(world, "ranking/"))
    said = text(page(world, "letters/"))
    assert "7 letters have been written" in said and Mail.objects.count() == 6
    assert said.count("nobody to send it to") == 1 and said.count("under way") == 6


def test_a_returned_proposal_shows_its_note(world: Any) -> None:
    world.four()
    proposal = world.sent()
    operations.decide(world.actor("omar"), proposal.id, "", "return", "Look at <Fire> again")
    said = text(page(world, "ranking/"))
    assert "Look at &lt;Fire&gt; again" in said and "Propose again" in said


def test_scores_that_changed_are_shown_on_both_pages(world: Any) -> None:
    from tandem.applications.operations import move

    made = world.four()
    world.sent()
    move(made[3].id, score="99.0")
    made[3].assignments.first().scorings.update(value=5)
    assert "The scores have changed since" in text(page(world, "ranking/"))
    said = text(page(world, "decision/", "omar"))
    assert "Something has changed since this proposal was sent" in said and "Approve and send" not in said


@pytest.mark.parametrize("number", [1, 3])
def test_no_page_needs_more_than_eight_queries(world: Any, number: int) -> None:
    for n in range(number):
        world.scored(f"Application {n}", 100_000, 3, 4)
    stages = {"nothing": lambda: None, "made": world.proposed, "sent": lambda: operations.send_for_decision(
        world.actor("ana"), in_force(world.call.id).proposal.id), "decided": lambda: operations.decide(
        world.actor("omar"), in_force(world.call.id).proposal.id, world.seen(), "approve")}
    for stage, go in stages.items():
        go()
        for which in (*PAGES, "ranking/?budget=150000", "ranking/export.json"):
            someone = client(world.cast.omar)
            address = f"/samband/calls/{world.call.slug}/{which}"
            someone.get(address)
            with CaptureQueriesContext(connection, ) as queries:
                assert someone.get(address).status_code == 200, (stage, which)
            assert len(queries) <= 8, (stage, which, [q["sql"][:90] for q in queries])


@pytest.mark.expects("SEC-1")
def test_who_gets_in(world: Any) -> None:
    world.four()
    world.sent()
    for which in PAGES:
        assert [page(world, which, who).status_code for who in ("ana", "omar")] == [200, 200]
        assert [page(world, which, who).status_code for who in ("bo", "dee", "nobody", "eve")] == [404] * 4
        assert [page(world, which, who).status_code for who in ("cy", "kim", "aud", "don")] == [403] * 4
        assert client().get(f"/samband/calls/{world.call.slug}/{which}").status_code == 302
        assert page(world, which, "eve", "brofonden").status_code == 404
        assert page(world, which, "ana", "brofonden").status_code == 404


@pytest.mark.expects("SEC-3")
def test_another_organisers_officer_reaches_no_proposal_through_her_own_address(world: Any) -> None:
    world.four()
    proposal = world.sent()
    with world.cast.scope(world.cast.brofonden):
        from tests.factories import calls

        twin = calls.call(world.cast.actor("eve", world.cast.brofonden), slug=world.call.slug)
    eve = client(world.cast.eve)
    base = f"/brofonden/calls/{twin.slug}"
    assert "Waste" not in text(eve.get(f"{base}/ranking/"))
    row = ProposalRow.objects.filter(proposal=proposal).first()
    assert row is not None
    for verb, data in (
        ("ranking/donors/", {f"donor-{row.id}": row.donor_proposed_id}), ("ranking/send/", {}),
        ("decision/decide/", {"sha256": proposal.sha256, "outcome": "approve"}),
    ):
        assert eve.post(f"{base}/{verb}", {"proposal": proposal.id, **data}).status_code == 404
        assert eve.post(f"{base}/{verb}", {"proposal": "nonsense", **data}).status_code == 404
    assert Decision.objects.count() == 0


def test_an_officer_with_an_interest_reads_neither_proposal_nor_letters_about_it(world: Any) -> None:
    made = world.four()
    world.sent()
    give(world.cast.omar.id, "application", made[0].id, "assess", allows=False, reason="cousin", now=clock.now())
    assert page(world, "decision/", "omar").status_code == 403
    said = text(page(world, "letters/", "omar"))
    assert "Waste:" not in said and "2 letters are closed to you" in said


@pytest.mark.expects("UX-19")
def test_the_status_page_has_outcome_reasons_per_criterion_and_how_to_complain(world: Any) -> None:
    made = world.four()
    address = f"/samband/applications/{made[3].id}/"
    with_submission(made[3])
    assert 'id="outcome"' not in text(client(world.cast.bo).get(address))
    world.decided()
    said = text(client(world.cast.bo).get(address))
    assert "On the reserve list" in said and 'id="complain"' in said and "post@samband.example" in said
    for criterion in world.call.component.criteria:
        assert criterion.title["en"].replace("'", "&#x27;") in said
        assert f"Fire: {criterion.id} seen as 2" in said and f"Fire: {criterion.id} seen as 3" in said
    assert client(world.cast.other_bo).get(address).status_code == 404


def with_submission(application: Any) -> None:
    from tandem.applications.models import Submission

    Submission.objects.create(
        application=application, reference=application.reference, content="{}", sha256="0" * 64, received_at=clock.now()
    )


def test_the_call_page_leads_to_the_choice(world: Any) -> None:
    world.four()
    said = text(page(world, "manage/"))
    assert f"/samband/calls/{world.call.slug}/ranking/" in said and "Nothing has been proposed yet." in said
    world.sent()
    assert "A proposal waits for a second officer." in text(page(world, "manage/"))


def test_interviews_have_their_own_column(harbour: Any) -> None:
    harbour.interviewed("Pilots", 3_000_000, True, three(harbour.cast, "CL", "PE", "NZ"))
    said = text(page(harbour, "ranking/"))
    assert "recommended" in said and "Spread of the assessors" not in said
    harbour.decided()
    assert page(harbour, "letters/").status_code == page(harbour, "decision/").status_code == 200
