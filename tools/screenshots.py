"""Take the pictures in docs/look: six reference pages, two widths, two themes, two languages.

    uv run python tools/screenshots.py            # needs Chromium (Debian: apt-get install chromium)

The pages are served from this checkout in the same process; no database is asked. ImageMagick,
when it is there, cuts each picture to 64 colours.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django  # noqa: E402
from playwright.sync_api import Browser, sync_playwright  # noqa: E402

from tests.browser import ARGUMENTS, executable  # noqa: E402

OUT = ROOT / "docs" / "look"
WIDTHS, THEMES, LANGUAGES = (360, 1280), ("light", "dark"), ("en", "es")
LARGEST = 5_000_000  # bytes, all pictures together


@contextmanager
def site() -> Iterator[str]:
    """The product on a free port of this machine; yields its address."""
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.core.wsgi import get_wsgi_application

    class Quiet(WSGIRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
    server.set_app(StaticFilesHandler(get_wsgi_application()))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()


def take(browser: Browser, address: str, name: str, width: int, theme: str, language: str) -> Path:
    """One picture of a whole page; what sticks to the window's edge is put in its place first."""
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=theme, locale=language)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{address}/styleguide/{name}/")
    page.evaluate("document.fonts.ready")
    page.evaluate("document.querySelectorAll('.saved').forEach(bar => { bar.style.position = 'static' })")
    path = OUT / f"{name}-{width}-{theme}-{language}.png"
    page.screenshot(path=path, full_page=True)
    context.close()
    if convert := shutil.which("convert"):
        cut = [convert, str(path), "+dither", "-colors", "64", "-strip", f"PNG8:{path}"]
        subprocess.run(cut, check=True)
    return path


def main() -> int:
    """Take all of them; 1 when they have become too heavy."""
    django.setup()
    from tandem.web.styleguide import REFERENCE_PAGES

    OUT.mkdir(parents=True, exist_ok=True)
    with site() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        paths = [
            take(browser, address, *one) for one in product(REFERENCE_PAGES, WIDTHS, THEMES, LANGUAGES)
        ]
        browser.close()
    size = sum(path.stat().st_size for path in paths)
    print(f"{len(paths)} pictures, {size:,} bytes")
    return int(size > LARGEST)


if __name__ == "__main__":
    sys.exit(main())
