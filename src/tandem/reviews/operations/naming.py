"""Declaring interests about applicants by their names alone, detached from what they wrote (TAC-16, UX-26)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.applications.access import missing
from tandem.calls.models import Call
from tandem.core.values import Problem, storable
from tandem.foundation import clock
from tandem.foundation.access import Actor, Refused
from tandem.organisations.queries import organisations_of
from tandem.reviews.models import OrganisationInterest
from tandem.reviews.operations.declaring import Declared, record
from tandem.reviews.queries.lists import declarations_of
from tandem.reviews.queries.names import applicants, asked_about, said_of


@transaction.atomic
def declare_about(actor: Actor, call: Call, interests: Mapping[UUID, str | None]) -> Declared:
    """Say of applicants, organisation by organisation, whether one has an interest: None for no, the reason for yes.

    An application opens (or closes) as soon as all who stand behind it are declared about: an interest in one of them
    is an interest in it. Refused: who is not asked, or an organisation that did not apply (404); per organisation in
    `problems`: interest_without_reason, acts_for_party, interest_stands.
    """
    if actor.person_id is None or not asked_about(actor, call):
        raise missing()
    behind = applicants(call)
    known = {organisation for organisations in behind.values() for organisation in organisations}
    if set(interests) - known:
        raise missing()
    said = {id: None if text is None else storable(text)[0].strip() for id, text in interests.items()}
    before = said_of(actor.person_id, call.id)
    _check(actor.person_id, said, before)
    changed = [
        id for id, reason in said.items()
        if id not in before or (before[id].has_interest, before[id].reason) != (reason is not None, reason or "")
    ]
    _write(actor.person_id, call, {id: said[id] for id in changed}, changed)
    now_said = said_of(actor.person_id, call.id)
    declared = declarations_of(actor.person_id, call.id)
    follows: dict[UUID, str | None] = {}
    for application, organisations in behind.items():
        rows = [now_said[id] for id in organisations if id in now_said]
        interested = [row.reason for row in rows if row.has_interest]
        if not interested and len(rows) < len(organisations):
            continue  # somebody behind it is not declared about yet
        stands = declared.get(application)
        if stands is None or (interested and not stands.has_interest):
            follows[application] = "; ".join(dict.fromkeys(interested)) if interested else None
    return record(actor, call, declared, follows)


def _check(person: UUID, said: Mapping[UUID, str | None], before: Mapping[UUID, OrganisationInterest]) -> None:
    own = {organisation.id for organisation in organisations_of(person)}
    problems = [Problem("interest_without_reason", str(id)) for id, reason in said.items() if reason == ""]
    for id in (id for id, reason in said.items() if reason is None):
        if id in own:
            problems.append(Problem("acts_for_party", str(id)))
        if id in before and before[id].has_interest:
            problems.append(Problem("interest_stands", str(id)))
    if problems:
        raise Refused(
            "declaration", _("The declaration does not hold as it is."), _("Look at the applicants that are named."),
            problems=problems,
        )


def _write(person: UUID, call: Call, said: Mapping[UUID, str | None], changed: Collection[UUID]) -> None:
    now = clock.now()
    OrganisationInterest.objects.filter(
        call=call, person=person, organisation__in=changed, replaced_at=None
    ).update(replaced_at=now)
    OrganisationInterest.objects.bulk_create([
        OrganisationInterest(
            call=call, organisation_id=id, person_id=person, has_interest=reason is not None, reason=reason or "",
            declared_at=now,
        )
        for id, reason in said.items()
    ])
