"""People of one side visit the other, professional equals meet, and what came of it is written down (MIC-17)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.core.values import Problem
from tandem.delivery import access
from tandem.delivery.events import VisitCancelled, VisitHeld, VisitPlanned
from tandem.delivery.models import Participant, Visit
from tandem.delivery.operations import typed
from tandem.delivery.queries import TeamMember, doing, team
from tandem.delivery.states import VisitState
from tandem.foundation import audit, clock
from tandem.foundation.access import Actor, Refused
from tandem.foundation.outbox.events import happened
from tandem.partnerships.access import Held, hold

Pair = tuple[UUID, UUID]


@dataclass(frozen=True)
class VisitInput:
    """A visit as it is planned: `host` is the side that receives, `people` rows of the team, of both sides."""

    host: str
    place: str
    purpose: str
    from_on: date
    to_on: date
    people: Sequence[str]
    language: str = ""
    activity: UUID | None = None


@transaction.atomic
def plan_visit(actor: Actor, grant_id: UUID, given: VisitInput) -> Visit:
    """Plan a visit; people of both sides who have the same profession are paired at once.

    Refused: not a writer (403), not under agreement or closed (409), and with one problem per place (422): no such
    side, nothing written, days the wrong way round or outside the grant, somebody who is not of the team or not
    approved on these days, somebody twice, nobody who travels, an activity that the plan does not have.
    """
    held = hold(actor, grant_id, lock=True)
    access.demand_write(held)
    known = {member.row: member for member in team(held.grant)}
    place, purpose, language = typed.line(given.place), typed.text(given.purpose), typed.line(given.language)[:12]
    problems = [
        *_where(held, given.host, place, purpose), *_when(held, given), *_who(given, known), *_what(held, given)
    ]
    if problems:
        raise typed.refused("visit", problems)
    visit: Visit = Visit.objects.create(
        grant_id=grant_id, activity=given.activity, host=given.host, place=place, purpose=purpose, language=language,
        from_on=given.from_on, to_on=given.to_on, recorded_by_id=actor.person_id, recorded_at=clock.now(),
    )
    people = [
        Participant(
            visit=visit, side=one.side, name=one.name, post=one.post, profession=one.profession, row=one.row, place=n
        )
        for n, one in enumerate(known[row] for row in given.people)
    ]
    Participant.objects.bulk_create(people)
    _meet(people, equals(people))
    audit.record(actor, "delivery.visit_planned", "visit", visit.id, {
        "grant": str(grant_id), "host": visit.host, "from": visit.from_on.isoformat(), "to": visit.to_on.isoformat(),
        "people": [one.name for one in people],
    })
    happened(VisitPlanned(str(grant_id), str(visit.id)))
    return visit


def equals(people: Sequence[Participant]) -> list[Pair]:
    """People of different sides with the same profession, each in one pair at most, in their order."""
    left, found = list(people), []
    while left:
        one = left.pop(0)
        word = one.profession.casefold()
        same = (each for each in left if word and each.side != one.side and each.profession.casefold() == word)
        other = next(same, None)
        if other is not None:
            left.remove(other)
            found.append((one.id, other.id))
    return found


@transaction.atomic
def pair(actor: Actor, visit_id: UUID, pairs: Mapping[UUID, UUID | None]) -> Visit:
    """Say who meets whom; participants that are not named, or named with None, meet nobody.

    Refused: not to be known (404), not a writer (403), called off or closed (409), two people of one side, somebody
    who is not there, or somebody in two pairs (422).
    """
    held, visit = hold_visit_of(actor, visit_id)
    access.demand_write(held)
    if visit.state == VisitState.CANCELLED:
        raise Refused("called_off", _("This visit was called off."), status=409)
    people = {one.id: one for one in Participant.objects.filter(visit=visit).order_by("place", "id")}
    wanted = {frozenset((one, other)) for one, other in pairs.items() if other is not None}
    problems = _wrong_pairs(people, wanted)
    if problems:
        raise typed.refused("pairs", problems)
    _meet(list(people.values()), [(sorted(both)[0], sorted(both)[1]) for both in wanted])
    audit.record(actor, "delivery.visit_paired", "visit", visit.id, {
        "pairs": sorted(sorted(people[one].name for one in both) for both in wanted),
        "alone": sorted(one.name for one in people.values() if one.counterpart_id is None),
    })
    return visit


@transaction.atomic
def hold_visit(actor: Actor, visit_id: UUID, account: str) -> Visit:
    """Write down that it was held, and what was learnt.

    Refused: not to be known (404), not a writer (403), not planned any more or closed (409), before its first day or
    without an account (422).
    """
    held, visit = hold_visit_of(actor, visit_id)
    access.demand_write(held)
    _demand_planned(visit)
    kept = typed.text(account)
    problems = [] if kept else [Problem("account_missing", "account")]
    if visit.from_on > access.today(held):
        problems.append(Problem("not_begun", "account", {"limit": visit.from_on.isoformat()}))
    if problems:
        raise typed.refused("visit", problems)
    visit.state, visit.account = VisitState.HELD, kept
    visit.save(update_fields=["state", "account"])
    audit.record(actor, "delivery.visit_held", "visit", visit.id, {"grant": str(held.grant.id), "account": kept})
    happened(VisitHeld(str(held.grant.id), str(visit.id)))
    return visit


@transaction.atomic
def cancel_visit(actor: Actor, visit_id: UUID, reason: str) -> Visit:
    """Call it off, with the reason. Refused as in `hold_visit`."""
    held, visit = hold_visit_of(actor, visit_id)
    access.demand_write(held)
    _demand_planned(visit)
    kept = typed.text(reason)
    if not kept:
        raise typed.refused("reason_missing", [Problem("reason_missing", "reason")])
    visit.state, visit.account = VisitState.CANCELLED, kept
    visit.save(update_fields=["state", "account"])
    audit.record(actor, "delivery.visit_cancelled", "visit", visit.id, {"grant": str(held.grant.id), "reason": kept})
    happened(VisitCancelled(str(held.grant.id), str(visit.id)))
    return visit


def hold_visit_of(actor: Actor, visit_id: UUID) -> tuple[Held, Visit]:
    """A visit with its grant, both locked, as this person may know them; Refused (404) otherwise."""
    grant = Visit.objects.filter(id=visit_id).values_list("grant_id", flat=True).first()
    if grant is None:
        raise access.missing()
    held = hold(actor, grant, lock=True)
    return held, Visit.objects.select_for_update(of=("self",)).get(id=visit_id)


def _demand_planned(visit: Visit) -> None:
    if visit.state != VisitState.PLANNED:
        said = {
            VisitState.HELD: _("This visit was held already."), VisitState.CANCELLED: _("This visit was called off."),
        }[VisitState(visit.state)]
        raise Refused("not_planned", said, _("Plan another one."), status=409)


def _where(held: Held, host: str, place: str, purpose: str) -> list[Problem]:
    found = [] if held.party(host) else [Problem("host_missing", "host")]
    written = (("place", place), ("purpose", purpose))
    found += [Problem("missing", name, {"type": "short_text"}) for name, kept in written if not kept]
    return [*found, *typed.too_long(place, 200, "place")]


def _when(held: Held, given: VisitInput) -> list[Problem]:
    period = access.period(held)
    if given.to_on < given.from_on:
        return [Problem("ends_before_start", "to_on", {"limit": given.from_on.isoformat()})]
    values = {"first": period.start.isoformat(), "last": period.end.isoformat()}
    days = (("from_on", given.from_on), ("to_on", given.to_on))
    return [Problem("outside_period", name, values) for name, day in days if day not in period]


def _who(given: VisitInput, known: Mapping[str, TeamMember]) -> list[Problem]:
    found = [Problem("not_in_team", "people", {"person": row[:60]}) for row in given.people if row not in known]
    found += [
        Problem("twice", "people", {"person": known[row].name})
        for row, times in Counter(given.people).items() if times > 1 and row in known
    ]
    for one in (known[row] for row in dict.fromkeys(given.people) if row in known):
        if given.from_on <= given.to_on and not one.approved(given.from_on, given.to_on):
            found.append(Problem("not_approved_then", "people", _stay(one)))
    if not any(known[row].side != given.host for row in given.people if row in known):
        found.append(Problem("nobody_travels", "people"))
    return found


def _stay(one: TeamMember) -> dict[str, str]:
    """Somebody's name and the days of the approval; the last is '' where it goes on."""
    days = {"first": one.from_on, "last": one.until_on}
    return {"person": one.name, **{name: day.isoformat() if day else "" for name, day in days.items()}}


