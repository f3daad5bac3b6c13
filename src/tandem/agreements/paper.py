"""An agreement as a document: the rulebook's template filled from what was awarded, planned and decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from tandem.agreements.access import signers_of
from tandem.agreements.queries.basis import Basis
from tandem.agreements.states import ORGANISER
from tandem.awards import plan_blocks
from tandem.core import planning
from tandem.core.rulebook.cooperation import Agreement as Paper
from tandem.core.timetable import expand
from tandem.core.values import Money
from tandem.foundation.documents.blocks import (
    Block,
    Column,
    Document,
    Facts,
    List,
    Paragraph,
    Picture,
    Signatures,
    Table,
)
from tandem.organisations.models import OrganisationKind
from tandem.plans.shown.pictures import chain_pictures, matrix_pictures
from tandem.web.templatetags.tandem import amount, country, day, joined, localised, money, number
from tandem.web.written import Show, compose, titled


def languages_of(basis: Basis, paper: Paper) -> tuple[str, ...]:
    """The languages a party chooses among."""
    return paper.languages or basis.held.rulebook.languages


def documents(basis: Basis, paper: Paper, place: int, on: date) -> dict[str, Document]:
    """The paper in every language it is offered in. `place` is its number, `on` its day."""
    return {language: document(basis, paper, language, place, on) for language in languages_of(basis, paper)}


def document(basis: Basis, paper: Paper, language: str, place: int, on: date) -> Document:
    """The paper in one language. Equal records give an equal document."""
    rulebook = basis.held.rulebook
    template, languages = rulebook.template(paper.template), rulebook.languages
    with override(language):
        places = _places(basis, place, on, language)
        shows = _Shows(basis, paper).all()
        body = compose(template, language, languages, places, shows, numbered=True)
        title = titled(template.title, language, languages, places)
        return Document(
            title=title, subtitle=titled(template.subtitle, language, languages, places), language=language,
            blocks=(_facts(basis, places), *body), author=places["organiser"], date=on,
            footer=titled(template.footer, language, languages, places) or f"{places['reference']} · {title}",
        )


def _facts(basis: Basis, places: Mapping[str, str]) -> Facts:
    """What somebody who holds the paper needs first."""
    grant = basis.held.grant
    return Facts((
        (_("Reference"), places["number"]), (_("Programme"), places["programme"]),
        (_("Period"), _("%(from)s to %(until)s") % {"from": day(grant.starts_on), "until": day(grant.ends_on)}),
        (_("Plan"), _("version %(number)s") % {"number": places["plan_version"]}), (_("Issued"), places["date"]),
    ))


def _places(basis: Basis, place: int, on: date, language: str) -> dict[str, str]:
    """Every {place} of core.rulebook.cooperation.PLACES."""
    held, grant, rulebook = basis.held, basis.held.grant, basis.held.rulebook
    names = [party.organisation.name for party in held.parties]
    repay = Money.of(rulebook.money.repay_from, grant.currency)
    return {
        "organiser": localised(grant.organiser.name), "donor": localised(grant.donor.name) if grant.donor else "–",
        "programme": localised(grant.programme.title), "component": localised(held.component.title),
        "title": grant.title, "reference": grant.reference, "number": f"{grant.reference}/{place}",
        "parties": joined(names), "amount": money(basis.asked), "own_amount": money(basis.own),
        "starts_on": day(grant.starts_on), "ends_on": day(grant.ends_on), "years": number(grant.years),
        "plan_version": str(basis.version.number) if basis.version else "–", "language": language,
        "repay_from": money(repay), "over_line_percent": number(rulebook.money.over_line_percent),
        "audit_standard": rulebook.audit.standard if rulebook.audit else "–", "date": day(on),
        "donor_reference": basis.donor_grant.reference if basis.donor_grant else "–",
    }


@dataclass(frozen=True)
class _Shows:
    """Every word that an agreement's template may show, as blocks in the active language."""

    basis: Basis
    paper: Paper

    def all(self) -> dict[str, Show]:
        """By word of core.rulebook.cooperation.SHOWN."""
        told = self.basis.told
        rulebook, goal = self.basis.held.rulebook, self.basis.held.grant.goal
        return {
            "parties": self.parties, "leads": self.leads, "people": self.people,
            "goal": lambda: plan_blocks.goal_blocks(rulebook, goal),
            "purposes": lambda: plan_blocks.purposes_blocks(rulebook, goal),
            "learning_goals": lambda: plan_blocks.notes_blocks(told, "learning_goal"),
            "context_knowledge": lambda: plan_blocks.notes_blocks(told, "context_knowledge"),
            "results": self.results, "indicators": lambda: plan_blocks.indicators_blocks(told),
            "activities": lambda: plan_blocks.activities_blocks(told), "risks": self.risks,
            "budget": lambda: plan_blocks.budget_blocks(told),
            "own_contribution": lambda: plan_blocks.budget_blocks(told, "own"),
            "instalments": self.instalments, "reporting": self.reporting, "audit": self.audit, "meeting": self.meeting,
            "amendments": self.amendments, "signatures": self.signatures,
        }

    @property
    def rulebook(self) -> Any:
        return self.basis.held.rulebook

    def parties(self) -> list[Block]:
        """Who concludes it: the organisations, what they are and where."""
        rows = []
        for party in self.basis.held.parties:
            organisation, role = party.organisation, self.rulebook.parties.get(party.side)
            kind = str(OrganisationKind(organisation.kind).label)
            rows.append((
                localised(role.title) if role else party.side, organisation.name,
                f"{kind}, {country(organisation.country)}",
            ))
        if self.paper.between == "organiser_and_parties":
            grant = self.basis.held.grant
            rows.append((_("Organiser"), localised(grant.organiser.name), grant.organiser.mail))
        columns = (Column(_("Part"), share=4), Column(_("Name"), share=6), Column(_("Who they are"), share=5))
        return [Table(columns, tuple(rows), row_headers=True)]

    def leads(self) -> list[Block]:
        """Who leads what, by the rulebook."""
        said = {"prioritisation": _("Prioritising"), "planning": _("Planning"), "implementation": _("Implementing")}
        pairs = []
        for word, label in said.items():
            leading = [
                party.organisation.name for party in self.basis.held.parties
                if party.side in self.rulebook.parties and word in self.rulebook.parties[party.side].leads
            ]
            pairs.append((label, joined(leading) if leading else _("Both")))
        return [Facts(tuple(pairs))]

    def people(self) -> list[Block]:
        """Who takes part, with profession."""
        names = self.basis.told.names
        rows = tuple(
            (str(person.get("name", "")), str(person.get("profession", "") or "–"),
             names.get(str(person.get("party", "")), "–"))
            for person in self.basis.people if person.get("name")
        )
        columns = (Column(_("Name"), share=5), Column(_("Profession"), share=5), Column(_("For"), share=5))
        return [Table(columns, rows, row_headers=True)] if rows else []

    def results(self) -> list[Block]:
        """The results chain as a picture, and as a table that says the same."""
        table = plan_blocks.results_blocks(self.basis.told)
        drawn = chain_pictures(self.basis.plan, self.basis.terms, {}) if table else None
        if drawn is None:
            return table
        alt = _("The results chain: what each result contributes to. The table below says the same.")
        return [Picture(str(drawn[0]), alt, narrow=str(drawn[1])), *table]

    def risks(self) -> list[Block]:
        """The risk matrix, and the register with answers."""
        table = plan_blocks.risks_blocks(self.basis.told)
        drawn = matrix_pictures(planning.by_weight(self.basis.plan.risks), self.basis.terms) if table else None
        if drawn is None:
            return table
        alt = _("The risk matrix: how likely and how bad each risk is, numbered as in the table below.")
        return [Picture(str(drawn[0]), alt, width=70, narrow=str(drawn[1])), *table]

    def instalments(self) -> list[Block]:
        """What is paid when, with the sum."""
        currency = self.basis.held.grant.currency
        rows = [
            (number(place), day(each.due_on), amount(each.amount))
            for place, each in enumerate(self.basis.instalments, start=1)
        ]
        if not rows:
            return []
        total = Money.total((each.amount for each in self.basis.instalments), currency)
        columns = (
            Column(_("Instalment"), share=3), Column(_("Paid on"), share=5),
            Column(_("Amount, %(currency)s") % {"currency": currency}, "end", share=4),
        )
        return [Table(columns, (*rows, (_("Together"), "", amount(total))), row_headers=True, total=True)]

    def reporting(self) -> list[Block]:
        """What is handed in when, by the donor's cycle."""
        rows = tuple((due, localised(title), year) for due, title, year in reporting(self.basis))
        columns = (Column(_("By"), share=4), Column(_("What"), share=7), Column(_("About"), share=3))
        return [Table(columns, rows, row_headers=True)] if rows else []

    def audit(self) -> list[Block]:
        """By which standard, how often, and what the auditor states."""
        rules = self.rulebook.audit
        if rules is None:
            return []
        cycle = self.rulebook.cycle.donors.get(self.basis.donor)
        yearly = cycle is not None and cycle.audit == "yearly"
        often = _("Every year") if yearly else _("After the last year, for all years together")
        statements = tuple(localised(option.label) for option in rules.statements)
        return [Facts(((_("Standard"), rules.standard), (_("When"), often))), List(statements)]

    def meeting(self) -> list[Block]:
        """The yearly meeting's agenda."""
        meeting = self.rulebook.meeting
        if meeting is None:
            return []
        items = tuple(localised(option.label) for option in meeting.agenda)
        return [Paragraph(_("Its agenda:")), List(items, ordered=True)]

    def amendments(self) -> list[Block]:
        """What was changed by decision, each with its reason and the difference in words."""
        made: list[Block] = []
        for each in self.basis.amendments:
            decided = day(each.decided_at.astimezone(self.basis.zone)) if each.decided_at else "–"
            made.append(Paragraph(_("Amendment %(number)s, %(day)s. Reason: %(reason)s") % {
                "number": each.number, "day": decided, "reason": each.reason}))
            sentences = _difference(each.difference)
            if sentences:
                made.append(List(tuple(sentences)))
        return made

    def signatures(self) -> list[Block]:
        """A line for place and date, one for the signature, one for name and office, per side."""
        held, grant = self.basis.held, self.basis.held.grant
        names = {party.side: party.organisation.name for party in held.parties}
        names[ORGANISER] = localised(grant.organiser.name)
        return [Signatures(tuple(
            (_("Place and date"), _("For %(name)s") % {"name": names[side]}, _("Name and office"))
            for side in signers_of(held, self.paper)
        ))]


