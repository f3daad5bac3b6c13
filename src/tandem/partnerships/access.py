"""Who may look into a partnership or a grant, and as what."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tandem.core.rulebook.schema import Component, Rulebook
from tandem.foundation import clock
from tandem.foundation.access import Actor, Decision, Refused, acting, deny, pays_for, reads_office
from tandem.foundation.access.grants import granted_among, granted_ids
from tandem.foundation.access.offices import paying_offices, readable_offices
from tandem.foundation.tenancy.models import Role
from tandem.foundation.tenancy.prepared import Prepared
from tandem.partnerships.models import Grant, Partnership, Party
from tandem.partnerships.parties import Acting, parties_for
from tandem.partnerships.states import GrantStep
from tandem.programmes.models import parsed

AUDIT, READ = "audit", "read"  # purposes in the grant table of foundation.access: of a grant, of a donor


@dataclass(frozen=True)
class Held(Acting):
    """A grant with its parties and what one person is to it.

    `reads` is the ground on which the person may look: officer, party, cashier, auditor or donor.
    """

    grant: Grant
    parties: tuple[Party, ...]
    roles: dict[str, str]  # side → the person's role in that side's organisation
    reads: str
    actor: Actor

    @property
    def rulebook(self) -> Rulebook:
        """The rulebook version that the grant inherited from its call."""
        return parsed(self.grant.rulebook_version_id)

    @property
    def component(self) -> Component:
        """The rulebook's component that was awarded."""
        return self.rulebook.components[self.grant.component]

    @property
    def officer(self) -> bool:
        """Whether the person reads the grant as an officer: of its office, or of the whole organiser."""
        return self.actor.has(Role.OFFICER) and reads_office(self.actor, self.grant.office_id)

    @cached_property
    def acts(self) -> Decision:
        """Whether the person acts on the grant as an officer: of the office that ran its call, where one did."""
        if not self.actor.has(Role.OFFICER):
            return deny("officers_only", _("Only a programme officer may do this."))
        return acting(self.actor, self.grant.office_id)

    @property
    def pays(self) -> bool:
        """Whether the person is a cashier for the grant's office."""
        return pays_for(self.actor, self.grant.office_id)

    @property
    def closed(self) -> bool:
        """Whether nothing can be changed any more."""
        return self.grant.step in {GrantStep.CLOSED, GrantStep.CANCELLED}

    def side_for(self, purpose: str) -> str | None:
        """The first side for which the person may do this, in the order of the parties; None when there is none."""
        return next((p.side for p in self.parties if p.side in self.roles and self.may(purpose, p.side)), None)

    def party(self, side: str) -> Party | None:
        """The party on a side."""
        return next((party for party in self.parties if party.side == side), None)

    def demand_open(self) -> None:
        """Refused (409) once the grant is closed."""
        if self.closed:
            raise Refused(
                "grant_closed", _("This grant is closed: nothing in it can be changed any more."),
                _("Ask the programme officer if something was wrong."), status=409,
            )

    def demand_officer(self) -> None:
        """Refused (403) for everybody but officers who act for the grant's office."""
        if not self.acts:
            raise Refused.by(self.acts)


def hold(actor: Actor, id: UUID, *, lock: bool = False) -> Held:
    """The grant as this person may know it; Refused (404) for everybody else, (403) for the people of another office.

    Two or three queries.
    """
    grant = _by_id(id).select_for_update(of=("self",)).first() if lock else _grant.first(id=id)
    if grant is None or actor.person_id is None:
        raise missing()
    parties, roles = parties_for(grant.partnership_id, actor.person_id)
    ground = _ground(actor, grant, roles)
    if not ground:
        raise _of_another_office() if actor.has(Role.OFFICER, Role.CASHIER) else missing()
    return Held(grant, tuple(parties), roles, ground, actor)


