"""Countries, languages and numbers in a reader's language, for the texts of verdicts outside the web."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from tandem.core.eligibility import say_plainly


def say(kind: str, code: str, language: str) -> str:
    """`core.eligibility.Say` in Babel's words: 'GT' → 'Guatemala', '24000' → '24,000'. Unknown codes stay."""
    from babel import Locale, UnknownLocaleError
    from babel.numbers import format_decimal

    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return say_plainly(kind, code, language)
    if kind == "country":
        return str(locale.territories.get(code, code))
    if kind == "language":
        return str(locale.languages.get(code, code))
    if kind == "number":
        try:
            return str(format_decimal(Decimal(code), locale=locale, decimal_quantization=False))
        except InvalidOperation:
            return code
    return code
