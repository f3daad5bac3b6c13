"""In which language a page or document is read, and which clocks it shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from babel.core import get_global
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, ngettext, override

from tandem.web.templatetags.tandem import country, day, joined

View = Callable[..., HttpResponse]


def in_language(view: View) -> View:
    """`?language=es` shows this page or document in that language, without changing anything else."""

    @wraps(view)
    def read(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = request.GET.get("language", "")
        if asked not in dict(settings.LANGUAGES):
            return view(request, *args, **kwargs)
        with override(asked):
            return view(request, *args, **kwargs)

    return read


def language() -> str:
    """The language of this reading."""
    return get_language() or settings.LANGUAGE_CODE


@dataclass(frozen=True)
class Elsewhere:
    """What clocks show at the deadline in some countries: 'Kenya and Uganda', '00:59', and another day's name."""

    countries: str
    time: str
    day: str


def elsewhere(at: datetime, countries: Iterable[str], zone: str) -> tuple[Elsewhere, ...]:
    """The deadline in these countries (ISO codes), those with one clock together; without those that share `zone`'s.

    A country with several zones is shown by the first one that the Unicode tables name; one without any is left out.
    """
    zones = get_global("territory_zones")
    here = at.astimezone(ZoneInfo(zone))
    groups: dict[datetime, list[str]] = {}
    for code in countries:
        if named := zones.get(code):
            local = at.astimezone(ZoneInfo(named[0])).replace(tzinfo=None)
            groups.setdefault(local, []).append(country(code))
    return tuple(
        Elsewhere(joined(sorted(names)), f"{local:%H:%M}", day(local) if local.date() != here.date() else "")
        for local, names in sorted(groups.items()) if local != here.replace(tzinfo=None)
    )


def time_left(now: datetime, until: datetime) -> str:
    """'12 days 4 hours', '3 hours 10 minutes', '5 minutes'; '' when it has passed. From the server's clock."""
    minutes = int((until - now).total_seconds() // 60)
    if until <= now:
        return ""
    days, hours = minutes // 1440, minutes % 1440 // 60
    said_days = ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
    said_hours = ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    said_minutes = ngettext("%(n)d minute", "%(n)d minutes", minutes % 60) % {"n": minutes % 60}
    if days:
        return f"{said_days} {said_hours}" if hours and days < 30 else said_days
    return f"{said_hours} {said_minutes}" if hours else said_minutes
