"""Pages that say no: they say what happened, what did not, and what to do; they need neither database nor context."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.views.csrf import csrf_failure

from tandem.core.values import Remedy, Severity, Source, Verdict
from tandem.foundation.access import Refused


@pytest.mark.parametrize("name", ["400.html", "403.html", "404.html", "500.html"])
def test_an_error_page_needs_no_context(name: str) -> None:
    text = render_to_string(name)
    assert text.count("<h1") == 1 and "Traceback" not in text


def test_an_unknown_address_is_not_found_kindly(client: Client, db: None) -> None:
    answer = client.get("/nobody-here/at-all/")
    assert answer.status_code == 404
    assert "There is no such page" in answer.content.decode()


def test_a_page_that_was_open_too_long_says_so() -> None:
    request = RequestFactory().post("/somewhere/")
    answer = csrf_failure(request)
    assert answer.status_code == 403
    assert "open for too long" in answer.content.decode()


def test_a_refusal_says_why_and_how_to_mend_it() -> None:
    verdict = Verdict(
        "two-themes", Severity.MUST, False, 3, 2, Source("Section 2"), Remedy("choose_fewer", {"remove": 1}),
        {"en": "3 are chosen; 2 are allowed."}, {"en": "Take one away"},
    )
    refused = Refused("not_ready", "This cannot be sent yet", "Mend what is listed here.", verdicts=[verdict])
    text = render_to_string("web/refused.html", {"refused": refused}, RequestFactory().post("/send/"))
    for said in ("This cannot be sent yet", "Mend what is listed here.", "Take one away", "3 are chosen", "Section 2"):
        assert said in text
