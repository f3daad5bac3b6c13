"""What a list of applications is filtered and sorted by; later apps register more. The state lives in the address."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.applications.access import KIND
from tandem.applications.models import Application
from tandem.applications.states import Outcome, Step
from tandem.calls.models import Call
from tandem.core.values.folding import folded
from tandem.foundation.access import Actor
from tandem.foundation.access.models import Grant
from tandem.web.templatetags.tandem import country, localised

A_PAGE = 50
MOST = 1_000_000  # applications of one call
LONGEST = 200  # characters of one filter
Choices = Sequence[tuple[str, Any]]


@dataclass(frozen=True)
class Filter:
    """One filter. `choices` are offered to choose from (None: a text is typed); `condition` narrows the rows.

    Registered by later apps: `condition(value, call)` returns a Q over applications, for one of the choices.
    """

    id: str
    label: Any
    condition: Callable[[str, Call], Q]
    choices: Callable[[Call, Actor], Choices] | None = None
    place: int = 50
    kind: str = "choice"  # or text, number


_filters: dict[str, Filter] = {}


def register(made: Filter) -> None:
    """Make a filter known to every list of applications; the same id again replaces it."""
    _filters[made.id] = made


def known() -> list[Filter]:
    """All filters in their order."""
    return sorted(_filters.values(), key=lambda each: each.place)


@dataclass(frozen=True)
class Asked:
    """A list as its address asks for it: filters by id (only those that say something), search, order."""

    values: Mapping[str, str] = field(default_factory=dict)
    search: str = ""
    order: str = "received"

    @property
    def filtered(self) -> bool:
        """Whether some rows may be left out."""
        return bool(self.values or self.search)


ORDERS: Mapping[str, tuple[Any, tuple[str, ...]]] = {
    "received": (gettext_lazy("newest first"), ("-submitted_at", "id")),
    "oldest": (gettext_lazy("oldest first"), ("submitted_at", "-id")),
    "score": (gettext_lazy("highest score"), ("-score", "id")),
    "asked": (gettext_lazy("largest amount"), ("-asked_minor", "id")),
    "title": (gettext_lazy("name"), ("title", "id")),
}


def asked_in(query: Mapping[str, Any]) -> Asked:
    """The state of the list in a query (request.GET or what was saved). What is not known is left out."""
    values = {}
    for each in _filters.values():
        text = str(query.get(each.id, "")).replace("\x00", "").strip()[:LONGEST]
        if text:
            values[each.id] = text
    order = str(query.get("order", "received"))
    search = str(query.get("search", "")).replace("\x00", "").strip()[:LONGEST]
    return Asked(values, search, order if order in ORDERS else "received")


def condition(call: Call, actor: Actor, asked: Asked, now: datetime) -> Q:
    """What the filters say together. Whoever declared an interest is not told by a filter what the score is."""
    found = ~Q(submitted_at=None)
    for id, value in asked.values.items():
        found &= _filters[id].condition(value, call)
        if id.startswith("score"):
            found &= ~Q(Exists(closed_to(actor, now)))
    for word in folded(asked.search).replace("|", " ").split():
        found &= Q(search__contains=word)
    return found


def closed_to(actor: Actor, now: datetime) -> QuerySet[Grant]:
    """For a query of applications: the grants that close one to this person because of an interest."""
    return Grant.objects.filter(
        Q(until_at=None) | Q(until_at__gt=now), person=actor.person_id, kind=KIND, purpose="assess", allows=False,
        from_at__lte=now, object_id=OuterRef("id"),
    )


def rows(call: Call, actor: Actor, asked: Asked, now: datetime) -> QuerySet[Application]:
    """The applications that fit, in order, each with `closed`: whether this officer declared an interest in it."""
    found: QuerySet[Application] = Application.objects.filter(call=call).filter(condition(call, actor, asked, now))
    found = found.annotate(closed=Exists(closed_to(actor, now)))
    if asked.order != "score":
        return found.order_by(*ORDERS[asked.order][1])
    shown = Case(When(closed=True, then=None), default=F("score"))
    return found.annotate(shown_score=shown).order_by(F("shown_score").desc(nulls_last=True), "id")


@dataclass(frozen=True)
class Counted:
    """How many fit, how many were sent in all, how many are still being written."""

    fitting: int
    sent: int
    drafts: int
    acts: Mapping[str, int] = field(default_factory=dict)  # of those that fit: how many each act may do something to


def counted(
    call: Call, actor: Actor, asked: Asked, now: datetime, acts: Mapping[str, Q] | None = None
) -> Counted:
    """The three numbers above the list, and those of `acts` (`lists.bulk.chances`). One query.

    What fits is found once for each row, in a query inside (the limit keeps databases from joining the two): written
    into every count, a filter over assignments cost as often as there are acts.
    """
    acts = acts or {}
    fits = condition(call, actor, asked, now) if asked.filtered else ~Q(submitted_at=None)
    marks = {"fits": fits, "was_sent": ~Q(submitted_at=None), "drafted": Q(step=Step.DRAFT)}
    marks |= {f"waits_{id}": waiting for id, waiting in acts.items()}
    marked = Application.objects.filter(call=call).annotate(
        **{name: Case(When(said, then=True), default=False) if said else Value(True) for name, said in marks.items()}
    )
    found = marked.order_by()[:MOST].aggregate(
        fitting=Count("id", filter=Q(fits=True)),
        sent=Count("id", filter=Q(was_sent=True)),
        drafts=Count("id", filter=Q(drafted=True)),
        **{f"act_{id}": Count("id", filter=Q(fits=True, **{f"waits_{id}": True})) for id in acts},
    )
    return Counted(
        found["fitting"], found["sent"], found["drafts"], {id: found[f"act_{id}"] for id in acts}
    )


class Pages(Paginator):
    """Pages of rows that have been counted already."""

    def __init__(self, found: QuerySet[Application], number: int) -> None:
        super().__init__(found, A_PAGE)
        self._number = number

    @property
    def count(self) -> int:
        return self._number


def _steps(call: Call, actor: Actor) -> Choices:
    titles = {step.id: step.title for step in call.component.workflow}
    return [(step, localised(titles.get(step, {})) or str(label)) for step, label in Step.choices
            if step != Step.DRAFT and step in titles]


def _outcomes(call: Call, actor: Actor) -> Choices:
    return [("open", _("not decided"))] + [(value, label) for value, label in Outcome.choices if value]


def _countries(call: Call, actor: Actor) -> Choices:
    codes = {code for party in call.component.parties for code in call.rulebook.parties[party].countries}
    return sorted(((code, country(code)) for code in codes), key=lambda pair: pair[1])


def _step(value: str, call: Call) -> Q:
    return Q(step=value) if value in Step.values else Q(pk__in=())


def _outcome(value: str, call: Call) -> Q:
    if value == "open":
        return Q(outcome="")
    return Q(outcome=value) if value in Outcome.values else Q(pk__in=())


def _country(value: str, call: Call) -> Q:
    return Q(countries__contains=f" {value} ") if re.fullmatch(r"[A-Z]{2}", value) else Q(pk__in=())


def _party(value: str, call: Call) -> Q:
    """Words of an organisation's name, after the mark that ends title and reference."""
    found = Q()
    for word in re.findall(r"\w+", folded(value)):
        found &= Q(search__regex=rf"\|.*{word}")
    return found


def decimal(value: str) -> Decimal | None:
    """A number as it stands in an address, also with a comma; None for anything else."""
    try:
        found = Decimal(value.replace(",", "."))
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found) < 1_000_000 else None


def _from(value: str, call: Call) -> Q:
    low = decimal(value)
    return Q(pk__in=()) if low is None else Q(score__gte=low)


def _to(value: str, call: Call) -> Q:
    high = decimal(value)
    return Q(pk__in=()) if high is None else Q(score__lte=high)


def register_own(more: Iterable[Filter] = ()) -> None:
    """The filters that applications themselves know."""
    for each in (
        Filter("step", gettext_lazy("Step"), _step, _steps, 10),
        Filter("outcome", gettext_lazy("Outcome"), _outcome, _outcomes, 11),
        Filter("country", gettext_lazy("Country"), _country, _countries, 20),
        Filter("party", gettext_lazy("Organisation"), _party, None, 21, "text"),
        Filter("score_from", gettext_lazy("Score from"), _from, None, 30, "number"),
        Filter("score_to", gettext_lazy("Score to"), _to, None, 31, "number"),
        *more,
    ):
        register(each)
