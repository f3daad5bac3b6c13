"""One donor in one year: what is asked for, what goes out, what the donor grants."""

from __future__ import annotations

from datetime import date
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.awards import operations
from tandem.awards.forms import DonorGrantForm
from tandem.awards.models import DonorGrant, ProgrammeApplication, ProgrammeApplicationRow
from tandem.awards.queries import funding
from tandem.awards.queries.funding import Ask
from tandem.awards.states import Answer, Asked
from tandem.core.values import Money
from tandem.foundation import clock
from tandem.foundation.access import Refused, acting, allow
from tandem.foundation.documents.cache import MEDIA_TYPES, rendered
from tandem.foundation.documents.stored import restored
from tandem.foundation.files.serving import download, serve
from tandem.partnerships.states import GrantStep
from tandem.web.asking import actor_of, slug_of
from tandem.web.routes import OFFICER, route
from tandem.web.templatetags.tandem import day, localised, number

KINDS = {Asked.MADE: "warn", Asked.SENT: "accent", Asked.ANSWERED: "good", Asked.SUPERSEDED: ""}
OUTCOMES = {Answer.FIRM: "good", Answer.CUT: "warn", Answer.CONDITIONAL: ""}


@route(OFFICER)
def page(request: HttpRequest, slug: str, key: str, year: int) -> HttpResponse:
    """Where it stands with this donor in this year."""
    return _page(request, funding.ask_of(actor_of(request), slug, key, year))


def _page(request: HttpRequest, ask: Ask, form: DonorGrantForm | None = None) -> HttpResponse:
    current = funding.in_force(ask)
    waiting = funding.waiting(ask)
    rows = _rows(current) if current else []
    stand = current.stand if current else None
    acts = bool(acting(actor_of(request), None))
    if form is None and acts and current and stand in (Asked.SENT, Asked.ANSWERED) and waiting:
        form = DonorGrantForm(rows=_open(rows), currency=current.currency)
    today = clock.now().astimezone(ZoneInfo(ask.zone)).date()
    context: dict[str, Any] = {
        "ask": ask, "current": current, "rows": rows, "stand": stand, "kind": KINDS[stand] if stand else "",
        "waiting": waiting, "unasked": _unasked(waiting, rows) if current else waiting, "form": form,
        "title": _title(ask, stand, waiting), "due": _due(ask, today, sent=bool(current and current.sent_at)),
        "years": sorted({year for row in rows for year in row.years}), "totals": _totals(rows),
        "grants": _granted(ask), "own": bool(current and current.made_by_id == actor_of(request).person_id),
        "can_send": acts and stand == Asked.MADE, "acts": acts, "asks": bool(ask.rulebook.programme_application),
        "languages": sorted(current.content) if current else [],
        "errors": [{"url": f"#{one.auto_id}", "text": text} for one in form or () for text in one.errors],
    }
    return render(request, "awards/funding.html", context, status=422 if context["errors"] else 200)


def _rows(current: ProgrammeApplication) -> list[ProgrammeApplicationRow]:
    rows = ProgrammeApplicationRow.objects.filter(application=current).select_related("grant").order_by("place")
    found = list(rows)
    for row in found:
        row.split = [(year, Money(minor, row.currency)) for year, minor in sorted(row.years.items())]
    return found


def _open(rows: list[ProgrammeApplicationRow]) -> list[ProgrammeApplicationRow]:
    return [row for row in rows if row.grant.step == GrantStep.CONDITIONAL]


def _unasked(waiting: list[Any], rows: list[ProgrammeApplicationRow]) -> list[Any]:
    asked = {row.grant_id for row in rows}
    return [grant for grant in waiting if grant.id not in asked]


def _totals(rows: list[ProgrammeApplicationRow]) -> list[tuple[str, Money]]:
    """Sums per calendar year, and of all of it."""
    if not rows:
        return []
    years = sorted({year for row in rows for year in row.years})
    found = [(year, Money(sum(row.years.get(year, 0) for row in rows), rows[0].currency)) for year in years]
    return [*found, (_("Total"), Money(sum(row.minor for row in rows), rows[0].currency))]


def _title(ask: Ask, stand: Asked | None, waiting: list[Any]) -> str:
    donor = localised(ask.donor.name)
    if stand == Asked.SENT:
        return _("The application lies with %(donor)s") % {"donor": donor}
    if stand == Asked.MADE:
        return _("The application to %(donor)s waits to be sent") % {"donor": donor}
    if stand == Asked.ANSWERED and not waiting:
        return _("%(donor)s has granted the money") % {"donor": donor}
    if not waiting:
        return _("No award waits for %(donor)s") % {"donor": donor}
    return ngettext(
        "One award waits for %(donor)s", "%(number)s awards wait for %(donor)s", len(waiting)
    ) % {"donor": donor, "number": number(len(waiting))}


def _due(ask: Ask, today: date, *, sent: bool) -> dict[str, str]:
    """When it has to be with the donor, or why there is no date; overdue is said."""
    if ask.due.on is None:
        because = {
            "not applicable": _("The donor takes no application this year."),
            "not yet set": _("The donor has not set a date yet."),
        }[ask.due.because or "not yet set"]
        return {"kind": "", "text": because}
    said = {"day": day(ask.due.on), "days": number(abs((today - ask.due.on).days))}
    if sent:
        return {"kind": "", "text": _("The donor's date was %(day)s.") % said}
    if today > ask.due.on:
        late = ngettext(
            "Overdue: the donor's date was %(day)s, one day ago.",
            "Overdue: the donor's date was %(day)s, %(days)s days ago.", (today - ask.due.on).days,
        )
        return {"kind": "bad", "text": late % said}
    return {"kind": "", "text": _("It has to be with the donor by %(day)s.") % said}


