"""The money's pages: what they say, what a refusal keeps, how few queries they need."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tandem.finance.models import Expense
from tandem.foundation.files.models import StoredFile
from tandem.partnerships.models import Grant
from tests.factories import finance
from tests.files.samples import pdf

QUERIES = 12


def client_of(person: Any, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    client.cookies["django_language"] = language
    return client


def address(name: str, grant: Grant, *more: Any) -> str:
    return reverse(f"finance:{name}", args=["samband", grant.id, *more])


def plain(response: Any) -> str:
    """The text of a page on one line, without tags; every kind of space is a space."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split()).replace("\N{NO-BREAK SPACE}", " ")


def posted(grant: Grant, **changed: Any) -> dict[str, Any]:
    line = finance.line(grant, finance.side_of(grant, "dee"))
    return {
        "line": str(line.identity), "text": "Buses", "payee": "Rutas del Valle", "spent_on": "2025-03-14",
        "amount": "4 500,50", "currency": "GTQ", "rate": "1,3850", "rate_source": "Banco de Guatemala",
        "rate_on": "14 de marzo de 2025", "number": "0042", "person": "",
        "receipt": SimpleUploadedFile("Factura ñ.pdf", pdf()), **changed,
    }


@pytest.mark.expects("UX-14")
def test_amounts_rates_and_days_are_read_as_the_person_writes_them(cast: Any, grant: Grant) -> None:
    response = client_of(cast.dee, "es").post(address("enter", grant), posted(grant))
    row = Expense.objects.get()
    assert response.status_code == 302, plain(response)
    assert (row.amount_minor, row.currency, row.rate, row.rate_on) == (450_050, "GTQ", "1.3850", date(2025, 3, 14))
    assert row.grant_minor == 623_319


@pytest.mark.expects("UX-14")
@pytest.mark.parametrize(("typed", "says"), [
    ("4.500", "This can mean 4,500 or 4.5"), ("one thousand", "not a number we can read"),
    ("12.3456", "GTQ has 2 decimals"),
])
def test_what_cannot_be_read_is_asked_and_kept(cast: Any, grant: Grant, typed: str, says: str) -> None:
    page = client_of(cast.dee).post(address("enter", grant), posted(grant, amount=typed, rate="1.385", rate_on=""))
    assert page.status_code == 422 and f'value="{typed}"' in page.content.decode()
    assert says in plain(page)
    assert Expense.objects.count() == 0


def test_a_refusal_keeps_everything_and_the_receipt_need_not_be_chosen_again(cast: Any, grant: Grant) -> None:
    browser = client_of(cast.dee, "es")
    page = browser.post(address("enter", grant), posted(grant, amount="99 999 999"))
    text = page.content.decode()
    assert page.status_code == 422
    assert 'value="Rutas del Valle"' in text and "99 999 999" in text and "Factura ñ.pdf" in text
    kept = re.search(r'name="kept" value="([^"]+)"', text)
    assert kept is not None and StoredFile.objects.get(id=kept.group(1)).name == "Factura ñ.pdf"
    again = posted(grant, kept=kept.group(1))
    del again["receipt"]
    assert browser.post(address("enter", grant), again).status_code == 302
    assert str(Expense.objects.get().receipt_id) == kept.group(1)


def test_a_receipt_of_somebody_else_is_not_taken_over(cast: Any, grant: Grant) -> None:
    theirs = finance.receipt(cast.bo.id, grant, "bo's")
    again = posted(grant, kept=str(theirs))
    del again["receipt"]
    assert client_of(cast.dee, "es").post(address("enter", grant), again).status_code == 422


@pytest.mark.parametrize("wrong", [
    {"receipt": SimpleUploadedFile("receipt.pdf", b"MZ\x90\x00\x03")}, {"line": "nonsense"}, {"currency": "XXL"},
    {"spent_on": "31/02/2025"}, {"rate": "much"}, {"text": "x" * 400}, {"receipt": ""},
])
def test_bad_input_is_answered_at_its_field(cast: Any, grant: Grant, wrong: dict[str, Any]) -> None:
    page = client_of(cast.dee, "es").post(address("enter", grant), posted(grant, **wrong))
    assert page.status_code == 422
    assert f'href="#id_{next(iter(wrong))}"' in page.content.decode()
    assert Expense.objects.count() == 0


