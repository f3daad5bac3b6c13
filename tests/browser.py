"""Chromium for journeys: the distribution's own, driven through Playwright's synchronous interface."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-default-apps", "--no-first-run",
]
AXE = Path(__file__).resolve().parent / "assets" / "axe.min.js"
HOW_TO_INSTALL = "apt-get install --no-install-recommends chromium"
REFUSALS = ("status of 403", "status of 409", "status of 410", "status of 422")  # pages that say no are no fault
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def executable() -> str:
    """Where Chromium is; empty when it is not installed."""
    names = ("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome")
    return next((found for name in names if (found := shutil.which(name))), "")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the session."""
    import os

    from playwright.sync_api import sync_playwright

    path = executable()
    if not path:
        pytest.skip(f"Chromium is not installed; on Debian or Ubuntu: {HOW_TO_INSTALL}")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps an event loop in this thread
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class Visitor:
    """A person at a browser of their own: `page` is where they look, `errors` what the console complained about."""

    context: BrowserContext
    page: Page
    address: str
    errors: list[str] = field(default_factory=list)

    def go(self, path: str) -> Page:
        """Open a path of the site."""
        self.page.goto(f"{self.address}{path}")
        return self.page

    def new_page(self) -> Page:
        """A second window of the same person."""
        page = self.context.new_page()
        self._listen(page)
        return page

    def _listen(self, page: Page) -> None:
        read = page.content  # a click returns when the new page is committed: wait until it is all there

        def whole() -> str:
            page.wait_for_load_state()
            return read()

        setattr(page, "content", whole)  # noqa: B010
        page.on("pageerror", lambda error: self.errors.append(f"{page.url}: {error}"))
        page.on(
            "console",
            lambda said: self.errors.append(f"{page.url}: {said.text}")
            if said.type in {"error", "warning"} and not any(no in said.text for no in REFUSALS)
            else None,
        )


@pytest.fixture
def visit(chromium: Browser, live_server: Any, settings: Any) -> Iterator[Callable[..., Visitor]]:
    """`visit(person, javascript=False, width=320, language="es")` opens a browser as that person, or as a stranger.

    Signing in is done by cookie: the journey of signing in has a test of its own. At the end nobody's console may
    have complained.
    """
    settings.TANDEM_URL = live_server.url
    opened: list[Visitor] = []

    def open_browser(
        person: Any = None, *, javascript: bool = True, width: int = 1280, height: int = 900, language: str = "en"
    ) -> Visitor:
        context = chromium.new_context(
            java_script_enabled=javascript, viewport={"width": width, "height": height}, locale=language,
            base_url=live_server.url, timezone_id="Europe/Oslo",
        )
        context.set_default_timeout(20_000)
        if person is not None:
            context.add_cookies([session_cookie(person, live_server.url)])
        page = context.new_page()
        visitor = Visitor(context, page, live_server.url)
        visitor._listen(page)
        opened.append(visitor)
        return visitor

    yield open_browser
    complaints = [line for visitor in opened for line in visitor.errors]
    for visitor in opened:
        visitor.context.close()
    assert not complaints, "the browser's console complained:\n" + "\n".join(complaints)


def session_cookie(person: Any, address: str) -> Any:
    """A cookie that is signed in as the person."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
        "url": address,
    }


def axe(page: Page) -> list[str]:
    """What axe finds wrong on the page as it stands: one line per rule and element; empty is good.

    The script is evaluated by the debugger, so the page's own policy does not have to allow it.
    """
    page.wait_for_load_state()  # a click returns when the new page is committed, before it has an element
    page.evaluate(AXE.read_text(encoding="utf-8") + "; true")
    found = page.evaluate(
        "tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})"
        ".then(r => r.violations.map(v => v.nodes.map(n => [v.id, v.help, n.html.slice(0, 160)])).flat())",
        WCAG,
    )
    return [f"{page.url}: {rule}: {says}: {html}" for rule, says, html in found]


def sideways(page: Page) -> int:
    """How many pixels the page can be scrolled sideways; 0 is good."""
    page.wait_for_load_state()
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
