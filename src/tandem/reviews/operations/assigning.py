"""Giving applications to assessors and taking them back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from tandem.applications.access import missing
from tandem.applications.models import Application
from tandem.applications.queries import with_parties
from tandem.calls.models import Call
from tandem.foundation import audit, clock
from tandem.foundation.access import Actor, Refused, grants
from tandem.foundation.access.models import Grant
from tandem.foundation.outbox.events import happened
from tandem.foundation.tenancy.models import Membership, Role
from tandem.organisations.models import Member
from tandem.reviews import access
from tandem.reviews.events import AssessorsAssigned, AssignmentTakenBack
from tandem.reviews.models import Assignment, Declaration
from tandem.reviews.operations.running import run_work
from tandem.reviews.operations.settling import drop, settle
from tandem.reviews.queries.codes import code_of
from tandem.reviews.queries.lists import assessors as assessors_of
from tandem.reviews.queries.lists import in_call
from tandem.reviews.states import Ended

Pair = tuple[UUID, UUID]  # application, assessor


def assign(actor: Actor, call: Call, assessors: Sequence[UUID], applications: Sequence[UUID]) -> list[Assignment]:
    """Give these applications to each of these assessors: `assign_pairs` of all with all."""
    return assign_pairs(actor, call, [(id, person) for id in applications for person in assessors])


@transaction.atomic
def assign_pairs(actor: Actor, call: Call, pairs: Sequence[Pair]) -> list[Assignment]:
    """Give applications to assessors, pair by pair; what they already have stays as it is.

    All or nothing. Refused: not an officer, another office's or an own interest (403); an application that does not
    wait for the assessors (409); somebody who is no assessor here (404), acts for one of the parties, declared an
    interest, or as an officer sees what a blind panel must not (422).
    """
    now = clock.now()
    asked = list(dict.fromkeys(pairs))
    chosen = list(in_call(call.id, [id for id, _person in asked]).select_for_update(of=("self",)))
    if len(chosen) != len({id for id, _person in asked}):
        raise missing()
    if not asked:
        raise Refused("nothing_chosen", _("Choose at least one application and one assessor."))
    _may_run_all(actor, chosen, now)
    names = {each.person.id: str(each.person) for each in assessors_of(call.id, now)}
    if {person for _id, person in asked} - set(names):
        raise Refused(
            "no_such_assessor", _("Only people with the role of assessor can be given applications."), status=404
        )
    for application in chosen:
        if not access.waits_for_appraisal(application):
            raise Refused(
                "not_waiting", _("“%(title)s” does not wait for assessors now.") % {"title": application.title},
                _("Decide first whether it is eligible. What is scored already is opened again one by one."),
                status=409,
            )
    _refuse_partial(chosen, asked, names)
    _refuse_officers(call, {person for _id, person in asked}, names)
    made = _give(actor, chosen, asked, now)
    given = [[str(work.application_id), str(work.assessor_id)] for work in made]
    audit.record(actor, "assessors.assigned", "call", call.id, {"pairs": given})
    happened(AssessorsAssigned(
        str(call.id), [str(id) for id in dict.fromkeys(person for _id, person in asked)],
        [str(application.id) for application in chosen], [[str(id), str(person)] for id, person in asked],
    ))
    return made


def _may_run_all(actor: Actor, chosen: Collection[Application], now: datetime) -> None:
    decision = access.runs(actor, next(iter(chosen)), now)
    if not decision and decision.code != "conflict":
        raise Refused.by(decision)
    assert actor.person_id is not None
    _allowed, denied = grants.granted_ids(actor.person_id, access.KIND, access.PURPOSE, now)
    if any(application.id in denied for application in chosen):
        raise Refused(
            "conflict", _("You declared an interest in one of these applications: a colleague gives it to assessors."),
            status=403,
        )


def _refuse_officers(call: Call, people: Collection[UUID], names: dict[UUID, str]) -> None:
    """Who may read everything as an officer cannot sit on a panel that must not know who applies (TAC-16)."""
    if not call.component.blind:
        return
    both = Membership.objects.filter(person__in=people, organiser=call.organiser_id, role=Role.OFFICER)
    found = next(iter(both.values_list("person_id", flat=True)), None)
    if found is not None:
        raise Refused(
            "sees_names", _("%(name)s is an officer here and sees who applies; this panel must not.")
            % {"name": names[found]},
            _("Give it to somebody who is an assessor only."),
        )


def _refuse_partial(chosen: Sequence[Application], pairs: Sequence[Pair], names: dict[UUID, str]) -> None:
    """Nobody judges what their own organisation sends, or what they have an interest in (SEC-9)."""
    for refusal in objections(chosen, pairs, names).values():
        raise refusal


def objections(
    chosen: Sequence[Application], pairs: Sequence[Pair], names: Mapping[UUID, str]
) -> dict[UUID, Refused]:
    """By application, the first reason why one of these people cannot be given it; those without one are left out."""
    listed = with_parties(list(chosen))
    people = {person for _id, person in pairs}
    organisations = {party.organisation_id for each in listed for party in each.parties}
    members = Member.objects.filter(person__in=people, organisation__in=organisations, ended_at=None)
    acts = set(members.values_list("person_id", "organisation_id"))
    declared = Declaration.objects.filter(
        application__in=chosen, person__in=people, has_interest=True, replaced_at=None
    )
    interest = set(declared.values_list("application_id", "person_id"))
    by_id = {each.application.id: each for each in listed}
    found: dict[UUID, Refused] = {}
    for id, person in pairs:
        each = by_id[id]
        values: dict[str, Any] = {"name": names[person], "title": each.application.title}
        party = next((p for p in each.parties if (person, p.organisation_id) in acts), None)
        if party is not None:
            found.setdefault(id, Refused(
                "acts_for_party",
                _("%(name)s acts for %(party)s, which stands behind “%(title)s”.")
                % {**values, "party": party.organisation.name},
                _("Give it to somebody else."),
            ))
        if (id, person) in interest:
            found.setdefault(id, Refused(
                "declared_interest", _("%(name)s declared an interest in “%(title)s”.") % values,
                _("Give it to somebody else."),
            ))
    return found


def _give(actor: Actor, chosen: Sequence[Application], pairs: Sequence[Pair], now: datetime) -> list[Assignment]:
    people = {person for _id, person in pairs}
    there = set(
        Assignment.objects.filter(application__in=chosen, assessor__in=people, ended_at=None)
        .values_list("application_id", "assessor_id")
    )
    free = set(
        Declaration.objects.filter(application__in=chosen, person__in=people, has_interest=False, replaced_at=None)
        .values_list("application_id", "person_id")
    )
    by_id = {application.id: application for application in chosen}
    # In the order of the neutral names: assignments are listed as they were made, and say nothing of who came first.
    made = [
        Assignment(
            application=by_id[id], assessor_id=person, assigned_by_id=actor.person_id, assigned_at=now,
            opened_at=now if (id, person) in free else None,
        )
        for id, person in sorted(pairs, key=lambda pair: (code_of(pair[0]), str(pair[1]))) if (id, person) not in there
    ]
    Assignment.objects.bulk_create(made)
    for work in made:
        if work.opened_at:
            open_content(work.assessor_id, work.application, now)
    return made


def open_content(
    person: UUID, application: Application, now: datetime, reason: str = "assigned, no interest"
) -> None:
    """Let an assessor read an application from now on, until the decision (SEC-13); a blind panel on its pages only."""
    purpose = access.purpose_for(application)
    grants.give(person, access.KIND, application.id, purpose, allows=True, reason=reason, now=now)


@transaction.atomic
def take_back(actor: Actor, assignment: UUID) -> Assignment:
    """Take an application back from an assessor: their access ends, locked scores of theirs fall away with a trace.

    Refused: not an officer or an own interest (403), unknown or ended already (404), after the decision (409).
    """
    now = clock.now()
    work, application = run_work(actor, assignment, now)
    if application.step in {"proposed", "decided"}:
        raise Refused("too_late", _("The proposal for decision is made: the assessors stay as they are."), status=409)
    fell = drop(application, work)
    work.ended_at, work.ended, work.trace = now, Ended.TAKEN_BACK, fell.said() if fell else None
    work.save(update_fields=["ended_at", "ended", "trace"])
    for purpose in access.PURPOSES:
        grants.withdraw(work.assessor_id, access.KIND, application.id, purpose, now)
    audit.record(actor, "assignment.taken_back", "assignment", work.id, work.trace or {})
    happened(AssignmentTakenBack(str(work.id)))
    settle(actor, application)
    return work


@transaction.atomic
def end_access(actor: Actor, call: UUID, application: UUID | None = None) -> int:
    """End every assessor's access to a call's applications, or to one of them, with the decision (SEC-13); how many.

    Denials stay. Doing it again ends nothing more.
    """
    of_call = Application.objects.filter(call=call)
    ids = (of_call if application is None else of_call.filter(id=application)).values("id")
    rows = Grant.objects.filter(
        kind=access.KIND, purpose__in=access.PURPOSES, object_id__in=ids, allows=True, until_at=None
    )
    ended: int = rows.update(until_at=clock.now())
    if ended:
        about = ("call", call) if application is None else ("application", application)
        audit.record(actor, "assessors.access_ended", *about, {"grants": ended})
    return ended


@transaction.atomic
def give_access_again(actor: Actor, application: Application, reason: str) -> list[UUID]:
    """Let the assessors of an application read it again, because its decision fell; until it is decided anew.

    Only those whose assignment is in force and who have declared no interest; their ids. Recorded, with the reason,
    which also stands at each access. Doing it again gives nothing twice.
    """
    now = clock.now()
    works = Assignment.objects.filter(application=application, ended_at=None, opened_at__isnull=False)
    said = Grant.objects.filter(
        Q(until_at=None) | Q(until_at__gt=now), kind=access.KIND, purpose__in=access.PURPOSES, object_id=application.id
    )
    given = sorted(set(works.exclude(assessor__in=said.values("person")).values_list("assessor_id", flat=True)))
    for person in given:
        open_content(person, application, now, reason)
    if given:
        audit.record(actor, "assessors.access_given_again", "application", application.id, {
            "assessors": [str(person) for person in given], "reason": reason,
        })
    return given
