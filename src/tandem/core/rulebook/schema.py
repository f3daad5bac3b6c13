"""The rulebook language: what a programme says about itself, as data."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from tandem.core.forms.definition import Form, Identifier, Option, Shape, Text
from tandem.core.rulebook.choosing import (
    ActivityKind,
    Complaints,
    Finding,
    FloorRule,
    NotBelow,
    Preference,
    ProfileField,
)
from tandem.core.rulebook.cooperation import (
    Agreement,
    AuditRules,
    GrantStep,
    Meeting,
    MoneyRules,
    ReportKind,
    Results,
    Risks,
    Template,
    VisitRules,
)
from tandem.core.rulebook.judgement import Assessors, Hidden, InterviewRules
from tandem.core.rulebook.support import Ceilings, During, Participants, Recorded, Region, Round, Tool

NotDates = Literal["not applicable", "not yet set"]


class PartyRole(Shape):
    """Who may stand on one side of a partnership."""

    title: Text
    kinds: tuple[str, ...]
    countries: tuple[str, ...]  # ISO 3166 alpha-2
    optional: bool = False
    leads: tuple[Literal["prioritisation", "planning", "implementation"], ...] = ()
    documents_in: tuple[str, ...] = ()  # languages this party must be able to read its documents in
    source: str = ""


class Lists(Shape):
    """A named list to choose from: purposes, effects, focus areas."""

    title: Text
    options: tuple[Option, ...]
    source: str = ""


class Anchor(Shape):
    """What one score means."""

    score: int
    means: Text


class Criterion(Shape):
    """One question the assessors answer with a score and a reason."""

    id: Identifier
    title: Text
    guidance: Text = {}
    weight: int = Field(ge=1, le=100)
    anchors: tuple[Anchor, ...] = ()
    principle: bool = False  # an appraisal principle: needs an answer and evidence, not only a score
    evidence: tuple[str, ...] = ()  # question ids to read beside it
    findings: tuple[Identifier, ...] = ()  # of the needs assessment, on which it rests
    not_below: NotBelow | None = None
    clause: str = ""
    source: str = ""


class Scale(Shape):
    """The scores that may be given."""

    lowest: int = 0
    highest: int = 5
    abstain: bool = True


class Step(Shape):
    """A workflow step the programme uses, in its own words. The engine knows the ids; none is added here."""

    id: Literal["draft", "submitted", "eligible", "scored", "shortlisted", "interviewed", "proposed", "decided"]
    title: Text
    explains: Text = {}  # what the applicant reads on the status page
    takes: str = ""  # usual time, e.g. '3 weeks'


class CycleEntry(Shape):
    """One date of the yearly cycle: a day and month with a year offset, or why there is none."""

    on: str  # '1 October', 'not applicable' or 'not yet set'
    year: int = 0  # offset from the call's year
    when: str = ""  # condition in words the engine knows, e.g. 'programme_application_year'
    source: str = ""


class DonorCycle(Shape):
    """One donor's year."""

    title: Text
    application: CycleEntry
    programme_application: CycleEntry
    instalments: tuple[CycleEntry, ...]
    report: CycleEntry
    donor_report: CycleEntry
    for_countries: tuple[str, ...] = ()  # advice: this donor funds partnerships whose party abroad is here
    audit: Literal["yearly", "final_year"] = "final_year"


class Cycle(Shape):
    """All donors' years and the organiser's own meetings."""

    donors: dict[str, DonorCycle]
    network_meetings: CycleEntry = CycleEntry(on="not yet set")
    rounds: dict[Identifier, Round] = {}  # where a year has more than one: each call is one of them


class Rule(Shape):
    """One rule: exactly one of must and should, each a typed check of `core.eligibility`."""

    id: Identifier
    must: dict[str, Any] | None = None
    should: dict[str, Any] | None = None
    when: str | None = None
    unless: str | None = None
    source: str
    clause: str = ""
    refusal: Text
    mend: Text = {}
    remedy: dict[str, Any] | Literal["none"]
    recorded_at: Literal["submission", "appraisal"] = "submission"


class Selection(Shape):
    """How the ranking becomes awards."""

    currency: str
    budget: str = "0"  # proposed amount in main units; the call sets its own
    scoring: bool = True  # False: decided on the interview record alone
    ties: tuple[str, ...] = ()  # criterion ids, most important first; then a published lot
    prefer: tuple[Preference, ...] = ()  # points on top of the score
    floors: tuple[FloorRule, ...] = ()  # published minimums for a group, the most important first
    skip_upwards: bool = False  # True: behind one that does not fit, smaller ones are still funded
    lowest_score: str | None = None  # of 100, by the assessors alone: whatever is below it is refused


