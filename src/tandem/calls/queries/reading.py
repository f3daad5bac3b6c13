"""The whole form in one language, as people read it: page, PDF and Word show this same reading (UX-1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from tandem.calls.queries.kinds import part_kind, question_kind, said_limits
from tandem.core.forms.definition import Option, Part, Question, Section
from tandem.core.rulebook.schema import Rulebook
from tandem.core.values import pick
from tandem.web.templatetags.tandem import joined


@dataclass(frozen=True)
class ReadPart:
    """One field of a declaration, or one column of a row."""

    id: str
    label: str
    kind: str
    hint: str = ""
    required: bool = False
    options: tuple[tuple[str, str], ...] = ()  # label, hint


@dataclass(frozen=True)
class ReadQuestion:
    """One question. `number` counts through the form; `kind` and `rules` are sentences; `type` is the definition's."""

    number: int
    id: str
    type: str
    label: str
    kind: str
    who: str
    hint: str = ""
    why: str = ""
    required: bool = False
    rules: tuple[str, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    parts: tuple[ReadPart, ...] = ()
    lines: tuple[str, ...] = ()
    conditional: bool = False
    clause: str = ""
    years: int = 0


@dataclass(frozen=True)
class ReadSection:
    """One page of the form."""

    number: int
    id: str
    title: str
    who: str
    intro: str
    questions: tuple[ReadQuestion, ...]


@dataclass(frozen=True)
class ReadForm:
    """The whole form, ready to be shown."""

    title: str
    intro: str
    sections: tuple[ReadSection, ...]

    @property
    def questions(self) -> tuple[ReadQuestion, ...]:
        """Every question in reading order."""
        return tuple(question for section in self.sections for question in section.questions)


@dataclass(frozen=True)
class _Reader:
    rulebook: Rulebook
    component_id: str
    language: str

    def say(self, text: Mapping[str, str]) -> str:
        return pick(text, self.language, self.rulebook.languages)

    def who(self, of: str) -> str:
        if of == "together":
            return _("together")
        if of == "each_party":
            return _("each partner")
        role = self.rulebook.parties.get(of)
        return self.say(role.title) if role else of

    def section_who(self, section: Section) -> str:
        """Who answers a part: what its questions say, when they all say the same."""
        if section.answered_by == "each_party":
            return self.who("each_party")
        return joined([self.who(of) for of in dict.fromkeys(question.of for question in section.questions)])

    def options(self, options: tuple[Option, ...], named: str | None) -> tuple[tuple[str, str], ...]:
        found = self.rulebook.lists[named].options if named and named in self.rulebook.lists else options
        if named == "effects" and not found:
            found = self.rulebook.goal.effects
        return tuple((self.say(option.label), self.say(option.hint)) for option in found)

    def part(self, part: Part) -> ReadPart:
        return ReadPart(
            part.id, self.say(part.label), ". ".join([_part_kind(part), *said_limits(part.limit, part.currency)]),
            self.say(part.hint), part.required, self.options(part.options, None),
        )

    def question(self, number: int, question: Question) -> ReadQuestion:
        kind = [question_kind(question), *said_limits(question.limit, question.currency)]
        return ReadQuestion(
            number=number, id=question.id, type=question.type, label=self.say(question.label),
            kind=". ".join(kind) + ".", who=self.who(question.of), hint=self.say(question.hint),
            why=self.say(question.why), required=question.required,
            rules=tuple(choice_rules(self.rulebook, self.component_id, question.id)),
            options=self.options(question.options, question.options_from),
            parts=tuple(self.part(part) for part in question.parts),
            lines=tuple(self.say(line.label) for line in question.lines),
            conditional=question.when is not None, clause=question.clause, years=question.years or 0,
        )


def _part_kind(part: Part) -> str:
    return f"{part_kind(part.type)} ({part.currency})" if part.currency else part_kind(part.type)


def read_form(rulebook: Rulebook, component_id: str, language: str) -> ReadForm:
    """The component's application form in a language; texts it lacks come in the rulebook's first language that has
    them. Sentences about kinds and limits are in the active interface language."""
    reader, form = _Reader(rulebook, component_id, language), rulebook.form_of(component_id)
    sections, number = [], 0
    for place, section in enumerate(form.sections, start=1):
        questions = []
        for question in section.questions:
            number += 1
            questions.append(reader.question(number, question))
        sections.append(ReadSection(
            place, section.id, reader.say(section.title), reader.section_who(section), reader.say(section.intro),
            tuple(questions),
        ))
    return ReadForm(reader.say(form.title), reader.say(form.intro), tuple(sections))


def choice_rules(rulebook: Rulebook, component_id: str, question: str) -> Iterator[str]:
    """How many a rule lets people choose, as sentences: the same rule that refuses a third purpose (MIC-1)."""
    for rule in rulebook.components[component_id].rules:
        check: Mapping[str, Any] = rule.must or rule.should or {}
        if check.get("choose") != question:
            continue
        least, most = _between(check)
        if rule.must is None and least == most:
            yield _("Advice: choose exactly %(most)s.") % {"most": most}
        elif rule.must is None:
            yield _("Advice: choose at least %(least)s.") % {"least": least} if most is None else _(
                "Advice: choose %(least)s to %(most)s.") % {"least": least, "most": most}
        elif most is None:
            yield _("Choose at least %(least)s.") % {"least": least}
        elif least == most:
            yield _("Choose exactly %(most)s.") % {"most": most}
        elif not least:
            yield _("Choose at most %(most)s.") % {"most": most}
        else:
            yield _("Choose at least %(least)s and at most %(most)s.") % {"least": least, "most": most}


def _between(check: Mapping[str, Any]) -> tuple[Decimal, Decimal | None]:
    """The smallest and largest number a check allows; no largest is None."""
    if "between" in check:
        low, high = check["between"]
        return Decimal(str(low)), Decimal(str(high))
    if "exactly" in check:
        return Decimal(str(check["exactly"])), Decimal(str(check["exactly"]))
    most = check.get("at_most")
    return Decimal(str(check.get("at_least", 0))), None if most is None else Decimal(str(most))