def _what(held: Held, given: VisitInput) -> list[Problem]:
    if given.activity is None:
        return []
    plan = doing(held.grant.id)
    known = plan is not None and plan.activity(given.activity) is not None
    return [] if known else [Problem("unknown_activity", "activity")]


def _wrong_pairs(people: Mapping[UUID, Participant], wanted: set[frozenset[UUID]]) -> list[Problem]:
    found: list[Problem] = []
    times = Counter(one for both in wanted for one in both)
    for both in wanted:
        if len(both) != 2 or any(one not in people for one in both):
            found.append(Problem("not_at_visit", "pairs"))
        elif len({people[one].side for one in both}) == 1:
            names = " + ".join(sorted(people[one].name for one in both))
            found.append(Problem("same_side", "pairs", {"people": names}))
    found += [
        Problem("two_counterparts", "pairs", {"person": people[one].name})
        for one, count in times.items() if count > 1 and one in people
    ]
    return found


def _meet(people: Sequence[Participant], pairs: Sequence[Pair]) -> None:
    """Let both of a pair point at each other, and everybody else at nobody."""
    other = dict(pairs) | {two: one for one, two in pairs}
    changed = [one for one in people if one.counterpart_id != other.get(one.id)]
    Participant.objects.filter(id__in=[one.id for one in changed]).update(counterpart=None)
    for one in changed:
        one.counterpart_id = other.get(one.id)
    Participant.objects.bulk_update([one for one in changed if one.counterpart_id], ["counterpart"])
