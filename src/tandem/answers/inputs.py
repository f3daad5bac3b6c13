"""Single values as inputs and readers see them: text, numbers in the reader's habit, amounts, days, choices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from tandem.core.forms.answers import is_unread
from tandem.core.forms.definition import Limit, Option, Part, Question
from tandem.core.forms.limits import count_characters, count_words
from tandem.core.forms.periods import ENDS
from tandem.core.values import Money, exponent
from tandem.web.shapes import Cell, Choice, Counter
from tandem.web.templatetags.tandem import active_locale, day, localised, money, number


@dataclass(frozen=True)
class Flaw:
    """What is wrong with an input, as a sentence; and what the typed text can mean, when that is the trouble."""

    text: str = ""
    readings: tuple[Choice, ...] = ()


SOUND = Flaw()


def part_cells(
    part: Part, name: str, value: Any, errors: Mapping[str, Flaw], *, reading: bool = False, beside: str = "/"
) -> list[Cell]:
    """A declaration's field, or one column of a row: one input, of a period two. `errors` by the cell of the part ('').

    `beside` stands between the name and the end of a period.
    """
    if part.type == "period":
        return _period_cells(part.label, name, value, errors, reading=reading, beside=beside, required=part.required,
                             hint=part.hint)  # fmt: skip
    kinds = {"short_text": "text", "long_text": "textarea"}
    flaw = errors.get("", SOUND)
    common: dict[str, Any] = {
        "name": name,
        "label": part.label,
        "kind": kinds.get(part.type, part.type),
        "hint": part.hint,
        "error": flaw.text,
        "ask": flaw.readings,
        "required": part.required,
    }
    raw = read_text(part, value) if reading else shown_text(part, value)
    if part.type in {"choice", "many"}:
        return [Cell(**common, choices=choices_of(part.options, raw))]
    if part.type == "yes_no":
        yes_no = [Choice("true", _("Yes"), chosen=value is True), Choice("false", _("No"), chosen=value is False)]
        return [Cell(**common, choices=yes_no)]
    width = "all" if part.type == "long_text" else "two" if (part.limit.characters or 0) > 120 else ""
    unit = "" if reading else part.currency or ""
    return [Cell(**common, value=raw, width=width, counter=counter(part.limit, raw, part.type), unit=unit)]


def period_cells(name: str, value: Any, errors: Mapping[str, Flaw], *, reading: bool, required: bool) -> list[Cell]:
    """The two days of a question that asks for a period."""
    return _period_cells("", name, value, errors, reading=reading, beside="..", required=required, hint="")


def _period_cells(
    label: Any, name: str, value: Any, errors: Mapping[str, Flaw], *, reading: bool, beside: str, required: bool,
    hint: Any,
) -> list[Cell]:  # fmt: skip
    if reading:
        return [Cell(name, label, value=read_period(value))]
    ends = value if isinstance(value, dict) and not is_unread(value) else {"from": value} if is_unread(value) else {}
    words = {"from": _("First day"), "to": _("Last day")}
    whole = localised(label)
    cells = []
    for end, word in words.items():
        flaw = errors.get(end) or (errors.get("") if end == "from" else None) or SOUND
        said = f"{whole}: {word[0].lower()}{word[1:]}" if whole else word
        cells.append(
            Cell(f"{name}{beside}{end}", said, "date", plain(ends.get(end)), error=flaw.text, ask=flaw.readings,
                 required=required, hint=hint if end == "from" else "")  # fmt: skip
        )
    return cells


def shown_text(asked: Question | Part, value: Any) -> Any:
    """What an input shows for a stored value: text, a list for many, '' for nothing, what was typed for unread."""
    if is_unread(value):
        return [value["unread"]] if asked.type in {"many", "choice"} else value["unread"]
    if asked.type in {"many", "choice"}:
        return value if isinstance(value, list) else [value] if isinstance(value, str) else []
    if value is None:
        return ""
    if asked.type == "number":
        return shown_number(value)
    if asked.type == "money" and isinstance(value, dict):
        amount = shown_minor(value.get("minor"), str(value.get("currency", "")))
        return amount if asked.currency else f"{amount} {value.get('currency', '')}".strip()
    return value if isinstance(value, str) else str(value)


def read_text(asked: Question | Part, value: Any) -> Any:
    """What a reader sees of a stored value: as `shown_text`, with numbers grouped, amounts and days written out."""
    if is_unread(value) or value is None:
        return shown_text(asked, value)
    if asked.type == "number" and isinstance(value, str):
        return number(value)
    if asked.type == "money" and isinstance(value, dict) and isinstance(value.get("minor"), int):
        return money(Money(value["minor"], str(value.get("currency") or "")))
    if asked.type == "date" and isinstance(value, str):
        return day(value)
    if asked.type == "period":
        return read_period(value)
    return shown_text(asked, value)


def read_period(value: Any) -> str:
    """'1 March 2025 – 28 February 2026'; an end that is missing or unread as it is."""
    if not isinstance(value, dict) or is_unread(value):
        return plain(value)
    ends = [value.get(end) for end in ENDS]
    said = [day(end) if isinstance(end, str) else plain(end) or "?" for end in ends]
    return " – ".join(said) if any(ends) else ""


def shown_number(value: Any) -> str:
    """A stored number with the reader's decimal sign and no grouping, as it may be typed again."""
    text = plain(value)
    symbol = active_locale().number_symbols.get("latn", {}).get("decimal", ".")
    return text.replace(".", str(symbol)) if text.replace(".", "", 1).lstrip("-").isdigit() else text


def shown_minor(value: Any, currency: str) -> str:
    """Minor units as an amount in main units, as it may be typed again."""
    if isinstance(value, int):
        places = exponent(currency) if currency else 2
        return shown_number(format(Decimal(value).scaleb(-places), "f"))
    return plain(value)


def plain(value: Any) -> str:
    """The value as text; what was typed where it could not be read."""
    if is_unread(value):
        return value["unread"]
    return "" if value is None else str(value)


def counter(limit: Limit, value: Any, type_: str) -> Counter | None:
    """How much is written, for texts with a limit."""
    if type_ not in {"short_text", "long_text"} or not isinstance(value, str):
        return None
    if limit.words:
        return Counter(count_words(value), limit.words, "words")
    if limit.characters:
        return Counter(count_characters(value), limit.characters, "characters")
    return None


def choices_of(options: Sequence[Option], chosen: Sequence[str]) -> list[Choice]:
    """Options as they stand on the page, the chosen ones marked; what was chosen and is not offered stays, as typed."""
    made = [Choice(option.id, option.label, option.hint, chosen=option.id in chosen) for option in options]
    offered = {option.id for option in options}
    return made + [Choice(each, f"“{each}”", chosen=True) for each in chosen if each and each not in offered]


def raws_of(cells: Iterable[Cell]) -> list[str]:
    """What a row's inputs would send if nothing were touched, in the page's order."""
    raws: list[str] = []
    for cell in cells:
        if cell.choices:
            raws.append("\x1e".join(choice.value for choice in cell.choices if choice.chosen))
        else:
            raws.append(str(cell.value or ""))
    return raws


def file_rule(question: Question) -> str:
    """Kinds, size and number of files that may be handed in, said before choosing (UX-15)."""
    if question.type != "file":
        return ""
    kinds = ", ".join(kind.upper() for kind in question.accept)
    count = question.limit.files
    most = _("at most %(count)s files") % {"count": count} if count and count > 1 else ""
    return ", ".join(text for text in (kinds, _("at most 10 MB each"), most) if text)
