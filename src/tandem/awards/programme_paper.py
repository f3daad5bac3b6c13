"""The programme application as a document, in one language: the rulebook's template filled from the awards (MIC-20)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from tandem.awards import plan_blocks
from tandem.awards.plan_blocks import Told
from tandem.awards.queries.funding import Ask, Award, decided_on
from tandem.core.ledger import split
from tandem.core.timetable import expand
from tandem.core.values import Money
from tandem.foundation.documents.blocks import Block, Column, Document, Heading, List, Note, Paragraph, Table
from tandem.foundation.tenancy.models import Organiser
from tandem.organisations.models import OrganisationKind
from tandem.web.templatetags.tandem import amount, country, day, localised, money, number
from tandem.web.written import Show, compose, titled

SHORT = 72  # characters that the donor's statistics take of a title


@dataclass(frozen=True)
class Sums:
    """What is asked for: per award, and per calendar year over all of them; minor units of one currency."""

    currency: str
    per_award: Mapping[UUID, Mapping[int, int]]

    @property
    def years(self) -> tuple[int, ...]:
        """Calendar years, earliest first."""
        return tuple(sorted({year for split in self.per_award.values() for year in split}))

    def of(self, grant: UUID, year: int) -> Money:
        """What falls on a year of one award."""
        return Money(self.per_award[grant].get(year, 0), self.currency)

    def year(self, year: int) -> Money:
        """What falls on a year."""
        return Money(sum(split.get(year, 0) for split in self.per_award.values()), self.currency)

    @property
    def total(self) -> Money:
        """All of it."""
        return Money(sum(sum(split.values()) for split in self.per_award.values()), self.currency)


def told_of(award: Award, rulebook: Any) -> Told:
    """An award's plan with what is needed to tell it."""
    grant = award.grant
    return Told(award.plan, rulebook, grant.component, award.names, grant.currency, grant.first_year, grant.years)


def sums_of(awards: Sequence[Award], rulebook: Any) -> Sums:
    """What each award asks of each calendar year: its plan's, brought to the awarded amount to the last minor unit.

    An award whose plan says nothing (or says another sum) is divided in the plan's proportion, else put on year one.
    """
    found = {award.grant.id: _years_of(award, rulebook) for award in awards}
    return Sums(awards[0].grant.currency if awards else "", found)


def _years_of(award: Award, rulebook: Any) -> dict[int, int]:
    grant = award.grant
    planned = plan_blocks.granted_by_year(told_of(award, rulebook))
    shares = list(planned.values())
    if not any(shares):
        shares = [1] + [0] * (grant.years - 1)
    parts = split(grant.awarded, shares)
    return {grant.first_year + place: part.minor for place, part in enumerate(parts)}


def document(ask: Ask, organiser: Organiser, awards: Sequence[Award], language: str, on: date) -> Document:
    """What the donor reads in a language of the rulebook, dated `on`. Equal awards give an equal document."""
    rulebook = ask.rulebook
    template = rulebook.template(rulebook.programme_application)
    languages = rulebook.languages
    with override(language):
        sums = sums_of(awards, rulebook)
        first = min((award.grant.first_year for award in awards), default=ask.year)
        places = {
            "organiser": localised(organiser.name), "donor": localised(ask.donor.name), "date": day(on),
            "programme": localised(ask.programme.title), "year": str(first), "grants": number(len(awards)),
            "amount": money(sums.total), "due_on": day(ask.due.on) if ask.due.on else _("no date set"),
        }
        shows = _Shows(ask, awards, sums).all()
        body = compose(template, language, languages, places, shows)
        title = titled(template.title, language, languages, places)
        return Document(
            title=title, subtitle=titled(template.subtitle, language, languages, places), language=language,
            blocks=(*_late(ask, awards, on), *body), author=places["organiser"], date=on,
            footer=titled(template.footer, language, languages, places) or f"{places['organiser']} · {title}",
        )


