"""What a played story leaves on paper: reports to donors, programme applications, agreements, registers as tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tandem.agreements.models import Agreement
from tandem.awards.models import ProgrammeApplication
from tandem.core.values import pick
from tandem.delivery.models import Actual
from tandem.finance.models import Expense, Instalment
from tandem.foundation import clock
from tandem.foundation.documents.blocks import Column, Document, Table
from tandem.foundation.documents.cache import Format, rendered
from tandem.foundation.documents.sheets import Sheet
from tandem.foundation.documents.stored import restored
from tandem.foundation.tenancy.models import Organiser
from tandem.foundation.tenancy.scope import organiser_scope
from tandem.plans.models import Indicator, Risk, Stage
from tandem.reports.donor_files import Shown
from tandem.reports.models import DonorReport

ALL: tuple[Format, ...] = ("pdf", "docx", "xlsx")
PAPERS: tuple[Format, ...] = ("pdf", "docx")


def write_files(folder: Path) -> list[Path]:
    """Write every document of every organiser into `folder`; the files, in order.

    Names: donor-report-<donor>-<year>, programme-application-<donor>-<year>-<language>,
    agreement-<grant>-<kind>-<number>-<language>, registers. An organiser after the first has its slug before the name.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for place, organiser in enumerate(Organiser.objects.order_by("created_at")):
        with organiser_scope(organiser.id):
            for name, content in _files(organiser):
                path = folder / (name if place == 0 else f"{organiser.slug}-{name}")
                path.write_bytes(content)
                written.append(path)
    return written


def _files(organiser: Organiser) -> Iterator[tuple[str, bytes]]:
    yield from _donor_reports()
    yield from _kept(
        (f"programme-application-{row.donor.key}-{row.year}", row.content, organiser)
        for row in ProgrammeApplication.objects.filter(superseded_at=None).select_related("donor").order_by("made_at")
    )
    yield from _kept(
        (_name(row), {each: row.content[each] for each in _chosen(row)}, organiser)
        for row in Agreement.objects.exclude(signed_at=None).select_related("grant").order_by("signed_at", "kind")
    )
    sheets = tuple(_registers())
    if sheets:
        title = f"{pick(organiser.name, 'en')}: registers"
        document = Document(title, "en", (), pick(organiser.name, "en"), clock.now().date())
        yield "registers.xlsx", rendered(document, "xlsx", organiser.id, sheets)


def _donor_reports() -> Iterator[tuple[str, bytes]]:
    for row in DonorReport.objects.select_related("donor", "organiser").order_by("year", "donor__key"):
        shown = Shown(row)
        for form in ALL:
            yield f"donor-report-{row.donor.key}-{row.year}.{form}", shown.file(form, shown.languages[0])


def _kept(papers: Iterable[tuple[str, Any, Organiser]]) -> Iterator[tuple[str, bytes]]:
    """Documents that were frozen as JSON, {language: document}."""
    for name, content, organiser in papers:
        for language, document in content.items():
            for form in PAPERS:
                yield f"{name}-{language}.{form}", rendered(restored(document), form, organiser.id)


def _chosen(row: Agreement) -> list[str]:
    """The languages in which somebody has it."""
    return sorted(set(row.choices.values()) & set(row.content))


def _name(row: Agreement) -> str:
    return f"agreement-{row.grant.reference.lower()}-{row.kind}-{row.number}"


# ---- registers -----------------------------------------------------------------------------------------------------


def _registers() -> Iterator[Sheet]:
    yield from _sheet("Results", "Grant,Indicator,Unit,Baseline,Year,Target,Reached,State", _results())
    yield from _sheet("Risks", "Grant,Risk,Origin,Rating,Answer,Rating after it,Why it is borne", _risks())
    yield from _sheet("Instalments", "Grant,Due,Amount,Currency,State,Paid on,Bank reference", _instalments())
    yield from _sheet("Expenses", "Grant,Side,Line,Year,Day,Payee,Amount,Currency,Rate,In the grant,State", _expenses())


def _sheet(name: str, columns: str, rows: Iterator[tuple[str, ...]]) -> Iterator[Sheet]:
    found = tuple(rows)
    if found:
        yield Sheet(name, Table(tuple(Column(each) for each in columns.split(",")), found, name))


def _results() -> Iterator[tuple[str, ...]]:
    actuals = {(row.grant_id, row.indicator, row.year): row for row in Actual.objects.all()}
    agreed = Indicator.objects.filter(version__stage=Stage.AGREED).select_related("version__plan__grant")
    newest = {(row.version.plan.grant_id, row.identity): row for row in agreed.order_by("version__number", "place")}
    for (grant, identity), row in newest.items():
        for target in row.targets.order_by("year"):
            reached = actuals.get((grant, identity, target.year))
            said = (reached.value, reached.get_state_display()) if reached else ("", "")
            about = (row.version.plan.grant.reference, row.title, row.unit, row.baseline)
            yield (*about, str(target.year), target.value, said[0], str(said[1]))


def _risks() -> Iterator[tuple[str, ...]]:
    agreed = Risk.objects.filter(version__stage=Stage.AGREED).select_related("version__plan__grant")
    newest = {(row.version.plan_id, row.identity): row for row in agreed.order_by("version__number", "place")}
    for row in newest.values():
        left = (row.residual_probability or row.probability) * (row.residual_consequence or row.consequence)
        rating = str(row.probability * row.consequence)
        grant = row.version.plan.grant.reference
        yield grant, row.text, row.origin, rating, row.answer_text, str(left), row.tolerance


def _instalments() -> Iterator[tuple[str, ...]]:
    for row in Instalment.objects.select_related("grant").order_by("grant__reference", "due_on"):
        paid = row.paid_on.isoformat() if row.paid_on else ""
        state = str(row.get_state_display())
        amount = str(row.planned.amount)
        yield row.grant.reference, row.due_on.isoformat(), amount, row.currency, state, paid, row.bank_reference


def _expenses() -> Iterator[tuple[str, ...]]:
    for row in Expense.objects.select_related("grant").order_by("grant__reference", "spent_on", "number"):
        about = (row.grant.reference, row.side, row.line_key, str(row.year), row.spent_on.isoformat(), row.payee)
        paid = (str(row.amount.amount), row.currency, row.rate or "1", str(row.in_grant.amount))
        yield (*about, *paid, str(row.get_state_display()))
