"""What a report to a donor shows from the records: tables whose every number is a registered figure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from tandem.core.pictures.burn import Burn, burn
from tandem.foundation.documents.blocks import Block, Column, Heading, List, Note, Paragraph, Picture, Table, Text
from tandem.reports.figures.grants import band, is_late, key_of
from tandem.reports.figures.indicators import indicator_key
from tandem.reports.figures.labels import partners, words
from tandem.reports.figures.shown import address_of, shown, text_of
from tandem.reports.states import Step
from tandem.web.templatetags.tandem import country, day, localised

if TYPE_CHECKING:
    from tandem.partnerships.models import Grant
    from tandem.reports.donor_paper import Paper

END: Final = "end"


def _cell(paper: Paper, key: str) -> Text:
    """The figure with this key, a dash where there is none."""
    return paper.figure(key) if paper.has(key) else "–"


def _table(
    caption: str, columns: Sequence[tuple[str, bool, int]], rows: Sequence[tuple[Text, ...]], *, total: bool = False
) -> list[Block]:
    if not rows:
        return []
    made = tuple(Column(label, END if number else "start", share) for label, number, share in columns)
    return [Table(made, tuple(rows), caption=caption, row_headers=True, total=total)]


def _grants(paper: Paper) -> list[Grant]:
    return paper.made.rows.grants


def _name(paper: Paper, grant: Grant) -> str:
    """The partners' names; with the project's title where one partnership has two grants."""
    name = partners(paper.made, grant.id) or grant.title
    several = sum(partners(paper.made, each.id) == name for each in _grants(paper)) > 1
    return f"{name}: {grant.title}" if several else name


def partnerships(paper: Paper) -> Sequence[Block]:
    """Who they are, what they were granted, and whether they have reported."""
    rows = [
        (
            _name(paper, grant),
            grant.title,
            ", ".join(dict.fromkeys(country(row[3]) for row in paper.made.rows.parties.get(grant.id, ()))),
            _cell(paper, key_of(grant, "granted")),
            _("accepted") if grant.id in paper.made.rows.accepted else _("not reported"),
        )
        for grant in _grants(paper)
    ]
    columns = (
        (_("Partnership"), False, 4),
        (_("Project"), False, 4),
        (_("Countries"), False, 3),
        (words("granted"), True, 3),
        (_("Report"), False, 2),
    )
    return _table(_("Partnerships"), columns, rows)


def _indicator_rows(paper: Paper, grant: Grant) -> list[tuple[Text, ...]]:
    found = []
    for row in paper.made.rows.indicators.get(grant.id, ()):
        keys = [indicator_key(grant, row[2], word) for word in ("baseline", "target", "actual", "progress")]
        label = f"{row[3]} ({row[4]})" if row[4] and row[4] != "%" else row[3]
        found.append((label, *(_cell(paper, key) for key in keys)))
    return found


def _indicator_columns() -> tuple[tuple[str, bool, int], ...]:
    return (
        (_("Indicator"), False, 6),
        (_("Baseline"), True, 2),
        (_("Target"), True, 2),
        (_("Reached"), True, 2),
        (_("Of the way"), True, 2),
    )


def results(paper: Paper) -> Sequence[Block]:
    """Partnership by partnership: what it aims at, and how many of its indicators and targets were reached."""
    made: list[Block] = []
    for grant in _grants(paper):
        rules = paper.made.rulebooks[grant.id].results
        centre = rules.centre if rules else ""
        aims = tuple(row[3] for row in paper.made.rows.statements.get(grant.id, ()) if row[4] == centre)
        if aims:
            made += [Heading(2, _name(paper, grant)), List(aims)]
    kinds = ("indicators", "indicators_reported", "targets_set", "targets_met")
    rows = [(_name(paper, grant), *(_cell(paper, key_of(grant, word)) for word in kinds)) for grant in _grants(paper)]
    rows.append((_("Together"), *(_cell(paper, word) for word in kinds)))
    columns = (
        (_("Partnership"), False, 5),
        (_("Indicators"), True, 2),
        (_("Reported"), True, 2),
        (_("Targets"), True, 2),
        (_("Reached"), True, 2),
    )
    return [*made, *_table(_("Indicators and targets of the year"), columns, rows, total=True)]


def indicators(paper: Paper) -> Sequence[Block]:
    """Every indicator of every partnership: where it began, what the year aimed for, what was reached."""
    made: list[Block] = []
    for grant in _grants(paper):
        made += _table(_name(paper, grant), _indicator_columns(), _indicator_rows(paper, grant))
    return made


def money(paper: Paper) -> Sequence[Block]:
    """Budget, use and balance by partnership, with the sums below."""
    kinds = ("budget", "spent", "variance", "spent_share", "unspent")
    rows = [(_name(paper, grant), *(_cell(paper, key_of(grant, word)) for word in kinds)) for grant in _grants(paper)]
    rows.append((_("Together"), *(_cell(paper, word) for word in kinds)))
    columns = (
        (_("Partnership"), False, 3),
        (_("Budget"), True, 4),
        (_("Used"), True, 4),
        (_("Variance"), True, 4),
        (_("Used, %"), True, 2),
        (_("Unspent"), True, 3),
    )
    made = _table(_("Budget and use by partnership"), columns, rows, total=True)
    if paper.made.register["grants_missing"].value:
        made.append(
            Note(
                (
                    _("Partnerships without an accepted report:"),
                    " ",
                    paper.figure("grants_missing"),
                    ". ",
                    _("They are left out of what was used, not counted as zero."),
                ),
                _("Not all have reported"),
                "warn",
            )
        )
    return made


def lines(paper: Paper) -> Sequence[Block]:
    """Budget and use by budget line over all partnerships."""
    keys = [each.key for each in paper.made.register if each.key.startswith("line.") and each.key.endswith(".budget")]
    rows = []
    for key in keys:
        name = key.removesuffix(".budget")
        rows.append(
            (
                paper.labels.say(f"{name}.budget").partition(":")[0],
                *(_cell(paper, f"{name}.{word}") for word in ("budget", "spent", "share")),
            )
        )
    rows.append((_("Together"), _cell(paper, "budget"), _cell(paper, "spent"), _cell(paper, "spent_share")))
    columns = ((_("Budget line"), False, 4), (_("Budget"), True, 3), (_("Used"), True, 3), (_("Used, %"), True, 2))
    return [_burn(paper, keys), *_table(_("Budget and use by line"), columns, rows, total=True)] if keys else []


def _burn(paper: Paper, keys: Sequence[str]) -> Picture:
    """Budget and use as bars, from the same figures as the table below it."""
    values = []
    for key in keys:
        budget = paper.made.register[key]
        used = paper.made.register[key.removesuffix("budget") + "spent"]
        label = paper.labels.say(key).partition(":")[0]
        values.append(Burn(label, budget.value or 0, used.value, text_of(budget), text_of(used)))
    title = _("Budget and use by budget line")
    drawn = burn(values, name="burn", title=title, width=560, of=_("of"))
    said = "; ".join(f"{one.label}: {one.spent_text} {_('of')} {one.budget_text}" for one in values)
    return Picture(drawn.svg, f"{title}. {said}", width=100)


def instalments(paper: Paper) -> Sequence[Block]:
    """What was paid in the year, and since the beginning."""
    kinds = ("instalments_count", "instalments_paid", "paid_to_date", "spent_to_date")
    rows = [(_name(paper, grant), *(_cell(paper, key_of(grant, word)) for word in kinds)) for grant in _grants(paper)]
    rows.append((_("Together"), *(_cell(paper, word) for word in kinds)))
    columns = (
        (_("Partnership"), False, 4),
        (_("Instalments"), True, 2),
        (_("Paid in the year"), True, 3),
        (_("Paid to date"), True, 3),
        (_("Used to date"), True, 3),
    )
    return _table(_("Instalments paid"), columns, rows, total=True)


def own_contribution(paper: Paper) -> Sequence[Block]:
    """What the parties put in themselves."""
    if not paper.made.register["own_contribution"].value and not paper.made.register["own_budget"].value:
        return []
    kinds = ("own_budget", "own_contribution")
    rows = [(_name(paper, grant), *(_cell(paper, key_of(grant, word)) for word in kinds)) for grant in _grants(paper)]
    rows.append((_("Together"), *(_cell(paper, word) for word in kinds)))
    columns = ((_("Partnership"), False, 4), (_("Planned"), True, 3), (_("Put in"), True, 3))
    return _table(_("Own contribution"), columns, rows, total=True)


_WORST_FIRST = {"high": 0, "medium": 1, "low": 2, "": 3}
MOST_RISKS = 30


def risks(paper: Paper) -> Sequence[Block]:
    """Risks with what is left after the answer, highest first."""
    said = {"high": _("high"), "medium": _("medium"), "low": _("low"), "": "–"}
    found: list[tuple[int, tuple[Text, ...]]] = []
    for grant in _grants(paper):
        for row in paper.made.rows.risks.get(grant.id, ()):
            left = band(paper.made.rulebooks[grant.id], row)
            answer = row[9] or row[8] or "–"
            found.append((_WORST_FIRST[left], (row[2], _name(paper, grant), said[left], answer)))
    found.sort(key=lambda each: each[0])
    columns = ((_("Risk"), False, 4), (_("Partnership"), False, 3), (_("Left"), False, 1), (_("Answer"), False, 4))
    return _table(_("Risks, highest first"), columns, [row for _rank, row in found[:MOST_RISKS]])


def audits(paper: Paper) -> Sequence[Block]:
    """Audits with their opinions."""
    rows = []
    for grant in _grants(paper):
        rules = paper.made.rulebooks[grant.id].audit
        opinions = {option.id: localised(option.label) for option in rules.opinions} if rules else {}
        for row in paper.made.rows.audits.get(grant.id, ()):
            rows.append((_name(paper, grant), row[6], opinions.get(row[3], row[3]), day(row[5], "short")))
    columns = (
        (_("Partnership"), False, 4),
        (_("Auditor"), False, 3),
        (_("Opinion"), False, 3),
        (_("Delivered"), False, 2),
    )
    return _table(_("Audits"), columns, rows)


def findings(paper: Paper) -> Sequence[Block]:
    """What auditors found, what was answered, and whether it is settled."""
    rows = [
        (row[2], _name(paper, grant), row[4] or "–", day(row[3], "short") if row[3] else _("open"))
        for grant in _grants(paper)
        for row in paper.made.rows.findings.get(grant.id, ())
    ]
    columns = (
        (_("Finding"), False, 4),
        (_("Partnership"), False, 3),
        (_("Answer"), False, 4),
        (_("Settled"), False, 2),
    )
    return _table(_("Findings"), columns, rows)


MOST_ACCOUNTS = 40


def learning(paper: Paper) -> Sequence[Block]:
    """What each party says that it has learnt, in its own words and language."""
    made: list[Block] = []
    names = {
        (grant.id, row[5]): row[2] for grant in _grants(paper) for row in paper.made.rows.parties.get(grant.id, ())
    }
    for grant, side, _language, text, _answer in paper.made.learning[:MOST_ACCOUNTS]:
        made += [Heading(2, names.get((grant, side), side)), Paragraph(text.strip())]
    return made


def visits(paper: Paper) -> Sequence[Block]:
    """Visits by partnership, with how many met somebody of their own profession."""
    rows: list[tuple[Text, ...]] = []
    kinds = ("visits", "participants", "participants_paired")
    for grant in _grants(paper):
        if paper.made.register[key_of(grant, "visits")].value:
            rows.append((_name(paper, grant), *(_cell(paper, key_of(grant, word)) for word in kinds)))
    if not rows:
        return []
    rows.append((_("Together"), *(_cell(paper, word) for word in kinds)))
    columns = (
        (_("Partnership"), False, 5),
        (_("Visits"), True, 2),
        (_("Participants"), True, 2),
        (_("With a counterpart"), True, 3),
    )
    return _table(_("Visits"), columns, rows, total=True)


def reports(paper: Paper) -> Sequence[Block]:
    """The partnerships' own reports: when they were due, when they came, whether they are accepted."""
    rows = []
    for grant in _grants(paper):
        kinds = paper.made.rulebooks[grant.id].reports
        for row in paper.made.rows.reports.get(grant.id, ()):
            if row[2] in kinds and kinds[row[2]].due == "report":
                sent = (day(row[4], "short") + (f" ({_('late')})" if is_late(row) else "")) if row[4] else _("not yet")
                rows.append(
                    (
                        _name(paper, grant),
                        localised(kinds[row[2]].title),
                        day(row[3], "short") if row[3] else _("not set"),
                        sent,
                        str(Step(row[5]).label),
                    )
                )
    columns = (
        (_("Partnership"), False, 4),
        (_("Report"), False, 3),
        (_("Due"), False, 2),
        (_("Sent"), False, 2),
        (_("Where it is"), False, 3),
    )
    return _table(_("Reports of the partnerships"), columns, rows)


