"""Single values as inputs and readers see them: text, numbers in the reader's habit, amounts, days, choices."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from tandem.core.forms.answers import is_unread
from tandem.core.forms.definition import Limit, Option, Part, Question
from tandem.core.forms.limits import count_characters, count_words
from tandem.core.values import Money, exponent
from tandem.web.shapes import Cell, Choice, Counter
from tandem.web.templatetags.tandem import active_locale, day, money, number


def part_cell(part: Part, name: str, value: Any, error: str, *, reading: bool = False) -> Cell:
    """A declaration's field, or one column of a row."""
    kinds = {"short_text": "text", "long_text": "textarea"}
    common: dict[str, Any] = {
        "name": name,
        "label": part.label,
        "kind": kinds.get(part.type, part.type),
        "hint": part.hint,
        "error": error,
        "required": part.required,
    }
    raw = read_text(part, value) if reading else shown_text(part, value)
    if part.type in {"choice", "many"}:
        return Cell(**common, choices=choices_of(part.options, raw))
    if part.type == "yes_no":
        yes_no = [Choice("true", _("Yes"), chosen=value is True), Choice("false", _("No"), chosen=value is False)]
        return Cell(**common, choices=yes_no)
    width = "all" if part.type == "long_text" else "two" if (part.limit.characters or 0) > 120 else ""
    return Cell(**common, value=raw, width=width, counter=counter(part.limit, raw, part.type))


def shown_text(asked: Question | Part, value: Any) -> Any:
    """What an input shows for a stored value: text, a list for many, '' for nothing, what was typed for unread."""
    if is_unread(value):
        return value["unread"]
    if asked.type in {"many", "choice"}:
        return value if isinstance(value, list) else [value] if isinstance(value, str) else []
    if value is None:
        return ""
    if asked.type == "number":
        return shown_number(value)
    if asked.type == "money" and isinstance(value, dict):
        return shown_minor(value.get("minor"), str(value.get("currency", "")))
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
    return shown_text(asked, value)


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
    """Options as they stand on the page, the chosen ones marked."""
    return [Choice(option.id, option.label, option.hint, chosen=option.id in chosen) for option in options]


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
