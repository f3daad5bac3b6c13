"""Who works for the organiser: officers appoint by mail address, and somebody always stays."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tandem.foundation.access import Refused, in_office, reads_office
from tandem.foundation.accounts.models import Person
from tandem.foundation.audit.models import Act
from tandem.foundation.outbox.models import Mail
from tandem.foundation.tenancy.models import Membership, Office
from tandem.foundation.tenancy.operations import appoint, dismiss, make_office

pytestmark = pytest.mark.django_db


def of(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_an_officer_appoints_a_colleague_who_gets_a_mail(cast: Any) -> None:
    ana = of(cast.ana)
    assert ana.post("/samband/people/", {"email": "Liv@tandem.example", "role": "assessor"}).status_code == 302
    row = Membership.objects.get(person__email="liv@tandem.example")
    assert (row.organiser, row.role) == (cast.samband, "assessor")
    mail = Mail.objects.get(to="liv@tandem.example")
    assert "Ana Solheim" in mail.text and "/samband/desk/" in mail.text
    assert Act.objects.filter(verb="person.appointed").exists()
    assert "liv@tandem.example" in ana.get("/samband/people/").content.decode()
    ana.post("/samband/people/", {"email": "liv@tandem.example", "role": "assessor"})
    assert Membership.objects.filter(person__email="liv@tandem.example").count() == 1


def test_a_half_address_is_refused_and_stays_in_the_form(cast: Any) -> None:
    answer = of(cast.ana).post("/samband/people/", {"email": "liv@", "role": "assessor"})
    assert answer.status_code == 422 and 'value="liv@"' in answer.content.decode()
    assert not Person.objects.filter(email__startswith="liv").exists()


def test_the_last_officer_stays_and_others_may_go(cast: Any) -> None:
    ana = of(cast.ana)
    rows = {row.person_id: row for row in Membership.objects.filter(organiser=cast.samband, role="officer")}
    assert ana.post(f"/samband/people/{rows[cast.omar.id].id}/end/").status_code == 302
    answer = ana.post(f"/samband/people/{rows[cast.ana.id].id}/end/")
    assert answer.status_code == 409 and "Appoint another officer first" in answer.content.decode()
    assert Membership.objects.filter(organiser=cast.samband, role="officer").count() == 1
    assert of(cast.omar).get("/samband/people/").status_code == 404


@pytest.mark.expects("SEC-2")
def test_nobody_ends_a_role_at_another_organiser(cast: Any) -> None:
    theirs = Membership.objects.get(organiser=cast.brofonden, person=cast.eve)
    assert of(cast.ana).post(f"/samband/people/{theirs.id}/end/").status_code == 404
    assert Membership.objects.filter(id=theirs.id).exists()


def test_an_office_has_people_of_its_own(cast: Any) -> None:
    client = of(cast.ana)
    page = client.get("/samband/people/offices/")
    assert page.status_code == 200
    assert client.post("/samband/people/offices/", {"country": "RS"}).status_code == 422
    answer = client.post("/samband/people/offices/", {"name_en": "Belgrade office", "country": "RS"})
    assert answer.status_code == 302
    with cast.scope():
        office = Office.objects.get()
    assert office.slug == "belgrade-office" and office.country == "RS"
    answer = client.post("/samband/people/", {"email": "iva@tandem.example", "role": "officer", "office": office.id})
    assert answer.status_code == 302
    iva = Person.objects.get(email="iva@tandem.example")
    actor = cast.actor(iva)
    assert actor.offices == frozenset({office.id}) and in_office(actor, office.id) and not in_office(actor, None)
    assert not in_office(cast.actor("ana"), office.id) and reads_office(cast.actor("ana"), office.id)
    assert "Belgrade office" in client.get("/samband/people/").content.decode()
    client = of(iva)
    page = client.get("/samband/people/").content.decode()
    assert "the whole organisation</span>" not in page and 'value="' + str(office.id) in page
    assert client.post("/samband/people/", {"email": "x@tandem.example", "role": "officer"}).status_code == 422
    assert client.post("/samband/people/offices/", {"name_en": "Mine"}).status_code == 403


def test_somebody_of_an_office_appoints_and_dismisses_only_there(cast: Any) -> None:
    with cast.scope():
        office = make_office(cast.actor("ana"), names={"en": "Ankara office"}, country="TR")
        appoint(cast.actor("ana"), cast.cy, "officer", office)
        held = cast.actor("cy")
        assert held.offices == frozenset({office.id})  # an assessor everywhere is an officer in one office only
        appoint(held, cast.nobody, "assessor", office)
        with pytest.raises(Refused) as refused:
            appoint(held, cast.nobody, "officer")
        assert refused.value.code == "another_office"
        regional = Membership.objects.get(person=cast.omar)
        with pytest.raises(Refused) as refused:
            dismiss(held, regional.id)
        assert refused.value.code == "another_office"
        with pytest.raises(Refused) as refused:
            make_office(cast.actor("ana"), names={"en": "Ankara office"})
        assert refused.value.code == "office_exists"
