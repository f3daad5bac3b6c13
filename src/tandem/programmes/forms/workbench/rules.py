"""The page of one rule: its check from the catalogue, when it counts, and the words of its refusal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError

from tandem.core.eligibility.registry import UnknownCheck, read_check
from tandem.core.rulebook.choosing import PROFILE
from tandem.core.rulebook.editing import Edit, Insert, Key, Remove, Set
from tandem.core.rulebook.sources import MAIN
from tandem.programmes.forms.workbench.check_words import (
    BOUNDS,
    FACTS,
    LITERALS,
    PROFILE_WORDS,
    argument_words,
    example_of,
    title_of,
)
from tandem.programmes.forms.workbench.checks import Argument, editor_of, remedy_of, words_in_order
from tandem.programmes.forms.workbench.conditions import Condition, clauses_of, column_subjects, in_words, rule_subjects
from tandem.programmes.forms.workbench.items import NOTHING, Amount, Flags, Item, Line, Many, Number, One, Texts, Wrong
from tandem.programmes.forms.workbench.lines import Names
from tandem.programmes.forms.workbench.pieces import BoundsItem, ColumnValues
from tandem.programmes.forms.workbench.tree import Path, Tree, entries, identifier, mapping, titled
from tandem.web.shapes import Choice
from tandem.web.templatetags.tandem import localised

EVERYONE = "everyone"  # as the component: rules of every kind of support


def rules_at(component: str) -> Path:
    """Where the rules of a component, or of all of them, stand."""
    return ("everyone",) if component == EVERYONE else ("components", component, "rules")


def own_rules(tree: Tree, component: str) -> list[dict[str, Any]]:
    """The rules written there."""
    return entries(tree.at(rules_at(component)))


def check_of(rule: Mapping[str, Any]) -> tuple[str, dict[str, Any], str]:
    """(word, arguments, strength) of a rule as it is written; '' for a word that is no check."""
    strength = "should" if isinstance(rule.get("should"), dict) else "must"
    written = mapping(rule.get(strength))
    word = next((key for key in written if key in words_in_order()), "")
    return word, written, strength


def rule_items(tree: Tree, component: str, word: str) -> list[Item]:
    """The fields of a rule of this kind."""
    first = component if component != EVERYONE else next(iter(tree.components), "")
    made = _Arguments(tree, first, word)
    strength = [
        Choice("must", _("It must hold"), _("An application that breaks it is refused, and told how to mend it.")),
        Choice("should", _("It should hold"), _("It is advice: said beside the question, never a refusal.")),
    ]
    appraisal = {"submission": "submission", "appraisal": "appraisal"}
    return [
        *made.items(),
        One(
            "strength",
            ("strength",),
            _("How strong it is"),
            required=True,
            choices=strength,
            hint=_("Never stronger than your guideline."),
        ),
        Condition("when", ("when",), _("Only when"), _("Nothing chosen: always."), subjects=rule_subjects(tree, first)),
        Condition("unless", ("unless",), _("Unless"), subjects=rule_subjects(tree, first)),
        Texts(
            "refusal",
            ("refusal",),
            _("What it says when it does not hold"),
            required=True,
            longer=True,
            hint=_("To the applicant, in one or two sentences. Numbers and names go in by {places}: see beside."),
        ),
        Texts("mend", ("mend",), _("How to mend it"), longer=True, hint=_("What to do now, as a friend would say it.")),
        Line(
            "source",
            ("source",),
            _("Where it comes from"),
            required=True,
            hint=_("The heading in your guideline. Write “house advice” when the guideline does not say it."),
        ),
        Line("clause", ("clause",), _("Clause"), hint=_("Like ABC-3, if your guideline numbers them.")),
        One(
            "recorded_at",
            ("recorded_at",),
            _("Judged"),
            required=True,
            standard="submission",
            kept=appraisal,
            choices=[
                Choice("submission", _("when it is sent in")),
                Choice("appraisal", _("also later, while it is appraised")),
            ],
        ),
    ]


class _Arguments:
    """The arguments of one check as fields."""

    def __init__(self, tree: Tree, component: str, word: str) -> None:
        self.tree, self.component, self.word = tree, component, word
        self.editor = editor_of(word)

    def items(self) -> Iterator[Item]:
        """Fields in the order of the check's arguments, then how many."""
        for argument in self.editor.arguments:
            label, hint = argument_words(self.word, argument.key)
            yield self.item(argument, str(label), str(hint))
        if self.editor.bounds:
            yield BoundsItem("bounds", ("check",), _("How many"), required=True, words=BOUNDS)

    def item(self, argument: Argument, label: str, hint: str) -> Item:
        name, path = f"a-{argument.key}", ("check", argument.key)
        common: dict[str, Any] = {"hint": hint, "required": argument.needed}
        choices = self.choices(argument)
        if argument.kind in ("sort", "condition"):
            subjects = (column_subjects if argument.kind == "sort" else rule_subjects)(self.tree, self.component)
            common["required"] = argument.kind == "condition"
            always = "person" if argument.needed or argument.standard == "person" else ""
            return Condition(
                name, path, label, **common, subjects=subjects, always=always if argument.kind == "sort" else ""
            )
        if argument.kind == "values":
            return ColumnValues(name, path, label, **common, options=tuple(self.values()))
        if argument.kind == "flag":
            return Flags(name, ("check",), label, choices=[Choice(argument.key, label)])
        if argument.kind in ("amount", "number"):
            return (Number if argument.kind == "number" else Amount)(name, path, label, **common)
        if argument.kind == "amount_or":
            return CeilingOr(name, path, label, **common)
        if argument.many and not choices and argument.kind == "text":
            return Names(name, path, label, **common)
        if argument.many:
            return Many(name, path, label, **common, choices=choices)
        if choices:
            standard = None if argument.needed else argument.standard
            return One(name, path, label, **common, choices=choices, standard=standard)
        return Line(name, path, label, **common)

    def choices(self, argument: Argument) -> list[Choice]:
        """What may be chosen for an argument."""
        tree, kind = self.tree, argument.kind
        sides = [Choice(s, titled(tree.parties.get(s, {}).get("title"), s)) for s in tree.sides(self.component)]
        if kind == "question":
            return list(self.questions(argument.types))
        if kind in ("part", "question_part"):
            return list(self.parts(argument))
        if kind == "party":
            return sides
        if kind == "each_party":
            return [Choice("each_party", str(LITERALS["each_party"])), *sides]
        if kind == "literal":
            return [Choice(each, str(LITERALS.get(each, each))) for each in argument.literals]
        if kind == "fact":
            return [Choice(key, str(words)) for key, words in FACTS.items()] + list(self.amounts())
        if kind == "column":
            team = tree.team(self.component)
            return [
                Choice(str(p["id"]), titled(p.get("label"), str(p["id"]))) for p in entries((team or {}).get("parts"))
            ]
        places = {"record": "once_per_organisation", "component": "components", "tool": "tools", "recorded": "recorded"}
        if kind in places:
            found = mapping(tree.main.get(places[kind]))
            return [Choice(id, titled(mapping(entry).get("title"), id)) for id, entry in found.items()]
        if kind == "profile":
            return [Choice(each, str(PROFILE_WORDS.get(each, each))) for each in PROFILE]
        if kind == "activity":
            done = entries(tree.main.get("activities"))
            return [Choice(str(each.get("id")), titled(each.get("label"), str(each.get("id")))) for each in done]
        if kind == "step":
            steps = [step for tool in mapping(tree.main.get("tools")).values() for step in entries(tool.get("steps"))]
            return [Choice(str(step.get("id")), titled(step.get("label"), str(step.get("id")))) for step in steps]
        return []

    def questions(self, types: Sequence[str]) -> Iterator[Choice]:
        for _section, question in self.tree.questions(self.component):
            if not types or question.get("type") in types:
                yield Choice(str(question.get("id")), titled(question.get("label"), str(question.get("id"))))

    def amounts(self) -> Iterator[Choice]:
        for choice in self.questions(("money",)):
            yield Choice(f"answers.{choice.value}", choice.label)

    def parts(self, argument: Argument) -> Iterator[Choice]:
        wanted = "yes_no" if "yes_no" in argument.types else ""
        for _section, question in self.tree.questions(self.component):
            if question.get("type") not in ("declaration", "table"):
                continue
            about = localised(titled(question.get("label"), str(question.get("id"))))
            for part in entries(question.get("parts")):
                if not wanted or part.get("type") == wanted:
                    value = f"{question['id']}/{part['id']}" if argument.kind == "question_part" else str(part["id"])
                    yield Choice(value, f"{about}: {localised(titled(part.get('label'), str(part['id'])))}")

    def values(self) -> Iterator[Mapping[str, Any]]:
        team = self.tree.team(self.component)
        for part in entries(team.get("parts")) if team else ():
            yield from entries(part.get("options"))