def _granted(ask: Ask) -> list[dict[str, Any]]:
    return [
        {"grant": each, "rows": [
            {"row": row, "label": Answer(row.outcome).label, "kind": OUTCOMES[Answer(row.outcome)]}
            for row in each.rows.all()
        ]}
        for each in funding.recorded(ask)
    ]


@route(OFFICER, methods=("POST",))
def assemble(request: HttpRequest, slug: str, key: str, year: int) -> HttpResponse:
    """Freeze the application from the awards that wait."""
    ask = funding.ask_of(actor_of(request), slug, key, year)
    made = operations.assemble(actor_of(request), ask.programme.id, ask.donor.id, year)
    messages.success(request, _("Application %(number)s is assembled. Another officer reads and sends it.") % {
        "number": made.number})
    return _back(request, slug, key, year)


@route(OFFICER, methods=("POST",))
def send(request: HttpRequest, slug: str, key: str, year: int) -> HttpResponse:
    """Send what was read."""
    ask = funding.ask_of(actor_of(request), slug, key, year)
    operations.send_programme_application(
        actor_of(request), _posted(request, ask), request.POST.get("sha256", "")
    )
    messages.success(request, _("It counts as sent. Record here what the donor answers."))
    return _back(request, slug, key, year)


def _posted(request: HttpRequest, ask: Ask) -> UUID:
    """The application that the page showed; 404 for what is none of this donor's."""
    try:
        wanted = UUID(request.POST.get("application", ""))
    except ValueError:
        raise funding.missing() from None
    rows = ProgrammeApplication.objects.filter(
        id=wanted, programme=ask.programme, donor=ask.donor, year=ask.year
    )
    if not rows.exists():
        raise funding.missing()
    return wanted


@route(OFFICER, methods=("POST",))
def record(request: HttpRequest, slug: str, key: str, year: int) -> HttpResponse:
    """Record the donor's grant; what was typed stays when it is refused."""
    ask = funding.ask_of(actor_of(request), slug, key, year)
    wanted = _posted(request, ask)
    current = ProgrammeApplication.objects.get(id=wanted)
    form = DonorGrantForm(request.POST, request.FILES, rows=_open(_rows(current)), currency=current.currency)
    if not form.is_valid():
        return _page(request, ask, form)
    try:
        made = operations.record_donor_grant(
            actor_of(request), wanted, form.decision(), request.FILES.get("paper")
        )
    except Refused as refused:
        if refused.status != 422:
            raise
        return _page(request, ask, _refused(form, refused))
    firm = sum(row.outcome != Answer.CONDITIONAL for row in made.rows.all())
    messages.success(request, ngettext(
        "Recorded. One award is firm, and its partners hear it by mail.",
        "Recorded. %(number)s awards are firm, and their partners hear it by mail.", firm,
    ) % {"number": number(firm)})
    return _back(request, slug, key, year)


def _refused(form: DonorGrantForm, refused: Refused) -> DonorGrantForm:
    text = refused.said
    if refused.code.startswith("file_"):
        form.add_error("paper", text)
    elif refused.code == "over_donor_amount":
        form.add_error("amount", text)
    else:
        form.refuse(refused.problems)
    return form


def _one(request: HttpRequest, slug: str, key: str, year: int, application: UUID) -> ProgrammeApplication:
    ask = funding.ask_of(actor_of(request), slug, key, year)
    rows = ProgrammeApplication.objects.filter(programme=ask.programme, donor=ask.donor, year=year)
    found: ProgrammeApplication | None = rows.filter(id=application).first()
    if found is None:
        raise funding.missing()
    return found


@route(OFFICER)
def read(request: HttpRequest, slug: str, key: str, year: int, application: UUID, language: str) -> HttpResponse:
    """The application as the donor reads it, in one language."""
    found = _one(request, slug, key, year, application)
    if language not in found.content:
        raise funding.missing()
    context = {
        "document": restored(found.content[language]), "found": found, "slug": slug, "key": key, "year": year,
        "language": language, "languages": sorted(found.content),
    }
    return render(request, "awards/programme_application.html", context)


@route(OFFICER)
def paper(
    request: HttpRequest, slug: str, key: str, year: int, application: UUID, language: str, format: str
) -> HttpResponse:
    """The same as PDF or Word."""
    found = _one(request, slug, key, year, application)
    if language not in found.content:
        raise funding.missing()
    made = rendered(restored(found.content[language]), cast(Any, format), found.organiser_id)
    name = f"{slug}-{key}-{year}-{found.number}-{language}.{format}"
    return download(HttpResponse(made), MEDIA_TYPES[format], name)


@route(OFFICER)
def letter(request: HttpRequest, slug: str, key: str, year: int, grant: UUID) -> HttpResponse:
    """The donor's own letter, as it was uploaded."""
    ask = funding.ask_of(actor_of(request), slug, key, year)
    rows = DonorGrant.objects.filter(application__programme=ask.programme, donor=ask.donor, application__year=year)
    found = rows.select_related("paper").filter(id=grant).first()
    if found is None:
        raise funding.missing()
    return cast(HttpResponse, serve(allow("officer"), found.paper, request))


def _back(request: HttpRequest, slug: str, key: str, year: int) -> HttpResponse:
    return redirect("awards:funding", slug_of(request), slug, key, year)
