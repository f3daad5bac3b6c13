"""Founding organisations, and who acts for them. Each function is one transaction, or refuses and changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from tandem.core.values import storable
from tandem.foundation import clock
from tandem.foundation.access import Actor, Decision, Refused
from tandem.foundation.accounts.models import Person
from tandem.foundation.audit.chain import record
from tandem.foundation.duties import book
from tandem.foundation.files.models import StoredFile
from tandem.foundation.outbox.events import happened
from tandem.foundation.outbox.queue import send_mail
from tandem.foundation.tenancy.models import Organiser
from tandem.foundation.tenancy.scope import current
from tandem.organisations.access import may_edit, may_sign, member_row
from tandem.organisations.events import MemberJoined, MembershipEnded, OrganisationRenamed, PaperHandedIn
from tandem.organisations.models import HandedIn, Member, MemberRole, Organisation, OrganisationKind
from tandem.organisations.profiling import profile
from tandem.web.countries import is_country

__all__ = [
    "accept", "change_role", "describe", "end_membership", "found", "hand_in", "introduce", "invite", "profile",
]

INVITED = "organisations.accept_invitation"


@transaction.atomic
def found(
    actor: Actor, *, name: str, kind: str, country: str, languages: Sequence[str] = (), org_id: str = "",
    place: str = "",
) -> Organisation:
    """A new organisation; the founder becomes its first signing member.

    `country` is ISO 3166 alpha-2, `languages` are IETF tags. Refuses an empty name, an unknown kind or country, and a
    registration number that is already here.
    """
    person = _signed_in(actor)
    row = _organisation(name, kind, country, languages, org_id, place)
    now = clock.now()
    Member.objects.create(
        organisation=row, person_id=person, role=MemberRole.SIGN, invited_by_id=person, invited_at=now, accepted_at=now
    )
    record(actor, "organisation.founded", "organisation", row.id, {"name": row.name, "country": row.country})
    return row


@transaction.atomic
def introduce(
    actor: Actor, *, name: str, kind: str, country: str, mail: str, person_name: str, languages: Sequence[str] = (),
    org_id: str = "", place: str = "", language: str = "",
) -> Organisation:
    """Enter a partner's organisation and invite its first signing member; the actor gets no place in it."""
    _signed_in(actor)
    row = _organisation(name, kind, country, languages, org_id, place)
    record(actor, "organisation.introduced", "organisation", row.id, {"name": row.name, "country": row.country})
    _invite(actor, row, mail, person_name, MemberRole.SIGN, language or (row.languages[0] if row.languages else ""))
    return row


@transaction.atomic
def describe(
    actor: Actor, organisation: Organisation, *, name: str, kind: str, languages: Sequence[str] = (), org_id: str = "",
    place: str = "",
) -> Organisation:
    """Change the profile. The country stays: rules and earlier grants hang on it."""
    row = _locked(organisation)
    _must(may_edit(actor, row))
    before = {"name": row.name, "kind": row.kind, "languages": row.languages, "org_id": row.org_id, "place": row.place}
    row.name, row.org_id, row.place = _name(name), org_id.strip()[:60], storable(place.strip())[0][:200]
    row.kind, row.languages = _kind(kind), list(languages)
    _org_id_free(row)
    row.save()
    record(actor, "organisation.described", "organisation", row.id, {"before": before})
    if row.name != before["name"]:
        happened(OrganisationRenamed(str(row.id)))
    return row


@transaction.atomic
def invite(
    actor: Actor, organisation: Organisation, *, mail: str, name: str, role: str, language: str = ""
) -> Member:
    """Invite somebody by mail to act for the organisation; in force once they accept.

    Only signing members invite. Refuses an address that is none, an unknown role, and people who already belong.
    `language` is that of the mail for a person who is new here.
    """
    row = _locked(organisation)
    _must(may_sign(actor, row))
    return _invite(actor, row, mail, name, role, language)


