"""The check as a form that lives in the address: every question may be left out, nothing is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tandem.answers.fields import AmountField, day_field
from tandem.answers.sentences import sentence
from tandem.calls.checking.asked import MOST_PEOPLE, MOST_ROWS, ROWS, Ask, Asks, People
from tandem.calls.checking.facts import Group, Said
from tandem.core.forms.numerals import number
from tandem.web.templatetags.tandem import localised


class NumberField(forms.Field):
    """A number as people write it in their language; blank is None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "w10"}), **kwargs)

    def to_python(self, value: Any) -> Decimal | None:
        text = str(value or "").strip()
        if not text:
            return None
        read, problem = number(text, get_language() or "en")
        if problem is not None or read is None:
            raise ValidationError(sentence(problem) if problem else _("This is not a number we can read."))
        return Decimal(read)


def field_of(ask: Ask, currency: str) -> forms.Field:
    """The form field of one question."""
    common: dict[str, Any] = {"label": ask.label, "required": False}
    match ask.kind:
        case "choice":
            return forms.ChoiceField(choices=[("", "–"), *ask.choices], **common)
        case "many":
            return forms.MultipleChoiceField(choices=ask.choices, widget=forms.CheckboxSelectMultiple, **common)
        case "yes_no" | "paper":
            choices = [("yes", _("yes")), ("no", _("no")), ("", _("not said"))]
            return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, initial="", **common)
        case "number":
            return NumberField(**common)
        case "amount":
            return AmountField(currency, **{**common, "label": f"{ask.label}, {currency}"})
        case "day" | "period":
            return day_field(ask.label)
    raise ValueError(ask.kind)


class RowForm(forms.Form):
    """So many like people."""

    def __init__(self, *args: Any, people: People, parties: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        self.fields["party"] = forms.ChoiceField(
            label=_("Party"), choices=[("", _("Party")), *parties.items()], required=False
        )
        for part, is_mark in people.columns:
            label = localised(part.label)
            if is_mark:
                self.fields[part.id] = forms.BooleanField(label=label, required=False)
            else:
                choices = [("", "–"), *((option.id, localised(option.label)) for option in part.options)]
                self.fields[part.id] = forms.ChoiceField(label=label, choices=choices, required=False)
        self.fields["number"] = forms.IntegerField(
            label=_("How many"), required=False, min_value=0,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "w5"}),
            error_messages={"invalid": _("Type how many people, in digits.")},
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("number") and not cleaned.get("party"):
            self.add_error("party", _("Choose for which party they take part."))
        return cleaned

    def group(self) -> Group | None:
        """The people of this row; None for a row nobody filled in."""
        data = self.cleaned_data
        if not data.get("number"):
            return None
        marks: dict[str, Any] = {
            part.id: bool(data.get(part.id)) if is_mark else data[part.id]
            for part, is_mark in self.people.columns if is_mark or data.get(part.id)
        }
        return Group(data["party"], data["number"], marks)


@dataclass(frozen=True)
class Topic:
    """One question, asked once or of several parties side by side: each field with what tells it from the others."""

    id: str
    title: str
    kind: str
    cells: list[tuple[forms.BoundField, str]] = field(default_factory=list)


class CheckForm(forms.Form):
    """All questions of a component's check, with the rows of people."""

    def __init__(self, data: Any, *, asks: Asks, currency: str, parties: Mapping[str, str]) -> None:
        super().__init__(data, label_suffix="")
        self.asks, self.parties = asks, parties
        for ask in asks.asks:
            self.fields[ask.name] = field_of(ask, currency)
        for part in asks.people.everybody if asks.people else ():
            label = _("Everybody: %(what)s") % {"what": localised(part.label)}
            self.fields[f"all_{part.id}"] = field_of(Ask(f"all_{part.id}", "yes_no", label, "people"), currency)
        self.rows = list(self._rows(data))

    def _rows(self, data: Any) -> Iterator[RowForm]:
        if self.asks.people is None:
            return
        asked = str((data or {}).get("rows", ""))
        wanted = int(asked) if asked.isdecimal() and len(asked) < 4 else ROWS
        if data is not None and "more" in data:
            wanted += 2
        for place in range(max(1, min(wanted, MOST_ROWS))):
            yield RowForm(data, prefix=f"p{place}", people=self.asks.people, parties=self.parties, label_suffix="")

    def is_valid(self) -> bool:
        rows = [row.is_valid() for row in self.rows]
        return super().is_valid() and all(rows)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        numbers = [row.cleaned_data.get("number") or 0 for row in self.rows if row.is_valid()]
        for ask in self.asks.asks:
            end = f"{ask.name.removesuffix('_from')}_to"
            first, last = cleaned.get(ask.name), cleaned.get(end)
            if ask.name.endswith("_from") and first and last and last < first:
                self.add_error(end, _("It ends before it starts. Exchange the days."))
        if sum(numbers) > MOST_PEOPLE:
            values = {"actual": sum(numbers), "limit": MOST_PEOPLE}
            self.add_error(None, _("%(actual)d people are more than a team can have; %(limit)d are read.") % values)
        return cleaned

    def said(self) -> Said:
        """What was said; call it when the form is valid."""
        answers = {
            name: value for name, value in self.cleaned_data.items() if value not in (None, "", []) and name != "rows"
        }
        return Said(answers, tuple(group for row in self.rows if (group := row.group()) is not None))

    def of(self, group: str) -> list[Topic]:
        """What one group asks: the same question for several parties, or of a first and a last day, is one topic."""
        found: dict[tuple[str, ...], Topic] = {}
        for ask in self.asks.of(group):
            key, title, short = self._topic(ask)
            topic = found.setdefault(key, Topic(f"topic-{ask.name}", title, ask.kind))
            topic.cells.append((self[ask.name], short))
        return list(found.values())

    def _topic(self, ask: Ask) -> tuple[tuple[str, ...], str, str]:
        """What makes it the same question, the words of that question, and what tells this field from its likes."""
        short, title, key = self.parties.get(ask.party, ""), str(self[ask.name].label), ask.at
        if short:
            title = capfirst(title.removeprefix(f"{short}: "))
            key = tuple(piece for piece in key if piece != ask.party)
        if ask.kind == "period":
            title, _colon, end = title.rpartition(": ")
            key, short = key[:-1], f"{short}: {end}" if short else capfirst(end)
        return (ask.kind, *key), title, short

    def everybody(self) -> list[Topic]:
        """What is asked of all people at once."""
        return [
            Topic(f"topic-{name}", str(self[name].label), "yes_no", [(self[name], "")])
            for name in self.fields if name.startswith("all_")
        ]

    def faults(self) -> list[dict[str, str]]:
        """The error summary."""
        found = [{"url": f"#{field.auto_id}", "text": str(text)} for field in self for text in field.errors]
        found += [
            {"url": f"#{field.auto_id}", "text": str(text)} for row in self.rows for field in row
            for text in field.errors
        ]
        return found + [{"url": "#people", "text": str(text)} for text in self.non_field_errors()]


def said_title(number: int, open_ones: int) -> str:
    """What the rules come to, as a sentence."""
    if number:
        return ngettext(
            "One thing stands in the way", "%(number)d things stand in the way", number
        ) % {"number": number}
    if open_ones:
        return _("Nothing stands in the way so far")
    return _("As you describe it, you can apply")
