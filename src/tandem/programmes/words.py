"""What changed between two versions, how a rulebook was made known, and rules in words, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import get_language

from tandem.core.rulebook.differences import Difference
from tandem.core.rulebook.schema import Rule, Rulebook
from tandem.programmes.models import ChannelKind
from tandem.programmes.queries.changes import as_difference
from tandem.rulebooks.differences import difference_text
from tandem.web.templatetags.tandem import localised

RuleWords = Callable[[Rulebook, str, Rule], tuple[str, str]]
_rule_words: list[RuleWords] = []


def register_rule_words(words: RuleWords) -> None:
    """A later app knows how to say a rule: (what it asks, when it counts or '')."""
    _rule_words[:] = [words]


def rule_said(rulebook: Rulebook, component: str, rule: Rule) -> tuple[str, str]:
    """What a rule asks and when it counts; without anybody who knows how to say it, what it says when it refuses."""
    if _rule_words:
        return _rule_words[0](rulebook, component, rule)
    return localised(rule.mend) or localised(rule.refusal), ""


def channel_said(row: Mapping[str, Any]) -> str:
    """The way in which a rulebook was made known."""
    code = row["channel"]
    label = str(ChannelKind(code).label) if code in ChannelKind.values else str(code)
    return f"{label}: {row['where']}" if row.get("where") else label


def changes_said(rows: Sequence[Mapping[str, Any]], rulebook: Rulebook) -> list[str]:
    """Kept differences as sentences, those about the reader's language only, each once, most readable ones kept."""
    mine = (get_language() or "en").split("-")[0]
    heard = [row for row in rows if row["language"] in ("", mine) or mine not in rulebook.languages]
    return differences_said([as_difference(row) for row in heard], rulebook)


def differences_said(found: Iterable[Difference], rulebook: Rulebook | None) -> list[str]:
    """Differences as sentences that name things by their titles in the newer rulebook, each once, in order."""

    def said(difference: Difference) -> str:
        sentence = difference_text(difference, lambda path: _title(path, rulebook, difference.file))
        return sentence[:1].upper() + sentence[1:]

    return list(dict.fromkeys(said(each) for each in found))


def _title(path: tuple[str, ...], rulebook: Rulebook | None, file: str) -> str:
    if rulebook is None:
        return ""
    here: Any = rulebook.forms.get(file) or rulebook.templates.get(file) or rulebook
    for part in path:
        if isinstance(here, Mapping):
            here = here.get(part)
        elif isinstance(here, tuple):
            here = next((each for each in here if str(getattr(each, "id", "")) == part), None)
        else:
            here = getattr(here, part, None)
        if here is None:
            return ""
    return localised(getattr(here, "title", None) or getattr(here, "label", None) or {})
