"""The fields of each part of a plan: what may be typed, what may be chosen, and under which heading they are asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.core import planning
from tandem.core.planning import PartKind
from tandem.plans.rules import Terms
from tandem.web.templatetags.tandem import localised

Choices = list[tuple[str, str]]
FieldKind = Literal["line", "text", "choice", "points", "part", "number", "amount", "rate", "day"]


@dataclass(frozen=True)
class Setting:
    """What reading and asking a part leans on: the grant's terms, the plan around it, how this person writes."""

    terms: Terms
    plan: planning.Plan
    locale: str = "en"


Offer = Callable[[Setting], Choices]


@dataclass(frozen=True)
class Field:
    """One field. `most` is the longest text in characters; `offer` gives what may be chosen, '' meaning nothing.

    `needed`: a part without it cannot be kept. `group` is the heading under which it is asked.
    """

    name: str
    kind: FieldKind
    label: Any
    hint: Any = ""
    most: int = 0
    needed: bool = False
    offer: Offer | None = None
    group: Any = ""


def sides(setting: Setting) -> Choices:
    """Both together, or one side."""
    named = [(side, called(side, setting.terms)) for side in setting.terms.sides]
    return [("", _("Both together")), *named]


def called(side: str, terms: Terms) -> str:
    """The organisation on a side, else the programme's word for that side."""
    party = terms.rulebook.parties.get(side)
    return terms.names.get(side) or (localised(party.title) if party is not None else side)


def own_side(setting: Setting) -> Choices:
    """One side."""
    return sides(setting)[1:]


def levels(setting: Setting) -> Choices:
    return [(level.id, localised(level.title)) for level in setting.terms.stated]


def _statements(setting: Setting, wanted: set[str] | None = None) -> Choices:
    titles = dict(levels(setting))
    found = [("", _("Not chosen yet"))]
    for level in titles:
        if wanted is None or level in wanted:
            found += [
                (str(row.identity), f"{titles[level]}: {short(row.text)}")
                for row in setting.plan.statements if row.level == level
            ]
    return found


def parents(setting: Setting) -> Choices:
    """Statements under which another can stand: all but those of the lowest level."""
    return _statements(setting, {level.id for level in setting.terms.stated[:-1]})


def anything(setting: Setting) -> Choices:
    """Any statement."""
    return _statements(setting)


def outputs(setting: Setting) -> Choices:
    """Statements that activities serve."""
    return _statements(setting, {setting.terms.served})


def measured(setting: Setting) -> Choices:
    """Statements an indicator can belong to, those of measured levels first."""
    marked = {level.id for level in setting.terms.levels if level.centre or level.measured}
    first = _statements(setting, marked)
    others = {level.id for level in setting.terms.levels} - marked
    return first + _statements(setting, others)[1:]


def _fixed(*pairs: tuple[str, Any]) -> Offer:
    return lambda _setting: [(id, str(label)) for id, label in pairs]


kinds = _fixed(
    ("number", gettext_lazy("A number")), ("percentage", gettext_lazy("A percentage")),
    ("milestone", gettext_lazy("Done or not done")), ("scale", gettext_lazy("A point on a scale")),
    ("qualitative", gettext_lazy("Described in words")),
)
directions = _fixed(
    ("rising", gettext_lazy("It should rise")), ("falling", gettext_lazy("It should fall")),
    ("none", gettext_lazy("Neither")),
)
entries = _fixed(
    ("total", gettext_lazy("The total so far")), ("increment", gettext_lazy("What was added since the last report")),
)
over_periods = _fixed(
    ("latest", gettext_lazy("The latest counts")), ("sum", gettext_lazy("They are added up")),
    ("max", gettext_lazy("The highest counts")), ("average", gettext_lazy("Their average counts")),
)
across = _fixed(
    ("sum", gettext_lazy("They are added up")), ("average", gettext_lazy("Their average")),
    ("ratio", gettext_lazy("Shares are worked out anew from what they consist of")),
    ("max", gettext_lazy("The highest")), ("count", gettext_lazy("How many there are")),
    ("none", gettext_lazy("Never put together")),
)
origins = _fixed(
    ("internal", gettext_lazy("Inside: the partnership can influence it")),
    ("external", gettext_lazy("Outside: it comes from elsewhere")),
)
answers = _fixed(
    ("", gettext_lazy("No answer yet")), ("reduce_probability", gettext_lazy("Make it less likely")),
    ("reduce_consequence", gettext_lazy("Make it less harmful")), ("accept", gettext_lazy("Accept it")),
    ("stop", gettext_lazy("Stop what brings it about")),
)
payers = _fixed(("grant", gettext_lazy("The grant")), ("own", gettext_lazy("The side itself")))
note_kinds = _fixed(
    ("learning_goal", gettext_lazy("What a side wants to learn")),
    ("context_knowledge", gettext_lazy("What a side knows about its place")),
    ("harm", gettext_lazy("How the project could do harm")),
    ("dominance", gettext_lazy("How no side comes to dominate")),
)


