"""Founding a partnership and its application."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.applications import prefill
from tandem.applications.events import ApplicationFounded
from tandem.applications.listing import refresh
from tandem.applications.models import Application
from tandem.calls.models import Call
from tandem.foundation import audit, clock
from tandem.foundation.access import Actor, Refused
from tandem.foundation.outbox.events import happened
from tandem.organisations.models import Member, MemberRole, Organisation
from tandem.partnerships import operations as partnerships
from tandem.partnerships.access import HeldPartnership, hold_partnership
from tandem.partnerships.queries import parties_of
from tandem.plans import operations as plans
from tandem.programmes.models import heavy
from tandem.web.templatetags.tandem import joined, localised


def found(
    actor: Actor, call_id: UUID, title: str, sides: Mapping[str, UUID], partnership_id: UUID | None = None
) -> Application:
    """Found a partnership and its application to an open call; `sides` maps each side to an organisation.

    With `partnership_id` the application is made by a partnership that is there, on the sides on which its parties
    stand: what it was awarded, planned and talked about counts. The founder must be able to write for one of the
    organisations. Refused: call not open (410), sides that the component does not know or lacks, the same organisation
    twice, somebody else's organisations (403), a partnership that is not theirs (404) or has applied already (409).
    """
    with transaction.atomic():
        now = clock.now()
        call = (
            Call.objects.select_related("rulebook_version").defer(*heavy("rulebook_version")).filter(id=call_id).first()
        )
        if call is None or not call.published_at:
            raise Refused("no_such_call", _("There is no such call."), status=404)
        if not call.is_open(now):
            raise Refused(
                "call_not_open",
                _("This call is not open for applications."),
                _("Read when the next one opens on the organiser's page."),
                status=410,
            )
        known = _known(actor, call, partnership_id) if partnership_id else None
        if known is not None:
            sides = {party.side: party.organisation_id for party in known.parties}
        _check_sides(actor, call, sides)
        title = title.strip()[:200] or str(call.title.get(actor.language) or next(iter(call.title.values()), ""))[:200]
        partnership = known.partnership if known is not None else partnerships.found(actor, title, sides)
        application = Application(
            call=call,
            partnership=partnership,
            plan=plans.start(partnership.id),
            title=title,
            founded_by_id=actor.person_id,
            founded_at=now,
        )
        refresh(application, parties_of(partnership.id))
        application.save(force_insert=True)
        if any(question.prefill for question in call.form.questions()):
            prefill.begin(actor, application.id)
            application.refresh_from_db(fields=["revision", "title", "asked_minor", "search"])
        audit.record(actor, "application.founded", "application", application.id, {"call": str(call.id)})
        happened(ApplicationFounded(str(application.id), str(call.id)))
    return application


def _known(actor: Actor, call: Call, partnership: UUID) -> HeldPartnership:
    """The partnership that goes on, its row locked; Refused unless the actor acts for it and it has not applied yet."""
    held = hold_partnership(actor, partnership, lock=True)
    if not held.belongs:
        raise Refused(
            "not_yours", _("You found a partnership for an organisation you may write for."),
            _("Ask a colleague there to invite you."), status=403,
        )
    if Application.objects.filter(call=call, partnership=partnership).exists():
        raise Refused(
            "applied_already", _("This partnership has an application in this call already."),
            _("Go on with the one that is there: you find it in your applications."), status=409,
        )
    return held


def _check_sides(actor: Actor, call: Call, sides: Mapping[str, UUID]) -> None:
    rulebook, component = call.rulebook_version.rulebook, call.component
    unknown = [side for side in sides if side not in component.parties]
    lacking = [s for s in component.parties if s not in sides and not rulebook.parties[s].optional]
    if unknown or lacking:
        named = joined([localised(rulebook.parties[side].title) for side in component.parties])
        raise Refused(
            "sides",
            _("A partnership here needs these sides: %(sides)s.") % {"sides": named},
            _("Name one organisation for each side."),
        )
    if len(set(sides.values())) != len(sides):
        raise Refused("same_twice", _("One organisation cannot be its own partner."), _("Name two organisations."))
    if Organisation.objects.filter(id__in=sides.values()).count() != len(sides):
        raise Refused("no_such_organisation", _("One of the organisations is not known here."), status=404)
    mine = Member.objects.filter(
        person_id=actor.person_id,
        organisation__in=sides.values(),
        ended_at=None,
        accepted_at__isnull=False,
        role__in=[MemberRole.EDIT, MemberRole.SIGN],
    )
    if not mine.exists():
        raise Refused(
            "not_yours",
            _("You found a partnership for an organisation you may write for."),
            _("Ask a colleague there to invite you."),
            status=403,
        )
