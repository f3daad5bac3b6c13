"""Organisations and who acts for them: founded once, worked in together, never without somebody who signs."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tandem.foundation.access import Actor, Refused
from tandem.foundation.accounts.models import Person
from tandem.foundation.audit.models import Act
from tandem.foundation.duties import book
from tandem.foundation.outbox.models import Mail
from tandem.organisations import operations
from tandem.organisations.access import may_edit, may_read, may_sign
from tandem.organisations.models import Member, MemberRole, Organisation
from tandem.organisations.queries import memberships_of, organisations_of, roles_of

pytestmark = pytest.mark.django_db
TOWN = {"name": "Solvika kommune", "kind": "municipality", "country": "NO"}


@pytest.fixture
def town(cast: Any, at: Any) -> Any:
    """Samband in September 2024; Bo signs for Fjordvik."""
    at("2024-09-12T12:00")
    with cast.scope():
        yield cast


def member(cast: Any, organisation: Organisation, who: Person) -> Member:
    row: Member = Member.objects.select_related("organisation").get(organisation=organisation, person=who)
    return row


def client_of(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_who_founds_an_organisation_signs_for_it(town: Any) -> None:
    row = operations.found(town.actor("nobody"), **TOWN, languages=["nb"])
    assert may_sign(town.actor("nobody"), row) and organisations_of(town.nobody.id) == [row]
    assert Act.objects.filter(verb="organisation.founded", object_id=str(row.id)).exists()


@pytest.mark.parametrize(("changed", "code"), [
    ({"name": "  "}, "name_missing"), ({"name": "x" * 201}, "name_too_long"), ({"kind": "kingdom"}, "kind_unknown"),
    ({"country": "ZZ"}, "country_unknown"), ({"country": "Norway"}, "country_unknown"),
])
def test_what_cannot_be_is_refused(town: Any, changed: dict[str, str], code: str) -> None:
    before = Organisation.objects.count()
    with pytest.raises(Refused) as caught:
        operations.found(town.actor("nobody"), **{**TOWN, **changed})
    assert caught.value.code == code and Organisation.objects.count() == before


def test_one_registration_number_is_one_organisation(town: Any) -> None:
    operations.found(town.actor("nobody"), **TOWN, org_id="NO-BRC-123456789")
    with pytest.raises(Refused) as caught:
        operations.found(town.actor("bo"), **TOWN, org_id="NO-BRC-123456789")
    assert caught.value.code == "org_id_taken"


def test_a_partner_is_introduced_and_only_the_invited_person_belongs(town: Any) -> None:
    row = operations.introduce(
        town.actor("bo"), name="Municipalidad de Las Flores", kind="municipality", country="GT",
        mail="Rosa@Flores.example", person_name="Rosa Pérez", languages=["es"],
    )
    rosa = Person.objects.get(email="rosa@flores.example")
    assert rosa.language == "es" and not may_read(town.actor("bo"), row)
    assert not may_read(Actor(rosa.id), row)
    operations.accept(Actor(rosa.id), row)
    assert may_sign(Actor(rosa.id), row)


@pytest.mark.expects("UX-5")
@pytest.mark.clause("FLD-6")
def test_a_colleague_is_invited_by_mail_and_comes_in_with_a_yes(town: Any) -> None:
    operations.invite(town.actor("bo"), town.fjordvik, mail=" Kari@Fjordvik.example ", name="Kari", role="edit")
    kari = Person.objects.get(email="kari@fjordvik.example")
    mail = Mail.objects.get(to="kari@fjordvik.example")
    assert f"/samband/organisations/{town.fjordvik.id}/" in mail.text
    assert [duty.kind for duty in book.open_for(Actor(kari.id))] == [operations.INVITED]
    assert not may_edit(Actor(kari.id), town.fjordvik)
    page = client_of(kari).get(f"/samband/organisations/{town.fjordvik.id}/").content.decode()
    assert "Do you act for Fjordvik kommune?" in page and town.bo.email not in page
    client_of(kari).post(f"/samband/organisations/{town.fjordvik.id}/accept/")
    assert may_edit(Actor(kari.id), town.fjordvik) and not may_sign(Actor(kari.id), town.fjordvik)
    assert not book.open_for(Actor(kari.id)).exists()


@pytest.mark.expects("UX-5")
def test_colleagues_go_on_when_the_founder_is_gone(town: Any) -> None:
    operations.invite(town.actor("bo"), town.fjordvik, mail=town.nobody.email, name="", role="sign")
    operations.accept(town.actor("nobody"), town.fjordvik)
    operations.end_membership(town.actor("bo"), member(town, town.fjordvik, town.bo))
    assert may_sign(town.actor("nobody"), town.fjordvik) and not may_read(town.actor("bo"), town.fjordvik)


def test_the_last_one_who_signs_cannot_leave_or_stop_signing(town: Any) -> None:
    own = member(town, town.fjordvik, town.bo)
    operations.invite(town.actor("bo"), town.fjordvik, mail=town.nobody.email, name="", role="sign")  # not accepted yet
    for act in (
        lambda: operations.end_membership(town.actor("bo"), own),
        lambda: operations.change_role(town.actor("bo"), own, MemberRole.READ),
    ):
        with pytest.raises(Refused) as caught:
            act()
        assert caught.value.code == "last_signer"
    assert may_sign(town.actor("bo"), town.fjordvik)


def test_an_invitation_can_be_taken_back_and_given_again(town: Any) -> None:
    operations.invite(town.actor("bo"), town.fjordvik, mail=town.nobody.email, name="", role="read")
    operations.end_membership(town.actor("bo"), member(town, town.fjordvik, town.nobody))
    with pytest.raises(Refused) as caught:
        operations.accept(town.actor("nobody"), town.fjordvik)
    assert caught.value.code == "not_invited"
    operations.invite(town.actor("bo"), town.fjordvik, mail=town.nobody.email, name="", role="edit")
    assert roles_of(town.nobody.id, [town.fjordvik.id]) == {}
    operations.accept(town.actor("nobody"), town.fjordvik)
    assert roles_of(town.nobody.id, [town.fjordvik.id]) == {town.fjordvik.id: "edit"}


@pytest.mark.parametrize(("mail", "role", "code"), [
    ("nonsense", "edit", "mail_wrong"), ("new@example.org", "king", "role_unknown"),
    ("bo@tandem.example", "read", "already_member"),
])
def test_wrong_invitations_are_refused(town: Any, mail: str, role: str, code: str) -> None:
    with pytest.raises(Refused) as caught:
        operations.invite(town.actor("bo"), town.fjordvik, mail=mail, name="", role=role)
    assert caught.value.code == code and not Mail.objects.exists()


@pytest.mark.parametrize("who", ["other_bo", "ana", "cy", "nobody", "dee"])
def test_nobody_from_outside_invites_changes_or_ends(town: Any, who: str) -> None:
    own = member(town, town.fjordvik, town.bo)
    for act in (
        lambda: operations.invite(town.actor(who), town.fjordvik, mail="x@example.org", name="", role="sign"),
        lambda: operations.change_role(town.actor(who), own, MemberRole.READ),
        lambda: operations.end_membership(town.actor(who), own),
        lambda: operations.describe(town.actor(who), town.fjordvik, name="Mine now", kind="municipality"),
    ):
        with pytest.raises(Refused) as caught:
            act()
        assert caught.value.status == 403
    assert Organisation.objects.get(id=town.fjordvik.id).name == "Fjordvik kommune"


@pytest.mark.expects("SEC-2")
def test_pages_of_an_organisation_are_for_its_members_and_officers(town: Any) -> None:
    address = f"/samband/organisations/{town.fjordvik.id}/"
    assert Client().get(address).status_code == 302
    for person in (town.bo, town.ana):
        assert client_of(person).get(address).status_code == 200
    for person in (town.other_bo, town.dee, town.cy, town.eve):
        assert client_of(person).get(address).status_code == 404
    assert client_of(town.eve).get(f"/brofonden/organisations/{town.fjordvik.id}/").status_code == 404
    assert client_of(town.bo).get(f"/samband/organisations/{town.twin_fjordvik.id}/").status_code == 404
    assert client_of(town.eve).post(f"{address}invite/", {"mail": "x@example.org", "role": "sign"}).status_code == 404


def test_a_refused_invitation_keeps_what_was_typed(town: Any) -> None:
    response = client_of(town.bo).post(
        f"/samband/organisations/{town.fjordvik.id}/invite/",
        {"name": "Kari Nordmo", "mail": "kari at fjordvik", "role": "edit", "language": "en"},
    )
    page = response.content.decode()
    assert response.status_code == 422 and "kari at fjordvik" in page and "Kari Nordmo" in page
    assert "is not a mail address" in page


def test_where_one_acts_is_one_query(town: Any, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        assert [row.organisation.name for row in memberships_of(town.bo.id)] == ["Fjordvik kommune"]
    with django_assert_num_queries(1):
        assert organisations_of(town.bo.id, at_least=MemberRole.SIGN) == [town.fjordvik]
