"""The styleguide: tokens with their contrast, every component in every state, and seven reference pages.

The pages are made of the same components and shapes as the product's pages; only the data is invented.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tandem.web import styleguide_samples as samples
from tandem.web.blocks import contents
from tandem.web.routes import ANYONE, route
from tandem.web.styleguide_document import sample
from tandem.web.styleguide_kinds import EVERYTHING

STYLESHEET = Path(__file__).parent / "static/tandem/tandem.css"
REFERENCE_PAGES = ("call", "section", "verdicts", "assessment", "ranking", "report", "document")
# Which colour stands on which, and how much contrast it must have (WCAG 2.2: 4.5 for text, 3 for edges and signs).
PAIRS = (
    ("ink", "paper", 4.5), ("ink", "wash", 4.5), ("muted", "paper", 4.5), ("muted", "wash", 4.5),
    ("accent", "paper", 4.5), ("accent", "wash", 4.5), ("accent", "accent-wash", 4.5), ("paper", "accent", 4.5),
    ("paper", "accent-deep", 4.5), ("good", "paper", 4.5), ("good", "good-wash", 4.5), ("warn", "paper", 4.5),
    ("warn", "warn-wash", 4.5), ("bad", "paper", 4.5), ("bad", "bad-wash", 4.5), ("paper", "bad", 4.5),
    ("edge", "paper", 3.0), ("edge", "wash", 3.0),
)  # fmt: skip


def luminance(colour: str) -> float:
    """Relative luminance of '#rgb' or '#rrggbb' after WCAG 2.2, from 0 (black) to 1 (white)."""
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    channels = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours after WCAG 2.2, from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@lru_cache(maxsize=1)
def palettes() -> dict[str, dict[str, str]]:
    """The colour tokens of both themes, read from the stylesheet itself."""
    css = STYLESHEET.read_text(encoding="utf-8")
    blocks = re.findall(r":root\s*\{([^}]*)\}", css)
    light, dark = (dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{3,6})", block)) for block in blocks[:2])
    return {"light": light, "dark": {**light, **dark}}


def contrasts() -> list[dict[str, Any]]:
    """Every pair of colours that meets on a page, with its contrast in both themes."""
    rows = []
    for front, back, least in PAIRS:
        figures = {theme: contrast(palette[front], palette[back]) for theme, palette in palettes().items()}
        rows.append({"front": front, "back": back, "least": least, **figures, "holds": min(figures.values()) >= least})
    return rows


def tokens() -> list[dict[str, str]]:
    """Each colour's name and its value in both themes."""
    both = palettes()
    return [{"name": name, "light": both["light"][name], "dark": both["dark"][name]} for name in both["light"]]


def _nav(page: str) -> list[dict[str, Any]]:
    titles = {"": _("Components"), **{name: samples.TITLES[name] for name in REFERENCE_PAGES}}
    resolved = samples.resolve(titles, get_language() or "en")
    return [
        {"label": label, "url": f"/styleguide/{name}/" if name else "/styleguide/", "current": name == page}
        for name, label in resolved.items()
    ]


def _context(page: str) -> dict[str, Any]:
    language = get_language() or "en"
    if page == "document":
        document = sample(language)
        return {"organiser": samples.ORGANISER, "nav": _nav(page), "s": document, "parts": contents(document)}
    data = samples.of(page, language) if page else samples.resolve(EVERYTHING, language)
    errors = data.get("errors", []) if page else []
    return {"organiser": samples.ORGANISER, "nav": _nav(page), "s": data, "errors": errors}


@route(ANYONE)
def index(request: HttpRequest) -> HttpResponse:
    """Tokens and components."""
    context = {**_context(""), "tokens": tokens(), "contrasts": contrasts(), "show_mail_notice": True}
    return render(request, "web/styleguide/index.html", context)


@route(ANYONE)
def page(request: HttpRequest, page: str) -> HttpResponse:
    """One reference page."""
    if page not in REFERENCE_PAGES:
        raise Http404
    return render(request, f"web/styleguide/{page}.html", _context(page))
