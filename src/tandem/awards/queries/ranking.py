"""From judgement and budget to the ranked list: live, or as a proposal has frozen it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from uuid import UUID

from tandem.awards.queries.judged import Judged
from tandem.awards.queries.running import Runner
from tandem.calls.models import Call
from tandem.core import scoring
from tandem.core.rulebook.schema import Component
from tandem.core.scoring import score_plain
from tandem.core.selection import Entry, Row, Selection, Terms, export, rank
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

    def what_if(self, budget: Money | None, weights: Mapping[str, int]) -> Ranking:
        """The same applications with other money, or with other weights for some criteria."""
        changed = tuple((name, weights.get(name, weight)) for name, weight in self.terms.weights)
        return _ranked(replace(self.terms, budget=budget or self.terms.budget, weights=changed), self.entries)

    def assessed(self, component: Component, application: str) -> scoring.Assessment:
        """Spread and means of one application."""
        criteria = tuple(scoring.Criterion(each.id, each.weight) for each in component.criteria)
        scale = scoring.Scale(component.scale.lowest, component.scale.highest, component.scale.abstain)
        given = [scoring.Score(*score) for score in self.entry[application].scores]
        return scoring.assess(criteria, scale, given)


def terms_of(call: Call, budget: Money | None = None) -> Terms:
    """What the call published: money (or `budget` in its place), ties, weights, scale and the seed of the lot."""
    component = call.component
    weights = tuple((each.id, each.weight) for each in component.criteria) if component.selection.scoring else ()
    return Terms(
        budget=budget or call.budget, seed=call.seed, ties=component.selection.ties if weights else (), weights=weights,
        lowest=component.scale.lowest, highest=component.scale.highest,
    )


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
    return Entry(str(id), asked, judged.scores.get(id, ()) if terms.scoring else (), recommended)