def corrections(paper: Paper) -> Sequence[Block]:
    """Nothing while it is made: what changes afterwards stands behind what was sent."""
    return []


def figure_list(paper: Paper) -> Table:
    """Every registered figure with its words: an own sheet in Excel."""
    columns = (Column(_("Figure")), Column(_("Key")), Column(_("Value"), END), Column(_("Counted from"), END))
    rows: list[tuple[Text, ...]] = [
        (paper.labels.say(each.key), each.key, paper.figure(each.key), str(len(each.sources)))
        for each in paper.made.register
    ]
    return Table(columns, tuple(rows), caption=_("All figures"), row_headers=True)


def frozen_list(report: Any, rows: Sequence[tuple[str, Any]]) -> Table:
    """The same for figures that were frozen."""
    slug = report.organiser.slug
    columns = (Column(_("Figure")), Column(_("Key")), Column(_("Value"), END), Column(_("Counted from"), END))
    made: list[tuple[Text, ...]] = [
        (label, each.key, shown(each, address_of(slug, report.id, each.key)), str(len(each.sources)))
        for label, each in rows
    ]
    return Table(columns, tuple(made), caption=_("All figures"), row_headers=True)


SHOWS: dict[str, Callable[[Paper], Sequence[Block]]] = {
    "partnerships": partnerships,
    "results": results,
    "indicators": indicators,
    "money": money,
    "lines": lines,
    "instalments": instalments,
    "own_contribution": own_contribution,
    "risks": risks,
    "audits": audits,
    "findings": findings,
    "learning": learning,
    "visits": visits,
    "reports": reports,
    "corrections": corrections,
}
