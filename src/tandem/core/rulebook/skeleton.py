"""The smallest rulebook that is sound: where somebody begins who has nothing yet, or an office under its parent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tandem.core.rulebook.sources import MAIN
from tandem.core.rulebook.writing import entry_lines

Words = Mapping[str, Mapping[str, str]]  # code → {language: text}
LETTER = "{partnership} ({call}, {reference})\n\n{reasons}\n\n{organiser}\n"
# codes of the texts a skeleton needs, with what stands there when nobody gives other words
TEXTS: Mapping[str, str] = {
    "goal": "What the programme is for",
    "effect": "What shall be different afterwards",
    "home": "Partner at home",
    "abroad": "Partner abroad",
    "component": "Support for a partnership",
    "form": "Application",
    "section": "About your partnership",
    "title": "Title",
    "summary": "What do you want to do together, and why?",
    "budget": "Budget",
    "line": "Costs",
    "criterion": "Relevance",
    "donor": "Own funds",
    "draft": "Being written",
    "submitted": "Received",
    "eligible": "Checked",
    "scored": "Assessed",
    "proposed": "Proposed",
    "decided": "Decided",
    "award": LETTER,
    "refusal": LETTER,
    "reserve": LETTER,
}


def skeleton(
    id: str,
    title: Mapping[str, str],
    languages: Sequence[str],
    currency: str,
    *,
    version: str = "1",
    component: str = "project",
    countries: Mapping[str, Sequence[str]] | None = None,
    words: Words | None = None,
) -> dict[str, str]:
    """The files of a sound rulebook with one component and one form, by name.

    `currency` is ISO 4217; `countries` those of the parties `home` and `abroad`, ISO 3166 alpha-2; `words` other texts
    for the codes of TEXTS by language. `check` finds no error in it.
    """
    text = _Texts(languages, words or {})
    where = {"home": ["NO"], "abroad": ["SE"], **{side: list(codes) for side, codes in (countries or {}).items()}}
    form = f"forms/{component.replace('_', '-')}.yaml"
    steps = ("draft", "submitted", "eligible", "scored", "proposed", "decided")
    main: dict[str, Any] = {
        "rulebook": id,
        "version": version,
        "extends": None,
        "status": "ready",
        "languages": list(languages),
        "title": text.given(title),
        "organiser_currency": currency,
        "goal": {"title": text("goal"), "effects": [{"id": "first_effect", "label": text("effect")}]},
        "parties": {side: _party(text(side), where[side]) for side in ("home", "abroad")},
        "components": {
            component: {
                "title": text("component"),
                "parties": ["home", "abroad"],
                "form": form,
                "rules": [],
                "criteria": [{"id": "relevance", "title": text("criterion"), "weight": 100, "evidence": ["summary"]}],
                "workflow": [{"id": step, "title": text(step)} for step in steps],
                "selection": {"currency": currency, "budget": "0", "ties": ["relevance"]},
            }
        },
        "cycle": {"donors": {"own": _donor(text("donor"))}},
        "letters": {name: text(name) for name in ("award", "refusal", "reserve")},
    }
    return {MAIN: _written(main), form: _written(_form(component, currency, text))}


def _party(title: Mapping[str, str], countries: list[str]) -> dict[str, Any]:
    return {"title": title, "kinds": ["municipality", "cso"], "countries": countries, "source": "house advice"}


def _donor(title: Mapping[str, str]) -> dict[str, Any]:
    none = {"on": "not yet set"}
    return {
        "title": title,
        "application": none,
        "programme_application": {"on": "not applicable"},
        "instalments": [none],
        "report": none,
        "donor_report": none,
    }


def child_skeleton(
    id: str, parent: str, title: Mapping[str, str], languages: Sequence[str], *, version: str = "1"
) -> dict[str, str]:
    """The main file of an office's rulebook: it extends `parent` and says nothing else of its own yet."""
    text = _Texts(languages, {})
    return {MAIN: _written({"rulebook": id, "version": version, "extends": parent, "title": text.given(title)})}


def _form(component: str, currency: str, text: _Texts) -> dict[str, Any]:
    budget = {
        "id": "budget", "type": "budget", "required": True, "label": text("budget"), "currency": currency, "years": 1,
        "edits": "plan.budget", "lines": [{"id": "costs", "label": text("line")}],
    }  # fmt: skip
    summary = {
        "id": "summary", "type": "long_text", "required": True, "label": text("summary"), "limit": {"words": 400},
    }  # fmt: skip
    questions = [{"id": "title", "type": "short_text", "required": True, "label": text("title")}, summary, budget]
    section = {"id": "about", "title": text("section"), "questions": questions}
    return {"id": component, "title": text("form"), "minutes": 60, "sections": [section]}


def _written(data: Mapping[str, Any]) -> str:
    """The file: short entries of the top one below the other, longer ones apart."""
    blocks = [entry_lines(key, value, 0) for key, value in data.items()]
    rows: list[str] = []
    for before, block in zip([[], *blocks], blocks, strict=False):
        apart = bool(rows) and (len(block) > 1 or len(before) > 1)
        rows += [*([""] if apart else []), *block]
    return "\n".join(rows) + "\n"


class _Texts:
    """A text in every language by its code."""

    def __init__(self, languages: Sequence[str], words: Words) -> None:
        self.languages, self.words = languages, words

    def __call__(self, code: str) -> dict[str, str]:
        given = self.words.get(code, {})
        return {language: given.get(language) or TEXTS[code] for language in self.languages}

    def given(self, text: Mapping[str, str]) -> dict[str, str]:
        """A text that somebody typed, also in the languages they left out."""
        first = next((value for value in text.values() if value.strip()), "")
        return {language: text.get(language, "").strip() or first for language in self.languages}
