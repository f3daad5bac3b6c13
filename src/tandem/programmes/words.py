"""What changed between two versions, how a rulebook was made known, and rules in words, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from tandem.core.rulebook.schema import Rule, Rulebook
from tandem.programmes.models import ChannelKind
from tandem.rulebooks.differences import ONE_OF
from tandem.web.templatetags.tandem import joined, localised, own_name

THINGS: Mapping[str, Any] = {
    "component": gettext_lazy("component %(name)s"), "rule": gettext_lazy("rule %(name)s"),
    "criterion": gettext_lazy("criterion %(name)s"), "anchor": gettext_lazy("score %(name)s"),
    "step": gettext_lazy("step %(name)s"), "party": gettext_lazy("party %(name)s"),
    "list": gettext_lazy("list %(name)s"), "option": gettext_lazy("option %(name)s"),
    "paper": gettext_lazy("paper %(name)s"), "donor": gettext_lazy("donor %(name)s"),
    "round": gettext_lazy("round %(name)s"), "letter": gettext_lazy("letter %(name)s"),
    "region": gettext_lazy("region %(name)s"), "tool": gettext_lazy("tool %(name)s"),
    "section": gettext_lazy("section %(name)s"), "question": gettext_lazy("question %(name)s"),
    "part": gettext_lazy("field %(name)s"), "budget line": gettext_lazy("budget line %(name)s"),
    "effect": gettext_lazy("effect %(name)s"), "agreement": gettext_lazy("agreement %(name)s"),
    "report": gettext_lazy("report %(name)s"), "activity": gettext_lazy("activity %(name)s"),
    "row": gettext_lazy("row %(name)s"), "instalment": gettext_lazy("instalment %(name)s"),
}  # fmt: skip
SAID: Mapping[str, Any] = {
    "on": gettext_lazy("the day"), "year": gettext_lazy("the year"), "weight": gettext_lazy("the weight"),
    "source": gettext_lazy("the source"), "ceiling": gettext_lazy("the largest grant"),
    "amount": gettext_lazy("the amount"), "budget": gettext_lazy("the proposed budget"),
    "currency": gettext_lazy("the currency"), "countries": gettext_lazy("the countries"),
    "kinds": gettext_lazy("the kinds of organisation"), "languages": gettext_lazy("the languages"),
    "refusal": gettext_lazy("what is said when it refuses"), "mend": gettext_lazy("how to mend it"),
    "label": gettext_lazy("the wording"), "title": gettext_lazy("the title"), "hint": gettext_lazy("the hint"),
    "guidance": gettext_lazy("the guidance"), "explains": gettext_lazy("the explanation"),
    "means": gettext_lazy("the meaning"), "required": gettext_lazy("whether it has to be answered"),
    "opens": gettext_lazy("the first day"), "closes": gettext_lazy("the last day"),
    "limit": gettext_lazy("the limit"), "words": gettext_lazy("the largest number of words"),
    "years": gettext_lazy("the number of years"), "ties": gettext_lazy("how ties are broken"),
    "own_contribution_percent": gettext_lazy("the own contribution in per cent"),
    "at_least": gettext_lazy("the least"), "at_most": gettext_lazy("the most"), "exactly": gettext_lazy("the number"),
    "between": gettext_lazy("the smallest and largest number"), "when": gettext_lazy("when it applies"),
    "unless": gettext_lazy("when it does not apply"), "signatures": gettext_lazy("who signs"),
}  # fmt: skip
LONGEST = 120

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
    said = [
        change_said(row, rulebook) for row in rows if row["language"] in ("", mine) or mine not in rulebook.languages
    ]
    return list(dict.fromkeys(said))


def change_said(row: Mapping[str, Any], rulebook: Rulebook) -> str:
    """One kept difference as a sentence."""
    thing, what = _thing([str(part) for part in row["path"]], rulebook, row["file"])
    whole = f"{thing}: {what}" if thing and what else thing or what or row["file"]
    whole = whole[:1].upper() + whole[1:]
    before, after = row["before"], row["after"]
    match row["kind"]:
        case "added":
            return _("%(thing)s is new.") % {"thing": whole}
        case "removed":
            return _("%(thing)s is gone.") % {"thing": whole}
        case "moved":
            return _("%(thing)s: the order has changed.") % {"thing": whole}
        case "strength":
            if after == "must":
                return _("%(thing)s is a must now; it was advice.") % {"thing": whole}
            return _("%(thing)s is advice now; it was a must.") % {"thing": whole}
    if row["language"]:
        return _("%(thing)s reads otherwise in %(language)s.") % {"thing": whole, "language": own_name(row["language"])}
    if _names(before) and _names(after):
        return _lists(whole, before or [], after or [])
    if before is None:
        return _("%(thing)s: %(after)s; before there was none.") % {"thing": whole, "after": _value(after)}
    if after is None:
        return _("%(thing)s: none; before it was %(before)s.") % {"thing": whole, "before": _value(before)}
    return _("%(thing)s: %(after)s; before it was %(before)s.") % {
        "thing": whole, "after": _value(after), "before": _value(before)}


def _thing(path: list[str], rulebook: Rulebook, file: str) -> tuple[str, str]:
    """The nearest thing that has a name, by its title where it has one, and the key inside it."""
    last = max((i for i, part in enumerate(path[:-1]) if part in ONE_OF), default=-1)
    if last < 0:
        return "", str(SAID.get(path[-1], path[-1])) if path else ""
    name = path[last + 1]
    title = _title(path[: last + 2], rulebook, file)
    shown = f"“{title}”" if title else str(int(name) + 1) if name.isdigit() else f"“{name}”"
    thing = THINGS.get(ONE_OF[path[last]])
    rest = [part for part in path[last + 2 :] if part not in ("must", "should")]
    what = str(SAID.get(rest[-1], rest[-1])) if rest else ""
    return (str(thing) % {"name": shown} if thing else shown), what


def _title(path: list[str], rulebook: Rulebook, file: str) -> str:
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


def _names(value: Any) -> bool:
    return value is None or (isinstance(value, list) and all(isinstance(entry, str) for entry in value))


def _lists(whole: str, before: list[str], after: list[str]) -> str:
    more, less = [e for e in after if e not in before], [e for e in before if e not in after]
    if more and less:
        return _("%(thing)s: %(more)s added, %(less)s taken out.") % {
            "thing": whole, "more": joined(more), "less": joined(less)}
    if more:
        return _("%(thing)s: %(more)s added.") % {"thing": whole, "more": joined(more)}
    if less:
        return _("%(thing)s: %(less)s taken out.") % {"thing": whole, "less": joined(less)}
    return _("%(thing)s: the order has changed.") % {"thing": whole}


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return joined([_value(entry) for entry in value])
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_value(inner)}" for key, inner in value.items())
    text = " ".join(str(value).split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