@transaction.atomic
def accept(actor: Actor, organisation: Organisation) -> Member:
    """Take up an invitation. Accepting twice changes nothing; without an invitation it is refused."""
    row = member_row(actor, organisation)
    if row is None:
        raise Refused("not_invited", _("There is no invitation for you here."), status=404)
    if row.accepted_at:
        return row
    row.accepted_at = clock.now()
    row.save(update_fields=["accepted_at"])
    book.settle(INVITED, organisation.id, person_id=row.person_id)
    record(actor, "organisation.joined", "organisation", organisation.id, {"role": row.role})
    happened(MemberJoined(str(organisation.id), str(row.person_id)))
    return row


@transaction.atomic
def change_role(actor: Actor, member: Member, role: str) -> Member:
    """Give a member another role. Only signing members do; the last one who signs keeps signing."""
    organisation = _locked(member.organisation)
    _must(may_sign(actor, organisation))
    row = _in_force(member)
    before, row.role = row.role, _role(role)
    if before == MemberRole.SIGN and row.role != MemberRole.SIGN:
        _another_signs(row)
    row.save(update_fields=["role"])
    record(actor, "organisation.role_changed", "organisation", organisation.id,
           {"person": row.person_id, "before": before, "after": row.role})
    return row


@transaction.atomic
def end_membership(actor: Actor, member: Member) -> Member:
    """Somebody leaves or is let go; their invitation is withdrawn when they had not accepted.

    Everybody may end their own membership, signing members anybody's; the last one who signs cannot leave.
    """
    organisation = _locked(member.organisation)
    row = _in_force(member)
    if row.person_id != actor.person_id:
        _must(may_sign(actor, organisation))
    if row.role == MemberRole.SIGN and row.accepted_at:
        _another_signs(row)
    row.ended_at = clock.now()
    row.save(update_fields=["ended_at"])
    book.settle(INVITED, organisation.id, person_id=row.person_id)
    record(actor, "organisation.left", "organisation", organisation.id, {"person": row.person_id})
    happened(MembershipEnded(str(organisation.id), str(row.person_id)))
    return row


@transaction.atomic
def hand_in(actor: Actor, organisation: Organisation, *, programme: UUID, record_id: str, file: StoredFile) -> HandedIn:
    """Hand in a paper that counts once per programme (MIC-11); a newer one takes its place, the older is kept.

    `record_id` is an id in the rulebook's once_per_organisation, `file` an upload that has been stored already.
    """
    row = _locked(organisation)
    _must(may_edit(actor, row))
    now = clock.now()
    earlier = HandedIn.objects.filter(organisation=row, programme_id=programme, record=record_id, replaced_at=None)
    replaced = earlier.update(replaced_at=now)
    paper = HandedIn.objects.create(
        organisation=row, programme_id=programme, record=record_id, file=file, handed_in_by_id=actor.person_id,
        handed_in_at=now,
    )
    record(actor, "organisation.paper_handed_in", "organisation", row.id,
           {"programme": programme, "record": record_id, "sha256": file.sha256, "replaces_earlier": bool(replaced)})
    happened(PaperHandedIn(str(row.id), str(programme), record_id))
    return paper


def _signed_in(actor: Actor) -> UUID:
    if actor.person_id is None:
        raise Refused("signed_out", _("Sign in first."), status=403)
    return actor.person_id


def _must(decision: Decision) -> None:
    if not decision:
        raise Refused.by(decision)


def _locked(organisation: Organisation) -> Organisation:
    return Organisation.objects.select_for_update().get(id=organisation.id)


def _in_force(member: Member) -> Member:
    row = Member.objects.select_for_update().filter(id=member.id, ended_at=None).first()
    if row is None:
        raise Refused("membership_ended", _("This person no longer acts for the organisation."), status=409)
    return row


def _another_signs(member: Member) -> None:
    others = Member.objects.filter(organisation=member.organisation_id, role=MemberRole.SIGN, ended_at=None)
    if not others.exclude(id=member.id).exclude(accepted_at=None).exists():
        raise Refused(
            "last_signer", _("Nobody else may sign for this organisation."),
            _("Let somebody else sign first, then change this."),
        )


