"""A sound plan of two invented places, and plans of every shape."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from hypothesis import strategies as st

from tandem.core.planning import Activity, Indicator, Level, Line, Note, Plan, Risk, Scale, Statement, Target
from tandem.core.values import Period

LEVELS = (Level("impact"), Level("outcome", centre=True), Level("output"), Level("activity"), Level("input"))
SCALE = Scale(probability=5, consequence=5, high_from=15, medium_from=8)
PERIOD = Period(date(2025, 1, 1), date(2027, 12, 31))
SIDES = ("home", "abroad")


def uid(number):
    return UUID(int=number)


IMPACT, OUTCOME, OUTPUT, SHARE, RISK, SORT, BINS = map(uid, range(1, 8))


def sound():
    """A plan about which there is nothing to say."""
    return Plan(
        statements=(
            Statement(IMPACT, "impact", "Streets and rivers of Valle Alto are clean", "en"),
            Statement(OUTCOME, "outcome", "Households of Valle Alto sort their waste", "en", IMPACT),
            Statement(OUTPUT, "output", "Four collection points run by the municipality", "en", OUTCOME),
        ),
        indicators=(
            Indicator(
                SHARE,
                OUTCOME,
                "Households that sort",
                kind="percentage",
                baseline=Decimal(4),
                baseline_on=date(2024, 11, 1),
                baseline_source="household survey",
                targets=(Target(2025, Decimal(10)), Target(2026, Decimal(25)), Target(2027, Decimal(40))),
                method="two hundred doors, chosen by lot",
                source="survey of the environment office",
            ),
        ),
        risks=(
            Risk(
                RISK,
                "A new council stops the collection",
                "external",
                4,
                4,
                "reduce_probability",
                "All parties sign",
                2,
                4,
                OUTCOME,
                "abroad",
            ),
        ),
        activities=(Activity(SORT, "Build a sorting hall", "works", OUTPUT, "", date(2025, 3, 1), date(2025, 9, 30)),),
        lines=(
            Line(
                BINS,
                "equipment",
                "Bins",
                "abroad",
                "grant",
                "GTQ",
                "1.3850",
                "the bank",
                date(2024, 9, 12),
                ((1, 100),),
            ),
            Line(uid(20), "travel", "Trains", "home", "grant", "NOK", "1", years=((1, 500), (2, 700))),
        ),
        notes=tuple(
            Note(uid(30 + 2 * index + offset), kind, side, "in words", "en")
            for index, side in enumerate(SIDES)
            for offset, kind in enumerate(("learning_goal", "context_knowledge"))
        ),
    )


def with_row(plan, room, identity, **fields):
    """The plan with one row changed."""
    rows = tuple(replace(row, **fields) if row.identity == identity else row for row in getattr(plan, room))
    return replace(plan, **{room: rows})


numbers = st.decimals(-1000, 1000, allow_nan=False, allow_infinity=False, places=2)
texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=6)
days = st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1))
identities = st.integers(1, 6).map(uid)
links = st.none() | identities
sides = st.sampled_from(["", "home", "abroad"])
places = st.integers(0, 3)
target_rows = st.dictionaries(st.integers(2024, 2028), numbers, max_size=3).map(
    lambda found: tuple(Target(year, value) for year, value in sorted(found.items()))
)
year_rows = st.dictionaries(st.integers(1, 4), st.integers(-99, 9999), max_size=3).map(
    lambda found: tuple(sorted(found.items()))
)
statements = st.builds(
    Statement, identities, st.sampled_from(["impact", "outcome", "output", "dream"]), texts, texts, links, sides, places
)
indicators = st.builds(
    Indicator,
    identities,
    links,
    texts,
    kind=st.sampled_from(["number", "percentage", "milestone", "scale", "qualitative"]),
    direction=st.sampled_from(["rising", "falling", "none"]),
    baseline=st.none() | numbers,
    baseline_text=texts,
    baseline_on=days,
    targets=target_rows,
    place=places,
)
risks = st.builds(
    Risk,
    identities,
    texts,
    probability=st.integers(-1, 6),
    consequence=st.integers(-1, 6),
    answer=st.sampled_from(["", "reduce_probability", "reduce_consequence", "accept", "stop"]),
    residual_probability=st.none() | st.integers(0, 6),
    residual_consequence=st.none() | st.integers(0, 6),
    threatens=links,
    tolerance=texts,
    place=places,
)
activities = st.builds(Activity, identities, texts, statement=links, side=sides, starts_on=days, ends_on=days)
lines = st.builds(
    Line,
    identities,
    texts,
    side=sides,
    currency=st.sampled_from(["NOK", "GTQ", "JPY", "KWD", ""]),
    rate=st.sampled_from(["", "1", "1.385", "-1", "0", "much", "NaN"]),
    rate_on=days,
    years=year_rows,
)
notes = st.builds(Note, identities, st.sampled_from(["learning_goal", "harm"]), sides, texts, texts)


def _rows(of):
    return st.lists(of, max_size=3, unique_by=lambda row: row.identity).map(tuple)


plans = st.builds(
    Plan, _rows(statements), _rows(indicators), _rows(risks), _rows(activities), _rows(lines), _rows(notes)
)
