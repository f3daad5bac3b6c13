"""What the rules of a component ask, as a few short questions: made from the rules, whatever the programme."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from tandem.core.eligibility import BadRule, Case, check_of, checks_people
from tandem.core.forms.definition import Option, Part, Question
from tandem.core.rulebook.schema import Rulebook
from tandem.core.rulebook.trying import asked_by
from tandem.organisations.models import OrganisationKind
from tandem.web.countries import country_names
from tandem.web.templatetags.tandem import localised, own_name

Choices = tuple[tuple[str, str], ...]
ROWS, MOST_ROWS, MOST_PEOPLE = 4, 24, 500
TEXTS = {"short_text", "long_text"}


@dataclass(frozen=True)
class Ask:
    """One question of the check. `at` is where its answer stands among the facts; `kind` says how it is asked."""

    name: str
    kind: str  # choice, many, yes_no, paper, number, amount, day, period (one of its two days)
    label: str
    group: str  # parties, answers, money, support
    at: tuple[str, ...] = ()
    choices: Choices = ()
    party: str = ""


@dataclass(frozen=True)
class People:
    """How people are asked for: in groups of like people, each with the columns that rules look at."""

    columns: tuple[tuple[Part, bool], ...]  # column, and whether it is a yes-or-no mark
    everybody: tuple[Part, ...]  # yes-or-no columns that rules want of every person


PEOPLE = "people"  # stands for the rows of people among the names of questions


@dataclass(frozen=True)
class Asks:
    """All questions of a component's check, and for each rule the names of the questions that it hangs on."""

    asks: tuple[Ask, ...]
    people: People | None
    rules: Mapping[str, frozenset[str]]

    def of(self, group: str) -> tuple[Ask, ...]:
        """The questions of one group, in order."""
        return tuple(ask for ask in self.asks if ask.group == group)


def asks_of(rulebook: Rulebook, component_id: str, language: str) -> Asks:
    """What to ask, in the reader's language. Texts are not asked for: the form itself does that."""
    maker = _Maker(rulebook, component_id, language)
    looked_at = asked_by(rulebook, component_id)
    asks: dict[str, Ask] = {}
    for fact in sorted(looked_at, key=maker.place):
        for ask in maker.of(fact):
            asks.setdefault(ask.name, ask)
    people = maker.people()
    rules: dict[str, set[str]] = {}
    for fact, ids in looked_at.items():
        names = {ask.name for ask in asks.values() if _covers(ask, fact)}
        if fact.split(".")[0] == "team" and people is not None:
            names |= {PEOPLE, *(f"all_{part.id}" for part in people.everybody)}
        for id in ids:
            rules.setdefault(id, set()).update(names)
    return Asks(tuple(asks.values()), people, {id: frozenset(names) for id, names in rules.items() if names})


def _covers(ask: Ask, fact: str) -> bool:
    """Whether a question is about this fact or what lies in it; sums of money hang on every amount."""
    pieces = tuple(fact.removeprefix("party.").split("."))
    if pieces[0] == "parties" and len(pieces) > 1:
        return ask.at[:1] == ("parties",) and ask.at[2 : 1 + len(pieces)] == pieces[1:]
    if pieces[0] == "answers" and len(pieces) > 2:
        return ask.at[:2] == pieces[:2] and (ask.at[-1] == pieces[2] or ask.kind == "period")
    return ask.group == "money" if pieces[0] == "budget" else ask.at[: len(pieces)] == pieces


