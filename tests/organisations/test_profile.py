"""What organisations say about themselves: based in and serving kept apart, value-free, theirs alone to write."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from tandem.foundation.access import Refused
from tandem.foundation.audit.models import Act
from tandem.organisations import operations
from tandem.organisations.forms_profile import ProfileForm
from tandem.organisations.models import Organisation, Profile
from tandem.organisations.profiles import FIELDS, answer, said
from tandem.organisations.queries import profiles_of
from tandem.rulebooks.library import sectors
from tests.factories import organisations

pytestmark = pytest.mark.django_db
RANKING = ("strong", "weak", "big", "small", "experienced/", "poor", "fuerte", "débil")


@pytest.fixture
def village(cast: Any, at: Any) -> Iterator[Organisation]:
    """An organisation of Bo's."""
    at("2026-09-12T12:00")
    with cast.scope():
        yield organisations.make("Selo zajedno", "RS", kind="cso", sign=cast.bo, read=cast.nobody)


def page_of(cast: Any, person: Any, row: Organisation, name: str = "about") -> tuple[Client, str]:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client, reverse(f"organisations:{name}", args=[cast.samband.slug, row.id])


@pytest.mark.clause("TAC-2")
def test_based_in_and_serves_are_kept_apart(cast: Any, village: Organisation) -> None:
    operations.profile(
        cast.actor("bo"), village, based_in="Beograd", rural_based=False, serves="Villages on the plain",
        rural_serves=True, sectors=["agriculture", "health"], work=["services"],
    )
    facts = said(profiles_of([village.id])[village.id])
    assert facts == {
        "based_in": "Beograd", "rural_based": False, "serves": "Villages on the plain", "rural_serves": True,
        "sectors": ["agriculture", "health"], "work": ["services"],
    }
    operations.profile(cast.actor("bo"), village, rural_serves=None)
    facts = said(profiles_of([village.id])[village.id])
    assert "rural_serves" not in facts and facts["rural_based"] is False  # a no is an answer


@pytest.mark.clause("TAC-2")
def test_the_guidelines_sectors_are_offered_with_services_and_policy(cast: Any, village: Organisation) -> None:
    assert len(sectors()) == 12
    client, url = page_of(cast, cast.bo, village)
    text = client.get(url).content.decode()
    for option in sectors():
        assert f'value="{option.id}"' in text
    assert 'value="services"' in text and 'value="policy"' in text


@pytest.mark.clause("TAC-2")
def test_the_page_is_filled_and_read_by_officers(cast: Any, village: Organisation) -> None:
    client, url = page_of(cast, cast.bo, village)
    typed = {
        "based_in": "Donje Polje", "rural_based": "yes", "serves": "Herders", "rural_serves": "yes",
        "sectors": ["agriculture"], "work": ["services", "policy"], "expertise": "Seeds", "experience": "Ten years",
        "capacity": "A barn", "networks": "Seed savers", "legal_status": "association", "founded": "2004",
    }
    assert client.post(url, typed).status_code == 302
    officer, shown = page_of(cast, cast.ana, village, "profile")
    text = officer.get(shown).content.decode()
    for word in ("Donje Polje", "Herders", "Agriculture", "gives services", "Seeds", "A barn", "Seed savers", "2004"):
        assert word in text
    assert client.get(url).content.decode().count("checked") == 5
    act = Act.objects.get(verb="organisation.profile")
    assert act.object_id == str(village.id)


@pytest.mark.parametrize(("wrong", "code"), [
    ({"sectors": ["banking"]}, "profile_choice"), ({"work": ["prayer"]}, "profile_choice"),
    ({"founded": 2031}, "profile_year"), ({"founded": 12}, "profile_year"), ({"founded": "soon"}, "profile_year"),
    ({"size": "large"}, "profile_field"), ({"rural_based": "perhaps"}, "profile_field"),
    ({"expertise": "x" * 4001}, "profile_too_long"), ({"based_in": "x" * 201}, "profile_too_long"),
])
def test_what_cannot_be_is_refused_and_nothing_changes(
    cast: Any, village: Organisation, wrong: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refused) as caught:
        operations.profile(cast.actor("bo"), village, **{"based_in": "Niš", **wrong})
    assert caught.value.code == code and not Profile.objects.exists()


def test_a_year_to_come_keeps_what_was_typed(cast: Any, village: Organisation) -> None:
    client, url = page_of(cast, cast.bo, village)
    answered = client.post(url, {"founded": "2031", "based_in": "Donje Polje"})
    assert answered.status_code == 422
    assert "Donje Polje" in answered.content.decode() and "2031 is no year" in answered.content.decode()


def test_only_people_who_write_for_it_change_it(cast: Any, village: Organisation) -> None:
    for who in ("nobody", "dee", "ana"):
        with pytest.raises(Refused) as caught:
            operations.profile(cast.actor(who), village, based_in="Elsewhere")
        assert caught.value.status == 403


@pytest.mark.clause("TAC-1")
@pytest.mark.parametrize("language", ["en", "es"])
def test_no_field_ranks_organisations(language: str) -> None:
    with override(language):
        form = ProfileForm()
        words = " ".join(f"{field.label} {field.help_text}" for field in form).lower()
    assert not [word for word in RANKING if word in words]
    assert not {"size", "rank", "level", "staff", "turnover"} & set(FIELDS)


def test_answers_of_forms_may_start_from_it(cast: Any, village: Organisation) -> None:
    row = operations.profile(cast.actor("bo"), village, expertise="Seeds", sectors=["energy"], founded=2004)
    assert answer(row, "expertise", "long_text") == "Seeds" and answer(row, "sectors", "many") == ["energy"]
    assert answer(row, "founded", "number") == "2004" and answer(row, "networks", "long_text") is None
    assert answer(row, "expertise", "number") is None and answer(row, "rural_based", "short_text") is None
