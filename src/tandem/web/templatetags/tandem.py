"""How texts, days, numbers and money stand on pages, in the reader's language. Built in: templates need not load it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, cast
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_time, get_timezone_location
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal, format_percent
from babel.units import format_unit
from django import template
from django.http import QueryDict
from django.utils import timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from tandem.core.values.money import Money, exponent
from tandem.core.values.text import Localised, pick

register = template.Library()

NBSP = "\u00a0"
_SPAN = re.compile(r"(\d+) (day|week|month|year)s?")
_REGION = {"en": "en_GB"}  # day before month, 24 hours: nobody here reads American dates


@lru_cache(maxsize=32)
def _locale(language: str) -> Locale:
    return Locale.parse(_REGION.get(language, language.replace("-", "_")))


def active_locale() -> Locale:
    """Babel's locale for the language of this request."""
    return _locale(get_language() or "en")


def _unbroken(text: str) -> str:
    return text.replace(" ", NBSP)


# texts ----------------------------------------------------------------------------------------------------------------


@register.filter
def localised(text: Localised | str | None) -> str:
    """An officer's {language: text} in the reader's language, else in any language there is; a plain string stays."""
    if not text:
        return ""
    return text if isinstance(text, str) else pick(text, get_language() or "en", ("en",))


@register.filter
def localised_lang(text: Localised | str | None) -> SafeString | str:
    """As `localised`, but marked with its language when that is not the page's, so that it is read out rightly."""
    if not text:
        return ""
    if isinstance(text, str):
        return text
    language = get_language() or "en"
    if own := text.get(language) or text.get(language.split("-")[0]):
        return own
    if not (shown := pick(text, language, ("en",))):
        return shown
    written_in = next((key for key, value in text.items() if value == shown), "")
    return format_html('<span lang="{}">{}</span>', written_in, shown)


@register.filter
def joined(values: Sequence[Any] | None) -> str:
    """'Ana, Bo and Dee' in the reader's language."""
    return format_list([str(value) for value in values or ()], locale=active_locale())


@register.filter
@lru_cache(maxsize=64)
def own_name(code: str) -> str:
    """A language in its own words: 'es' is español."""
    return _locale(code).get_language_name() or code


@register.filter
def country(code: str | None) -> str:
    """The name of the country with this ISO 3166 code; the code itself when there is none."""
    return cast(str, active_locale().territories.get((code or "").upper(), code or ""))


# days and moments -----------------------------------------------------------------------------------------------------


def _as_date(value: date | datetime | str) -> date:
    if isinstance(value, str):
        return date.fromisoformat(value[:10])
    return value.date() if isinstance(value, datetime) else value


def _in_zone(value: datetime | str, zone: str) -> datetime:
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.astimezone(ZoneInfo(zone) if zone else timezone.get_current_timezone())


@register.filter
def day(value: date | datetime | str | None, style: str = "long") -> str:
    """'1 October 2024'; style 'short' gives '1 Oct 2024'. Takes a date or its ISO text; empty stays empty."""
    if not value:
        return ""
    return _unbroken(format_date(_as_date(value), "medium" if style == "short" else "long", locale=active_locale()))


@register.filter
def moment(value: datetime | str | None, zone: str = "") -> str:
    """'1 October 2024, 23:59' as the clock shows in `zone` (an IANA name; the request's zone when left out)."""
    if not value:
        return ""
    local = _in_zone(value, zone)
    return f"{day(local)}, {format_time(local, 'HH:mm', locale=active_locale())}"


@register.filter
def clock(value: datetime | str | None, zone: str = "") -> str:
    """'14:03' as the clock shows in `zone`."""
    return format_datetime(_in_zone(value, zone), "HH:mm", locale=active_locale()) if value else ""


@register.simple_tag
def own_moment(value: datetime | str, zone: str, own: str) -> str:
    """The moment in the reader's `own` zone, beside one shown in `zone`: only the clock when it is the same day."""
    here, there = _in_zone(value, zone), _in_zone(value, own)
    return clock(value, own) if here.date() == there.date() else moment(value, own)


@register.filter
def zone_city(zone: str) -> str:
    """The city that names an IANA zone, in the reader's language: 'Europe/Oslo' is Oslo."""
    return "UTC" if zone == "UTC" else get_timezone_location(zone, locale=active_locale(), return_city=True)


@register.filter
def lasting(text: str) -> str:
    """'2 weeks', as a rulebook writes it, in the reader's language; other words stay as they are."""
    found = _SPAN.fullmatch(text)
    return format_unit(int(found[1]), f"duration-{found[2]}", locale=active_locale()) if found else text


@register.simple_tag
def time(value: datetime | str, zone: str = "") -> SafeString:
    """A <time> element with the moment as shown in `zone` and the instant for machines."""
    local = _in_zone(value, zone)
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), moment(local, zone))


# numbers and money ----------------------------------------------------------------------------------------------------


@register.filter
def number(value: Decimal | int | float | str | None, decimals: int | str = "") -> str:
    """A number with the reader's separators; `decimals` fixes how many. Empty stays empty, a zero is 0."""
    if value is None or value == "":
        return ""
    fixed = "" if decimals == "" else "." + "0" * int(decimals)
    pattern = f"#,##0{fixed}" if decimals != "" and int(decimals) else ("#,##0" if decimals != "" else None)
    exact = Decimal(str(value))
    text = format_decimal(exact, format=pattern, locale=active_locale(), decimal_quantization=bool(pattern))
    return _unbroken(text).replace("-", "−")