@dataclass(frozen=True)
class HeldPartnership(Acting):
    """A partnership with its parties and what one person is to it."""

    partnership: Partnership
    parties: tuple[Party, ...]
    roles: dict[str, str]  # side → the person's role in that side's organisation
    actor: Actor

    @property
    def officer(self) -> bool:
        """Whether the person is an officer of the organiser."""
        return self.actor.has(Role.OFFICER)

    @cached_property
    def grants(self) -> list[Grant]:
        """What the partnership was awarded and the person reads, the newest first. One query, then none."""
        rows = Grant.objects.filter(partnership=self.partnership).select_related("donor", "programme")
        if not self.belongs:
            rows = rows.filter(readable_offices(self.actor))
        return list(rows.order_by("-awarded_at", "reference"))

    @property
    def names(self) -> str:
        """'Fjordvik kommune – San Mateo'."""
        return " – ".join(party.organisation.name for party in self.parties)

    def may_write(self) -> Decision:
        """Members of the parties' organisations who may write."""
        return self.may("edit")


def hold_partnership(actor: Actor, id: UUID, *, lock: bool = False) -> HeldPartnership:
    """The partnership as its parties' people and the officers know it; Refused (404) for others. Two queries."""
    rows = Partnership.objects.filter(id=id).select_related("organiser")
    row = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if row is None or actor.person_id is None:
        raise no_partnership()
    parties, roles = parties_for(row.id, actor.person_id)
    if not roles and not actor.has(Role.OFFICER):
        raise no_partnership()
    return HeldPartnership(row, tuple(parties), roles, actor)


def known_partnerships(actor: Actor) -> QuerySet[Any]:
    """The partnerships that a person may look into, newest first."""
    rows = Partnership.objects.order_by("-founded_at", "-id")
    if actor.has(Role.OFFICER):
        return rows
    return rows.filter(id__in=_acting_in(actor.person_id)) if actor.person_id else rows.none()


def _acting_in(person: UUID) -> QuerySet[Any]:
    """Ids of the partnerships in which the person acts for a party."""
    return Party.objects.filter(
        left_at=None, organisation__members__person=person, organisation__members__ended_at=None,
        organisation__members__accepted_at__isnull=False,
    ).values("partnership_id")


def no_partnership() -> Refused:
    """Not to be known."""
    return Refused("no_such_partnership", _("There is no such partnership."), status=404)


def _ground(actor: Actor, grant: Grant, roles: dict[str, str]) -> str:
    if actor.has(Role.OFFICER) and reads_office(actor, grant.office_id):
        return "officer"
    if roles:
        return "party"
    if pays_for(actor, grant.office_id):
        return "cashier"
    now, person = clock.now(), actor.person_id
    assert person is not None  # a stranger was sent away before
    grounds = {("grant", grant.id, AUDIT): "auditor"}
    if grant.donor_id:
        grounds["donor", grant.donor_id, READ] = "donor"
    said = granted_among(person, grounds, now)
    return next((name for ground, name in grounds.items() if said.get(ground)), "")


def with_related(rows: QuerySet[Grant]) -> QuerySet[Grant]:
    """Grants with partnership, donor, programme and organiser; the rulebook is read through `parsed`."""
    return rows.select_related("partnership", "donor", "programme", "organiser")


def _by_id(id: UUID) -> QuerySet[Grant]:
    return with_related(Grant.objects.filter(id=id)).order_by("id")


_grant: Prepared[Grant] = Prepared(_by_id, id=UUID)


def readable(actor: Actor) -> QuerySet[Any]:
    """The grants that a person may look into, newest first."""
    rows = with_related(Grant.objects.all()).order_by("-awarded_at", "reference")
    if actor.person_id is None:
        return rows.none()
    at_work = _at_work(actor)
    if at_work is not None and not at_work:  # no condition: every office's
        return rows
    now = clock.now()
    audited, _no = granted_ids(actor.person_id, "grant", AUDIT, now)
    funded, _no = granted_ids(actor.person_id, "donor", READ, now)
    acts = _acting_in(actor.person_id)
    return rows.filter(Q(partnership_id__in=acts) | Q(id__in=audited) | Q(donor_id__in=funded) | (at_work or Q()))


def _at_work(actor: Actor) -> Q | None:
    """Which grants the person reads as an officer or a cashier, an empty condition for all; None for neither."""
    found = []
    if actor.has(Role.OFFICER):
        found.append(readable_offices(actor))
    if actor.has(Role.CASHIER):
        found.append(paying_offices(actor))
    return None if not found else Q() if not all(found) else reduce(or_, found)


def _of_another_office() -> Refused:
    return Refused("another_office", _("This grant belongs to another office; its own people read it."), status=403)


def missing() -> Refused:
    """Not to be known."""
    return Refused("no_such_grant", _("There is no such grant."), status=404)


