"""Letters: each partnership reads the reasons per criterion in languages it understands."""

from __future__ import annotations

from typing import Any

import pytest

from tandem.awards import operations
from tandem.awards.letters import language_of
from tandem.awards.models import Letter
from tandem.awards.queries.proposals import in_force
from tandem.foundation.outbox.models import Job, Mail
from tandem.organisations.models import Organisation
from tandem.partnerships.models import Party
from tests.awards.conftest import three


@pytest.mark.expects("UX-19")
def test_every_letter_has_the_reasons_per_criterion_in_its_own_language(world: Any) -> None:
    world.four()
    world.decided()
    for title, first in (("Waste", "en"), ("Fire", "en")):
        letters = {letter.language: letter for letter in Letter.objects.filter(application__title=title)}
        assert set(letters) == {"en", "es"} and first in letters
        for language, letter in letters.items():
            for criterion in world.call.component.criteria:
                assert f"{criterion.title[language]}: " in letter.text
                assert f"{title}: {criterion.id} seen as" in letter.text
            assert letter.application.reference in letter.text
            assert "{" not in letter.text
            assert world.cast.samband.mail in letter.text
        assert letters["es"].text != letters["en"].text


def test_award_reserve_and_refusal_are_different_letters(harbour: Any) -> None:
    harbour.interviewed("Pilots", 3_000_000, True, three(harbour.cast, "CL", "PE", "NZ"))
    harbour.interviewed("Nets", 3_000_000, True, three(harbour.cast, "CL", "PE", "NZ"))
    harbour.interviewed("Cranes", 1_000_000, False, three(harbour.cast, "CL", "PE", "NZ"))
    proposal = operations.propose(harbour.actor("ana"), harbour.call.id)
    lots = {row.application.title: row.lot for row in in_force(harbour.call.id).rows}
    assert lots["Cranes"] == "refuse" and sorted(lots.values()) == ["fund", "refuse", "reserve"]
    rows = in_force(harbour.call.id).funded
    operations.confirm_donors(harbour.actor("ana"), proposal.id, {row.id: row.donor_proposed_id for row in rows})
    operations.send_for_decision(harbour.actor("ana"), proposal.id)
    operations.decide(harbour.actor("omar"), proposal.id, harbour.seen(), "approve")
    texts = {letter.application.title: letter.text for letter in Letter.objects.filter(language="en")}
    for title, lot in lots.items():
        kind = {"fund": "award", "reserve": "reserve", "refuse": "refusal"}[lot]
        said = harbour.call.rulebook.letters[kind]["en"].split("{partnership}")[1].split("(")[0].strip()
        assert said in texts[title] and f"{title}: what the interview showed" in texts[title]


def test_mails_go_to_whoever_acts_for_a_party_in_the_language_of_their_organisation(world: Any) -> None:
    world.four()
    world.decided()
    mails = Mail.objects.filter(about_kind="letter").order_by("created_at")
    by = {(mail.to, mail.language) for mail in mails}
    assert by == {(world.cast.bo.email, "en"), (world.cast.dee.email, "es")}
    assert mails.filter(to=world.cast.bo.email).count() == 4 and mails.filter(to=world.cast.dee.email).count() == 3
    assert Job.objects.filter(kind="mail", done_at=None).count() == 7
    spanish = Letter.objects.filter(language="es")
    assert {mail.to for letter in spanish for mail in letter.mails.all()} == {world.cast.dee.email}


def test_no_assessor_is_named_and_reasons_do_not_tell_them_apart(world: Any) -> None:
    world.four()
    world.decided()
    for letter in Letter.objects.all():
        assert "Cy Brandal" not in letter.text and "Assessor 1" not in letter.text
        for criterion in letter.grounds["criteria"]:
            assert criterion["reasons"] == sorted(criterion["reasons"])


def test_what_people_typed_is_never_taken_for_a_place_of_the_letter(world: Any) -> None:
    world.judge(world.application("{reasons} {organiser}", 100), 3, reason="{reference}")
    world.decided()
    text = Letter.objects.get(language="en").text
    assert "“{reasons} {organiser}”" in text and "– {reference}" in text


def test_the_language_of_a_party() -> None:
    def party(*languages: str) -> Party:
        return Party(organisation=Organisation(languages=list(languages)))

    assert language_of(party("nb", "en"), ["en", "es"]) == "en"
    assert language_of(party("es"), ["en", "es"]) == "es"
    assert language_of(party("sq"), ["en", "es"]) == "en"
    assert language_of(party(), ["es", "en"]) == "es"
