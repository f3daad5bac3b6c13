"""An organisation's pages: founding, profile, people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tandem.foundation.access import Refused
from tandem.foundation.tenancy.models import Role
from tandem.organisations import operations
from tandem.organisations.access import by_role, may_read
from tandem.organisations.forms import InviteForm, OrganisationForm
from tandem.organisations.models import Member, MemberRole, Organisation
from tandem.organisations.queries import (
    every_organisation,
    members_of,
    memberships_of,
    not_found,
    profiles_of,
    readable,
    writable,
)
from tandem.organisations.shown import lines
from tandem.web.asking import actor_of
from tandem.web.pages import errors_of
from tandem.web.panels import rendered
from tandem.web.routes import SIGNED_IN, route

T = TypeVar("T")
FIELD_OF = {
    "mail_wrong": "mail", "already_member": "mail", "role_unknown": "role", "name_missing": "name",
    "name_too_long": "name", "kind_unknown": "kind", "country_unknown": "country", "org_id_taken": "org_id",
    "profile_year": "founded",
}


def typed(request: HttpRequest) -> QueryDict | None:
    """What was sent with a POST, also when it is empty; None while somebody only looks."""
    return request.POST if request.method == "POST" else None


def blame(form: Form, refused: Refused) -> None:
    """Show a refusal at its field; a refusal that is not about what was typed goes on."""
    if refused.status != 422:
        raise refused
    field = FIELD_OF.get(refused.code)
    form.add_error(field if field in form.fields else None, refused.said)


def written(request: HttpRequest, form: Form, write: Callable[[], T]) -> T | None:
    """What writing a form down made, once it was sent and holds; None as long as somebody looks or has to mend it."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return write()
    except Refused as refused:
        blame(form, refused)
        return None


@route(SIGNED_IN)
def listing(request: HttpRequest) -> HttpResponse:
    """The organisations one acts for or is invited to; officers see all."""
    actor = request.actor  # type: ignore[attr-defined]
    mine = memberships_of(actor.person_id)
    others: list[Organisation] = []
    if actor.has(Role.OFFICER):
        ids = {row.organisation_id for row in mine}
        others = [row for row in every_organisation() if row.id not in ids]
    return render(request, "organisations/list.html", {"mine": mine, "others": others})


@route(SIGNED_IN, methods=("GET", "POST"))
def new(request: HttpRequest) -> HttpResponse:
    """Found an organisation; who founds it may sign for it."""
    form = OrganisationForm(typed(request), founding=True, initial={"languages": get_language() or ""})
    if made := written(request, form, lambda: operations.found(actor_of(request), **form.cleaned_data)):
        messages.success(request, _("“%(name)s” is here, and you may sign for it.") % {"name": made.name})
        return to_profile(request, made.id)
    errors = errors_of(form)
    context = {"form": form, "errors": errors, "organisation": None, "title": _("Which organisation do you act for?")}
    return render(request, "organisations/describe.html", context, status=422 if errors else 200)


@route(SIGNED_IN)
def profile(request: HttpRequest, id: UUID) -> HttpResponse:
    """The profile with people, invitations and papers; an invited person sees the invitation."""
    row = Organisation.objects.filter(id=id).first()
    if row is None:
        raise not_found()
    return profile_page(request, row)


def profile_page(request: HttpRequest, row: Organisation, invite: InviteForm | None = None) -> HttpResponse:
    """The page as it stands, also with an invitation that was refused."""
    actor = request.actor  # type: ignore[attr-defined]
    people = members_of(row)
    own = next((member for member in people if member.person_id == actor.person_id), None)
    if not actor.has(Role.OFFICER) and own is None:
        raise not_found()
    if not actor.has(Role.OFFICER) and own and own.accepted_at is None:
        return render(request, "organisations/invitation.html", {"organisation": row, "member": own})
    role = own.role if own and own.accepted_at else ""
    signers = [member for member in people if member.accepted_at and member.role == MemberRole.SIGN]
    errors = errors_of(invite) if invite else []
    context: dict[str, Any] = {
        "organisation": row, "people": people, "own": own, "errors": errors, "title": title_of(row, people),
        "only_signer": signers[0].id if len(signers) == 1 else None,
        "may_edit": bool(by_role(role, "edit")), "may_sign": bool(by_role(role, "sign")),
        "invite": invite or InviteForm(initial={"language": get_language()}), "roles": MemberRole.choices,
        "panels": rendered("organisation", request, row), "about": lines(profiles_of([row.id]).get(row.id)),
    }
    return render(request, "organisations/profile.html", context, status=422 if errors else 200)