@dataclass(frozen=True)
class _Maker:
    rulebook: Rulebook
    component_id: str
    language: str

    @property
    def case(self) -> Case:
        return Case(self.rulebook, self.component_id, {})

    @property
    def parties(self) -> tuple[str, ...]:
        return self.rulebook.components[self.component_id].parties

    def place(self, fact: str) -> tuple[int, int, str]:
        """Questions in the form's order; shorter facts first."""
        pieces = fact.removeprefix("party.").split(".")
        order = [question.id for question in self.rulebook.form_of(self.component_id).questions()]
        known = pieces[0] == "answers" and len(pieces) > 1 and pieces[1] in order
        return (order.index(pieces[1]) if known else -1, len(pieces), fact)

    def of(self, fact: str) -> Iterator[Ask]:
        pieces = fact.removeprefix("party.").split(".")
        match pieces[0]:
            case "parties" if len(pieces) > 1:
                yield from self.of_parties(pieces[1], pieces[2] if len(pieces) > 2 else "")
            case "answers":
                yield from self.of_answer(pieces[1], pieces[2] if len(pieces) > 2 else "")
            case "budget":
                yield from self.of_budget(pieces[1])
            case "grants":
                yield from self.of_grants()
            case "recorded":
                what = self.rulebook.recorded.get(pieces[1])
                title = localised(what.title) if what else pieces[1]
                yield Ask(f"recorded_{pieces[1]}", "day", _("%(what)s: on which day?") % {"what": title}, "support",
                          ("recorded", pieces[1]))
            case "tools":
                yield from self.of_tool(pieces[1])

    def title(self, party: str) -> str:
        return localised(self.rulebook.parties[party].title)

    def of_parties(self, what: str, detail: str) -> Iterator[Ask]:
        for party in self.parties:
            role, title = self.rulebook.parties[party], self.title(party)
            if what == "country":
                choices = tuple(country_names(self.language).items())
                yield Ask(f"{party}_country", "choice", _("%(party)s: country") % {"party": title}, "parties",
                          ("parties", party, "country"), choices, party)
            elif what == "kind":
                choices = tuple((str(value), str(label)) for value, label in OrganisationKind.choices)
                yield Ask(f"{party}_kind", "choice", _("%(party)s: what it is") % {"party": title}, "parties",
                          ("parties", party, "kind"), choices, party)
            elif what == "languages":
                codes = dict.fromkeys((*self.rulebook.languages, *role.documents_in))
                choices = tuple((code, own_name(code)) for code in codes)
                yield Ask(f"{party}_languages", "many", _("%(party)s: languages it reads") % {"party": title},
                          "parties", ("parties", party, "languages"), choices, party)
            elif what == "records":
                record = self.rulebook.once_per_organisation.get(detail)
                values = {"party": title, "paper": localised(record.title) if record else detail}
                yield Ask(f"{party}_record_{detail}", "yes_no", _("%(party)s: has handed in “%(paper)s”") % values,
                          "parties", ("parties", party, "records", detail), (), party)

    def of_answer(self, id: str, part: str) -> Iterator[Ask]:
        question = next((q for q in self.rulebook.form_of(self.component_id).questions() if q.id == id), None)
        if question is None or question.type in ("people", "budget", "organisation", "table", "results"):
            return
        for party in self.case.parties_of(id) if question.of == "each_party" else ("",):
            tail = (party,) if party else ()
            if question.type == "declaration":
                for one in question.parts:
                    if one.type not in TEXTS and part in ("", one.id):
                        yield self.ask(question, one, party, (*tail, one.id))
            elif question.type == "period":
                for end, said in (("from", _("first day")), ("to", _("last day"))):
                    asked = self.ask(question, question, party, (*tail, end))
                    yield replace(asked, kind="period", label=f"{asked.label}: {said}")
            elif question.type not in TEXTS:
                yield self.ask(question, question, party, tail)

    def ask(self, question: Question, asked: Question | Part, party: str, tail: tuple[str, ...]) -> Ask:
        kinds = {"number": "number", "date": "day", "money": "amount", "file": "paper"}
        label = localised(asked.label)
        if asked.type == "file":
            label = _("There is a paper: %(label)s") % {"label": label}
        if party:
            label = f"{self.title(party)}: {label}"
        options: Choices = ()
        if asked.type in ("choice", "many"):
            source = self.options(question) if isinstance(asked, Question) else asked.options
            options = tuple((option.id, localised(option.label)) for option in source)
        return Ask("_".join(("a", question.id, *tail)), kinds.get(asked.type, asked.type), label, "answers",
                   ("answers", question.id, *tail), options, party)

    def options(self, question: Question) -> tuple[Option, ...]:
        named = self.rulebook.lists.get(question.options_from or "")
        if question.options_from == "effects" and named is None:
            return self.rulebook.goal.effects
        return named.options if named else question.options

    def of_budget(self, what: str) -> Iterator[Ask]:
        years = range(1, self.rulebook.components[self.component_id].years + 1)
        if what in ("years", "asked_by_year"):
            said = _("What year %(year)d costs in all") if what == "years" else _("What you ask for in year %(year)d")
            for year in years:
                yield Ask(f"money_{what}_{year}", "amount", said % {"year": year}, "money", ("budget", what, str(year)))
        labels = {
            "asked": _("What you ask of the programme in all"), "total": _("What all of it costs"),
            "own_contribution": _("What you carry yourselves, working time included"),
        }
        if what in labels:
            yield Ask(f"money_{what}", "amount", labels[what], "money", ("budget", what))

    def of_grants(self) -> Iterator[Ask]:
        """For every kind of support that a rule wants to be there: is it, and from when to when?"""
        for rule in self.rulebook.components[self.component_id].rules:
            try:
                references = list(check_of(rule).references())
            except BadRule:
                continue
            for one in references:
                if one.kind == "component":
                    title = localised(self.rulebook.components[one.name].title)
                    choices = (("active", _("yes, it runs now")), ("applied", _("it is applied for")), ("no", _("no")))
                    yield Ask(f"grant_{one.name}", "choice", _("Is there a %(kind)s?") % {"kind": title}, "support",
                              ("grants", one.name), choices)
                    yield Ask(f"grant_{one.name}_from", "day", _("%(kind)s: first day") % {"kind": title}, "support",
                              ("grants", one.name, "from"))
                    yield Ask(f"grant_{one.name}_to", "day", _("%(kind)s: last day") % {"kind": title}, "support",
                              ("grants", one.name, "to"))

    def of_tool(self, key: str) -> Iterator[Ask]:
        tool = self.rulebook.tools.get(key)
        if tool is not None:
            steps = tuple((step.id, localised(step.label)) for step in tool.steps)
            label = _("%(tool)s: parts that are filled in") % {"tool": localised(tool.title)}
            yield Ask(f"tool_{key}", "many", label, "support", ("tools", key, "filled"), steps)

    def people(self) -> People | None:
        """The columns of the team that rules look at: counted ones by group, those of everybody once."""
        asked = next((q for q in self.rulebook.form_of(self.component_id).questions() if q.edits == "team"), None)
        looked_at = self.columns()
        if asked is None or not looked_at:
            return None
        parts = {part.id: part for part in asked.parts}
        counted = tuple(
            (part, part.type == "yes_no") for id, part in parts.items()
            if looked_at.get(id) and part.type in ("choice", "yes_no")
        )
        everybody = tuple(
            part for id, part in parts.items() if id in looked_at and not looked_at[id] and part.type == "yes_no"
        )
        return People(counted, everybody)

    def columns(self) -> Mapping[str, bool]:
        """Columns by id: True when people are told apart by it, False when every person has to have it."""
        found: dict[str, bool] = {}
        for rule in self.rulebook.components[self.component_id].rules:
            try:
                check = check_of(rule)
            except BadRule:
                continue
            whole = set(check.have) if isinstance(check, checks_people.AllHave) else set()
            for one in check.references():
                if one.kind == "column":
                    found[one.name] = found.get(one.name, False) or one.name not in whole
            if check.word in ("count", "all"):
                found.setdefault("party", True)
        return found