class CeilingOr(Amount):
    """An amount, or the word that means the ceiling of the kind of support."""

    def raws(self, value: Any, tree: Tree) -> dict[str, list[str]]:
        if value == "ceiling":
            return {self.name: [str(_("ceiling"))]}
        return super().raws(value, tree)

    def read(self, raws: Any, tree: Tree, before: Any) -> Any:
        typed = (raws.get(self.name) or [""])[0].strip().casefold()
        return "ceiling" if typed in ("ceiling", str(_("ceiling")).casefold()) else super().read(raws, tree, before)


def rule_data(rule: Mapping[str, Any]) -> dict[str, Any]:
    """A rule as the page's fields read it."""
    _word, written, strength = check_of(rule)
    return {**rule, "check": written, "strength": strength if written else None}


def rule_edits(tree: Tree, component: str, word: str, rule: Mapping[str, Any], values: Mapping[str, Any]) -> list[Edit]:
    """The edits that make the rule say what was typed; a rule without an id is new and goes to the end."""
    written = written_check(tree, component, word, values, check_of(rule)[1])
    strength = values["strength"]
    made: dict[str, Any] = {strength: written}
    for key in ("when", "unless", "refusal", "mend", "source", "clause", "recorded_at"):
        if values.get(key, NOTHING) is not NOTHING:
            made[key] = values[key]
    same = written == check_of(rule)[1] and "remedy" in rule
    made["remedy"] = rule["remedy"] if same else _remedy(tree, component, written)
    here = rules_at(component)
    if not rule.get("id"):
        taken = [str(each.get("id")) for each in _all_rules(tree)]
        id = identifier(
            localised(str(title_of(word))) if not _hint(written, word) else _hint(written, word), taken, "rule"
        )
        return [Insert(MAIN, here, -1, {"id": id, **made})]
    place = (*here, Key("id", rule["id"]))
    edits: list[Edit] = []
    if strength not in rule and ({"must", "should"} & set(rule)):
        edits.append(Remove(MAIN, (*place, "should" if strength == "must" else "must")))
    edits += [Set(MAIN, (*place, key), value) for key, value in made.items() if rule.get(key) != value]
    edits += [
        Remove(MAIN, (*place, key))
        for key in ("when", "unless", "mend", "clause", "recorded_at")
        if key in rule and key not in made
    ]
    return edits


