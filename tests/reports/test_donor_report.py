"""The report to the donor: every figure the same in page, PDF, Word and Excel, and what its rows give."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tandem.core.aggregation import recompute
from tandem.foundation.access import Refused
from tandem.reports import operations
from tandem.reports.figures import compute, computed
from tandem.reports.figures.shown import text_of
from tandem.reports.models import FrozenFigure
from tandem.reports.operations.freezing import thawed
from tests.documents import reading
from tests.factories import reports
from tests.factories.reports import AFTER, on

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(cast):
    """Two partnerships with accepted reports and one without, and the report to their donor, begun."""
    first = reports.agreed_grant(cast)
    second = reports.agreed_grant(cast, title="Clean streets")
    third = reports.agreed_grant(cast, title="Not yet")
    reports.accepted(cast, first)
    reports.accepted(cast, second)
    with on(AFTER):
        report = operations.start(
            cast.actor("ana"), first.programme_id, first.donor_id, 2025, AFTER.date().replace(month=6)
        )
    return first, second, third, report


@pytest.mark.clause("MIC-14")
def test_every_figure_comes_from_its_rows(cast, told):
    first, _second, _third, _report = told
    register = computed(first.programme_id, first.donor_id, 2025)
    assert register.wrong() == ()
    assert len(register) >= 60
    for each in register:
        assert each.value == recompute(each.formula, each.sources, each.decimals), each.key


@pytest.mark.clause("MIC-14")
@pytest.mark.expects("UX-28")
def test_page_and_files_show_the_same_figures(cast, told, client):
    """Frozen, approved, then taken out of all four: equal to each other and to what the rows give."""
    _first, _second, _third, report = told
    with on(AFTER):
        frozen = operations.freeze(cast.actor("ana"), report.id)
        operations.approve(cast.actor("omar"), report.id, frozen.sha256)
        client.force_login(cast.ana)
        address = f"/samband/donor-reports/{report.id}/"
        page = client.get(address)
        files = {name: client.get(f"{address}report.{name}").content for name in ("pdf", "docx", "xlsx")}
    assert page.status_code == 200
    rows = {row.key: thawed(row) for row in FrozenFigure.objects.filter(report=report)}
    html = page.content.decode()
    on_page = reading.figures_on_page(html)
    addresses = {key: f"/samband/donor-reports/{report.id}/figures/{key}/" for key in rows}
    in_word = reading.figures_in_docx(files["docx"])
    in_pdf = reading.figures_in_pdf(files["pdf"], {key: f"http://localhost:8000{url}" for key, url in addresses.items()})
    in_excel = reading.figures_in_xlsx(files["xlsx"])
    assert len(on_page) >= 60, len(on_page)
    assert set(on_page) == set(in_word) == set(in_pdf)
    for key, text in on_page.items():
        assert text == in_word[key] == in_pdf[key], key
    for key, figure in rows.items():
        assert figure.value == recompute(figure.formula, figure.sources, figure.decimals), key
        if figure.value is None:
            assert isinstance(in_excel[key], str), key
        else:
            assert in_excel[key] == figure.value, key
        if key in on_page:
            assert on_page[key] == text_of(figure), key