def _organisation(
    name: str, kind: str, country: str, languages: Sequence[str], org_id: str, place: str
) -> Organisation:
    if not is_country(country):
        raise Refused("country_unknown", _("“%(country)s” is not a country code.") % {"country": country},
                      _("Choose the country from the list."))
    row = Organisation(
        name=_name(name), kind=_kind(kind), country=country, languages=list(languages), org_id=org_id.strip()[:60],
        place=storable(place.strip())[0][:200], made_at=clock.now(),
    )
    _org_id_free(row)
    row.save()
    return row


def _name(name: str) -> str:
    kept = " ".join(storable(name)[0].split())
    if not kept:
        raise Refused("name_missing", _("The organisation has no name."), _("Write its official name."))
    if len(kept) > 200:
        raise Refused("name_too_long", _("The name has %(actual)d characters; %(limit)d fit.")
                      % {"actual": len(kept), "limit": 200}, _("Use the shorter official form."))
    return kept


def _kind(kind: str) -> str:
    if kind not in OrganisationKind.values:
        raise Refused("kind_unknown", _("Say what kind of organisation it is."), _("Choose one from the list."))
    return kind


def _org_id_free(row: Organisation) -> None:
    if row.org_id and Organisation.objects.filter(org_id=row.org_id).exclude(id=row.id).exists():
        raise Refused(
            "org_id_taken", _("An organisation with the number %(number)s is already here.") % {"number": row.org_id},
            _("Ask a colleague who acts for it to invite you."),
        )


def _role(role: str) -> str:
    if role not in MemberRole.values:
        raise Refused("role_unknown", _("Say what this person may do."), _("Choose one from the list."))
    return role


def _invite(actor: Actor, organisation: Organisation, mail: str, name: str, role: str, language: str) -> Member:
    address, role = mail.strip().lower(), _role(role)
    try:
        validate_email(address)
    except ValidationError as error:
        raise Refused("mail_wrong", _("“%(mail)s” is not a mail address.") % {"mail": mail.strip()},
                      _("Write it like name@example.org.")) from error
    person = Person.objects.filter(email=address).first() or Person.objects.create_user(
        address, " ".join(storable(name)[0].split())[:200], language=language or actor.language
    )
    member, created = Member.objects.select_for_update().get_or_create(
        organisation=organisation, person=person,
        defaults={"role": role, "invited_by_id": actor.person_id, "invited_at": clock.now()},
    )
    if not created:
        if member.ended_at is None and member.accepted_at:
            raise Refused("already_member", _("%(name)s already acts for this organisation.") % {"name": person})
        member.role, member.invited_by_id, member.invited_at = role, actor.person_id, clock.now()
        member.accepted_at = member.ended_at = None
        member.save()
    book.assign(INVITED, ("organisation", organisation.id), due_at=None, person=person.id,
                values={"organisation": organisation.name})
    record(actor, "organisation.invited", "organisation", organisation.id, {"person": person.id, "role": role})
    _mail(actor, organisation, person)
    return member


def _mail(actor: Actor, organisation: Organisation, person: Person) -> None:
    organiser = Organiser.objects.only("slug").get(id=current())
    path = reverse("organisations:profile", kwargs={"organiser": organiser.slug, "id": organisation.id})
    with override(person.language):
        subject = _("%(inviter)s invites you to act for %(organisation)s") % {
            "inviter": actor.name, "organisation": organisation.name
        }
        text = _(
            "Hello %(name)s,\n\n%(inviter)s asks you to act for %(organisation)s. Open the page below, sign in with"
            " this mail address (a code comes by mail, there is no password), and accept.\n\n%(address)s\n\nIf you do"
            " not know what this is about, do nothing: without your yes nothing happens."
        ) % {"name": person, "inviter": actor.name, "organisation": organisation.name,
             "address": settings.TANDEM_URL + path}
    send_mail(person.email, subject, text, language=person.language, about=("organisation", organisation.id))
