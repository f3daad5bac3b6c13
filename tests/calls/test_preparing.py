"""An officer prepares a call; what cannot stand is refused, and what is missing keeps it from being published."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tandem.calls import operations
from tandem.calls.models import Call, Status
from tandem.calls.queries import missing, proposed, terms_of
from tandem.core.rulebook import load
from tandem.core.values import Money
from tandem.foundation import clock
from tandem.foundation.access import Refused
from tandem.foundation.audit.models import Act
from tandem.programmes.queries import latest_version
from tandem.rulebooks import shipped
from tests.factories import calls

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(cast: Any, at: Any) -> Any:
    """Ana at work in August 2024, with the programme's rulebook."""
    at("2024-08-01T10:00")
    with cast.scope():
        cast.programme = calls.programme(cast.actor("ana"))
        cast.rulebook = latest_version(cast.programme).rulebook  # type: ignore[union-attr]
        cast.terms = proposed(cast.rulebook, "project", 2024, "Europe/Oslo")
        yield cast


def refusal(office: Any, **changed: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        operations.prepare(office.actor("ana"), office.programme, "project", 2024, replace(office.terms, **changed))
    assert not Call.objects.exists()
    return caught.value


def test_the_rulebook_proposes_what_it_knows(office: Any) -> None:
    terms = office.terms
    assert terms.closes == datetime(2024, 10, 1, 23, 59)  # noqa: DTZ001 local time of the call's zone
    assert terms.starts_on == date(2025, 3, 1) and terms.decision_on is None
    assert terms.ceiling == Money.of(1_200_000, "NOK") and terms.minutes == 240
    assert "10" in terms.own_contribution["en"]
    assert len(terms.papers["en"].splitlines()) == len(terms.papers["es"].splitlines()) == 3


def test_a_programme_of_rounds_proposes_the_next_one() -> None:
    rulebook = load(shipped()["icld-partnership"], shipped())
    spring, autumn = (
        proposed(rulebook, "preparation", 2025, "Europe/Stockholm", day) for day in (None, date(2025, 3, 16))
    )
    assert (spring.opens.date(), spring.closes.date()) == (date(2025, 2, 15), date(2025, 3, 15))
    assert (autumn.opens.date(), autumn.closes.date()) == (date(2025, 9, 15), date(2025, 10, 15))
    late = proposed(rulebook, "preparation", 2025, "Europe/Stockholm", date(2025, 12, 1))
    assert late.closes.date() == date(2025, 10, 15)



def test_the_deadline_is_kept_as_an_instant(office: Any) -> None:
    call = operations.prepare(office.actor("ana"), office.programme, "project", 2024, office.terms)
    assert call.closes_at == datetime(2024, 10, 1, 21, 59, tzinfo=UTC) and call.status == Status.DRAFT
    assert terms_of(Call.objects.get()).closes == office.terms.closes
    assert Act.objects.filter(verb="call.prepared", object_id=str(call.id)).count() == 1


@pytest.mark.expects("REL-5")
@pytest.mark.parametrize(("closes", "code", "says"), [
    (datetime(2027, 3, 28, 2, 30), "time_does_not_exist", "does not exist"),  # noqa: DTZ001
    (datetime(2026, 10, 25, 2, 30), "time_exists_twice", "twice"),  # noqa: DTZ001
])
def test_times_that_do_not_exist_or_exist_twice_are_refused_at_entry(
    office: Any, closes: datetime, code: str, says: str
) -> None:
    refused = refusal(office, closes=closes)
    assert [(problem.code, problem.where) for problem in refused.problems] == [(code, "closes")]
    assert says in str(refused.remedy)


@pytest.mark.parametrize(("changed", "code", "field"), [
    ({"opens": datetime(2024, 10, 2, 9)}, "closes_before_opens", "closes"),  # noqa: DTZ001
    ({"decision_on": date(2024, 10, 1)}, "decision_before_close", "decision_on"),
    ({"decision_on": date(2025, 4, 1)}, "start_before_decision", "starts_on"),
    ({"zone": "Europe/Atlantis"}, "zone_unknown", "zone"),
    ({"slug": "Project 2024"}, "slug_wrong", "slug"),
    ({"budget": Money(-1, "NOK")}, "budget_negative", "budget"),
    ({"ceiling": Money(0, "NOK")}, "ceiling_not_positive", "ceiling"),
])
def test_terms_that_do_not_fit_together_name_their_field(office: Any, changed: Any, code: str, field: str) -> None:
    assert (code, field) in [(problem.code, problem.where) for problem in refusal(office, **changed).problems]


def test_an_address_is_given_once(office: Any) -> None:
    operations.prepare(office.actor("ana"), office.programme, "project", 2024, office.terms)
    with pytest.raises(Refused) as caught:
        operations.prepare(office.actor("ana"), office.programme, "project", 2024, office.terms)
    assert [problem.code for problem in caught.value.problems] == ["slug_taken"]


@pytest.mark.parametrize("who", ["bo", "dee", "cy", "kim", "aud", "don", "nobody"])
def test_nobody_but_officers_prepares_changes_or_publishes(office: Any, who: str) -> None:
    call = operations.prepare(office.actor("ana"), office.programme, "project", 2024, office.terms)
    for act in (
        lambda: operations.prepare(office.actor(who), office.programme, "project", 2025, office.terms),
        lambda: operations.change(office.actor(who), call, office.terms),
        lambda: operations.publish(office.actor(who), call),
        lambda: operations.adopt(office.actor(who), call),
    ):
        with pytest.raises(Refused) as caught:
            act()
        assert caught.value.status == 403
    assert Call.objects.get().status == Status.DRAFT


@pytest.mark.expects("UX-4")
@pytest.mark.parametrize(("changed", "code"), [
    ({"minutes": None}, "time_needed"),
    ({"papers": {}}, "papers"),
    ({"budget": Money(0, "NOK")}, "amounts"),
    ({"own_contribution": {}}, "own_contribution"),
    ({"decision_on": None}, "decision_date"),
    ({"title": {}}, "title"),
])
def test_a_call_without_what_readers_need_is_not_published(office: Any, changed: Any, code: str) -> None:
    whole = replace(office.terms, decision_on=date(2024, 12, 20))
    call = operations.prepare(office.actor("ana"), office.programme, "project", 2024, replace(whole, **changed))
    with pytest.raises(Refused) as caught:
        operations.publish(office.actor("ana"), call)
    assert [problem.code for problem in caught.value.problems] == [code]
    assert Call.objects.get().status == Status.DRAFT
    operations.change(office.actor("ana"), call, whole)
    assert operations.publish(office.actor("ana"), call).is_published


@pytest.mark.expects("UX-4")
def test_missing_translations_are_listed_one_by_one(office: Any) -> None:
    terms = replace(
        office.terms, decision_on=date(2024, 12, 20), title={"en": "Project support"}, lead={"es": "Para municipios"},
        papers={"en": "One\nTwo", "es": "Uno"},
    )
    call = operations.prepare(office.actor("ana"), office.programme, "project", 2024, terms)
    lacking = [(item.code, item.field, item.language) for item in missing(call, clock.now())]
    assert lacking == [
        ("translation", "title_es", "es"), ("translation", "lead_en", "en"), ("papers_uneven", "papers_es", "es"),
    ]


def test_publishing_makes_the_seed_once(office: Any) -> None:
    call = calls.call(office.actor("ana"))
    assert len(call.seed) == 32 and call.published_at
    again = operations.publish(office.actor("omar"), call)
    assert (again.seed, again.published_at) == (call.seed, call.published_at)
    assert Act.objects.filter(verb="call.published").count() == 1


def test_a_call_whose_closing_has_passed_is_not_published(office: Any, at: Any) -> None:
    terms = replace(office.terms, decision_on=date(2024, 12, 20))
    call = operations.prepare(office.actor("ana"), office.programme, "project", 2024, terms)
    at("2024-10-02T00:00")
    with pytest.raises(Refused) as caught:
        operations.publish(office.actor("ana"), call)
    assert [problem.code for problem in caught.value.problems] == ["closes_in_the_past"]


@pytest.mark.parametrize(("changed", "code"), [
    (lambda t: {"closes": t.closes - timedelta(days=1)}, "closes_earlier"),
    (lambda t: {"budget": Money(t.budget.minor - 1, "NOK")}, "budget_lower"),
    (lambda t: {"ceiling": Money.of(1_000_000, "NOK")}, "ceiling_lower"),
    (lambda t: {"papers": {key: text + "\nOne more" for key, text in t.papers.items()}}, "more_papers"),
    (lambda t: {"slug": "elsewhere"}, "slug_changed"),
])
def test_a_published_call_does_not_change_to_the_harm_of_its_readers(office: Any, changed: Any, code: str) -> None:
    call = calls.call(office.actor("ana"))
    before = terms_of(call)
    with pytest.raises(Refused) as caught:
        operations.change(office.actor("ana"), call, replace(before, **changed(before)))
    assert caught.value.code == "would_hurt" and [problem.code for problem in caught.value.problems] == [code]
    assert terms_of(Call.objects.get()) == before


def test_a_published_call_may_close_later(office: Any) -> None:
    call = calls.call(office.actor("ana"))
    terms = terms_of(call)
    operations.change(office.actor("ana"), call, replace(terms, closes=terms.closes + timedelta(days=2)))
    assert Call.objects.get().closes_at == datetime(2024, 10, 3, 21, 59, tzinfo=UTC)


def test_the_servers_clock_opens_and_closes(office: Any) -> None:
    call = calls.call(office.actor("ana"))
    second = timedelta(seconds=1)
    assert not call.is_open(call.opens_at - second) and call.is_open(call.opens_at)
    assert call.is_open(call.closes_at) and not call.is_open(call.closes_at + second)
    call.grace_minutes = 10
    assert call.is_open(call.closes_at + timedelta(minutes=10))
    assert not call.is_open(call.closes_at + timedelta(minutes=11))