@register.filter
def percent(value: Decimal | int | float | str | None, decimals: int | str = 0) -> str:
    """A percentage from the number itself (41 is 41 %), with `decimals` decimals."""
    if value is None or value == "":
        return ""
    fixed = "." + "0" * int(decimals) if int(decimals) else ""
    text = format_percent(Decimal(str(value)) / 100, format=_percent_pattern(fixed), locale=active_locale())
    return _unbroken(text).replace("-", "−")


def _percent_pattern(fixed: str) -> str:
    spaced = str(active_locale().percent_formats[None].pattern).replace("#,##0", "")
    return f"#,##0{fixed}{spaced}"


def as_money(value: Money | Mapping[str, Any]) -> Money:
    """Money from Money or from its stored form {"minor", "currency"}."""
    return value if isinstance(value, Money) else Money(int(value["minor"]), str(value["currency"]))


@register.filter
def money(value: Money | Mapping[str, Any] | None, style: str = "") -> str:
    """'NOK 1,200,000' with the currency's code. Whole amounts lose their decimals unless style is 'exact'."""
    if value is None or value == "":
        return ""
    amount = as_money(value)
    digits = exponent(amount.currency) if style == "exact" or amount.amount % 1 else 0
    pattern = "¤¤ #,##0" if _code_first() else "#,##0 ¤¤"
    pattern = pattern.replace("#,##0", "#,##0" + ("." + "0" * digits if digits else ""))
    text = format_currency(
        amount.amount, amount.currency, format=pattern, locale=active_locale(), currency_digits=False
    )
    return _unbroken(text).replace("-", "−")


def _code_first() -> bool:
    return str(active_locale().currency_formats["standard"].pattern).startswith("¤")


@register.filter
def amount(value: Money | Mapping[str, Any] | None, style: str = "") -> str:
    """The amount without its currency, for a column whose head names it. Style 'whole' rounds the decimals away."""
    if value is None or value == "":
        return ""
    cash = as_money(value)
    return number(cash.amount, 0 if style == "whole" else exponent(cash.currency))


@register.filter
def filesize(value: int | None) -> str:
    """Bytes as people say them: '0.4 MB'."""
    size = Decimal(value or 0)
    if size < 1000:
        return f"{number(size)}{NBSP}B"
    unit, scaled = ("kB", size / 1000) if size < 1_000_000 else ("MB", size / 1_000_000)
    return f"{number(scaled, 0 if unit == 'kB' or scaled >= 100 else 1)}{NBSP}{unit}"


# small things that templates cannot say themselves ------------------------------------------------------------------


@register.filter
def get(holder: Mapping[Any, Any] | Sequence[Any] | None, key: Any) -> Any:
    """What a mapping holds under `key`, or a list at that place; '' when nothing."""
    if isinstance(holder, Mapping):
        return holder.get(key, "")
    return holder[key] if holder and isinstance(key, int) and key < len(holder) else ""


@register.filter
def by_weight(verdicts: Sequence[Any] | None) -> dict[str, list[Any]]:
    """Verdicts (objects or mappings alike) as `open` (musts first, then advice) and `holding`."""

    def said(verdict: Any, name: str) -> Any:
        return verdict.get(name) if isinstance(verdict, Mapping) else getattr(verdict, name, None)

    listed = list(verdicts or ())
    still_open = [v for v in listed if not said(v, "passed")]
    still_open.sort(key=lambda v: str(said(v, "severity")) != "must")
    return {"open": still_open, "holding": [v for v in listed if said(v, "passed")]}


@register.simple_tag(takes_context=True)
def with_query(context: template.Context, **changes: Any) -> str:
    """The address's query with these values changed; None or '' takes one out. For pages, filters and sorting."""
    query = context["request"].GET.copy() if "request" in context else QueryDict(mutable=True)
    for key, value in changes.items():
        query.pop(key, None)
        if value not in (None, ""):
            query[key] = str(value)
    return "?" + query.urlencode()


@register.inclusion_tag("web/parts/spread.html")
def spread(values: Sequence[float], low: float = 0, high: float = 100, wide: bool = False) -> dict[str, Any]:
    """One dot per assessor on a line from `low` to `high`; `wide` warns that they do not agree."""
    span = (high - low) or 1
    dots = [round(6 + 108 * (min(max(float(v), low), high) - low) / span, 1) for v in values]
    return {"values": values, "dots": dots, "wide": wide, "low": low, "high": high}


@register.inclusion_tag("web/parts/bar.html")
def bar(value: float, limit: float = 100, label: str = "") -> dict[str, Any]:
    """One bar: how much of `limit` has been reached. Over the limit fills the bar; the number beside says it."""
    share = 0.0 if not limit else min(max(float(value) / float(limit), 0), 1)
    return {"width": round(120 * share, 1), "label": label or f"{number(value)} / {number(limit)}"}


@register.filter
def paragraphs(text: str) -> SafeString:
    """Typed text as paragraphs: what people wrote is escaped, their line breaks stay."""
    blocks = [part for part in str(text or "").replace("\r\n", "\n").split("\n\n") if part.strip()]
    return mark_safe("".join(f"<p>{conditional_escape(b.strip()).replace(chr(10), '<br>')}</p>" for b in blocks))


@register.filter
def blocks(document: Any, heading_level: int = 2) -> SafeString:
    """A `foundation.documents` Document as parts of this page: `{{ document|blocks }}` in a `div.stack`."""
    from tandem.web.blocks import render

    return render(document, heading_level)
