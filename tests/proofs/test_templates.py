"""Components and partials together: the stated chain of loaders works, and a page's own strings are found."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.template.loader import get_template, render_to_string

CHAIN = [
    "template_partials.loader.Loader",
    "django.template.loaders.cached.Loader",
    "django_cotton.cotton_loader.Loader",
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
PAGE = """{% partialdef rows %}<li>{{ item|upper }}</li>{% endpartialdef rows %}
<c-proof.card title="Frame"><ul>{% for item in items %}{% partial rows %}{% endfor %}</ul></c-proof.card>"""
CARD = """<section><h2>{{ title }}</h2>{{ slot }}</section>"""


def flat(loaders: Any) -> list[str]:
    """The names of the loaders from the outside in."""
    found: list[str] = []
    for entry in loaders:
        name, inner = entry if isinstance(entry, tuple) else (entry, [])
        found += [name, *flat(inner)]
    return found


def test_the_chain_is_the_one_that_was_proved() -> None:
    assert flat(settings.TEMPLATES[0]["OPTIONS"]["loaders"]) == CHAIN
    assert {"django_cotton.apps.SimpleAppConfig", "template_partials.apps.SimpleAppConfig"} <= set(
        settings.INSTALLED_APPS
    )


def test_a_component_holds_a_partial_and_the_partial_stands_alone(settings: Any, tmp_path: Any) -> None:
    """A whole page with both, and the same partial fetched alone, as an answer to htmx."""
    (tmp_path / "cotton" / "proof").mkdir(parents=True)
    (tmp_path / "cotton" / "proof" / "card.html").write_text(CARD)
    (tmp_path / "proof.html").write_text(PAGE)
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    whole = render_to_string("proof.html", {"items": ["one", "two"]})
    assert "<section><h2>Frame</h2><ul><li>ONE</li><li>TWO</li></ul></section>" in whole
    assert get_template("proof.html#rows").render({"item": "three"}).strip() == "<li>THREE</li>"
