"""A partnership's report as blocks: the same for page, PDF and Word."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import override

from tandem.answers import page
from tandem.core.values import Money
from tandem.foundation.documents.blocks import Block, Column, Document, Facts, Heading, Paragraph, Table
from tandem.foundation.tenancy.models import Organiser
from tandem.reports.access import Held
from tandem.reports.content import answers_sent
from tandem.reports.models import Sending
from tandem.reports.queries.money import LineRow, MoneyTable
from tandem.reports.queries.results import ResultRow
from tandem.reports.queries.tables import Tables, as_sent
from tandem.reports.queries.words import line_title
from tandem.reports.subject import subject_of, title_of
from tandem.web.shapes import Answer
from tandem.web.templatetags.tandem import amount, day, localised, moment, money, number, percent

END: Final = "end"


def results_block(rows: Sequence[ResultRow], year: int) -> Table:
    """Indicator, baseline, target, actual and progress; a zero is 0, and what nobody reported is said in words."""
    columns = (
        Column(_("Indicator"), share=5),
        Column(_("Baseline"), END, 2),
        Column(_("Target %(year)s") % {"year": year}, END, 2),
        Column(_("Reached %(year)s") % {"year": year}, END, 3),
        Column(_("Of the way"), END, 2),
    )
    return Table(
        columns,
        tuple(
            (
                _with_unit(row),
                _value(row.indicator.baseline, row.indicator.baseline_text),
                _value(row.target),
                _reached(row),
                progress_words(row),
            )
            for row in rows
        ),
        caption=_("Results %(year)s") % {"year": year},
        row_headers=True,
    )


def _with_unit(row: ResultRow) -> str:
    return f"{row.indicator.title} ({row.indicator.unit})" if row.indicator.unit else row.indicator.title


def _value(value: Decimal | None, words: str = "") -> str:
    return number(value) if value is not None else words or "–"


def _reached(row: ResultRow) -> str:
    if row.actual is not None:
        return number(row.actual)
    if row.words:
        return row.words
    return _("not reported: %(reason)s") % {"reason": row.reason} if row.reason else _("not reported yet")


def progress_words(row: ResultRow) -> str:
    """How far from baseline to target: never more than 100 % shown, never less than 0."""
    if row.progress is None:
        return "–"
    if row.progress.ratio is None:
        return _("held") if row.progress.reached else _("not held")
    return percent(max(Decimal(0), min(Decimal(100), row.progress.ratio * 100)))


def money_blocks(held: Held, table: MoneyTable) -> tuple[Block, ...]:
    """The financial report in the standard format: lines, income and closing balance, own money."""
    made: list[Block] = [*_lines(held, table), Heading(2, _("What came in and what is left")), _income(table)]
    if table.own:
        columns = (
            Column(_("Budget line"), share=4),
            Column(_("Budget, %(currency)s") % {"currency": table.currency}, END, 2),
            Column(_("Accounts"), END, 2),
        )
        rows = tuple(
            (line_title(held.of, key), _amount(table, budget), _amount(table, spent))
            for key, budget, spent in table.own
        )
        made += [
            Heading(2, _("The parties' own money")),
            Table(columns, rows, caption=_("Own money"), row_headers=True),
        ]
    if table.waiting:
        said = _("Expenses that no officer has judged yet: %(number)s. They are not counted here.")
        made.append(Paragraph(said % {"number": table.waiting}, "quiet"))
    return tuple(made)


def _amount(table: MoneyTable, minor: int) -> str:
    return amount(Money(minor, table.currency), "whole" if table.whole else "")


FIELDS = ("approved", "revised", "spent", "to_date", "variance")


def _lines(held: Held, table: MoneyTable) -> tuple[Block, ...]:
    """The lines, and below them why some are far from their budget."""
    columns = (
        Column(_("Budget line, %(currency)s") % {"currency": table.currency}, share=5),
        Column(_("Approved"), END, 3),
        Column(_("Revised"), END, 3),
        Column(_("Accounts"), END, 3),
        Column(_("To date"), END, 3),
        Column(_("Variance"), END, 3),
        Column("%", END, 2),
    )
    rows = [
        (
            line_title(held.of, row.key),
            *(_amount(table, getattr(row, field)) for field in FIELDS),
            "–" if row.percent is None else percent(row.percent, 1),
        )
        for row in table.lines
    ]
    rows.append((_("Together"), *(_amount(table, table.total(field)) for field in FIELDS), ""))
    made = [Table(columns, tuple(rows), caption=_("Financial report"), row_headers=True, total=True)]
    told = [(line_title(held.of, row.key), _why(row)) for row in table.lines if row.explain or row.reason]
    if told:
        why = (Column(_("Budget line"), share=3), Column(_("Why it differs"), share=7))
        made.append(Table(why, tuple(told), caption=_("Explanations"), row_headers=True))
    return tuple(made)


def _why(row: LineRow) -> str:
    return row.reason or _("an explanation is needed")


def _income(table: MoneyTable) -> Table:
    columns = (Column(_("Movement"), share=4), Column(_("Amount, %(currency)s") % {"currency": table.currency}, END, 2))
    income = table.income
    rows = [(_("Opening balance"), _amount(table, income.opening))]
    for paid in income.instalments:
        label = _("Instalment %(number)s, paid on %(day)s") % {"number": paid.number, "day": day(paid.on)}
        rows.append((label, _amount(table, paid.minor)))
    if income.other:
        rows.append((_("Interest, exchange and repayment"), _amount(table, income.other)))
    rows.append((_("Accounts of the period"), _amount(table, -income.spent)))
    rows.append((_("Closing balance"), _amount(table, income.closing)))
    return Table(columns, tuple(rows), caption=_("Income and balance"), row_headers=True, total=True)


def tables_document(held: Held, made: Tables, language: str) -> Document:
    """Both tables alone, for a page."""
    with override(language):
        blocks: list[Block] = []
        if made.results:
            blocks += [Heading(1, _("Results")), results_block(made.results, held.report.year)]
        if made.money:
            blocks += [Heading(1, _("Financial report")), *money_blocks(held, made.money)]
        return _document(held, blocks, language)


def results_document(held: Held, made: Tables, language: str) -> Document:
    """The results table alone, for its page."""
    with override(language):
        return _document(held, [results_block(made.results, held.report.year)], language)


def money_document(held: Held, made: Tables, language: str) -> Document:
    """The financial report alone, for its page."""
    with override(language):
        blocks = [Heading(1, _("Lines")), *money_blocks(held, made.money)] if made.money else []
        return _document(held, blocks, language)


def _document(held: Held, blocks: Sequence[Block], language: str, subtitle: str = "") -> Document:
    organiser = held.report.organiser
    sent = held.report.sent_at or held.report.made_at
    return Document(
        title=title_of(held),
        language=language,
        blocks=tuple(blocks),
        author=localised(organiser.name),
        date=sent.date(),
        footer=f"{held.of.grant.reference} · {title_of(held)}",
        subtitle=subtitle,
    )


def document(held: Held, sending: Sending, organiser: Organiser, language: str) -> Document:
    """What was sent, whole: facts, answers, results, money and who signed, in a language of the rulebook."""
    with override(language):
        names = " · ".join(party.organisation.name for party in held.of.parties)
        made = as_sent(held, sending)
        blocks: list[Block] = [_facts(held, sending, names, organiser), *_answers(held, sending)]
        if made.results:
            blocks += [Heading(1, _("Results")), results_block(made.results, held.report.year)]
        if made.money:
            blocks += [Heading(1, _("Financial report")), *money_blocks(held, made.money)]
        blocks += [Heading(1, _("Signed by")), _signed(held, sending, organiser)]
        return _document(held, blocks, language, names)


def _facts(held: Held, sending: Sending, names: str, organiser: Organiser) -> Facts:
    grant = held.of.grant
    pairs = [
        (_("Grant"), f"{grant.reference} {grant.title}"),
        (_("Partners"), names),
        (_("Period"), f"{day(f'{held.report.year}-01-01')} – {day(f'{held.report.year}-12-31')}"),
        (_("Awarded"), money(grant.awarded)),
        (_("Sent"), moment(sending.sent_at, organiser.time_zone)),
        (_("Checksum"), sending.sha256),
    ]
    if sending.plan_version_id:
        pairs.insert(3, (_("Made against"), _("plan, version %(number)s") % {"number": as_sent(held, sending).number}))
    return Facts(tuple(pairs))


def _answers(held: Held, sending: Sending) -> list[Block]:
    made: list[Block] = []
    for section in page.reading(subject_of(held), answers_sent(sending), held.report.organiser.time_zone):
        made.append(Heading(1, localised(section["title"])))
        for question in section["questions"]:
            made.append(Heading(2, localised(question.label)))
            made += [block for answer in question.answers for block in _answer(answer)]
    return made


def _answer(answer: Answer) -> list[Block]:
    said: list[Block] = [Paragraph(answer.party, "quiet")] if answer.party else []
    if answer.cells:
        pairs = tuple((localised(cell.label), cell.said or "–") for cell in answer.cells)
        return [*said, Facts(pairs)]
    chosen = ", ".join(localised(choice.label) for choice in answer.choices if choice.chosen)
    files = ", ".join(file.name for file in answer.files)
    return [*said, Paragraph(chosen or files or str(answer.value or "") or _("not answered"))]


def _signed(held: Held, sending: Sending, organiser: Organiser) -> Table:
    parties = {party.side: party.organisation.name for party in held.of.parties}
    rows = tuple(
        (parties.get(each["side"], each["side"]), each["name"], moment(each["at"], organiser.time_zone))
        for each in sending.signed_by
    )
    columns = (Column(_("Party"), share=3), Column(_("Person"), share=3), Column(_("When"), share=3))
    return Table(columns, rows, caption=_("Signatures"), row_headers=True)
