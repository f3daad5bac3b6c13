"""Everything there is to say about a plan, and what of it refuses an agreement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from tandem.core.planning.case import Case, must
from tandem.core.planning.check_chain import chain
from tandem.core.planning.check_doing import activities, lines, sides
from tandem.core.planning.check_indicators import indicators
from tandem.core.planning.check_risks import risks
from tandem.core.planning.model import Finding, Level, Plan, Scale
from tandem.core.values import Period

_NO_WORDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({})


CODES: Final = frozenset(
    """
    answer_without_text bad_rate double_objective duplicate_identity ends_before_start high_after_answer
    high_only_accepted high_without_answer milestone_not_yes_no negative_amount no_baseline no_baseline_date
    no_baseline_source no_centre no_currency no_dates no_indicator no_line no_method no_output no_parent
    no_rate no_risks no_source no_statement no_targets no_text no_unit nothing_leads_here outside_period
    percent_out_of_range rate_without_source residual_higher residual_incomplete score_outside_scale
    serves_wrong_level side_without_activities side_without_budget side_without_context_knowledge
    side_without_learning_goals target_equals_baseline target_wrong_side target_year_outside
    target_year_twice targets_not_monotone threatens_nothing too_many_indicators unknown_level
    unknown_parent unknown_statement vague_words wrong_parent year_outside_grant year_twice
    """.split()
)
"""Every code that a finding can have; the shell has a sentence for each."""


def find(
    plan: Plan,
    levels: Sequence[Level],
    scale: Scale,
    period: Period | None = None,
    advise_indicators: int | None = None,
    sides: tuple[str, ...] = (),
    vague: Mapping[str, tuple[str, ...]] = _NO_WORDS,
    joiners: Mapping[str, tuple[str, ...]] = _NO_WORDS,
    currency: str = "",
) -> tuple[Finding, ...]:
    """Every finding: doubles, chain, indicators, risks, activities, budget, sides; in the order of the rows.

    `levels` from the top down. `period` is the grant's (years and days are not checked without it). `vague` and
    `joiners` are word lists per language. `currency` is the grant's; without it only mixed currencies need a rate.
    """
    return tuple(_all(Case(plan, levels, scale, period, advise_indicators, sides, vague, joiners, currency)))


def blocks_agreement(
    plan: Plan, levels: Sequence[Level], scale: Scale, period: Period | None = None, currency: str = ""
) -> tuple[Finding, ...]:
    """What refuses an agreement on this plan: every must, among them no statement on the centre level, one without
    an indicator, no risks at all, and a risk that is high after its answer and not tolerated in writing (MIC-10)."""
    return tuple(
        finding for finding in find(plan, levels, scale, period, currency=currency) if finding.severity == "must"
    )


def _all(case: Case) -> Iterator[Finding]:
    yield from _doubles(case)
    yield from chain(case)
    yield from indicators(case)
    yield from risks(case)
    yield from activities(case)
    yield from lines(case)
    yield from sides(case)


def _doubles(case: Case) -> Iterator[Finding]:
    """One identity on two parts, of whatever kind: duplicate_identity, once per part after the first."""
    seen: Counter[object] = Counter()
    for kind, part in case.plan.parts():
        seen[part.identity] += 1
        if seen[part.identity] > 1:
            yield must("duplicate_identity", kind, part.identity, "identity", times=seen[part.identity])