def _difference(by_language: Mapping[str, Sequence[str]]) -> Sequence[str]:
    wanted = (get_language() or "en").split("-")[0]
    return by_language.get(wanted) or next(iter(by_language.values()), ())


def reporting(basis: Basis) -> list[tuple[str, Mapping[str, str], str]]:
    """Every report of the grant: by when (or why there is no day), what, about which calendar year."""
    grant, rulebook = basis.held.grant, basis.held.rulebook
    if basis.donor not in rulebook.cycle.donors:
        return []
    found = []
    for year in range(1, grant.years + 1):
        for kind in rulebook.reports.values():
            if kind.components and grant.component not in kind.components:
                continue
            if {"last_year": year < grant.years, "year_but_last": year == grant.years}.get(kind.every, False):
                continue
            ahead = 1 if kind.due == "application" else 0  # the next year's application
            stones = expand(rulebook.cycle, grant.cycle_year + year - 1 + ahead, (), [basis.donor])
            stone = next(each for each in stones if each.kind == kind.due)
            about = str(grant.first_year + year - 1 + ahead)
            due = day(stone.on) if stone.on else _("by agreement")
            found.append((stone.on or date.max, due, kind.title, about))
    return [(due, title, about) for _on, due, title, about in sorted(found, key=lambda each: each[0])]
