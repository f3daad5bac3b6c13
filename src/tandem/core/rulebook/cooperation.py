"""The rulebook language after the award: plan, promise, money, account and audit, each as a programme words it.

Every section is optional: a programme that ends with the decision leaves them out. Numbers that no guideline gives say
`source: house advice`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

from pydantic import Field

from tandem.core.forms.definition import Identifier, Option, Shape, Text

_AGREEMENT = """
    parties leads people goal purposes learning_goals context_knowledge results indicators activities risks budget
    own_contribution instalments reporting audit meeting amendments signatures
"""
_PROGRAMME_APPLICATION = """
    goal purposes grants partners countries money results activities risks learning_goals ranking cycle
"""
_DONOR_REPORT = """
    partnerships results indicators money instalments lines own_contribution risks audits findings learning visits
    reports corrections summary achievements challenges lessons outlook
"""
SHOWN: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "agreement": frozenset(_AGREEMENT.split()),
        "programme_application": frozenset(_PROGRAMME_APPLICATION.split()),
        "donor_report": frozenset(_DONOR_REPORT.split()),
    }
)
"""What a block of each kind of document may `show` from the records (and name in `when`)."""

_IN_AGREEMENT = """
    organiser donor programme component title reference number parties amount own_amount starts_on ends_on years
    plan_version language repay_from over_line_percent audit_standard date donor_reference
"""
PLACES: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "agreement": frozenset(_IN_AGREEMENT.split()),
        "programme_application": frozenset("organiser programme donor year amount grants date due_on".split()),
        "donor_report": frozenset("organiser programme donor year date".split()),
    }
)
"""The {placeholders} that each kind of document fills."""

FIGURES: Final = frozenset(
    """
    partnerships organisations municipalities countries grants_reported grants_missing
    statements indicators indicators_reported indicators_missing reported_share
    targets_set targets_met targets_met_share zero_values
    granted instalments_paid instalments_count instalment_largest budget spent spent_to_date spent_share unspent
    variance variance_share own_contribution own_share converted
    expenses_accepted expenses_refused expense_average expense_largest receipts
    activities_planned activities_started activities_share visits participants participants_paired paired_share
    meetings amendments risks_open risks_high risks_tolerated reports_due reports_accepted reports_late reports_share
    audits audits_clean audits_qualified findings findings_closed learning_accounts
    """.split()
)
"""Keys that a donor report's texts may name as {figure:key}; those of single partnerships come on top of them."""


class Level(Shape):
    """One level of the results chain in the programme's own words; statements belong to exactly one (MIC-7)."""

    id: Identifier
    title: Text
    explains: Text = {}
    centre: bool = False  # the level that counts, drawn at the centre
    measured: bool = False  # its statements need indicators
    stated: bool = True  # False: not written as statements (activities have a list of their own, inputs are the budget)
    iati: Literal[1, 2, 3] | None = None  # result type in IATI 2.03: 1 output, 2 outcome, 3 impact


class Wording(Shape):
    """Words that the advice on vague or double objectives looks for, per language."""

    vague: dict[str, tuple[str, ...]] = {}
    joiners: dict[str, tuple[str, ...]] = {}
    source: str = "house advice"


class IndicatorRules(Shape):
    """How many indicators are still few, and when the baseline has to be there (MIC-8)."""

    advise_at_most: int | None = Field(default=None, ge=1)
    baseline_before: Literal["first_activity", "never"] = "first_activity"
    source: str = "house advice"
    clause: str = ""


class Results(Shape):
    """The results chain: levels from the lowest to the highest."""

    levels: tuple[Level, ...] = Field(min_length=1)
    indicators: IndicatorRules = IndicatorRules()
    wording: Wording = Wording()
    source: str = ""
    clause: str = ""

    @property
    def centre(self) -> str:
        """The id of the level that counts most: the one marked, else the highest but one, else the highest."""
        marked = [level.id for level in self.levels if level.centre]
        return marked[0] if marked else self.levels[max(len(self.levels) - 2, 0)].id