def probabilities(setting: Setting) -> Choices:
    return _points(setting, "probability")


def consequences(setting: Setting) -> Choices:
    return _points(setting, "consequence")


def _points(setting: Setting, which: Literal["probability", "consequence"]) -> Choices:
    risks, scale = setting.terms.rulebook.risks, setting.terms.scale
    words = getattr(risks, which) if risks else ()
    highest = getattr(scale, which)
    return [
        (str(point), f"{point} – {localised(words[point - 1])}" if words else str(point))
        for point in range(1, highest + 1)
    ]


def activity_kinds(setting: Setting) -> Choices:
    listed = [(option.id, localised(option.label)) for option in setting.terms.rulebook.activities]
    return [("", _("Not chosen yet")), *listed]


def budget_lines(setting: Setting) -> Choices:
    asked = setting.terms.budget
    return [(option.id, localised(option.label)) for option in asked.lines] if asked else []


def currencies(setting: Setting) -> Choices:
    return [(code, code) for code in setting.terms.currencies]


_WHAT, _TODAY = gettext_lazy("What is measured"), gettext_lazy("Where it stands before you begin")
_AIM, _HOW = gettext_lazy("What it should show"), gettext_lazy("How you find it out")
_COUNT = gettext_lazy("How its values are put together")
_BEFORE, _THEN = gettext_lazy("What may happen"), gettext_lazy("What you do about it")
_LEFT = gettext_lazy("What is left")
_MONEY, _PAID, _RATE = gettext_lazy("What it is for"), gettext_lazy("Amounts"), gettext_lazy("Rate of exchange")

