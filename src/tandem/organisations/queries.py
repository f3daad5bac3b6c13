"""Finding organisations and their people."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet

from tandem.foundation.access import Actor, Refused
from tandem.organisations.access import may_edit, may_read, member_row
from tandem.organisations.models import HandedIn, Member, MemberRole, Organisation, Profile


def memberships_of(person: UUID) -> list[Member]:
    """Where this person acts for an organisation or is invited to; the organisation is loaded with it. One query."""
    rows = Member.objects.filter(person=person, ended_at=None).select_related("organisation")
    return list(rows.order_by("organisation__name"))


def organisations_of(person: UUID, *, at_least: str = MemberRole.READ) -> list[Organisation]:
    """Organisations this person acts for (accepted), with at least this role. One query."""
    enough = {
        MemberRole.READ.value: list(MemberRole.values),
        MemberRole.EDIT.value: [MemberRole.EDIT.value, MemberRole.SIGN.value],
        MemberRole.SIGN.value: [MemberRole.SIGN.value],
    }[str(at_least)]
    rows = Member.objects.filter(person=person, ended_at=None, role__in=enough).exclude(accepted_at=None)
    return [row.organisation for row in rows.select_related("organisation").order_by("organisation__name")]


def roles_of(person: UUID, organisations: Sequence[UUID]) -> dict[UUID, str]:
    """This person's accepted role in each of these organisations; those without one are absent. One query."""
    rows = Member.objects.filter(person=person, organisation__in=organisations, ended_at=None).exclude(accepted_at=None)
    return dict(rows.values_list("organisation_id", "role"))


def members_of(organisation: Organisation) -> list[Member]:
    """Members and invited people, those who sign first. One query."""
    rows = Member.objects.filter(organisation=organisation, ended_at=None).select_related("person", "invited_by")
    order = {MemberRole.SIGN: 0, MemberRole.EDIT: 1, MemberRole.READ: 2}
    return sorted(rows, key=lambda row: (row.accepted_at is None, order.get(MemberRole(row.role), 9), str(row.person)))


def signers_of(organisations: Sequence[UUID]) -> QuerySet[Member]:
    """Accepted members who may sign for these organisations."""
    rows = Member.objects.filter(organisation__in=organisations, role=MemberRole.SIGN, ended_at=None)
    return rows.exclude(accepted_at=None).select_related("person")


def people_of(organisations: Sequence[UUID]) -> QuerySet[Member]:
    """Everybody who acts for these organisations and has accepted."""
    rows = Member.objects.filter(organisation__in=organisations, ended_at=None).exclude(accepted_at=None)
    return rows.select_related("person")


def writers_of(organisations: Sequence[UUID]) -> list[tuple[UUID, str]]:
    """Everybody who may write or sign for these organisations, by id and name. One query."""
    rows = people_of(organisations).exclude(role=MemberRole.READ).order_by("person__name")
    return list(dict.fromkeys((row.person_id, str(row.person)) for row in rows))


def papers_of(organisation: Organisation) -> list[HandedIn]:
    """Papers in force, newest first, each with its file. One query."""
    rows = HandedIn.objects.filter(organisation=organisation, replaced_at=None)
    return list(rows.select_related("file", "handed_in_by").order_by("-handed_in_at"))


def records_of(organisations: Sequence[UUID], programme: UUID) -> dict[UUID, set[str]]:
    """Which once-per-programme papers each organisation has handed in. One query."""
    found: dict[UUID, set[str]] = {organisation: set() for organisation in organisations}
    rows = HandedIn.objects.filter(organisation__in=organisations, programme_id=programme, replaced_at=None)
    for organisation, record in rows.values_list("organisation_id", "record"):
        found[organisation].add(record)
    return found


def profiles_of(organisations: Sequence[UUID]) -> dict[UUID, Profile]:
    """What these organisations say about themselves; those that have said nothing are absent. One query."""
    rows = Profile.objects.filter(organisation__in=organisations)
    return {row.organisation_id: row for row in rows.select_related("organisation")}


def readable(actor: Actor, organisation: UUID) -> Organisation:
    """The organisation, when the actor may read it or is invited to it; a 404 refusal otherwise: it is not named."""
    row = Organisation.objects.filter(id=organisation).first()
    if row is None or not (may_read(actor, row) or member_row(actor, row)):
        raise not_found()
    return row


def writable(actor: Actor, organisation: UUID) -> Organisation:
    """The same for those who may write for it; Refused (403) for everybody else who may know it."""
    row = readable(actor, organisation)
    if not (decision := may_edit(actor, row)):
        raise Refused.by(decision)
    return row


def not_found() -> Refused:
    """The answer to whoever may not know that it exists."""
    return Refused("not_found", "", status=404)


def every_organisation() -> QuerySet[Organisation]:
    """All organisations of the organiser in scope, by name."""
    rows: QuerySet[Organisation] = Organisation.objects.order_by("name", "id")
    return rows
