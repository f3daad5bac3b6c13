"""Take the five pictures of the README from a demo that runs.

    .venv/bin/tandem demo --out /tmp/pictures --serve --port 8031
    .venv/bin/python tools/readme_pictures.py http://localhost:8031

The demo is the one `make demo` plays. Needs Chromium, and ImageMagick, which joins the parts of the plan and
cuts each picture to 64 colours.
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
PART = 464  # height of each of the two parts of the plan
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
    return smaller(path)


def smaller(path: Path) -> Path:
    """The picture cut to 64 colours, where that can be done."""
    if convert := shutil.which("convert"):
        cut = [convert, str(path), "+dither", "-colors", "64", "-strip", f"PNG8:{path}"]
        subprocess.run(cut, check=True)
    return path


def call(browser: Browser, address: str) -> Path:
    """The open call, as anybody sees it."""
    page = window(browser)
    page.goto(f"{address}/samband/calls/projects-2026/")
    return picture(page, "call")


def section(browser: Browser, address: str) -> Path:
    """A section of a draft, with what the rules say about it."""
    page = window(browser)
    enter(page, address, "bo")
    page.goto(f"{address}/samband/desk/")
    page.get_by_role("link", name="Clean water in the classroom").first.click()
    page.wait_for_load_state()
    page.goto(f"{page.url.rstrip('/')}/sections/about/")
    return picture(page, "section")


def plan(browser: Browser, address: str) -> Path:
    """Two parts of a partnership's plan: the results chain, outcomes at the centre, and the matrix of its risks."""
    page = window(browser)
    enter(page, address, "bo")
    page.goto(f"{address}/samband/grants/")
    page.get_by_role("link", name="Waste that finds its way").first.click()
    page.wait_for_load_state()
    page.goto(f"{page.url.rstrip('/')}/plan/")
    parts = []
    for number, section in enumerate(("statements", "risks")):
        page.locator(f"#{section}").evaluate("it => window.scrollTo(0, it.getBoundingClientRect().top + scrollY - 24)")
        page.evaluate("document.fonts.ready")
        parts.append(OUT / f"plan-{number}.png")
        page.screenshot(path=parts[-1], clip={"x": 0, "y": 0, "width": WIDTH, "height": PART})
    whole = OUT / "plan.png"
    subprocess.run(["convert", *map(str, parts), "-append", str(whole)], check=True)
    for part in parts:
        part.unlink()
    return smaller(whole)


def bench(browser: Browser, address: str) -> Path:
    """A copy of the programme at the workbench, begun for the picture: its parts, and what is ready in them."""
    page = window(browser)
    enter(page, address, "ana")
    page.goto(f"{address}/samband/workbench/")
    page.locator('input[name="template"][value="shipped:ks-mic"]').check()
    page.get_by_role("button", name="Begin", exact=True).click()
    page.wait_for_load_state()
    page.goto(page.url)  # without the message of what was done
    return picture(page, "workbench")


def report(browser: Browser, address: str) -> Path:
    """The report to a donor, as the donor reads it."""
    page = window(browser)
    enter(page, address, "don")
    return picture(page, "donor-report")


def main(address: str) -> int:
    """Take all five; 1 when one has become too heavy."""
    OUT.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        paths = [take(browser, address.rstrip("/")) for take in (call, section, plan, report, bench)]
        browser.close()
    for path in paths:
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size:,} bytes")
    return int(any(path.stat().st_size > LARGEST for path in paths))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8000"))
