"""Differences between two rulebooks in words: English, for those who write rulebooks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tandem.core.rulebook.differences import Difference

# a list or mapping → what one of its entries is called
ONE_OF: Mapping[str, str] = {
    "components": "component", "rules": "rule", "everyone": "rule", "criteria": "criterion",
    "anchors": "anchor", "workflow": "step", "parties": "party", "lists": "list", "options": "option",
    "once_per_organisation": "paper", "donors": "donor", "rounds": "round", "letters": "letter", "regions": "region",
    "tools": "tool", "steps": "step", "recorded": "record", "sections": "section", "questions": "question",
    "parts": "part", "lines": "budget line", "effects": "effect", "agreements": "agreement", "reports": "report",
    "levels": "level", "grant_steps": "step of the grant", "agenda": "point of the agenda", "activities": "activity",
    "statements": "statement", "opinions": "opinion", "blocks": "block", "papers": "paper", "forms": "way of paying",
    "rows": "row", "instalments": "instalment", "floors": "floor", "prefer": "preference",
    "needs_assessment": "finding", "kinds": "kind",
}  # fmt: skip
# keys that read better in other words
SAID: Mapping[str, str] = {
    "on": "the day", "year": "the year", "weight": "the weight", "source": "the source", "clause": "the clause",
    "ceiling": "the ceiling", "amount": "the amount", "budget": "the proposed budget", "currency": "the currency",
    "countries": "the countries", "kinds": "the kinds of organisation", "version": "the version",
    "languages": "the languages", "refusal": "the refusal", "mend": "the way to mend it", "label": "the label",
    "hint": "the hint", "title": "the title", "summary": "the summary", "guidance": "the guidance",
    "explains": "the explanation", "means": "the meaning", "required": "whether it is required",
    "opens": "the first day", "closes": "the last day", "remedy": "the remedy", "limit": "the limit",
    "blind": "what the panel does not see", "identifies": "whether it is hidden from a blind panel",
    "outlier_points": "the points that make an outlier", "each": "the number of assessors",
    "each_criterion": "whether each criterion is confirmed", "four_eyes": "whether a second officer confirms",
    "points": "the points", "share": "the share of the money", "at_least": "the least", "when": "the condition",
    "skip_upwards": "whether smaller ones further down are still funded", "lowest_score": "the lowest score",
    "where_possible": "whether it holds only where possible", "not_below": "the lowest score of a criterion",
    "within_days": "the days to complain", "answer_days": "the days to answer a complaint",
    "profile": "what is looked at in profiles", "findings": "the findings it rests on",
    "followed_by": "what has to follow", "definition": "the definition", "support": "how it is supported",
    "evidence": "the evidence", "years": "the number of years", "ties": "how ties are broken",
}  # fmt: skip
TEXT = 70


def difference_text(difference: Difference) -> str:
    """One difference as a sentence without its place: `rule about_four of component project: around is 5, was 4`."""
    whole = _thing(difference)
    match difference.kind:
        case "added":
            return f"{whole} is new" if difference.path else "the file is new"
        case "removed":
            return f"{whole} is gone" if difference.path else "the file is gone"
        case "strength":
            meaning = {"must": "it refuses now", "should": "it only advises now"}[difference.after]
            return f"{whole}: {difference.after} instead of {difference.before}, {meaning}"
        case "moved":
            return f"{whole}: the order is {_value(difference.after)}, was {_value(difference.before)}"
    language = f" in {difference.language}" if difference.language else ""
    before, after = difference.before, difference.after
    if _names(before) and _names(after):
        return f"{whole}: {_lists(before or [], after or [])}"
    if before is None:
        return f"{whole}{language} is {_value(after)}, was not there"
    if after is None:
        return f"{whole}{language} is gone, was {_value(before)}"
    return f"{whole}{language} is {_value(after)}, was {_value(before)}"


def _thing(difference: Difference) -> str:
    """What differs, from the nearest named entry outwards, then the key inside it."""
    holders: list[str] = []
    rest: list[str] = []
    path = difference.path
    index = 0
    while index < len(path):
        part = str(path[index])
        if part in ONE_OF and index + 1 < len(path) and not (rest and part not in OUTER):
            following = path[index + 1]
            name = following + 1 if isinstance(following, int) else following
            holders.append(f"rule {name} of everyone" if part == "everyone" else f"{ONE_OF[part]} {name}")
            rest = []
            index += 2
            continue
        rest.append(SAID.get(part, part) if index == len(path) - 1 else part)
        index += 1
    named = " of ".join(reversed(holders))
    if not rest:
        return named
    inner = ": ".join(rest)
    return f"{named}: {inner}" if named else inner


OUTER = frozenset(
    {
        "rows",
        "instalments",
        "donors",
        "rounds",
        "effects",
        "levels",
        "options",
        "agenda",
        "statements",
        "opinions",
        "steps",
    }
)


def _names(value: Any) -> bool:
    return value is None or (isinstance(value, list) and all(isinstance(entry, str) for entry in value))


def _lists(before: list[Any], after: list[Any]) -> str:
    more = [str(entry) for entry in after if entry not in before]
    less = [str(entry) for entry in before if entry not in after]
    said = [f"{', '.join(more)} added"] if more else []
    said += [f"{', '.join(less)} removed"] if less else []
    return ", ".join(said) or f"the order is {_value(after)}, was {_value(before)}"


def _value(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: "nothing"}[value]
    if isinstance(value, list):
        return ", ".join(_value(entry) for entry in value) or "nothing"
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {_value(inner)}" for key, inner in value.items())
    text = " ".join(str(value).split())
    shown = text if len(text) <= TEXT else f"{text[: TEXT - 1].rstrip()}…"
    return f"“{shown}”" if " " in shown else shown
