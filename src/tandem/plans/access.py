"""Who may look into a plan, write in it, and bear its risks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tandem.core.rulebook.schema import Rulebook
from tandem.core.rulebook.support import Tool
from tandem.foundation.access import Actor, Decision, Refused, deny
from tandem.partnerships import access as partnerships
from tandem.partnerships.access import Held, HeldPartnership
from tandem.plans.models import Plan, PlanningTool, Version
from tandem.plans.rules import Terms, terms_of
from tandem.programmes.models import parsed


@dataclass(frozen=True)
class HeldPlan:
    """A plan with its grant, its versions (newest first) and what one person is to it."""

    held: Held
    plan: Plan
    versions: tuple[Version, ...]

    @cached_property
    def terms(self) -> Terms:
        """The grant's terms for the plan."""
        names = {party.side: party.organisation.name for party in self.held.parties}
        return terms_of(self.held.grant, tuple(names), names)

    @property
    def drafts(self) -> bool:
        """Whether the person may read what is not frozen yet: the parties and the organiser's officers."""
        return self.held.officer or self.held.belongs

    @cached_property
    def readable(self) -> tuple[Version, ...]:
        """The versions that the person may read, newest first."""
        return tuple(version for version in self.versions if version.frozen_at is not None or self.drafts)

    @property
    def draft(self) -> Version | None:
        """The version that is being written, for those who may read it."""
        return next((version for version in self.readable if version.frozen_at is None), None)

    @property
    def shown(self) -> Version | None:
        """The version that a page about the plan shows: the newest that the person may read."""
        return self.readable[0] if self.readable else None

    def numbered(self, number: int) -> Version:
        """A version by its number; Refused (404) when there is none or it is not for this person."""
        found = next((version for version in self.readable if version.number == number), None)
        if found is None:
            raise missing()
        return found

    def may_write(self) -> Decision:
        """Members of the partnership's organisations with the right to write; both sides write one draft."""
        if self.held.closed:
            return deny("grant_closed", _("This grant is closed: its plan stays as it is."))
        if not self.held.belongs:
            return deny("not_a_party", _("Only the partners write their plan."))
        return self.held.may("edit")

    def may_tolerate(self) -> Decision:
        """Officers of the grant's office, as long as the grant is open."""
        if self.held.closed:
            return deny("grant_closed", _("This grant is closed: its plan stays as it is."))
        if not self.held.officer:
            return deny("officers_only", _("Only a programme officer decides that a high risk is borne."))
        return self.held.acts

    @property
    def talks(self) -> bool:
        """Whether the person says something about the plan: the partners and the officers of the grant's office."""
        return self.held.belongs or bool(self.held.acts)

    def demand_talk(self) -> None:
        """Refused (403) for everybody but the partners and the officers."""
        if not self.drafts:
            raise Refused(
                "not_in_talk", _("Only the partners and the programme officers talk about the plan."), status=403
            )

    def demand_words(self) -> None:
        """Refused (403) for everybody but the partners and the officers of the grant's office."""
        self.demand_talk()
        if not self.talks:
            raise Refused.by(self.held.acts)

    def demand_write(self) -> None:
        """Refused with the reason: 409 when the grant is closed, else 403."""
        if not (decision := self.may_write()):
            raise Refused.by(decision, status=409 if decision.code == "grant_closed" else 403)


def hold(actor: Actor, grant: UUID, *, lock: bool = False) -> HeldPlan:
    """The plan of a grant as this person may know it; Refused (404) when there is none or it is not for them."""
    held = partnerships.hold(actor, grant, lock=lock)
    rows = Version.objects.filter(plan__grant=grant).select_related("plan", "made_by").order_by("-number")
    versions = tuple(rows)
    if not versions:
        raise missing()
    return HeldPlan(held, versions[0].plan, versions)


def hold_plan(actor: Actor, plan: UUID, *, lock: bool = False) -> HeldPlan:
    """The same, by the plan; Refused (404) before it belongs to a grant."""
    grant = Plan.objects.filter(id=plan).values_list("grant_id", flat=True).first()
    if grant is None:
        raise missing()
    return hold(actor, grant, lock=lock)


@dataclass(frozen=True)
class HeldTool:
    """One round of a planning tool and what one person is to its partnership."""

    row: PlanningTool
    held: HeldPartnership

    @property
    def rulebook(self) -> Rulebook:
        """The rulebook with which the round was begun."""
        return parsed(self.row.rulebook_version_id)

    @property
    def tool(self) -> Tool:
        """What the rulebook says about it."""
        return self.rulebook.tools[self.row.key]

    @property
    def sides(self) -> tuple[str, ...]:
        """The sides of the partnership, in the rulebook's order."""
        there = [party.side for party in self.held.parties]
        return tuple(sorted(there, key=list(self.rulebook.parties).index))


def hold_tool(actor: Actor, id: UUID, *, lock: bool = False) -> HeldTool:
    """A round of a tool for its partnership's people and the officers; Refused (404) for everybody else."""
    rows = PlanningTool.objects.filter(id=id)
    row = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if row is None:
        raise no_tool()
    return HeldTool(row, partnerships.hold_partnership(actor, row.partnership_id))


def no_tool() -> Refused:
    """Not to be known."""
    return Refused("no_such_tool", _("There is no such tool."), status=404)


def missing() -> Refused:
    """Not to be known."""
    return Refused("no_such_plan", _("There is no such plan."), status=404)
