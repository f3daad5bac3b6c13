"""The content security policy in a real browser: htmx works under it, code written into a page does not run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.browser import Visitor

FETCH = """() => {
  const place = document.createElement('div');
  place.innerHTML = '<div hx-get="/sign-in/" hx-trigger="load" hx-select="h1" hx-target="#gets"></div>' +
    '<div id="gets"></div>';
  document.querySelector('main').append(place);
  htmx.process(place);
}"""
INLINE = """() => {
  const code = document.createElement('script');
  code.textContent = 'window.ranInline = true';
  document.body.append(code);
  document.body.insertAdjacentHTML('beforeend', '<p id="styled" style="position: fixed">x</p>');
  document.body.insertAdjacentHTML('beforeend', '<b onclick="window.clicked = true">y</b>');
  document.querySelector('b').click();
}"""


@pytest.mark.expects("SEC-6")
@pytest.mark.django_db
def test_the_policy_allows_no_code_or_style_in_a_page(client: Client) -> None:
    policy = client.get("/sign-in/").headers["Content-Security-Policy"]
    said = {part.split()[0]: part.split()[1:] for part in policy.split("; ")}
    assert said["default-src"] == ["'none'"]
    assert said["script-src"] == said["style-src"] == said["connect-src"] == said["form-action"] == ["'self'"]
    assert said["frame-ancestors"] == said["base-uri"] == ["'none'"]
    assert "unsafe" not in policy and "*" not in policy and "http" not in policy


@pytest.mark.expects("SEC-6")
def test_htmx_fetches_and_swaps_under_the_policy(visit: Callable[..., Visitor]) -> None:
    page = visit().go("/sign-in/")
    page.evaluate(FETCH)
    page.wait_for_selector("#gets h1")
    assert page.locator("#gets h1").inner_text() == page.locator("h1").first.inner_text()
    assert page.evaluate("document.querySelectorAll('style').length") == 0


@pytest.mark.expects("SEC-6")
def test_code_written_into_a_page_does_not_run(chromium: Any, live_server: Any) -> None:
    """The negative control: what an intruder would write is refused by the browser, and it says so."""
    context = chromium.new_context(base_url=live_server.url)
    page, said = context.new_page(), []
    page.on("console", lambda message: said.append(message.text))
    page.goto("/sign-in/")
    page.evaluate(INLINE)
    assert page.evaluate("[window.ranInline, window.clicked]") == [None, None]
    assert page.evaluate("getComputedStyle(document.getElementById('styled')).position") == "static"
    assert sum("Content Security Policy" in line for line in said) >= 3
    context.close()
