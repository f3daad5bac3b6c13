"""The report to the donor: every figure the same in page, PDF, Word and Excel, and what its rows give."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.conf import settings
from django.utils.translation import override

from tandem.core.aggregation import recompute
from tandem.core.rulebook.cooperation import FIGURES
from tandem.finance import operations as finance
from tandem.finance.models import Expense
from tandem.foundation.access import Refused
from tandem.foundation.duties.models import Duty
from tandem.reports import operations
from tandem.reports.donor_files import Shown
from tandem.reports.figures import computed
from tandem.reports.figures.shown import text_of
from tandem.reports.freezing import thawed
from tandem.reports.models import Correction, DonorReport, FrozenFigure
from tandem.web import blocks
from tests.documents import reading
from tests.factories import reports
from tests.factories.grants import read_by_donor
from tests.factories.reports import AFTER, on
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
DUE = date(2026, 6, 1)


@pytest.fixture
def told(cast):
    """A partnership with an accepted report and one without, and the report to their donor, begun."""
    return begun(cast)


@remembered
def begun(cast):
    first = reports.agreed_grant(cast)
    reports.agreed_grant(cast, title="Not yet")
    reports.accepted(cast, first)
    with on(AFTER):
        return first, operations.start(cast.actor("ana"), first.programme_id, first.donor_id, 2025, DUE)


def sent(cast, report):
    """Frozen by Ana, approved by Omar."""
    with on(AFTER):
        frozen = operations.freeze(cast.actor("ana"), report.id)
        return operations.approve(cast.actor("omar"), report.id, frozen.sha256)


def shown_everywhere(report, language="en"):
    """Key and text of every figure on the page, in Word and in PDF, and key and number in Excel."""
    shown = Shown(DonorReport.objects.select_related("donor", "organiser", "programme").get(id=report.id))
    page = reading.figures_on_page(f"<div>{blocks.render(shown.whole(language))}</div>")
    host = str(settings.TANDEM_URL)
    keys = [row.key for row in FrozenFigure.objects.filter(report=report)] or [
        each.key for each in shown.paper.made.register
    ]
    addresses = {f"{host}/samband/donor-reports/{report.id}/figures/{key}/": key for key in keys}
    return (
        page,
        reading.figures_in_docx(shown.file("docx", language)),
        reading.figures_in_pdf(shown.file("pdf", language), addresses),
        reading.figures_in_xlsx(shown.file("xlsx", language)),
    )


def unwrapped(found):
    """Texts without spaces: a narrow cell of a PDF breaks the line inside a figure."""
    return {key: "".join(text.split()) for key, text in found.items()}


@pytest.mark.clause("MIC-14")
def test_every_figure_comes_from_its_rows(cast, told):
    first, _report = told
    register = computed(first.programme_id, first.donor_id, 2025)
    assert register.wrong() == ()
    assert register.keys() >= FIGURES
    formulas = set()
    for each in register:
        assert each.value == recompute(each.formula, each.sources, each.decimals), each.key
        assert each.sources or each.value in (0, None), each.key
        formulas.add(each.formula)
    assert {"sum", "difference", "count", "ratio", "percent", "maximum", "conversion", "value"} <= formulas


@pytest.mark.expects("REL-14")
def test_a_zero_counts_and_what_nobody_reported_is_left_out(cast, told):
    """The partnership without a report is not counted as zero; a counted zero has a row that says so."""
    first, _report = told
    register = computed(first.programme_id, first.donor_id, 2025)
    mine, other = "g.KS-2024-0001", "g.KS-2024-0002"
    assert register[f"{other}.spent"].value is None
    assert register["spent"].value == register[f"{mine}.spent"].value == Decimal("25478.60")
    assert register["spent_share"].value == Decimal("9.3")  # of the budget of those who reported
    assert register["zero_values"].value == 1
    zeros = [each for each in register if each.key.endswith(".actual") and each.value == 0]
    assert len(zeros) == 1 and zeros[0].sources[0].value == "0"
    missing = [each for each in register if each.key.endswith(".actual") and each.value is None]
    assert len(missing) == 3
    with override("en"):
        assert {text_of(each) for each in missing} == {"not reported"}
        assert text_of(zeros[0]) == "0"


@pytest.mark.clause("MIC-14")
@pytest.mark.expects("UX-28")
def test_page_word_pdf_and_excel_show_the_same_figures(cast, told):
    """Every registered figure taken out of every format: equal to each other and to what the kept rows give."""
    report = sent(cast, told[1])
    page, word, pdf, excel = shown_everywhere(report)
    rows = {row.key: thawed(row) for row in FrozenFigure.objects.filter(report=report)}
    assert len(page) >= 60
    assert page == word
    assert unwrapped(page) == unwrapped(pdf)
    assert set(excel) == set(rows)
    with override("en"):
        for key, figure in rows.items():
            assert figure.value == recompute(figure.formula, figure.sources, figure.decimals), key
            assert excel[key] == (text_of(figure) if figure.value is None else figure.value), key
            assert page.get(key, text_of(figure)) == text_of(figure), key


@pytest.mark.expects("UX-28")
def test_one_changed_expense_changes_all_four(cast, told):
    report = told[1]
    with on(AFTER):
        before = shown_everywhere(report)
        Expense.objects.filter(text="Interpreter").update(grant_minor=350_025, amount_minor=350_025)
        after = shown_everywhere(report)
    for then, now in zip(map(unwrapped, before[:3]), map(unwrapped, after[:3]), strict=True):
        assert (then["spent"], now["spent"]) == ("NOK25,478.60", "NOK25,578.60")
        changed = {key for key in then if then[key] != now[key]}
        assert {"spent", "unspent", "g.KS-2024-0001.spent", "line.joint_work.spent"} <= changed
    assert after[3]["spent"] - before[3]["spent"] == 100


@pytest.mark.clause("MIC-14")
def test_the_donors_day_is_required(cast, grant):
    """The cycle says "not yet set", so an officer has to give it; and only for a year in which something ran."""
    with on(AFTER):
        with pytest.raises(Refused) as without:
            operations.start(cast.actor("ana"), grant.programme_id, grant.donor_id, 2025)
        assert without.value.code == "due_missing"
        with pytest.raises(Refused) as nothing:
            operations.start(cast.actor("ana"), grant.programme_id, grant.donor_id, 2019, DUE)
        assert nothing.value.code == "nothing_to_report"
        with pytest.raises(Refused) as partner:
            operations.start(cast.actor("dee"), grant.programme_id, grant.donor_id, 2025, DUE)
        assert partner.value.status == 403
        made = operations.start(cast.actor("ana"), grant.programme_id, grant.donor_id, 2025, DUE)
        with pytest.raises(Refused) as twice:
            operations.start(cast.actor("omar"), grant.programme_id, grant.donor_id, 2025, DUE)
        assert twice.value.status == 409
    duty = Duty.objects.get(subject_id=made.id, kind="donor_report.write")
    assert duty.due_at.date() == DUE and duty.role == "officer"


@pytest.mark.clause("MIC-14")
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("We reached 12 towns", "number_typed"),
        ("٣ ciudades", "number_typed"),
        ("½ of them", "number_typed"),
        ("We used {figure:no_such}", "figure_unknown"),
    ],
)
def test_a_typed_number_is_refused_with_its_place(cast, told, text, code):
    with on(AFTER), pytest.raises(Refused) as refused:
        operations.write(cast.actor("ana"), told[1].id, "summary", "en", text)
    assert refused.value.code == code
    assert refused.value.problems[0].where == "summary, en"
    assert "summary, en" in str(refused.value.reason)


@pytest.mark.clause("MIC-14")
def test_a_number_typed_into_the_template_stops_the_report(cast, told, monkeypatch):
    from tandem.reports import donor_paper

    report = told[1]
    whole = donor_paper.Paper.template.fget
    spoilt = {"en": "{figure:partnerships} partnerships and 7 towns", "es": "{figure:partnerships} asociaciones"}

    def typed(paper):
        template = whole(paper)
        block = template.blocks[0].model_copy(update={"text": spoilt})
        return template.model_copy(update={"blocks": (block, *template.blocks[1:])})

    monkeypatch.setattr(donor_paper.Paper, "template", property(typed))
    with on(AFTER), pytest.raises(Refused) as refused:
        operations.freeze(cast.actor("ana"), report.id)
    assert refused.value.code == "number_typed"
    assert "7" in str(refused.value.reason) and "1, text, en" in refused.value.problems[0].where


@pytest.mark.clause("MIC-14")
def test_words_name_figures(cast, told):
    with on(AFTER):
        operations.write(
            cast.actor("ana"),
            told[1].id,
            "summary",
            "en",
            "Together they used {figure:spent} in {figure:countries} countries, ISA 805.",
        )
        page = blocks.render(
            Shown(DonorReport.objects.select_related("donor", "organiser", "programme").get(id=told[1].id)).document(
                "en"
            )
        )
    assert "Together they used" in page and "{figure:" not in page


@pytest.mark.expects("SEC-9")
def test_frozen_by_one_approved_by_another(cast, told):
    report = told[1]
    with on(AFTER):
        frozen = operations.freeze(cast.actor("ana"), report.id)
        assert len(frozen.sha256) == 64
        with pytest.raises(Refused) as same:
            operations.approve(cast.actor("ana"), report.id, frozen.sha256)
        assert (same.value.code, same.value.status) == ("same_person", 403)
        with pytest.raises(Refused) as other:
            operations.approve(cast.actor("omar"), report.id, "0" * 64)
        assert other.value.status == 409
        with pytest.raises(Refused) as late:
            operations.write(cast.actor("ana"), report.id, "summary", "en", "One more thing")
        assert late.value.status == 409
        with pytest.raises(Refused):
            operations.give_back_donor(cast.actor("omar"), report.id, " ")
        operations.give_back_donor(cast.actor("omar"), report.id, "Say more about visits")
        assert not FrozenFigure.objects.exists()
        operations.freeze(cast.actor("ana"), report.id)


def test_a_tampered_figure_is_not_approved(cast, told):
    report = told[1]
    with on(AFTER):
        frozen = operations.freeze(cast.actor("ana"), report.id)
        FrozenFigure.objects.filter(report=report, key="spent").update(value="1.00")
        with pytest.raises(Refused) as refused:
            operations.approve(cast.actor("omar"), report.id, frozen.sha256)
    assert refused.value.code == "not_as_seen"


@pytest.mark.clause("MIC-14")
def test_corrections_are_shown_and_what_was_sent_stays(cast, told):
    """An expense is disallowed afterwards: the sent figures stay, the difference is told on the page and in files."""
    report = sent(cast, told[1])
    before = shown_everywhere(report)
    with on(AFTER):
        assert operations.look_for_corrections(cast.actor("ana"), report.id) == 0
        row = Expense.objects.get(text="Interpreter")
        finance.disallow(cast.actor("omar"), row.id, "The receipt was somebody else's")
        assert operations.look_for_corrections(cast.actor("ana"), report.id) > 0
        assert operations.look_for_corrections(cast.actor("ana"), report.id) == 0
    spent = Correction.objects.get(report=report, key="g.KS-2024-0001.spent.joint_work")
    assert Decimal(spent.before) - Decimal(spent.now) == Decimal("3400.25")
    assert spent.rows == [[f"expense:{row.id}", "amount", "3400.25", "", "Interpreter"]]
    after = shown_everywhere(report)
    assert after[0] == before[0] and after[3] == before[3]
    assert unwrapped(after[2]) == unwrapped(before[2]) and after[1] == before[1]
    shown = Shown(DonorReport.objects.select_related("donor", "organiser", "programme").get(id=report.id))
    for content in (reading.pdf_text(shown.file("pdf", "en")), reading.word_text(shown.file("docx", "en"))):
        assert "Corrected since it was sent" in content and "Interpreter" in content


@pytest.mark.clause("MIC-14")
def test_only_this_donors_people_read_it_once_it_is_sent(cast, told, client):
    first, report = told
    client.force_login(cast.don)
    address = f"/samband/donor-reports/{report.id}/"
    with on(AFTER):
        read_by_donor(cast.don.id, first.donor_id)
        assert client.get(address).status_code == 404
    sent(cast, report)
    with on(AFTER):
        assert client.get(address).status_code == 200
        assert client.get(f"{address}figures/spent/").status_code == 200
        listed = client.get("/samband/reports/").content.decode()
        assert str(report.id) in listed and "Not yet" not in listed
        for closed in ("write/", "freeze/", "approve/"):
            assert client.post(address + closed).status_code == 403
        operations.withdraw_donor(cast.actor("ana"), first.donor_id, cast.don.id)
        assert client.get(address).status_code == 404


@pytest.mark.expects("UX-27")
def test_every_figure_leads_to_rows_with_pages_of_their_own(cast, told, client):
    """At most four clicks: figure, its part, its row, the receipt; every row's page opens for the donor."""
    first, report = told
    sent(cast, report)
    with on(AFTER):
        read_by_donor(cast.don.id, first.donor_id)
    client.force_login(cast.don)
    from lxml import html

    def links(url):
        answer = client.get(url)
        assert answer.status_code == 200, url
        return [a.get("href") for a in html.fromstring(answer.content).xpath("//main//tbody//a")]

    with on(AFTER):
        home = f"/samband/donor-reports/{report.id}/figures/"
        one = links(f"{home}spent/")
        two = links(next(url for url in one if "g.KS-2024-0001.spent" in url))
        three = links(next(url for url in two if "joint_work" in url))
        expense = next(url for url in three if "/expenses/" in url)
        page = client.get(expense)
        assert page.status_code == 200 and "receipt/" in page.content.decode()
        followed = 0
        for row in FrozenFigure.objects.filter(report=report):
            for url in links(f"{home}{row.key}/"):
                assert client.get(url).status_code == 200, (row.key, url)
                followed += 1
                break
    assert followed >= 60


def test_pages_ask_few_questions(cast, told, client, django_assert_max_num_queries):
    report = sent(cast, told[1])
    client.force_login(cast.ana)
    with on(AFTER):
        for url in (
            f"/samband/donor-reports/{report.id}/",
            "/samband/reports/",
            f"/samband/donor-reports/{report.id}/figures/spent/",
            "/samband/donor-reports/",
        ):
            client.get(url)
            with django_assert_max_num_queries(12 if "figures" in url else 8):
                assert client.get(url).status_code == 200
