"""Plans as a careful partnership would write them, made through the operations. Must be called inside a scope."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from tandem.foundation import clock
from tandem.foundation.access import Actor
from tandem.foundation.ids import new_id
from tandem.partnerships.models import Grant
from tandem.plans import operations, queries
from tandem.plans.access import hold
from tandem.plans.models import (
    Activity,
    BudgetLine,
    BudgetYear,
    Indicator,
    Note,
    Plan,
    Risk,
    Statement,
    Target,
    Version,
)
from tandem.plans.rules import Terms
from tests.remembered import remembered


@dataclass(frozen=True)
class Written:
    """What a complete plan consists of: the identities of its parts by name, and the version that holds them."""

    plan: Plan
    version: Version
    ids: dict[str, UUID]


CHAIN = {
    "impact": ("impact", "", "Residents of both towns live in clean streets and trust their council by 2030"),
    "outcome": ("outcome", "impact", "By the end of 2027, 60 per cent of households in San Telmo sort their waste"),
    "learning": ("outcome", "impact", "By the end of 2027, Fjordvik asks residents before each new collection route"),
    "output": ("output", "outcome", "Twelve collectors in San Telmo keep a written route and record by mid-2026"),
    "counter": ("output", "learning", "Fjordvik holds four neighbourhood meetings a year from 2026"),
}
SIDES = {"impact": "", "outcome": 1, "output": 1, "learning": 0, "counter": 0}
TEXT = {
    "unit": "households", "method": "Two colleagues count the bins of every tenth street, twice a year",
    "source": "Route record of the department", "definition": "A household counts that sorted in the week before",
    "baseline_source": "Count of February", "frequency": "twice a year",
}


def complete(dee: Actor, grant: Grant, tail: str = "") -> Written:
    """A draft in which nothing is missing: chain, measured results, one risk of each weight, activities, budget, words.

    `dee` is anybody who may write for one of the parties. What the application wrote stays. `tail` ends every text.
    """
    plan = queries.of_grant(grant.id) or Plan.objects.get(grant=grant)
    if queries.draft(plan.id) is None:
        operations.revise(dee, plan.id, "After the award")
    terms = hold(dee, grant.id).terms
    known = _known(plan, grant, terms, tail)
    if known in _WRITTEN:
        return _again(dee, plan, _WRITTEN[known])
    ids: dict[str, UUID] = {}
    writes = _Writer(dee, plan.id, ids, tail)
    if terms.results is not None:
        _chain(writes, terms)
        _measures(writes, terms)
    if terms.rulebook.risks is not None:
        _risks(writes, terms)
    _doing(writes, terms)
    _money(writes, terms)
    _words(writes, terms)
    version = queries.draft(plan.id)
    assert version is not None
    _WRITTEN[known] = _rows(version, ids)
    return Written(plan, version, ids)


# The operations write a plan like this once; the next one that is the same is put down row by row, under identities of
# its own: a complete plan stands behind several hundred tests.
_MODELS: tuple[Any, ...] = (Statement, Indicator, Risk, Activity, BudgetLine, Note)
_BELOW: dict[Any, tuple[Any, str]] = {Indicator: (Target, "indicator"), BudgetLine: (BudgetYear, "line")}
_OWN = {"id", "organiser_id", "version_id", "changed_in", "changed_by_id", "changed_at"}
_POINTS = ("identity", "parent", "statement", "threatens")


@dataclass(frozen=True)
class _Rows:
    """Rows of a version as plain values, each with those below it, and the names of their identities."""

    ids: dict[str, UUID]
    rows: tuple[tuple[Any, dict[str, Any], tuple[dict[str, Any], ...]], ...]


_WRITTEN: dict[tuple[Any, ...], _Rows] = {}


def _known(plan: Plan, grant: Grant, terms: Terms, tail: str) -> tuple[Any, ...]:
    there = queries.content(queries.draft(plan.id).id)  # type: ignore[union-attr]
    said = frozenset((note.kind, note.side) for note in there.notes)
    parts = there.statements, there.indicators, there.risks, there.activities, there.lines
    before = tuple(len(each) for each in parts)
    book = grant.rulebook_version.sha256
    return book, grant.component, terms.sides, terms.period, terms.currency, tail, said, before


def _values(row: Any, *without: str) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields
            if field.attname not in {*_OWN, *without}}


def _rows(version: Version, ids: dict[str, UUID]) -> _Rows:
    found = []
    for model in _MODELS:
        for row in model.objects.filter(version=version, identity__in=ids.values()).order_by("place", "id"):
            child, parent = _BELOW.get(model, (None, ""))
            below = child.objects.filter(**{parent: row}).order_by("year") if child else ()
            found.append((model, _values(row), tuple(_values(each, f"{parent}_id") for each in below)))
    return _Rows(dict(ids), tuple(found))


def _again(actor: Actor, plan: Plan, kept: _Rows) -> Written:
    version = queries.draft(plan.id)
    assert version is not None
    new = {old: new_id() for old in kept.ids.values()}
    version.revision += len(new)
    version.save(update_fields=["revision"])
    made: dict[Any, list[Any]] = {}
    for model, values, below in kept.rows:
        values = {key: new.get(value, value) if key in _POINTS else value for key, value in values.items()}
        row = model(version=version, changed_in=version.revision, changed_by_id=actor.person_id,
                    changed_at=clock.now(), **values)
        made.setdefault(model, []).append(row)
        for each in below:
            child, parent = _BELOW[model]
            made.setdefault(child, []).append(child(**{parent: row}, **each))
    for model in (*_MODELS, Target, BudgetYear):
        model.objects.bulk_create(made.get(model, ()))
    return Written(plan, version, {name: new[old] for name, old in kept.ids.items()})


class _Writer:
    """Puts parts under known names."""

    def __init__(self, actor: Actor, plan: UUID, ids: dict[str, UUID], tail: str) -> None:
        self.actor, self.plan, self.ids, self.tail = actor, plan, ids, tail

    def put(self, name: str, part: str, **values: str) -> UUID:
        spelled = {key.replace("__", "/"): value for key, value in values.items()}
        if self.tail:
            spelled |= {key: f"{spelled[key]} {self.tail}" for key in ("text", "title") if key in spelled}
        self.ids[name] = operations.put(
            self.actor, self.plan, part, spelled, new=new_id(), locale="plain",  # type: ignore[arg-type]
        )
        return self.ids[name]


def _chain(writes: _Writer, terms: Terms) -> None:
    levels = [level.id for level in terms.levels]
    place = {"impact": levels[0], "outcome": terms.results.centre if terms.results else "", "output": terms.served}
    for name, (level, parent, text) in CHAIN.items():
        if place[level] == levels[0] and parent:
            parent = ""
        side = SIDES[name]
        writes.put(
            name, "statement", level=place[level], text=text, parent=str(writes.ids[parent]) if parent else "",
            side=terms.sides[side] if isinstance(side, int) else "",
        )


def _measures(writes: _Writer, terms: Terms) -> None:
    last = terms.years[-1]
    on = terms.period.start.isoformat()
    rising = {f"targets__{year}": str(1200 + 600 * n) for n, year in enumerate(terms.years)}
    falling = {f"targets__{year}": str(30 - 8 * n) for n, year in enumerate(terms.years)}
    writes.put(
        "rising", "indicator", statement=str(writes.ids["outcome"]), title="Households that sort their waste",
        kind="number", direction="rising", baseline="800", baseline_on=on, responsible=terms.sides[1], **rising, **TEXT,
    )
    falling_text = {**TEXT, "unit": "complaints a month"}
    writes.put(
        "falling", "indicator", statement=str(writes.ids["learning"]), title="Complaints about changed routes",
        kind="number", direction="falling", baseline="38", baseline_on=on, responsible=terms.sides[0],
        **falling, **falling_text,
    )
    milestone = {f"targets__{year}": "1" if year == last else "0" for year in terms.years}
    writes.put(
        "milestone", "indicator", statement=str(writes.ids["output"]), title="The route record is kept",
        kind="milestone", direction="rising", baseline="0", baseline_on=on, **milestone, **{**TEXT, "unit": ""},
    )


def _risks(writes: _Writer, terms: Terms) -> None:
    likely, bad = str(terms.scale.probability), str(terms.scale.consequence)
    threatens = {"threatens": str(writes.ids["outcome"])} if "outcome" in writes.ids else {}
    writes.put(
        "answered", "risk", text="The landfill road is washed away in the rainy season", origin="external",
        probability=likely, consequence=bad, answer="reduce_consequence", residual_probability="2",
        residual_consequence="2", answer_text="A second depot on the dry side before May", owner=terms.sides[1],
        **threatens,
    )
    writes.put(
        "small", "risk", text="A collector who was trained leaves", origin="internal", probability="2", consequence="2",
        answer="accept", answer_text="Two are trained for every route", owner=terms.sides[0], **threatens,
    )


def _doing(writes: _Writer, terms: Terms) -> None:
    kinds = [option.id for option in terms.rulebook.activities]
    for number, (name, output, title) in enumerate((
        ("visit", "output", "Collectors from San Telmo visit Fjordvik"),
        ("meetings", "counter", "Neighbourhood meetings about routes"),
    )):
        serves = {"statement": str(writes.ids[output])} if output in writes.ids else {}
        year = terms.years[min(number, len(terms.years) - 1)]
        day = max(date(year, 9, 1), terms.period.start)
        writes.put(
            name, "activity", title=title, kind=kinds[number % len(kinds)] if kinds else "",
            side=terms.sides[1 - number],
            starts_on=day.isoformat(), ends_on=date(year, 11, 30).isoformat(), **serves,
        )


def _money(writes: _Writer, terms: Terms) -> None:
    asked = terms.budget
    if asked is None or queries.content(queries.draft(writes.plan).id).lines:  # type: ignore[union-attr]
        return
    lines = [option.id for option in asked.lines]
    years = range(1, len(terms.years) + 1)
    for number, side in enumerate(terms.sides):
        amounts = {f"years__{year}": str(100000 + 20000 * number) for year in years}
        writes.put(
            f"line_{side}", "line", line=lines[number % len(lines)], text=f"Travel of {side}", side=side,
            paid_by="grant", currency=terms.currency, **amounts,
        )
    foreign = next((code for code in terms.currencies if code != terms.currency), "")
    if foreign:
        writes.put(
            "foreign", "line", line=lines[-1], text="Bought at home", side=terms.sides[-1], paid_by="grant",
            currency=foreign, rate="1.3850", rate_source="Norges Bank", rate_on="2024-09-12", years__1="40000",
        )
    writes.put(
        "own", "line", line=lines[0], text="Working time", side=terms.sides[0], paid_by="own", currency=terms.currency,
        **{f"years__{year}": "50000" for year in years},
    )


def _words(writes: _Writer, terms: Terms) -> None:
    there = {(note.kind, note.side) for note in queries.content(queries.draft(writes.plan).id).notes}  # type: ignore[union-attr]
    for side in terms.sides:
        for kind, text in (
            ("learning_goal", "How residents are asked before a route changes"),
            ("context_knowledge", "The river floods every May; the co-operatives decide more than the office"),
        ):
            if (kind, side) not in there:
                writes.put(f"{kind}_{side}", "note", kind=kind, side=side, text=f"{text} ({side})")


@remembered
def complete_plan(cast: object, grant: Grant, *, who: str = "dee") -> Written:
    """The same by one of the cast: a complete draft of the grant's plan."""
    return complete(cast.actor(who), grant)  # type: ignore[attr-defined]


@remembered
def proposed_plan(cast: object, grant: Grant, *, who: str = "dee") -> Written:
    """A complete plan that has been laid before the organiser."""
    written = complete_plan(cast, grant, who=who)
    version = operations.propose(cast.actor(who), written.plan.id)  # type: ignore[attr-defined]
    return Written(written.plan, version, written.ids)