def written_check(
    tree: Tree, component: str, word: str, values: Mapping[str, Any], before: Mapping[str, Any]
) -> dict[str, Any]:
    """The check as it is written under must or should; Wrong with a sentence when its arguments do not hold."""
    written: dict[str, Any] = {}
    for argument in editor_of(word).arguments:
        value = values.get(f"a-{argument.key}", NOTHING)
        if argument.kind == "flag":
            value = mapping(value).get(argument.key) or NOTHING
        if argument.kind == "part" and isinstance(value, list):
            value = _of_question(tree, component, str(written.get(word)), value, f"a-{argument.key}")
        if value is NOTHING or (value == argument.standard and argument.key not in before):
            continue
        written[argument.key] = value
    written |= {
        key: each
        for key, each in mapping(values.get("bounds")).items()
        if each is not None and key in editor_of(word).bounds
    }
    try:
        read_check(written)
    except (ValidationError, UnknownCheck):
        raise Wrong(_("This does not make a whole rule yet. Fill in what is missing.")) from None
    return written


def _of_question(tree: Tree, component: str, question: str, parts: list[str], at: str) -> list[str]:
    found = tree.question(component if component != EVERYONE else next(iter(tree.components), ""), question)
    known = [str(part.get("id")) for part in entries(found[1].get("parts"))] if found else []
    if any(part not in known for part in parts):
        raise Wrong(_("One of these points belongs to another declaration. Unmark it."), at)
    return parts


