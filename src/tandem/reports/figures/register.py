"""All figures of one report to a donor: of each partnership, by line, and over all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tandem.answers.models import Answer
from tandem.core.aggregation import Register, Source
from tandem.core.rulebook.schema import Rulebook
from tandem.core.values import exponent
from tandem.partnerships.models import Grant
from tandem.programmes.models import parsed
from tandem.reports.figures import indicators
from tandem.reports.figures.building import Book, many_objects
from tandem.reports.figures.grants import COUNTS, MONEY, OfGrant, key_of
from tandem.reports.figures.rows import Rows, rows

MUNICIPALITY = "municipality"
_NO_CURRENCY = "X" * 3  # ISO 4217: no currency is involved


@dataclass
class Computed:
    """The register with the rows behind it, and who approved each row (row → person's id)."""

    register: Register
    rows: Rows
    approvers: Mapping[str, Any]
    currency: str
    rulebooks: Mapping[UUID, Rulebook]
    learning: Sequence[tuple[UUID, str, str, str, UUID]]  # grant, side, language, text, answer: what was learnt


def computed(programme: UUID, donor: UUID, year: int) -> Register:
    """Every figure of the donor's report for a calendar year, from rows that officers have accepted, paid or approved.

    Some twenty queries, however many grants; sums refer to figures, so that every row is kept once.
    """
    return compute(programme, donor, year).register


def compute(programme: UUID, donor: UUID, year: int) -> Computed:
    """The same with what a document needs besides."""
    with many_objects():
        return _compute(programme, donor, year)


def _compute(programme: UUID, donor: UUID, year: int) -> Computed:
    found, book = rows(programme, donor, year), Book()
    rulebooks = {grant.id: parsed(grant.rulebook_version_id) for grant in found.grants}
    for grant in found.grants:
        OfGrant(book, found, grant, rulebooks[grant.id]).put()
        indicators.put(book, found, grant)
    learning = _learning(found, rulebooks)
    _people(book, found)
    _money(book, found)
    _lines(book, found)
    for word in COUNTS:
        book.counts(word, [key_of(grant, word) for grant in found.grants])
    _shares(book, found)
    book.count("learning_accounts", [Source(f"answer:{row[4]}", "text", "1", row[1]) for row in learning])
    currency = _main_currency(found.grants)
    return Computed(book.register, found, book.approvers, currency, rulebooks, learning)


def _main_currency(grants: Sequence[Grant]) -> str:
    counted: defaultdict[str, int] = defaultdict(int)
    for grant in grants:
        counted[grant.currency] += 1
    return max(sorted(counted), key=lambda each: counted[each]) if counted else _NO_CURRENCY


def _people(book: Book, found: Rows) -> None:
    """Partnerships, organisations, countries, and who has reported."""
    book.count("partnerships", [Source(f"grant:{each.id}", "grant", "1", each.reference) for each in found.grants])
    there = {row[1]: row for rows in found.parties.values() for row in rows}
    known = sorted(there.values(), key=lambda row: (row[2], str(row[1])))
    book.count("organisations", [Source(f"organisation:{row[1]}", "name", "1", row[2]) for row in known])
    towns = [row for row in known if row[4] == MUNICIPALITY]
    book.count("municipalities", [Source(f"organisation:{row[1]}", "name", "1", row[2]) for row in towns])
    countries = {row[3]: row for row in reversed(known)}
    book.count(
        "countries",
        [Source(f"organisation:{row[1]}", "country", "1", row[3]) for _code, row in sorted(countries.items())],
    )
    reported = [each for each in found.grants if each.id in found.accepted]
    book.count(
        "grants_reported",
        [Source(f"report:{found.accepted[each.id][1]}", "accepted", "1", each.reference) for each in reported],
    )
    book.count(
        "grants_missing",
        [
            Source(f"grant:{each.id}", "no accepted report", "1", each.reference)
            for each in found.grants
            if each.id not in found.accepted
        ],
    )


def _suffix(found: Rows, currency: str) -> str:
    return "" if currency == _main_currency(found.grants) else f".{currency}"


def _by_currency(found: Rows) -> dict[str, list[Grant]]:
    groups: dict[str, list[Grant]] = {_main_currency(found.grants): []}
    for grant in found.grants:
        groups.setdefault(grant.currency, []).append(grant)
    return groups


def _money(book: Book, found: Rows) -> None:
    """Totals per currency: amounts in different currencies are never added (REL-13)."""
    for currency, grants in _by_currency(found).items():
        tail, places = _suffix(found, currency), exponent(currency)
        for word in MONEY:
            keys = [key_of(grant, word) for grant in grants]
            book.total(f"{word}{tail}", keys, currency, places)
        for word in ("own_budget", "paid_to_date"):
            book.total(f"{word}{tail}", [key_of(grant, word) for grant in grants], currency, places)
        there = [key for grant in grants if (key := key_of(grant, "converted")) in book.register]
        book.total(f"converted{tail}", there, currency, places)
        for word in ("instalment_largest", "expense_largest"):
            there = [key for grant in grants if (key := key_of(grant, word)) in book.register]
            book.put(f"{word}{tail}", "maximum", [book.of(key) for key in there], currency, places)
        for word in ("budget", "spent"):
            reported = [key_of(grant, word) for grant in grants if grant.id in found.accepted]
            book.total(f"{word}_reported{tail}", reported, currency, places)


def _lines(book: Book, found: Rows) -> None:
    """Budget and accounts by budget line over all partnerships."""
    for currency, grants in _by_currency(found).items():
        tail, places = _suffix(found, currency), exponent(currency)
        lines: dict[str, None] = {}
        for grant in grants:
            lines.update(dict.fromkeys(row[2] for row in found.budget.get(grant.id, ()) if row[3] == "grant"))
            lines.update(dict.fromkeys(row[2] for row in found.expenses.get(grant.id, ()) if not row[4]))
        for line in lines:
            for word in ("budget", "spent"):
                there = [key for grant in grants if (key := key_of(grant, f"{word}.{line}")) in book.register]
                book.total(f"line.{line}.{word}{tail}", there, currency, places)
            if book.register[f"line.{line}.budget{tail}"].value is not None:
                book.share(f"line.{line}.share{tail}", f"line.{line}.spent{tail}", f"line.{line}.budget{tail}")


def _shares(book: Book, found: Rows) -> None:
    """Percentages and ratios, Σ over Σ."""
    book.share("reported_share", "indicators_reported", "indicators")
    book.share("targets_met_share", "targets_met", "targets_set")
    book.share("paired_share", "participants_paired", "participants")
    book.share("activities_share", "activities_started", "activities_planned")
    book.share("reports_share", "reports_accepted", "reports_due")
    for currency in _by_currency(found):
        tail = _suffix(found, currency)
        book.share(f"spent_share{tail}", f"spent_reported{tail}", f"budget_reported{tail}")
        book.share(f"variance_share{tail}", f"variance{tail}", f"budget_reported{tail}")
        book.share(f"own_share{tail}", f"own_contribution{tail}", f"own_budget{tail}")
        sources = [book.of(f"spent{tail}", "numerator"), book.of("expenses_accepted", "denominator")]
        if not tail:
            book.put("expense_average", "ratio", sources, currency, exponent(currency))


def _learning(found: Rows, rulebooks: Mapping[UUID, Rulebook]) -> list[tuple[UUID, str, str, str, UUID]]:
    """What each party says that it has learnt, in its accepted report. One query."""
    grants = {row[1]: (grant, row[2]) for grant, row in found.accepted.items()}
    rows = Answer.objects.filter(subject_kind="report", subject_id__in=list(grants), path__contains="/").order_by("id")
    made = []
    for subject, path, value, language, id in rows.values_list("subject_id", "path", "value", "language", "id"):
        grant, kind = grants[subject]
        question, _slash, side = path.partition("/")
        form = rulebooks[grant].forms[rulebooks[grant].reports[kind].form]
        asked = next((each for each in form.questions() if each.id == question), None)
        if asked is not None and asked.prefill == "plan_learning_goals" and isinstance(value, str) and value.strip():
            made.append((grant, side, language, value, id))
    return made
