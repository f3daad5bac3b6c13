"""A rule in plain words, made from the rule itself: whatever a programme asks for, it can be read before applying."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.calls.checking.sorts import EVERYBODY, Unsayable, Words
from tandem.core.eligibility import Case, check_of, evaluate
from tandem.core.eligibility.outcome import places_in
from tandem.core.rulebook.schema import Rule, Rulebook
from tandem.core.values import Money
from tandem.organisations.models import OrganisationKind
from tandem.rulebooks.wording import say
from tandem.web.templatetags.tandem import country, joined, localised, money, number

BLANK, LONG = "…", 120


def said(rulebook: Rulebook, component_id: str, rule: Rule) -> str:
    """What the rule asks, as one sentence in the interface's language."""
    check: Any = check_of(rule)
    words = Words(rulebook, component_id)
    sayer = SAYERS.get(check.word)
    try:
        return sayer(check, words) if sayer else in_own_words(rule)
    except Unsayable:
        return in_own_words(rule)


def in_short(sentence: str) -> str:
    """A heading: a sentence that ends in a long list stops before it."""
    head, colon, _list = sentence.partition(": ")
    return f"{head} …" if colon and len(sentence) > LONG else sentence


def in_own_words(rule: Rule) -> str:
    """What the programme itself says to do about it."""
    text = _filled(localised(rule.mend)) or _filled(localised(rule.refusal))
    return text or _("The rule as the programme writes it stands below.")


def condition(rulebook: Rulebook, component_id: str, rule: Rule) -> str:
    """When it counts, as a sentence; '' when it always does."""
    words = Words(rulebook, component_id)
    try:
        if rule.when is not None:
            return _("It counts only where this holds: %(what)s.") % {"what": words.said(rule.when)}
        if rule.unless is not None:
            return _("It does not count where this holds: %(what)s.") % {"what": words.said(rule.unless)}
    except Unsayable:
        return _("It counts in some applications only, by what they answer.")
    return ""


def refusals(rulebook: Rulebook, component_id: str, rule: Rule) -> dict[str, tuple[str, str]]:
    """By language of the rulebook: what somebody reads when the rule does not hold, and how to mend it.

    With the numbers of an application in which nothing is said yet; '…' where each application has its own.
    """
    needed = (id for id in rulebook.components[component_id].parties if not rulebook.parties[id].optional)
    parties: dict[str, Any] = {id: {} for id in needed}
    found = evaluate(rulebook, component_id, {"parties": parties}, say)
    verdict = next((one for one in found if one.rule == rule.id and not one.passed), None)
    refusal: Mapping[str, str] = verdict.refusal if verdict else rule.refusal
    mend: Mapping[str, str] = verdict.mend if verdict else rule.mend
    return {
        language: (_filled(refusal.get(language, "")), _filled(mend.get(language, "")))
        for language in rulebook.languages if refusal.get(language) or mend.get(language)
    }


def place(rulebook: Rulebook, component_id: str, rule: Rule) -> str:
    """The question of the form that it is about, '' when there is none."""
    check = check_of(rule)
    questions = {question.id for question in rulebook.form_of(component_id).questions()}
    named = [one.inside or one.name for one in check.references() if one.kind in ("question", "part")]
    team = Case(rulebook, component_id, {}).team_question
    if any(one.kind == "column" for one in check.references()) and team is not None:
        named.append(team.id)
    return next((name for name in named if name in questions), "")


def _filled(text: str) -> str:
    for name in places_in(text):
        text = text.replace(f"{{{name}}}", BLANK)
    return text.removesuffix(".") if text.endswith(f"{BLANK}.") else text


def bounds(check: Any) -> str:
    """'exactly 2', 'at least 1', '3 to 5', 'about 4'."""
    if getattr(check, "around", None) is not None:
        return _("about %(n)s") % {"n": number(check.around)}
    if getattr(check, "usually", None) is not None:
        return _("usually %(n)s") % {"n": number(check.usually)}
    low, high = check.low, check.high
    if low is not None and low == high:
        return _("exactly %(n)s") % {"n": number(low)}
    if low is not None and high is not None:
        return _("%(low)s to %(high)s") % {"low": number(low), "high": number(high)}
    if high == 0:
        return _("no")
    return _("at least %(n)s") % {"n": number(low)} if low is not None else _("at most %(n)s") % {"n": number(high)}


def _whose(check: Any) -> str:
    return _("Each party") if getattr(check, "per", "party") == "party" else _("All parties together")


def _question(words: Words, id: str) -> str:
    return f"“{words.label(f'answers.{id}')}”"


