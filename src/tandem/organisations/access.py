"""Who may read, edit and sign for an organisation, always with the ground or the reason."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tandem.foundation.access import Actor, Decision, allow, deny
from tandem.foundation.tenancy.models import Role
from tandem.organisations.models import Member, MemberRole, Organisation

_EDITS = frozenset({MemberRole.EDIT.value, MemberRole.SIGN.value})


def member_row(actor: Actor, organisation: Organisation) -> Member | None:
    """The actor's place in the organisation, accepted or still invited; None when there is none or it has ended."""
    if actor.person_id is None:
        return None
    return Member.objects.filter(organisation=organisation, person=actor.person_id, ended_at=None).first()


def role_of(actor: Actor, organisation: Organisation) -> str:
    """The actor's role in the organisation once accepted, else ''."""
    row = member_row(actor, organisation)
    return row.role if row and row.accepted_at else ""


def may_read(actor: Actor, organisation: Organisation) -> Decision:
    """Its members, and the organiser's officers."""
    if actor.has(Role.OFFICER):
        return allow("officer", _("You are an officer of the organiser."))
    return by_role(role_of(actor, organisation), "read")


def may_edit(actor: Actor, organisation: Organisation) -> Decision:
    """Members who may write."""
    return by_role(role_of(actor, organisation), "edit")


def may_sign(actor: Actor, organisation: Organisation) -> Decision:
    """Members who may sign: they also decide who else belongs."""
    return by_role(role_of(actor, organisation), "sign")


def by_role(role: str, purpose: str) -> Decision:
    """The same three questions for a role that is already known ('' is none); `purpose` is read, edit or sign."""
    if not role:
        return deny("not_a_member", _("Only people who act for this organisation may do this."))
    if purpose == "edit" and role not in _EDITS:
        return deny("role_reads", _("You may read for this organisation, but not write."))
    if purpose == "sign" and role != MemberRole.SIGN:
        return deny("role_signs_not", _("Only people who may sign for this organisation may do this."))
    return allow("member", _("You act for this organisation."))