class Risks(Shape):
    """The risk register's scales and from which product a risk is high (MIC-10)."""

    probability: tuple[Text, ...] = Field(min_length=2, max_length=10)  # what 1, 2, 3 … mean
    consequence: tuple[Text, ...] = Field(min_length=2, max_length=10)
    medium_from: int = Field(ge=1)
    high_from: int = Field(ge=1)
    before_agreement: bool = True  # a risk still high after its answer needs a documented tolerance
    source: str = "house advice"
    clause: str = ""


class Agreement(Shape):
    """One of the papers that are signed: who signs, and whether the grant needs it."""

    title: Text
    template: str  # path inside the rulebook folder
    between: Literal["parties", "organiser_and_parties"]
    strength: Literal["must", "should"] = "must"
    languages: tuple[str, ...] = ()  # a party chooses among these; empty: the rulebook's languages
    source: str = ""
    clause: str = ""


class MoneyRules(Shape):
    """What the ledger refuses and what it asks to be explained."""

    over_line_percent: str = "10"  # a budget line may be passed by this much before an expense is refused
    explain_from_percent: str = "10"  # a variance this large needs words
    repay_from: str = "500"  # unspent money of this much (main units) goes back
    forms: tuple[Option, ...] = ()  # ways of paying or kinds of receipt to choose from
    source: str = "house advice"


class ReportKind(Shape):
    """One kind of account the partnership gives: annual report, continuation application, final report."""

    title: Text
    summary: Text = {}
    form: str
    due: Literal["report", "application"]  # which entry of the donor's cycle dates it
    every: Literal["year", "year_but_last", "last_year"] = "year"
    financial: bool = False  # carries the financial report in the standard format
    results: bool = False  # carries the results table
    signatures: Literal["each_party", "leader"] = "each_party"
    components: tuple[Identifier, ...] = ()  # only grants of these kinds of support give it; empty: every grant
    remind_days: tuple[int, ...] = (30, 14, 7, 1)
    escalate_days: int = 14  # days late after which the officer's duty appears
    source: str = ""
    clause: str = ""


class AuditRules(Shape):
    """What the auditor says, by which standard (MIC-13). When: each donor's `audit` in the cycle."""

    standard: str  # e.g. 'ISA 805'
    statements: tuple[Option, ...] = Field(min_length=1)
    opinions: tuple[Option, ...] = Field(min_length=2)
    clean: Identifier  # the opinion that needs no follow-up
    access_days: int = Field(default=60, ge=1, le=400)
    follow_up_days: int = Field(default=60, ge=1, le=400)
    source: str = ""
    clause: str = ""


class VisitRules(Shape):
    """Professional equals meet (MIC-17)."""

    counterparts: bool = False  # each participant is paired with one of the same profession on the other side
    source: str = ""
    clause: str = ""


class Meeting(Shape):
    """The yearly meeting: what its agenda covers (MIC-9)."""

    title: Text
    agenda: tuple[Option, ...]
    source: str = ""
    clause: str = ""


class GrantStep(Shape):
    """A step of the grant in the programme's own words. The engine knows the ids; none is added here."""

    id: Literal["conditional", "firm", "agreed", "closed", "cancelled"]
    title: Text
    explains: Text = {}


class TemplateBlock(Shape):
    """One block of a document: a heading, a text, items, or data that the programme's records fill (`show`).

    Texts may name {placeholders}. In a donor's report a figure is written {figure:key} and never as a number.
    """

    heading: Text = {}
    level: int = Field(default=1, ge=1, le=3)
    text: Text = {}
    items: tuple[Text, ...] = ()
    ordered: bool = False
    show: str = ""
    caption: Text = {}
    when: str = ""  # shown only when this data is there
    clause: str = ""


class Template(Shape):
    """A document as data: agreement, programme application or donor's report."""

    title: Text
    subtitle: Text = {}
    footer: Text = {}
    blocks: tuple[TemplateBlock, ...] = Field(min_length=1)
    source: str = ""
