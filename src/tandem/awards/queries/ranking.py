"""From judgement and budget to the ranked list: live, or as a proposal has frozen it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from tandem.awards.queries.judged import Judged
from tandem.awards.queries.running import Runner
from tandem.calls.models import Call
from tandem.core import scoring
from tandem.core.rulebook.choosing import FloorRule
from tandem.core.rulebook.schema import Component
from tandem.core.scoring import score_plain
from tandem.core.selection import Entry, Floor, FloorResult, Row, Selection, Terms, export, rank, share_of
from tandem.core.selection.export import read
from tandem.core.values import Money


@dataclass(frozen=True)
class Ranking:
    """Published terms, what was ranked by them, and what came out."""

    terms: Terms
    entries: tuple[Entry, ...]
    selection: Selection

    @cached_property
    def by_id(self) -> dict[str, Row]:
        """Rows by application id."""
        return {row.candidate.id: row for row in self.selection.rows}

    @cached_property
    def entry(self) -> dict[str, Entry]:
        """What was ranked, by application id."""
        return {entry.id: entry for entry in self.entries}

    def document(self, call: Call) -> dict[str, Any]:
        """The public export, from which anybody can recompute the list."""
        return export(call.slug, self.terms, self.entries, self.selection)

    def what_if(
        self, budget: Money | None, weights: Mapping[str, int], floors: Mapping[str, str] | None = None
    ) -> Ranking:
        """The same applications with other money, other weights or other floors.

        A floor is named by its id: a new share in per cent where it is a share, else a number or an amount; '0' drops
        it. Shares follow the money.
        """
        money = budget or self.terms.budget
        changed = tuple((name, weights.get(name, weight)) for name, weight in self.terms.weights)
        others = tuple(_other_floor(floor, money, (floors or {}).get(floor.id)) for floor in self.terms.floors)
        kept = tuple(floor for floor in others if floor.at_least)
        return _ranked(replace(self.terms, budget=money, weights=changed, floors=kept), self.entries)

    @property
    def unmet(self) -> tuple[FloorResult, ...]:
        """Floors that the list misses although the call does not say "where possible"."""
        return tuple(each for each in self.selection.floors if not each.met and not each.floor.where_possible)

    def assessed(self, component: Component, application: str) -> scoring.Assessment:
        """Spread and means of one application."""
        criteria = tuple(scoring.Criterion(each.id, each.weight) for each in component.criteria)
        scale = scoring.Scale(component.scale.lowest, component.scale.highest, component.scale.abstain)
        given = [scoring.Score(*score) for score in self.entry[application].scores]
        return scoring.assess(criteria, scale, given)


def _other_floor(floor: Floor, budget: Money, typed: str | None) -> Floor:
    if floor.share is not None:
        share = typed if typed is not None else floor.share
        return replace(floor, share=share, at_least=share_of(budget, share))
    if typed is None:
        return floor
    least = int(Decimal(typed)) if floor.of == "number" else Money.of(Decimal(typed), budget.currency).minor
    return replace(floor, at_least=least)


def terms_of(call: Call, budget: Money | None = None) -> Terms:
    """What the call published: money (or `budget` instead), ties, weights, scale, floors, preferences and the seed."""
    component, money = call.component, budget or call.budget
    chosen = component.selection
    weights = tuple((each.id, each.weight) for each in component.criteria) if chosen.scoring else ()
    return Terms(
        budget=money, seed=call.seed, ties=chosen.ties if weights else (), weights=weights,
        lowest=component.scale.lowest, highest=component.scale.highest,
        floors=tuple(_floor(rule, money) for rule in chosen.floors), skip_upwards=chosen.skip_upwards,
        lowest_score=Decimal(chosen.lowest_score) if chosen.lowest_score and weights else None,
        preferences=tuple((each.id, each.points) for each in chosen.prefer),
    )


def _floor(rule: FloorRule, budget: Money) -> Floor:
    """A floor of the rulebook in minor units or applications; a share is one of the money that there is."""
    if rule.share is not None:
        least = share_of(budget, rule.share)
    elif rule.of == "money":
        least = Money.of(Decimal(rule.at_least or "0"), budget.currency).minor
    else:
        least = int(Decimal(rule.at_least or "0"))
    return Floor(rule.id, rule.id, rule.of, least, rule.share, rule.where_possible)


def ranking(call: Call, runners: Iterable[Runner], judged: Judged, budget: Money | None = None) -> Ranking:
    """The list as the judgement stands now; `runners` are those without a gap."""
    terms = terms_of(call, budget)
    return _ranked(terms, tuple(_entry(terms, runner, judged) for runner in runners))


def frozen(document: dict[str, Any]) -> Ranking:
    """The list as a proposal keeps it, counted again from the document's own terms and scores."""
    terms, entries = read(document)
    return _ranked(terms, entries)


def _ranked(terms: Terms, entries: tuple[Entry, ...]) -> Ranking:
    return Ranking(terms, entries, rank(terms, entries, score_plain))


def _entry(terms: Terms, runner: Runner, judged: Judged) -> Entry:
    id: UUID = runner.application.id
    recommended = judged.interviews[id][0] if id in judged.interviews else None
    asked = Money(runner.application.asked_minor or 0, terms.budget.currency)
    counts = judged.counts.get(id, {})
    wanted = frozenset(name for name, _ in terms.preferences)
    return Entry(
        str(id), asked, judged.scores.get(id, ()) if terms.scoring else (), recommended,
        frozenset(counts.get("floors", ())), wanted & frozenset(counts.get("preferred", ())),
        False if id in judged.left_out else None,
    )