def title_of(row: Organisation, people: list[Member]) -> str:
    """What is the case, as a sentence."""
    number = sum(1 for member in people if member.accepted_at)
    return ngettext("One person acts for %(name)s", "%(n)d people act for %(name)s", number) % {
        "n": number, "name": row.name
    }


@route(SIGNED_IN, methods=("GET", "POST"))
def describe(request: HttpRequest, id: UUID) -> HttpResponse:
    """Change the profile."""
    row = writable(actor_of(request), id)
    form = OrganisationForm(typed(request), founding=False, initial=OrganisationForm.initial_of(row))
    if written(request, form, lambda: operations.describe(actor_of(request), row, **form.cleaned_data)):
        messages.success(request, _("Saved."))
        return to_profile(request, row.id)
    errors = errors_of(form)
    context = {"form": form, "errors": errors, "organisation": row, "title": row.name}
    return render(request, "organisations/describe.html", context, status=422 if errors else 200)


@route(SIGNED_IN, methods=("POST",))
def accept(request: HttpRequest, id: UUID) -> HttpResponse:
    """Take up an invitation."""
    row = readable(actor_of(request), id)
    operations.accept(actor_of(request), row)
    messages.success(request, _("You act for %(name)s now.") % {"name": row.name})
    return to_profile(request, row.id)


@route(SIGNED_IN, methods=("POST",))
def invite(request: HttpRequest, id: UUID) -> HttpResponse:
    """Invite somebody by mail."""
    row = readable(actor_of(request), id)
    form = InviteForm(request.POST)
    if member := written(request, form, lambda: operations.invite(actor_of(request), row, **form.cleaned_data)):
        messages.success(request, _("%(name)s is invited; a mail is on its way.") % {"name": member.person})
        return to_profile(request, row.id)
    return profile_page(request, row, form)


def member_of(request: HttpRequest, id: UUID, member: UUID) -> Member:
    """A member of an organisation that the actor may read; a 404 refusal otherwise."""
    row = readable(actor_of(request), id)
    found = Member.objects.filter(organisation=row, id=member).select_related("organisation", "person").first()
    if found is None or not (may_read(request.actor, row) or found.person_id == request.actor.person_id):  # type: ignore[attr-defined]
        raise not_found()
    return found


@route(SIGNED_IN, methods=("POST",))
def role(request: HttpRequest, id: UUID, member: UUID) -> HttpResponse:
    """Give a member another role."""
    row = member_of(request, id, member)
    try:
        operations.change_role(request.actor, row, request.POST.get("role", ""))  # type: ignore[attr-defined]
        messages.success(request, _("Changed."))
    except Refused as refused:
        told(request, refused)
    return to_profile(request, id)


@route(SIGNED_IN, methods=("POST",))
def end(request: HttpRequest, id: UUID, member: UUID) -> HttpResponse:
    """End a membership, one's own included, or take an invitation back."""
    row = member_of(request, id, member)
    try:
        operations.end_membership(request.actor, row)  # type: ignore[attr-defined]
        messages.success(request, _("%(name)s no longer acts for %(organisation)s.") % {
            "name": row.person, "organisation": row.organisation.name})
    except Refused as refused:
        told(request, refused)
    if row.person_id == request.actor.person_id:  # type: ignore[attr-defined]
        return redirect("organisations:list", organiser=request.organiser.slug)  # type: ignore[attr-defined]
    return to_profile(request, id)


def told(request: HttpRequest, refused: Refused) -> None:
    """Say a refusal about a button on the page it belongs to."""
    if refused.status != 422:
        raise refused
    messages.error(request, refused.said)


def to_profile(request: HttpRequest, id: UUID) -> HttpResponse:
    """Back to the organisation's page."""
    return redirect("organisations:profile", organiser=request.organiser.slug, id=id)  # type: ignore[attr-defined]