def test_the_rate_used_last_is_offered(cast: Any, grant: Grant) -> None:
    browser = client_of(cast.dee, "es")
    browser.post(address("enter", grant), posted(grant))
    page = browser.get(address("enter", grant)).content.decode()
    assert 'value="1,385"' in page and 'value="Banco de Guatemala"' in page and 'value="2025-03-14"' in page


@pytest.mark.expects("SEC-4")
def test_a_receipt_is_served_to_those_who_may_look_now(cast: Any, grant: Grant) -> None:
    client_of(cast.dee, "es").post(address("enter", grant), posted(grant))
    row = Expense.objects.get()
    found = {who: client_of(getattr(cast, who)).get(address("receipt", grant, row.id)).status_code
             for who in ("ana", "bo", "dee", "kim", "aud", "other_bo", "nobody", "eve")}
    assert found == {
        "ana": 200, "bo": 200, "dee": 200, "kim": 200, "aud": 404, "other_bo": 404, "nobody": 404, "eve": 404
    }


def test_variances_lead_to_the_expenses_they_come_from(cast: Any, grant: Grant) -> None:
    row = finance.accepted(cast, grant, "1234.56")
    finance.accepted(cast, grant, "10", who="bo")
    browser = client_of(cast.ana)
    page = browser.get(address("money", grant)).content.decode()
    link = re.search(rf'<a class="fig" href="([^"]+line={row.line}[^"]+)">1,234.56', page)
    assert link is not None
    listed = browser.get(link.group(1).replace("&amp;", "&"))
    assert [item["row"].id for item in listed.context["rows"]] == [row.id]


def test_filters_that_make_no_sense_are_no_fault(cast: Any, grant: Grant) -> None:
    browser = client_of(cast.ana)
    for query in ("state=x", "side=%27", "year=99999", "year=abcd", "line=1", "page=99", "page=x"):
        assert browser.get(f"{address('expenses', grant)}?{query}").status_code == 200, query


def test_filters_fold_and_say_how_many_are_in_use(cast: Any, grant: Grant) -> None:
    page = client_of(cast.ana).get(f"{address('expenses', grant)}?state=entered&year=2025").content.decode()
    assert '<details class="fold"><summary>Filter <span class="tag accent">2 in use</span></summary>' in page
    form = page[page.index('<form class="filters"') : page.index("</form>", page.index('<form class="filters"'))]
    assert set(re.findall(r'<select name="(\w+)"', form)) == {"state", "side", "year", "line"}


def pages(grant: Grant) -> dict[str, str]:
    """Every page with its address."""
    row = Expense.objects.filter(grant=grant).order_by("id")[0]
    due = finance.first_instalment(grant)
    return {
        **{name: address(name, grant) for name in ("money", "ledger", "expenses", "instalments", "audits")},
        "expense": address("expense", grant, row.id), "instalment": address("instalment", grant, due.id),
        "grant": reverse("partnerships:grant", args=["samband", grant.id]),
    }


def counted(person: Any, found: dict[str, str]) -> dict[str, int]:
    browser, made = client_of(person), {}
    for name, url in found.items():
        assert browser.get(url).status_code == 200, name
        with CaptureQueriesContext(connection) as seen:
            browser.get(url)
        made[name] = len(seen)
    return made


@pytest.mark.expects("UX-24")
def test_queries_are_few_and_do_not_grow_with_the_rows(cast: Any, grant: Grant) -> None:
    finance.accepted(cast, grant)
    finance.entered(cast, grant)
    one = counted(cast.ana, pages(grant))
    finance.paid(cast, grant)
    for who in ("dee", "bo", "dee"):
        finance.accepted(cast, grant, who=who)
        finance.entered(cast, grant, who=who)
    three = counted(cast.ana, pages(grant))
    own = {name: number for name, number in three.items() if name != "grant"}
    assert {name: number for name, number in own.items() if number > QUERIES} == {}
    assert {name: number for name, number in own.items() if number > one[name] + 1} == {}
    entering = counted(cast.dee, {"enter": address("enter", grant)})
    assert entering["enter"] <= QUERIES, entering
    assert three["grant"] - one["grant"] <= 1