def _parts(check: Any, words: Words, ids: Any) -> str:
    return joined([f"“{words.label(f'answers.{check.declared}.{id}')}”" for id in ids])


def _party(words: Words, id: str) -> str:
    return _("each party") if id == "each_party" else localised(words.rulebook.parties[id].title)


def _count(check: Any, words: Words) -> str:
    sort = words.people(check.count)
    text = _("%(who)s: %(bounds)s %(people)s.") % {"who": _whose(check), "bounds": bounds(check), "people": sort}
    if check.not_counting:
        text += " " + _("Not counted: people with %(what)s.") % {"what": words.said(check.not_counting)}
    return text


def _marked(check: Any, words: Words) -> str:
    text = _("%(who)s: %(bounds)s of the %(people)s with the mark “%(mark)s”.") % {
        "who": _whose(check), "bounds": bounds(check), "people": words.people(check.among),
        "mark": words.label(check.marked),
    }
    return f"{text} {_('Nobody else bears it.')}" if check.nobody_else else text


def _include(check: Any, words: Words) -> str:
    options = joined([words.option(check.of, value) for value in check.include])
    people = words.people(check.where) if check.where != EVERYBODY else _("people")
    return _("%(who)s: among the %(people)s, “%(column)s” occurs as each of these: %(options)s.") % {
        "who": _whose(check), "people": people, "column": words.label(check.of), "options": options
    }


def _balance(check: Any, words: Words) -> str:
    return _("%(who)s: each of %(options)s makes up at least %(share)s%% of the people.") % {
        "who": _whose(check), "options": joined([words.option(check.balance, value) for value in check.among]),
        "share": number(check.at_least),
    }


def _all(check: Any, words: Words) -> str:
    return _("Of all %(people)s it is said: %(columns)s.") % {
        "people": words.people(check.all), "columns": joined([f"“{words.label(name)}”" for name in check.have])
    }


def _declared(check: Any, words: Words) -> str:
    text = _("The declaration %(question)s is complete.") % {"question": _question(words, check.declared)}
    if check.parts:
        text = _("In %(question)s these are filled in: %(parts)s.") % {
            "question": _question(words, check.declared), "parts": _parts(check, words, check.parts)
        }
    if check.truthy:
        text += " " + _("Answered with yes: %(parts)s.") % {"parts": _parts(check, words, check.truthy)}
    return text


def _yes(check: Any, words: Words) -> str:
    question, _slash, part = check.yes.partition("/")
    label = words.label(f"answers.{question}.{part}" if part else f"answers.{question}")
    return _("“%(label)s” is answered with yes.") % {"label": label}


def _amount(check: Any, words: Words) -> str:
    name = words.label(check.amount)
    currency = words.rulebook.components[words.component_id].selection.currency
    component = words.rulebook.components[words.component_id]
    if check.at_most == "ceiling":
        if component.ceiling is not None:
            top = money(Money.of(Decimal(component.ceiling), currency))
            return _("At most %(amount)s: %(what)s.") % {"amount": top, "what": name}
        return _("Not above the ceiling that the call publishes for where the parties are and how many they are:"
                 " %(what)s.") % {"what": name}
    said = []
    if check.at_least is not None:
        said.append(_("at least %(amount)s") % {"amount": money(Money.of(check.at_least, currency))})
    if check.at_most is not None:
        said.append(_("at most %(amount)s") % {"amount": money(Money.of(check.at_most, currency))})
    return _("%(what)s: %(bounds)s.") % {"what": name[:1].upper() + name[1:], "bounds": joined(said)}


def _share(check: Any, words: Words) -> str:
    values = {"part": words.label(check.share), "whole": words.label(check.whole)}
    if check.at_least is not None:
        return _("Of %(whole)s, at least %(share)s%% is %(part)s.") % {**values, "share": number(check.at_least)}
    return _("Of %(whole)s, at most %(share)s%% is %(part)s.") % {**values, "share": number(check.at_most)}


def _lasts(check: Any, words: Words) -> str:
    values = {"bounds": bounds(check), "first": _question(words, check.lasts)}
    if check.until:
        values["last"] = _question(words, check.until)
        return _("From %(first)s to %(last)s it takes %(bounds)s months.") % values
    return _("It takes %(bounds)s months: %(first)s.") % values


def _grant(check: Any, words: Words) -> str:
    title = localised(words.rulebook.components[check.grant].title)
    text = _("The same partnership has a grant of the kind “%(kind)s”.") % {"kind": title}
    if check.active:
        text = _("A grant of the kind “%(kind)s” of the same partnership runs now.") % {"kind": title}
    if check.covers:
        text += " " + _("It covers the whole period of this one.")
    return f"{text} {_('One that is applied for counts too.')}" if check.or_applied else text


