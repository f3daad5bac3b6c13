"""Differences between two rulebooks in words: with the ids of files for authors, with titles for readers of pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from babel import Locale

from tandem.core.rulebook.differences import Difference
from tandem.rulebooks.words import N_, said

# a list or mapping → what one of its entries is called
ONE_OF: Mapping[str, str] = {
    "components": N_("component"),
    "rules": N_("rule"),
    "everyone": N_("rule"),
    "criteria": N_("criterion"),
    "anchors": N_("anchor"),
    "workflow": N_("step"),
    "parties": N_("party"),
    "lists": N_("list"),
    "options": N_("option"),
    "once_per_organisation": N_("paper"),
    "donors": N_("donor"),
    "rounds": N_("round"),
    "letters": N_("letter"),
    "regions": N_("region"),
    "tools": N_("tool"),
    "steps": N_("step"),
    "recorded": N_("record"),
    "sections": N_("section"),
    "questions": N_("question"),
    "parts": N_("part"),
    "lines": N_("budget line"),
    "effects": N_("effect"),
    "agreements": N_("agreement"),
    "reports": N_("report"),
    "levels": N_("level"),
    "grant_steps": N_("step of the grant"),
    "agenda": N_("point of the agenda"),
    "activities": N_("activity"),
    "statements": N_("statement"),
    "opinions": N_("opinion"),
    "blocks": N_("block"),
    "papers": N_("paper"),
    "forms": N_("way of paying"),
    "rows": N_("row"),
    "instalments": N_("instalment"),
    "floors": N_("floor"),
    "prefer": N_("preference"),
    "needs_assessment": N_("finding"),
    "kinds": N_("kind"),
}
# keys that read better in other words
SAID: Mapping[str, str] = {
    "on": N_("the day"),
    "year": N_("the year"),
    "weight": N_("the weight"),
    "source": N_("the source"),
    "clause": N_("the clause"),
    "ceiling": N_("the ceiling"),
    "amount": N_("the amount"),
    "budget": N_("the proposed budget"),
    "currency": N_("the currency"),
    "countries": N_("the countries"),
    "kinds": N_("the kinds of organisation"),
    "version": N_("the version"),
    "languages": N_("the languages"),
    "refusal": N_("the refusal"),
    "mend": N_("the way to mend it"),
    "label": N_("the label"),
    "hint": N_("the hint"),
    "title": N_("the title"),
    "summary": N_("the summary"),
    "guidance": N_("the guidance"),
    "explains": N_("the explanation"),
    "means": N_("the meaning"),
    "required": N_("whether it is required"),
    "opens": N_("the first day"),
    "closes": N_("the last day"),
    "remedy": N_("the remedy"),
    "limit": N_("the limit"),
    "blind": N_("what the panel does not see"),
    "identifies": N_("whether it is hidden from a blind panel"),
    "outlier_points": N_("the points that make an outlier"),
    "each": N_("the number of assessors"),
    "each_criterion": N_("whether each criterion is confirmed"),
    "four_eyes": N_("whether a second officer confirms"),
    "points": N_("the points"),
    "share": N_("the share of the money"),
    "at_least": N_("the least"),
    "when": N_("the condition"),
    "skip_upwards": N_("whether smaller ones further down are still funded"),
    "lowest_score": N_("the lowest score"),
    "where_possible": N_("whether it holds only where possible"),
    "not_below": N_("the lowest score of a criterion"),
    "within_days": N_("the days to complain"),
    "answer_days": N_("the days to answer a complaint"),
    "profile": N_("what is looked at in profiles"),
    "findings": N_("the findings it rests on"),
    "followed_by": N_("what has to follow"),
    "definition": N_("the definition"),
    "support": N_("how it is supported"),
    "evidence": N_("the evidence"),
    "years": N_("the number of years"),
    "ties": N_("how ties are broken"),
}
# keys that authors know as they are written, and readers do not
FOR_READERS: Mapping[str, str] = {
    "ceiling": N_("the largest grant"),
    "own_contribution_percent": N_("the own contribution in per cent"),
    "words": N_("the largest number of words"),
    "at_most": N_("the most"),
    "exactly": N_("the number"),
    "between": N_("the smallest and largest number"),
    "when": N_("when it applies"),
    "unless": N_("when it does not apply"),
    "signatures": N_("who signs"),
}
TEXT = 70
Titled = Callable[[tuple[str, ...]], str]  # the title of what stands at a path; '' when it has none


def difference_text(difference: Difference, titled: Titled | None = None) -> str:
    """One difference as a sentence without its place: `rule about_four of component project: around is 5, was 4`.

    With `titled` it is said for readers of pages: the nearest thing by its title, keys in plain words.
    """
    whole = _thing(difference) if titled is None else _titled_thing(difference, titled)
    before, after = difference.before, difference.after
    match difference.kind:
        case "added":
            return _put(N_("{thing} is new"), thing=whole) if difference.path else said(N_("the file is new"))
        case "removed":
            return _put(N_("{thing} is gone"), thing=whole) if difference.path else said(N_("the file is gone"))
        case "strength" if after == "must":
            return _put(N_("{thing}: must instead of should, it refuses now"), thing=whole)
        case "strength":
            return _put(N_("{thing}: should instead of must, it only advises now"), thing=whole)
        case "moved":
            return _put(ORDER, thing=whole, after=_value(after), before=_value(before))
    if _names(before) and _names(after):
        return _put(N_("{thing}: {what}"), thing=whole, what=_lists(before or [], after or []))
    if difference.language and titled is not None:
        own_name = Locale.parse(difference.language, sep="-").get_language_name() or difference.language
        return _put(N_("{thing} reads otherwise in {language}"), thing=whole, language=own_name)
    if difference.language:
        whole = _put(N_("{thing} in {language}"), thing=whole, language=difference.language)
    if before is None:
        return _put(N_("{thing} is {after}, was not there"), thing=whole, after=_value(after))
    if after is None:
        return _put(N_("{thing} is gone, was {before}"), thing=whole, before=_value(before))
    return _put(N_("{thing} is {after}, was {before}"), thing=whole, after=_value(after), before=_value(before))


ORDER = N_("{thing}: the order is {after}, was {before}")
_PLACE = re.compile(r"\{([a-z]+)\}")


def _put(sentence: str, **values: str) -> str:
    return _PLACE.sub(lambda found: values[found[1]], said(sentence))


def _thing(difference: Difference) -> str:
    """What differs, from the nearest named entry outwards, then the key inside it."""
    path = difference.path
    named, end = "", 0
    for at in _holders(path):
        part, name = str(path[at]), path[at + 1]
        shown = str(name + 1 if isinstance(name, int) else name)
        everyone = part == "everyone"
        holder = _put(N_("rule {name} of everyone"), name=shown) if everyone else f"{said(ONE_OF[part])} {shown}"
        named = _put(N_("{part} of {whole}"), part=holder, whole=named) if named else holder
        end = at + 2
    rest = [str(part) for part in path[end:]]
    inner = ": ".join([*rest[:-1], *(said(SAID.get(key, key)) for key in rest[-1:])])
    return f"{named}: {inner}" if named and inner else named or inner


def _titled_thing(difference: Difference, titled: Titled) -> str:
    """The nearest thing that has a name, by its title, and the last key inside it in plain words."""
    path = tuple(str(part) for part in difference.path)
    at = max(_holders(difference.path), default=-2)
    rest = [part for part in path[at + 2 :] if part not in ("must", "should")]
    inner = said(FOR_READERS.get(rest[-1], SAID.get(rest[-1], rest[-1]))) if rest else ""
    if at < 0:
        return inner
    title = titled(path[: at + 2])
    name = str(int(path[at + 1]) + 1) if path[at + 1].isdigit() else f"“{path[at + 1]}”"
    thing = f"{said(ONE_OF[path[at]])} {f'“{title}”' if title else name}"
    return f"{thing}: {inner}" if inner else thing


def _holders(path: Sequence[Any]) -> Iterator[int]:
    """Where in a path a list or mapping stands whose next part names one of its entries."""
    index, inside = 0, False
    while index < len(path) - 1:
        part = str(path[index])
        if part in ONE_OF and not (inside and part not in OUTER):
            yield index
            index, inside = index + 2, False
            continue
        index, inside = index + 1, True


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
    told = [_put(N_("{names} added"), names=", ".join(more))] if more else []
    told += [_put(N_("{names} removed"), names=", ".join(less))] if less else []
    order = N_("the order is {after}, was {before}")
    return ", ".join(told) or _put(order, after=_value(after), before=_value(before))


def _value(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return said({True: N_("yes"), False: N_("no"), None: N_("nothing")}[value])
    if isinstance(value, list):
        return ", ".join(_value(entry) for entry in value) or said(N_("nothing"))
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {_value(inner)}" for key, inner in value.items())
    text = " ".join(str(value).split())
    shown = text if len(text) <= TEXT else f"{text[: TEXT - 1].rstrip()}…"
    return f"“{shown}”" if " " in shown else shown
