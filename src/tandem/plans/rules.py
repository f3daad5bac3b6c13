"""What a rulebook says about plans, in the shapes that `core.planning` takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from uuid import UUID

from tandem.core import planning
from tandem.core.forms.definition import Question
from tandem.core.rulebook.cooperation import Level, Results
from tandem.core.rulebook.schema import Rulebook
from tandem.core.values import Period
from tandem.partnerships.models import Grant
from tandem.programmes.models import parsed

OFFICERS_MEND = frozenset({"high_after_answer", "high_only_accepted"})  # by documenting that the risk is borne


@dataclass(frozen=True)
class Terms:
    """One grant's terms for its plan: levels, scales, years, currency, budget lines, sides."""

    rulebook: Rulebook
    component: str
    period: Period
    currency: str
    sides: tuple[str, ...]
    names: Mapping[str, str] = field(default_factory=dict)  # of the organisations, by side

    @cached_property
    def stated(self) -> tuple[Level, ...]:
        """The levels on which statements are written, from the top down; none when the programme has no chain."""
        levels = self.results.levels if self.results else ()
        return tuple(level for level in reversed(levels) if level.stated)

    @property
    def results(self) -> Results | None:
        """The rulebook's results chain."""
        return self.rulebook.results

    @cached_property
    def levels(self) -> tuple[planning.Level, ...]:
        """The same for the core."""
        centre = self.results.centre if self.results else ""
        return tuple(planning.Level(level.id, level.id == centre, level.measured) for level in self.stated)

    @cached_property
    def served(self) -> str:
        """The level that activities serve: right below the centre."""
        ids = [level.id for level in self.levels]
        centre = next((place for place, level in enumerate(self.levels) if level.centre), None)
        return ids[min(centre + 1, len(ids) - 1)] if centre is not None else ""

    def above(self, level: str) -> str:
        """The level right above; '' for the top."""
        ids = [each.id for each in self.levels]
        return ids[ids.index(level) - 1] if level in ids[1:] else ""

    @cached_property
    def scale(self) -> planning.Scale:
        """The scales of the risk register; five by five with a house threshold when the rulebook has none."""
        risks = self.rulebook.risks
        if risks is None:
            return planning.Scale(5, 5, 15, 8)
        return planning.Scale(len(risks.probability), len(risks.consequence), risks.high_from, risks.medium_from)

    @cached_property
    def budget(self) -> Question | None:
        """The form's question that asks the budget: its lines, currencies and years hold for the plan as well."""
        form = self.rulebook.form_of(self.component)
        return next((question for question in form.questions() if question.edits == "plan.budget"), None)

    @property
    def currencies(self) -> tuple[str, ...]:
        """Currencies a line may be in, the grant's first."""
        others = self.budget.other_currencies if self.budget else ()
        return (self.currency, *(code for code in others if code != self.currency))

    @property
    def years(self) -> tuple[int, ...]:
        """Calendar years of the grant."""
        return self.period.years

    def findings(self, plan: planning.Plan) -> tuple[planning.Finding, ...]:
        """Everything there is to say about a plan under these terms."""
        words = self.results.wording if self.results else None
        few = self.results.indicators.advise_at_most if self.results else None
        found = planning.find(
            plan, self.levels, self.scale, self.period, few,
            self.sides, words.vague if words else {}, words.joiners if words else {}, self.currency,
        )
        return tuple(finding for finding in found if self._asks(finding))

    def blocks(self, plan: planning.Plan) -> tuple[planning.Finding, ...]:
        """What refuses an agreement on this plan (MIC-10)."""
        found = planning.blocks_agreement(plan, self.levels, self.scale, self.period, self.currency)
        return tuple(finding for finding in found if self._asks(finding))

    def _asks(self, finding: planning.Finding) -> bool:
        """A programme without chain or register asks nothing of either."""
        if finding.part == "risk" or finding.field == "threatens":
            return self.rulebook.risks is not None
        needs_chain = finding.part in ("statement", "indicator") or finding.code == "no_output"
        return self.results is not None or not needs_chain


def terms_of(grant: Grant, sides: tuple[str, ...], names: Mapping[str, str] = MappingProxyType({})) -> Terms:
    """The terms of a grant whose parties stand on these sides; `names`: of their organisations, for sentences."""
    period = Period(grant.starts_on, grant.ends_on)
    return Terms(parsed(_version(grant)), grant.component, period, grant.currency, sides, names)


def _version(grant: Grant) -> UUID:
    found: UUID = grant.rulebook_version_id
    return found