def _tool(check: Any, words: Words) -> str:
    tool = words.rulebook.tools[check.tool]
    steps = [f"“{localised(step.label)}”" for step in tool.steps if step.id in check.filled]
    if steps:
        return _("In “%(tool)s” these parts are filled in: %(steps)s.") % {
            "tool": localised(tool.title), "steps": joined(steps)
        }
    return _("“%(tool)s” is filled in, every part of it.") % {"tool": localised(tool.title)}


def _recorded(check: Any, words: Words) -> str:
    what = localised(words.rulebook.recorded[check.recorded].title)
    if check.before == "closing":
        return _("The organiser has recorded it before the call closes: %(what)s.") % {"what": what}
    return _("The organiser has recorded it before the application is sent: %(what)s.") % {"what": what}


def _country(check: Any, words: Words) -> str:
    ids = words.rulebook.components[words.component_id].parties if check.country == "each_party" else (check.country,)
    said = [
        _("%(party)s is in one of these countries: %(countries)s.") % {
            "party": _party(words, id),
            "countries": joined(sorted(country(code) for code in words.rulebook.parties[id].countries)),
        }
        for id in ids
    ]
    return " ".join(said)


def _kind(check: Any, words: Words) -> str:
    ids = words.rulebook.components[words.component_id].parties if check.kind == "each_party" else (check.kind,)
    names = dict(OrganisationKind.choices)
    said = [
        _("%(party)s is one of these: %(kinds)s.") % {
            "party": _party(words, id),
            "kinds": joined([str(names.get(kind, kind)) for kind in words.rulebook.parties[id].kinds]),
        }
        for id in ids
    ]
    return " ".join(said)


def _record(check: Any, words: Words) -> str:
    record = words.rulebook.once_per_organisation[check.on_record]
    return _("%(party)s has handed in “%(paper)s”, once for the whole programme.") % {
        "party": _party(words, check.of).capitalize() if check.of == "each_party" else _party(words, check.of),
        "paper": localised(record.title),
    }


def _choose(check: Any, words: Words) -> str:
    return _("Chosen in %(question)s: %(bounds)s.") % {
        "question": _question(words, check.choose), "bounds": bounds(check)
    }


def _evidence(check: Any, words: Words) -> str:
    papers = joined([_question(words, id) for id in check.evidence])
    return ngettext("There is this paper: %(papers)s.", "There is one of these papers: %(papers)s.",
                    len(check.evidence)) % {"papers": papers}


def _rows(check: Any, words: Words) -> str:
    values = {"bounds": bounds(check), "question": _question(words, check.rows)}
    if not check.where:
        return _("Rows in %(question)s: %(bounds)s.") % values
    said = Words(words.rulebook, words.component_id, {"": f"answers.{check.rows}"}).said(check.where)
    return _("Rows in %(question)s with %(what)s: %(bounds)s.") % {**values, "what": said}


def _profile(check: Any, words: Words) -> str:
    names = joined([name.replace("_", " ") for name in check.profile])
    return _("The profile of %(party)s says this: %(what)s.") % {"party": _party(words, check.of), "what": names}


SAYERS: Mapping[str, Callable[[Any, Words], str]] = {
    "count": _count, "marked": _marked, "include": _include, "balance": _balance, "all": _all,
    "declared": _declared, "yes": _yes, "amount": _amount, "share": _share, "lasts": _lasts, "grant": _grant,
    "tool": _tool, "recorded": _recorded, "country": _country, "kind": _kind, "on_record": _record,
    "choose": _choose, "evidence": _evidence, "profile": _profile, "rows": _rows,
    "answered": lambda check, words: _("%(question)s is answered.") % {"question": _question(words, check.answered)},
    "leads": lambda check, words: _("%(party)s is named in each of these: %(questions)s.") % {
        "party": _party(words, check.by), "questions": joined([_question(words, id) for id in check.leads])
    },
    "understood": lambda check, words: _("%(party)s reads the language chosen in %(question)s.") % {
        "party": _party(words, check.by), "question": _question(words, check.understood)
    },
    "rates": lambda check, words: _("Every amount in another currency in %(question)s has its rate.") % {
        "question": _question(words, check.rates)
    },
    "expression": lambda check, words: _("This holds: %(what)s.") % {"what": words.said(check.expression)},
    "follow_up": lambda check, words: _(
        "In %(question)s, what needs a follow-up names an activity that follows it."
    ) % {"question": _question(words, check.follow_up)},
}