def _late(ask: Ask, awards: Sequence[Award], on: date) -> list[Block]:
    """What the donor should know at once: that the date has passed, and which awards came after it."""
    if ask.due.on is None:
        return []
    late = sum(award.late for award in awards)
    said = []
    if on > ask.due.on:
        said.append(_("The date for this application was %(day)s.") % {"day": day(ask.due.on)})
    if late:
        said.append(ngettext(
            "One award was decided after that date.", "%(number)s awards were decided after that date.", late
        ) % {"number": number(late)})
    return [Note(" ".join(said), _("After the date"), "warn")] if said else []


@dataclass(frozen=True)
class _Shows:
    """Every word that a template may show, as blocks in the active language."""

    ask: Ask
    awards: Sequence[Award]
    sums: Sums

    def all(self) -> dict[str, Show]:
        """By word of core.rulebook.cooperation.SHOWN."""
        return {
            "goal": self.goal, "purposes": self.purposes, "grants": self.grants, "partners": self.partners,
            "countries": self.countries, "money": self.money, "results": self.results, "cycle": self.cycle,
            "activities": self.activities, "risks": self.risks, "learning_goals": self.learning,
            "ranking": self.ranking,
        }

    @property
    def rulebook(self) -> Any:
        return self.ask.rulebook

    def goal(self) -> list[Block]:
        """The programme's goal and how many partnerships serve each effect."""
        rows = self._served("effects", self.rulebook.goal.effects)
        return [Paragraph(localised(self.rulebook.goal.title)), *rows]

    def purposes(self) -> list[Block]:
        """How many partnerships serve each purpose."""
        listed = self.rulebook.lists.get("purposes")
        return self._served("purposes", listed.options) if listed else []

    def _served(self, word: str, options: Any) -> list[Block]:
        rows = []
        for option in options:
            serving = [award.grant.reference for award in self.awards if option.id in award.grant.goal.get(word, ())]
            if serving:
                rows.append((localised(option.label), number(len(serving)), ", ".join(serving)))
        columns = (
            Column(_("What is served"), share=8), Column(_("Partnerships"), "end", share=3),
            Column(_("References"), share=6),
        )
        return [Table(columns, tuple(rows), row_headers=True)] if rows else []

    def grants(self) -> list[Block]:
        """The partnerships that are to be supported, each with its places and purposes."""
        rows = tuple(
            (f"{_short(award.grant.title)}\n{award.grant.reference}", _where(award),
             "\n".join(plan_blocks.chosen(self.rulebook, award.grant.goal, "purposes")) or "–",
             amount(award.grant.awarded, "whole"))
            for award in self.awards
        )
        columns = (
            Column(_("Partnership"), share=6), Column(_("Partners"), share=6), Column(_("Purposes"), share=6),
            Column(_("Asked, %(currency)s") % {"currency": self.sums.currency}, "end", share=4),
        )
        return [Table(columns, rows, row_headers=True)] if rows else []

    def partners(self) -> list[Block]:
        """The cooperating partners: what they are, where, and which part they lead."""
        rows = []
        for award in self.awards:
            for party in award.parties:
                role = self.rulebook.parties.get(party.side)
                organisation = party.organisation
                leads = ", ".join(_led(word) for word in (role.leads if role else ())) or "–"
                kind = str(OrganisationKind(organisation.kind).label)
                part = localised(role.title) if role else party.side
                rows.append((f"{organisation.name}\n{country(organisation.country)}", kind, part, leads))
        columns = (
            Column(_("Partner"), share=6), Column(_("Legal status"), share=4), Column(_("Part"), share=4),
            Column(_("Leads"), share=5),
        )
        return [Table(columns, tuple(rows), row_headers=True)] if rows else []

    def countries(self) -> list[Block]:
        """In which countries the partners are, and what is asked for partnerships with a partner there."""
        found: dict[str, list[Award]] = {}
        for award in self.awards:
            for code in sorted({party.organisation.country for party in award.parties}):
                found.setdefault(country(code), []).append(award)
        rows = tuple(
            (name, number(len(found[name])),
             amount(Money(sum(each.grant.awarded_minor for each in found[name]), self.sums.currency), "whole"))
            for name in sorted(found)
        )
        columns = (
            Column(_("Country"), share=6), Column(_("Partnerships"), "end", share=3),
            Column(_("Asked with a partner here, %(currency)s") % {"currency": self.sums.currency}, "end", share=5),
        )
        return [Table(columns, rows, row_headers=True)] if rows else []

    def money(self) -> list[Block]:
        """What is asked for per partnership and calendar year, with sums."""
        years = self.sums.years
        rows = [
            (f"{_short(award.grant.title)}\n{award.grant.reference}",
             *(amount(self.sums.of(award.grant.id, year)) for year in years), amount(award.grant.awarded))
            for award in self.awards
        ]
        rows.append((_("Together"), *(amount(self.sums.year(year)) for year in years), amount(self.sums.total)))
        columns = (
            Column(_("Partnership"), share=6), *(Column(str(year), "end", share=3) for year in years),
            Column(_("Total, %(currency)s") % {"currency": self.sums.currency}, "end", share=4),
        )
        return [Table(columns, tuple(rows), row_headers=True, total=True)] if self.awards else []

    def _each(self, make: Any) -> list[Block]:
        """The same for every partnership that has something to say, each under its title."""
        made: list[Block] = []
        for award in self.awards:
            found = make(told_of(award, self.rulebook))
            if found:
                made += [Heading(2, award.grant.title), *found]
        return made

    def results(self) -> list[Block]:
        """The goal hierarchy of every partnership; its sketch of results where the chain is not written yet."""
        def chain(told: Told) -> list[Block]:
            return plan_blocks.results_blocks(told) or [
                Paragraph(note.text) for note in told.plan.notes if note.kind == "result_sketch" and note.text.strip()
            ]

        return self._each(chain)

    def activities(self) -> list[Block]:
        """The implementation plan of every partnership."""
        return self._each(plan_blocks.activities_blocks)

    def risks(self) -> list[Block]:
        """The risks of every partnership that are not low."""
        return self._each(lambda told: plan_blocks.risks_blocks(told, only_high=True))

    def learning(self) -> list[Block]:
        """What each side wants to learn."""
        return self._each(lambda told: plan_blocks.notes_blocks(told, "learning_goal", headed=True))

    def ranking(self) -> list[Block]:
        """How the awards were decided: a second officer, on which day."""
        rows = []
        for award in self.awards:
            said = day(decided_on(self.ask, award.grant))
            late = _("%(day)s, after your date") % {"day": said} if award.late else said
            rows.append((award.grant.title, award.grant.reference, late))
        columns = (Column(_("Partnership"), share=6), Column(_("Reference"), share=4), Column(_("Decided"), share=4))
        return [Table(columns, tuple(rows), row_headers=True)] if rows else []

    def cycle(self) -> list[Block]:
        """The donor's dates that follow from this year."""
        stones = expand(self.rulebook.cycle, self.ask.year, (), [self.ask.donor.key])
        names = {
            "instalment": _("Instalment"), "report": _("The partnerships report"), "donor_report": _("We report to you")
        }
        items = tuple(
            f"{names[stone.kind]}: {day(stone.on)}" for stone in stones if stone.kind in names and stone.on
        )
        return [List(items)] if items else []


def _led(word: str) -> str:
    said: str = {
        "prioritisation": _("prioritisation"), "planning": _("planning"), "implementation": _("implementation")
    }[word]
    return said


def _where(award: Award) -> str:
    return "\n".join(f"{party.organisation.name}, {country(party.organisation.country)}" for party in award.parties)


def _short(title: str) -> str:
    """A title as the donor's statistics take it: at most 72 characters, cut at a word."""
    if len(title) <= SHORT:
        return title
    return f"{title[: SHORT - 1].rsplit(' ', 1)[0]}…"


def documents(ask: Ask, organiser: Organiser, awards: Sequence[Award], on: date) -> dict[str, Document]:
    """The application in every language of the rulebook."""
    return {language: document(ask, organiser, awards, language, on) for language in ask.rulebook.languages}