def _remedy(tree: Tree, component: str, written: Mapping[str, Any]) -> Any:
    first = component if component != EVERYONE else next(iter(tree.components), "")
    team = tree.team(first)
    budget = next((q for _s, q in tree.questions(first) if q.get("type") == "budget"), {})
    return remedy_of(read_check(written), str((team or {}).get("id") or ""), str(budget.get("id") or ""))


def _all_rules(tree: Tree) -> Iterator[dict[str, Any]]:
    yield from own_rules(tree, EVERYONE)
    for component in tree.components:
        yield from own_rules(tree, component)


def _hint(written: Mapping[str, Any], word: str) -> str:
    main = written.get(word)
    if isinstance(main, str) and main.replace("_", "").isalnum():
        return f"{main}_{word}"
    return f"{word}_rule"


def catalogue(tree: Tree, component: str) -> list[dict[str, str]]:
    """Every kind of rule there is to choose from, in words."""
    return [{"word": word, "title": str(title_of(word)), "example": str(example_of(word))} for word in words_in_order()]


def rule_title(tree: Tree, component: str, rule: Mapping[str, Any]) -> str:
    """What a rule is about, in a few words: its kind and its main argument."""
    word, written, _strength = check_of(rule)
    if not word:
        return str(rule.get("id") or _("A rule without a check"))
    about = _about(tree, component, word, written)
    return f"{title_of(word)}: {about}" if about else str(title_of(word))


def _about(tree: Tree, component: str, word: str, written: Mapping[str, Any]) -> str:
    first = component if component != EVERYONE else next(iter(tree.components), "")
    argument = next((each for each in editor_of(word).arguments if each.key == word), None)
    if argument is None:
        return ""
    choices = {choice.value: choice.label for choice in _Arguments(tree, first, word).choices(argument)}
    value = written.get(word)
    named = [localised(choices.get(str(one), str(one))) for one in (value if isinstance(value, list) else [value])]
    if argument.kind in ("sort", "condition"):
        subjects = (column_subjects if argument.kind == "sort" else rule_subjects)(tree, first)
        words = str(_("everybody")) if value == "person" else in_words(str(value), subjects)
        named = [words] if words else []
    return ", ".join([*named, *_bounds_words(written)])


def beyond_words(rule: Mapping[str, Any]) -> list[str]:
    """The expressions of a rule that its page cannot show as questions and values: their author reads them."""
    word, written, _strength = check_of(rule)
    kinds = {each.key: each.kind for each in editor_of(word).arguments} if word else {}
    found = [written.get(key) for key, kind in kinds.items() if kind in ("sort", "condition")]
    found += [rule.get("when"), rule.get("unless")]
    return [each for each in found if isinstance(each, str) and each != "person" and clauses_of(each) is None]


def _bounds_words(written: Mapping[str, Any]) -> list[str]:
    for key, label in BOUNDS.items():
        value = written.get(key)
        if key == "between" and isinstance(value, list) and len(value) == 2:
            return [_("%(low)s to %(high)s") % {"low": value[0], "high": value[1]}]
        if key and isinstance(value, int | str):
            return [f"{str(label).split(' (')[0]} {value}"]
    return []


__all__ = [
    "EVERYONE",
    "beyond_words",
    "catalogue",
    "check_of",
    "own_rules",
    "rule_data",
    "rule_edits",
    "rule_items",
    "rule_title",
    "rules_at",
]
