"""Take the three pictures of the README from a demo that runs.

    .venv/bin/tandem demo --out /tmp/pictures --serve --port 8031
    .venv/bin/python tools/readme_pictures.py http://localhost:8031

The demo is the one `make demo` plays. Needs Chromium; ImageMagick, when it is there, cuts each picture to 64 colours.
Exit 1 when a picture is heavier than 120 kB.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]

from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402

from tests.browser import ARGUMENTS, executable  # noqa: E402

OUT = ROOT / "docs" / "images"
WIDTH, HEIGHT = 1280, 1000
LARGEST = 120_000  # bytes a picture


def window(browser: Browser) -> Page:
    """A window of somebody who has not been here before."""
    return browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, locale="en-GB").new_page()


def enter(page: Page, address: str, who: str) -> None:
    """Sign in as one of the cast, with the button of the demo's link."""
    page.goto(f"{address}/demo/as/{who}/")
    page.locator("main form button").first.click()
    page.wait_for_load_state()


def picture(page: Page, name: str) -> Path:
    """What the window shows, as docs/images/`name`.png."""
    page.evaluate("document.fonts.ready")
    path = OUT / f"{name}.png"
    page.screenshot(path=path)
    if convert := shutil.which("convert"):
        cut = [convert, str(path), "+dither", "-colors", "64", "-strip", f"PNG8:{path}"]
        subprocess.run(cut, check=True)
    return path


def call(browser: Browser, address: str) -> Path:
    """The open call, as anybody sees it."""
    page = window(browser)
    page.goto(f"{address}/samband/calls/projects-2024-second-round/")
    return picture(page, "call")


def section(browser: Browser, address: str) -> Path:
    """A section of a draft, with what the rules say about it."""
    page = window(browser)
    enter(page, address, "bo")
    page.goto(f"{address}/samband/applications/")
    page.get_by_role("link", name="Clean water in the classroom").first.click()
    page.wait_for_load_state()
    page.goto(f"{page.url.rstrip('/')}/sections/about/")
    return picture(page, "section")


def ranking(browser: Browser, address: str) -> Path:
    """The ranking as an officer sees it while the last scores are missing."""
    page = window(browser)
    enter(page, address, "ana")
    page.goto(f"{address}/samband/calls/projects-2024/ranking/")
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    return picture(page, "ranking")


def main(address: str) -> int:
    """Take all three; 1 when one has become too heavy."""
    OUT.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        paths = [take(browser, address.rstrip("/")) for take in (call, section, ranking)]
        browser.close()
    for path in paths:
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size:,} bytes")
    return int(any(path.stat().st_size > LARGEST for path in paths))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000"))