FIELDS: Mapping[PartKind, tuple[Field, ...]] = {
    "statement": (
        Field("level", "choice", gettext_lazy("Level"), needed=True, offer=levels),
        Field("text", "text", gettext_lazy("The statement"),
              gettext_lazy("One change in one sentence: who, what, by when. Two aims are two statements."), 1000, True),
        Field("parent", "part", gettext_lazy("It leads to"),
              gettext_lazy("The statement one level up that it contributes to."), offer=parents),
        Field("side", "choice", gettext_lazy("Whose result it is"), offer=sides),
    ),
    "indicator": (
        Field("title", "line", gettext_lazy("Indicator"),
              gettext_lazy("What you will count, weigh or ask, as one line of a table."), 300, True, group=_WHAT),
        Field("statement", "part", gettext_lazy("It shows whether this comes true"), offer=measured, group=_WHAT),
        Field("kind", "choice", gettext_lazy("Kind of value"), offer=kinds, group=_WHAT),
        Field("unit", "line", gettext_lazy("Unit"), gettext_lazy("For example: tonnes a month, households."), 100,
              group=_WHAT),
        Field("direction", "choice", gettext_lazy("Direction"), offer=directions, group=_WHAT),
        Field("definition", "text", gettext_lazy("Definition"), gettext_lazy("What counts and what does not."), 1000,
              group=_WHAT),
        Field("baseline", "number", gettext_lazy("Baseline"),
              gettext_lazy("The value before the first activity. A zero is a value."), group=_TODAY),
        Field("baseline_text", "line", gettext_lazy("Baseline in words"),
              gettext_lazy("For what is not a number."), 500, group=_TODAY),
        Field("baseline_on", "day", gettext_lazy("Day of the baseline"), gettext_lazy("Like 1 March 2025."),
              group=_TODAY),
        Field("baseline_source", "line", gettext_lazy("Source of the baseline"), "", 300, group=_TODAY),
        Field("targets", "number", gettext_lazy("Target for %(year)s"), group=_AIM),
        Field("method", "text", gettext_lazy("Method"), gettext_lazy("A simple one that both sides can repeat."), 500,
              group=_HOW),
        Field("source", "line", gettext_lazy("Source"), gettext_lazy("Where the value is found, best where you record "
              "it anyway."), 300, group=_HOW),
        Field("frequency", "line", gettext_lazy("How often"), "", 100, group=_HOW),
        Field("responsible", "choice", gettext_lazy("Who finds it out"), offer=sides, group=_HOW),
        Field("entry", "choice", gettext_lazy("What a report gives"), offer=entries, group=_COUNT),
        Field("over_periods", "choice", gettext_lazy("Values of several years"), offer=over_periods, group=_COUNT),
        Field("across", "choice", gettext_lazy("Values of several partnerships"), offer=across, group=_COUNT),
    ),
    "risk": (
        Field("text", "text", gettext_lazy("The risk"), gettext_lazy("What may happen, and what would follow."), 1000,
              True, group=_BEFORE),
        Field("origin", "choice", gettext_lazy("Where it comes from"), offer=origins, group=_BEFORE),
        Field("probability", "points", gettext_lazy("How likely"), needed=True, offer=probabilities, group=_BEFORE),
        Field("consequence", "points", gettext_lazy("How bad"), needed=True, offer=consequences, group=_BEFORE),
        Field("threatens", "part", gettext_lazy("What it threatens"), offer=anything, group=_BEFORE),
        Field("answer", "choice", gettext_lazy("Answer"), offer=answers, group=_THEN),
        Field("answer_text", "text", gettext_lazy("What you do"), "", 1000, group=_THEN),
        Field("owner", "choice", gettext_lazy("Who watches it"), offer=sides, group=_THEN),
        Field("residual_probability", "points", gettext_lazy("How likely after your answer"), offer=probabilities,
              group=_LEFT),
        Field("residual_consequence", "points", gettext_lazy("How bad after your answer"), offer=consequences,
              group=_LEFT),
    ),
    "activity": (
        Field("title", "line", gettext_lazy("Activity"), "", 300, True),
        Field("kind", "choice", gettext_lazy("Kind of activity"), offer=activity_kinds),
        Field("statement", "part", gettext_lazy("It brings about"), offer=outputs),
        Field("side", "choice", gettext_lazy("Who does it"), offer=sides),
        Field("starts_on", "day", gettext_lazy("First day"), gettext_lazy("Like 1 March 2025.")),
        Field("ends_on", "day", gettext_lazy("Last day")),
    ),
    "line": (
        Field("line", "choice", gettext_lazy("Budget line"), needed=True, offer=budget_lines, group=_MONEY),
        Field("text", "line", gettext_lazy("What for"), "", 500, group=_MONEY),
        Field("side", "choice", gettext_lazy("Whose cost"), needed=True, offer=own_side, group=_MONEY),
        Field("paid_by", "choice", gettext_lazy("Who pays"), offer=payers, group=_MONEY),
        Field("currency", "choice", gettext_lazy("Currency you pay in"), needed=True, offer=currencies, group=_PAID),
        Field("years", "amount", gettext_lazy("Amount in %(year)s"), group=_PAID),
        Field("rate", "rate", gettext_lazy("Rate"), gettext_lazy(
            "Only for another currency than the grant's: what one unit of it costs there."), group=_RATE),
        Field("rate_source", "line", gettext_lazy("Source of the rate"), gettext_lazy("The bank or publication."), 200,
              group=_RATE),
        Field("rate_on", "day", gettext_lazy("Day of the rate"), group=_RATE),
    ),
    "note": (
        Field("kind", "choice", gettext_lazy("What this is about"), needed=True, offer=note_kinds),
        Field("side", "choice", gettext_lazy("Whose words"), offer=sides),
        Field("text", "text", gettext_lazy("In their own words"), "", 4000, True),
    ),
}
PARTS = tuple(FIELDS)
LONG = 90  # letters of a text that names a part, before it is cut


def short(text: str, most: int = LONG) -> str:
    """The text on one line, cut between words when it is longer than a name should be."""
    plain = " ".join(text.split())
    return plain if len(plain) <= most else plain[:most].rsplit(" ", 1)[0] + " …"


def keys(part: PartKind, terms: Terms) -> list[tuple[str, Field]]:
    """Every place of a part with its field, years spelled out: ('targets/2025', …), ('years/1', …)."""
    found: list[tuple[str, Field]] = []
    for field in FIELDS[part]:
        if field.name == "targets":
            found += [(f"targets/{year}", field) for year in terms.years]
        elif field.name == "years":
            found += [(f"years/{number}", field) for number in range(1, len(terms.years) + 1)]
        else:
            found.append((field.name, field))
    return found


def label(key: str, terms: Terms | None = None) -> str:
    """What a key of any part is called ('targets/2026' is 'Target for 2026'); the key itself when unknown."""
    name, _sep, year = key.partition("/")
    for listed in FIELDS.values():
        for field in listed:
            if field.name == name:
                return str(field.label) % {"year": calendar(name, year, terms)} if year else str(field.label)
    return key


def calendar(name: str, year: str, terms: Terms | None) -> str:
    """The calendar year of a target or of a year of the grant."""
    if name == "years" and terms is not None and year.isdigit() and 1 <= int(year) <= len(terms.years):
        return str(terms.years[int(year) - 1])
    return year
