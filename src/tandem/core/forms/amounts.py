"""Money as people write it: the amount of `numerals`, with the currency's sign or code before or behind it."""

from __future__ import annotations

from tandem.core.forms.locales import convention, currencies, currency_sign
from tandem.core.forms.numerals import Pieces, settle, take_apart, too_long
from tandem.core.values import Money, Problem, exponent

MOST_MONEY_DIGITS = 15  # minor units stay below 10^15: exact in every database, spreadsheet and browser

_DOLLARS_AND_PESOS = "USD CAD AUD NZD MXN COP CLP ARS UYU DOP SGD HKD TWD JMD TTD BBD BSD BZD FJD GYD LRD NAD"
# Signs people write, and the currencies (ISO 4217) each may stand for.
_SIGNS: dict[str, frozenset[str]] = {
    "kr": frozenset({"NOK", "SEK", "DKK", "ISK"}),
    "nkr": frozenset({"NOK"}),
    "skr": frozenset({"SEK"}),
    "dkr": frozenset({"DKK"}),
    "€": frozenset({"EUR"}),
    "£": frozenset({"GBP", "EGP", "LBP", "SYP"}),
    "$": frozenset(_DOLLARS_AND_PESOS.split()),
    "us$": frozenset({"USD"}),
    "¥": frozenset({"JPY", "CNY"}),
    "￥": frozenset({"JPY", "CNY"}),
    "q": frozenset({"GTQ"}),
    "zł": frozenset({"PLN"}),
    "zl": frozenset({"PLN"}),
    "₴": frozenset({"UAH"}),
    "₡": frozenset({"CRC"}),
    "l": frozenset({"HNL", "MDL", "ALL"}),
    "c$": frozenset({"NIO", "CAD"}),
    "bs": frozenset({"BOB", "VES"}),
    "s/": frozenset({"PEN"}),
    "r": frozenset({"ZAR"}),
    "ksh": frozenset({"KES"}),
    "tsh": frozenset({"TZS"}),
    "ush": frozenset({"UGX"}),
    "mk": frozenset({"MWK"}),
    "k": frozenset({"ZMW", "MWK"}),
    "₹": frozenset({"INR"}),
    "₩": frozenset({"KRW"}),
    "₺": frozenset({"TRY"}),
    "lei": frozenset({"MDL", "RON"}),
    "lekë": frozenset({"ALL"}),
    "din": frozenset({"RSD"}),
    "дин": frozenset({"RSD"}),
    "ден": frozenset({"MKD"}),
    "грн": frozenset({"UAH"}),
    "km": frozenset({"BAM"}),
    "ft": frozenset({"HUF"}),
    "kč": frozenset({"CZK"}),
    "fcfa": frozenset({"XOF", "XAF"}),
}


def money(text: str, locale: str, currency: str = "") -> Money | Problem:
    """The amount that the text means in the locale and in `currency`, or the problem. Never raises.

    A sign or code before or behind the amount must be one of the asked currency (`currency_other`); without an asked
    currency it must name one alone (`currency_missing`). Negative amounts are read; whether they may be is not decided
    here. An amount with more decimals than the currency has is `money_decimals`, never rounded.
    """
    pieces = take_apart(text)
    if isinstance(pieces, Problem):
        return pieces
    named = _named(pieces, locale, currency)
    if isinstance(named, Problem):
        return named
    places = exponent(named)
    value = settle(pieces, convention(locale), places)
    if isinstance(value, Problem):
        return value
    scaled = value.scaleb(places)
    if scaled != scaled.to_integral_value():
        typed = -int(value.as_tuple().exponent)
        return Problem("money_decimals", values={"actual": typed, "limit": places, "currency": named})
    minor = int(scaled)
    digits = len(str(abs(minor)))
    return too_long(digits, MOST_MONEY_DIGITS, "digits") if digits > MOST_MONEY_DIGITS else Money(minor, named)


def known_currency(code: object) -> bool:
    """True for a three-letter currency code in capitals that CLDR knows."""
    return isinstance(code, str) and code in currencies()


def _named(pieces: Pieces, locale: str, asked: str) -> str | Problem:
    """The currency meant: the asked one when every affix fits it, else the only one that the affixes name."""
    if asked and not known_currency(asked):
        return Problem("currency_unknown", values={"currency": asked[:20]})
    possible: frozenset[str] | None = None
    for affix in pieces.affixes:
        meant = _meant(affix, locale, asked)
        if not meant:
            return Problem("number_unreadable")
        if asked and asked not in meant:
            return Problem("currency_other", values={"typed": affix, "asked": asked})
        possible = meant if possible is None else possible & meant
    if asked:
        return asked
    return next(iter(possible)) if possible is not None and len(possible) == 1 else Problem("currency_missing")


def _meant(affix: str, locale: str, asked: str) -> frozenset[str]:
    """The currencies that a sign or code may stand for; none when it is no currency at all."""
    if len(affix) == 3 and affix.upper() in currencies():
        return frozenset({affix.upper()})
    folded = affix.casefold()
    if asked and folded == currency_sign(asked, locale).casefold():
        return frozenset({asked})
    return _SIGNS.get(folded, frozenset())
