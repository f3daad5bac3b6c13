"""Who may see, write and sign an application."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tandem.applications.models import Application
from tandem.applications.states import Outcome, Step
from tandem.calls.access import may_manage
from tandem.calls.models import Call
from tandem.foundation.access import Actor, Decision, Refused, allow, deny, in_office, reads_office
from tandem.foundation.access.grants import granted
from tandem.foundation.tenancy.prepared import Prepared
from tandem.organisations.models import Profile
from tandem.organisations.queries import profiles_of, records_of
from tandem.partnerships.models import Party
from tandem.partnerships.parties import Acting, parties_for
from tandem.programmes.models import heavy

KIND = "application"  # of the grants


@dataclass(frozen=True)
class Held(Acting):
    """An application with its parties and what one person is to it."""

    application: Application
    parties: tuple[Party, ...]
    roles: dict[str, str]  # side → the person's role in that side's organisation

    @cached_property
    def signing(self) -> tuple[str, ...]:
        """The sides whose signatures send it: every side, or those that lead where the component asks only them."""
        call, sides = self.application.call, tuple(party.side for party in self.parties)
        if call.component.signatures != "leader":
            return sides
        return tuple(side for side in sides if call.rulebook.parties[side].leads) or sides

    @cached_property
    def profiles(self) -> dict[UUID, Profile]:
        """By organisation: what it says about itself. No query where the rulebook looks at nothing of it."""
        if not self.application.call.rulebook.profile:
            return {}
        return profiles_of([party.organisation_id for party in self.parties])

    @cached_property
    def records(self) -> dict[UUID, set[str]]:
        """By organisation: which of the papers that are handed in once are there. No query when none is asked for."""
        organisations = [party.organisation_id for party in self.parties]
        if not self.application.call.rulebook.once_per_organisation:
            return {organisation: set() for organisation in organisations}
        return records_of(organisations, self.application.call.programme_id)


def hold(actor: Actor, id: UUID, *, lock: bool = False) -> Held:
    """The application as its own people hold it; Refused (404) for everybody else."""
    application = (_locked if lock else _held).first(id=id)
    if application is None or actor.person_id is None:
        raise missing()
    parties, roles = parties_for(application.partnership_id, actor.person_id)
    if not roles:
        raise missing()
    return Held(application, tuple(parties), roles)


def known(id: UUID) -> Application:
    """An application that is there, for what happens by itself; Application.DoesNotExist when it is not."""
    if (found := _held.first(id=id)) is None:
        raise Application.DoesNotExist
    return found


def with_call(rows: QuerySet[Application]) -> QuerySet[Application]:
    """Applications with call, rulebook version (without its bundle), partnership and organiser, in one query."""
    related = rows.select_related("call__rulebook_version", "partnership", "organiser")
    return related.defer(*heavy("call__rulebook_version"))


def _of_id(id: UUID) -> QuerySet[Application]:
    return with_call(Application.objects.filter(id=id))


_held: Prepared[Application] = Prepared(_of_id, id=UUID)
_locked: Prepared[Application] = Prepared(lambda id: _of_id(id).select_for_update(of=("self",)), id=UUID)


def missing() -> Refused:
    """Not to be known."""
    return Refused("no_such_application", _("There is no such application."), status=404)


def may_write(held: Held, now: datetime) -> Decision:
    """Members who may write, until the deadline, while it is a draft."""
    application, call = held.application, held.application.call
    if application.outcome == Outcome.WITHDRAWN:
        return deny("withdrawn", _("This application was withdrawn."))
    if application.step != Step.DRAFT:
        return deny("submitted", _("This application has been sent. What you typed is kept aside."))
    if not call.takes_drafts(now):
        return deny("closed", _("The call has closed. What you typed is kept aside, and the draft stays readable."))
    if not held.may("edit"):
        return deny("read_only", _("You may read this application, not write in it. Ask a colleague who may."))
    return allow()


def may_sign(held: Held, now: datetime) -> Decision:
    """Members who may sign for their party, while it may be written."""
    writing = may_write(held, now)
    if not writing:
        return writing
    if not held.may("sign"):
        return deny("no_signer", _("Signing is for people your organisation has given that right."))
    if not any(held.may("sign", side) for side in held.signing):
        return deny("others_sign", _("In this programme the party that leads signs for all of you."))
    return allow()


def may_run(actor: Actor, call: Call) -> Decision:
    """Officers of the call's own office act on its applications."""
    decision = may_manage(actor)
    if decision and not in_office(actor, call.office_id):
        return deny("other_office", _("This call belongs to another office; its own officers act on it."))
    return decision


def may_look(actor: Actor, call: Call) -> Decision:
    """Officers of the call's office read its applications, and those of the whole organiser read every office's."""
    decision = may_manage(actor)
    if decision and not reads_office(actor, call.office_id):
        return deny("other_office", _("This call belongs to another office; its own officers read its applications."))
    return decision


def may_withdraw(held: Held, now: datetime) -> Decision:
    """A signer of any party takes back what was sent; before the deadline it may be sent again, after it never."""
    application = held.application
    if application.submitted_at is None or application.outcome == Outcome.WITHDRAWN:
        return deny("not_sent", _("Nothing that was sent is in force, so there is nothing to take back."))
    if application.step == Step.DECIDED:
        return deny("decided", _("It has been decided. Write to the organiser if you do not want to go on."))
    if application.step == Step.PROPOSED:
        return deny("being_decided", _("It lies before those who decide. Write to the organiser to take it back."))
    if not held.may("sign"):
        return deny("no_signer", _("Taking back is for people who may sign for one of the parties."))
    return allow("signer")


def may_ask_late(held: Held, now: datetime) -> Decision:
    """People who may write ask for a later time when the call has closed and their draft was not sent."""
    application, call = held.application, held.application.call
    if application.step != Step.DRAFT or application.submitted_at is not None:
        return deny("sent", _("This application has been sent: it needs no later time."))
    if call.takes_drafts(now):
        return deny("open", _("It can still be sent."))
    if not call.is_published or now < call.closes_at:
        return deny("not_closed", _("The call has not closed."))
    if not held.may("edit"):
        return deny("read_only", _("You may read this application, not write in it. Ask a colleague who may."))
    return allow()


def may_read_content(actor: Actor, application: Application, now: datetime) -> Decision:
    """Officers read what was submitted; assessors what they were given; a denial (conflict) always wins."""
    if application.submitted_at is None:
        return deny("not_submitted", _("Nobody but the applicants reads a draft."))
    if actor.person_id is None:
        return deny("signed_out", _("Sign in to read this."))
    return may_read_given(actor, application, granted(actor.person_id, KIND, application.id, "assess", now))


def may_read_given(actor: Actor, application: Application, given: bool | None) -> Decision:
    """`may_read_content` when the query of the application has already said what was granted."""
    if application.submitted_at is None:
        return deny("not_submitted", _("Nobody but the applicants reads a draft."))
    if given is False:
        return deny("conflict", _("You declared an interest in this application, so its content is closed to you."))
    if given or (actor.has("officer") and reads_office(actor, application.call.office_id)):
        return allow()
    return deny("not_given", _("This application was not given to you."))