class Component(Shape):
    """A kind of support: its form, rules, criteria and steps."""

    title: Text
    summary: Text = {}
    parties: tuple[str, ...]
    form: str  # path of the form file inside the rulebook folder
    rules: tuple[Rule, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    scale: Scale = Scale()
    blind: tuple[Hidden, ...] = ()  # what the assessors do not see until their scores are locked
    assessors: Assessors = Assessors()
    outlier_points: int | None = Field(default=None, ge=1, le=100)  # of 100, from the mean of the other assessors
    interview: InterviewRules = InterviewRules()
    workflow: tuple[Step, ...]
    selection: Selection
    signatures: Literal["each_party", "leader"] = "each_party"
    years: int = Field(default=1, ge=1, le=10)
    ceiling: str | None = None  # largest grant a year in main units
    ceilings: Ceilings | None = None  # instead of `ceiling`, where it depends on region or number of parties
    counted_from: tuple[Literal["award", "signature"], ...] = ()  # where its time starts; empty: on the day asked for
    during: During = During()
    leads_to: tuple[Identifier, ...] = ()  # components it prepares an application for
    own_contribution_percent: str | None = None


class Record(Shape):
    """A paper every organisation hands in once per programme, e.g. a code of ethics."""

    title: Text
    help: Text = {}
    toolkit: Text = {}
    before: Literal["first_submission"] = "first_submission"
    clause: str = ""


class Goal(Shape):
    """What the programme is for."""

    title: Text
    effects: tuple[Option, ...]
    clause: str = ""


class Publishing(Shape):
    """How the rulebook itself is made: in how many ways it is made known, and whether it is consulted on first."""

    channels: int = Field(default=0, ge=0, le=10)
    consult: bool = False
    source: str = "house advice"
    clause: str = ""


class Rulebook(Shape):
    """A whole rulebook as written in its main file; forms are loaded beside it into `forms`."""

    rulebook: str = Field(pattern=r"^[a-z][a-z0-9-]{1,59}$")
    version: str
    extends: str | None = None
    status: Literal["draft", "ready"] = "ready"  # no programme starts from a draft
    languages: tuple[str, ...] = Field(min_length=1)
    title: Text
    summary: Text = {}
    guideline: str = ""
    publishing: Publishing = Publishing()
    organiser_currency: str
    goal: Goal
    parties: dict[Identifier, PartyRole]
    lists: dict[Identifier, Lists] = {}
    once_per_organisation: dict[Identifier, Record] = {}
    principles_source: str = ""
    regions: dict[Identifier, Region] = {}
    tools: dict[Identifier, Tool] = {}
    recorded: dict[Identifier, Recorded] = {}
    everyone: tuple[Rule, ...] = ()  # rules of every component, judged after its own
    common: dict[str, Any] = {}  # what every component says unless it says otherwise; laid under each when loaded
    components: dict[Identifier, Component]
    cycle: Cycle
    letters: dict[Identifier, Text] = {}
    results: Results | None = None
    risks: Risks | None = None
    activities: tuple[ActivityKind, ...] = ()  # kinds of activity to choose from
    profile: tuple[ProfileField, ...] = ()  # what rules may ask of the parties' profiles; nothing else is looked at
    needs_assessment: tuple[Finding, ...] = ()  # what an office found out; criteria cite it
    complaints: Complaints = Complaints()
    agreements: dict[Identifier, Agreement] = {}
    meeting: Meeting | None = None
    visits: VisitRules = VisitRules()
    participants: Participants | None = None  # the people whom the organiser approves, where it does
    money: MoneyRules = MoneyRules()
    reports: dict[Identifier, ReportKind] = {}
    audit: AuditRules | None = None
    grant_steps: tuple[GrantStep, ...] = ()
    programme_application: str = ""  # path of its template; empty: the programme asks no donor
    donor_report: str = ""  # path of its template
    forms: dict[str, Form] = {}
    templates: dict[str, Template] = {}

    def own_rules(self, component: str) -> tuple[Rule, ...]:
        """The rules written in the component itself, without those of everyone."""
        rules = self.components[component].rules
        return rules[: len(rules) - len(self.everyone)]

    def form_of(self, component: str) -> Form:
        """The application form of a component; KeyError when either is unknown."""
        return self.forms[self.components[component].form]

    def template(self, path: str) -> Template:
        """A document's template; KeyError when the rulebook has none of that path."""
        return self.templates[path]
