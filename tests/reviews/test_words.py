"""No text of ours ranks organisations as strong or weak: they differ in expertise, experience and capacity (TAC-1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

SRC = Path(__file__).resolve().parents[2] / "src" / "tandem"
WHO = (
    r"organi[sz]ations?|municipalit(?:y|ies)|partners?|part(?:y|ies)|applicants?|associations?|partnerships?|"
    r"local governments?|civil society|NGOs?|CSOs?"
)
RANKED = (
    r"strong(?:er|est)?|weak(?:er|est)?|best|worst|better|worse|poor(?:er|est)?|leading|top|inferior|superior|"
    r"advanced|backward|under-?developed|more developed|less developed|excellent|low-?capacity|high-?capacity|"
    r"mature|immature|capable|incapable|powerful"
)
RANKING = re.compile(
    rf"\b(?:{RANKED})(?:[ -](?:and|or|{RANKED}))*[ -](?:{WHO})\b"
    rf"|\b(?:{WHO})\b (?:is|are|was|were) (?:the )?(?:{RANKED})\b",
    re.IGNORECASE,
)
OTHERS = {  # the same in the languages in which rulebooks and pages are written
    "es": r"(?:organizaci[oó]n(?:es)?|municipios?|socios?) (?:m[aá]s )?(?:fuerte|d[eé]bil|mejor|peor)(?:e?s)?"
    r"(?! \w+[ai]d[oa]s)",
    "sv": r"(?:starka(?:re|st)?|svaga(?:re|st)?|b[aä]sta|s[aä]msta) (?:kommun|organisation|part|partner)",
    "pl": r"(?:siln|słab|lepsz|gorsz|najlepsz)\w* (?:organizacj|gmin|partner)",
    "sr": r"(?:jak|slab|bolj|najbolj|gor)\w* (?:organizacij|partner|opštin)",
    "tr": r"(?:güçlü|zayıf|en iyi|en kötü) (?:kuruluş|örgüt|ortak|belediye)",
}
EVERY = [RANKING, *(re.compile(rf"\b{pattern}", re.IGNORECASE) for pattern in OTHERS.values())]


def ranks(text: str) -> bool:
    """Whether a text ranks organisations."""
    plain = " ".join(text.split())
    return any(pattern.search(plain) for pattern in EVERY)


def catalogued() -> Iterator[tuple[str, str]]:
    """Every string of the interface, in English and in each translation."""
    for place in sorted(SRC.rglob("*.po")):
        with place.open("rb") as file:
            for message in read_po(file):
                texts = [*(message.id if isinstance(message.id, tuple) else (message.id,))]
                texts += message.string if isinstance(message.string, tuple) else [message.string]
                for text in texts:
                    yield place.parent.parent.name, str(text)


def marked() -> Iterator[tuple[str, str]]:
    """Every string that is marked for translation but may not be catalogued yet, as it stands in the source."""
    for place in sorted(SRC.rglob("*.py")):
        if "migrations" not in place.parts:
            for text in re.findall(r'\b_\(\s*((?:"(?:[^"\\]|\\.)*"\s*)+)', place.read_text("utf-8")):
                yield place.name, text
    for place in sorted(SRC.rglob("*.html")):
        yield place.name, re.sub(r"<[^>]+>", " ", place.read_text("utf-8"))


def written() -> Iterator[tuple[str, str]]:
    """Every text of the shipped rulebooks, their forms, templates and stories."""
    for place in sorted((SRC / "rulebooks").rglob("*.yaml")):
        for text in _texts(YAML(typ="safe").load(place.read_text("utf-8"))):
            yield f"{place.parent.name}/{place.name}", text


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


@pytest.mark.clause("TAC-1")
@pytest.mark.parametrize("texts", [catalogued, marked, written])
def test_no_text_ranks_organisations(texts) -> None:
    found = list(texts())
    assert len(found) > 150
    assert [(place, " ".join(text.split())[:160]) for place, text in found if ranks(text)] == []


@pytest.mark.clause("TAC-1")
@given(st.sampled_from(["strong", "Weak", "stronger", "the best", "less developed", "weak and poor"]),
       st.sampled_from(["organisation", "municipalities", "partner", "applicants"]), st.booleans())  # fmt: skip
def test_the_check_would_see_it(word: str, who: str, turned: bool) -> None:
    assert ranks(f"These {who} are {word}." if turned else f"Give it to {word} {who} first")
    assert not ranks(f"The {who} differ in expertise, experience and capacity.")


@pytest.mark.clause("TAC-1")
def test_no_field_or_column_ranks_organisations() -> None:
    from django.apps import apps

    banned = {"strength", "weakness", "level", "grade", "rank", "rating", "class", "tier"}
    fields = {f.name for model in apps.get_app_config("organisations").get_models() for f in model._meta.get_fields()}
    assert not fields & banned
