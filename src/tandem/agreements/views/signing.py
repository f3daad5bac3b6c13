"""Bringing in signed copies, choosing a language, and taking a copy out again."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tandem.agreements import access, operations, queries
from tandem.agreements.forms import CopyForm
from tandem.agreements.models import Agreement, AgreementCopy
from tandem.agreements.operations.signing import ACCEPT, MOST
from tandem.agreements.states import Stand
from tandem.agreements.words import side_name
from tandem.foundation.access import Refused, allow
from tandem.foundation.files.serving import serve
from tandem.partnerships.access import Held, hold
from tandem.web.asking import actor_of, slug_of
from tandem.web.pages import errors_of
from tandem.web.routes import SIGNED_IN, route


@route(SIGNED_IN, methods=("GET", "POST"))
def sign(request: HttpRequest, grant: UUID, agreement: UUID, side: str) -> HttpResponse:
    """Bring in the signed copy of one side; what was typed stays when it is refused."""
    held, row = _opened(request, grant, agreement, side)
    if not (may := access.may_sign(held, side)):
        raise Refused.by(may)
    values: dict[str, Any] = {"languages": tuple(row.content), "accept": ACCEPT, "most": MOST}
    form = CopyForm(initial={"language": row.choices.get(side, "")}, **values)
    if request.method == "POST":
        form = CopyForm(request.POST, request.FILES, **values)
        if form.is_valid() and (answer := _taken(request, held, row, side, form)):
            return answer
    copies = queries.copies_of([row.id]).get(row.id, {})
    errors = errors_of(form)
    context = {
        "held": held, "grant": held.grant, "row": row, "side": side, "name": side_name(held, side), "form": form,
        "errors": errors, "there": copies.get(side), "paper": held.rulebook.agreements[row.kind],
        "own": row.choices.get(side, "") or next(iter(row.content)),
        "open": row.stand == Stand.ISSUED and not held.closed,
        "title": _("Bring in the copy that %(name)s has signed") % {"name": side_name(held, side)},
    }
    return render(request, "agreements/sign.html", context, status=422 if errors else 200)


def _opened(request: HttpRequest, grant: UUID, agreement: UUID, side: str) -> tuple[Held, Agreement]:
    held = hold(actor_of(request), grant)
    row = queries.agreement_of(held, agreement)
    if side not in row.signers:
        raise access.missing()
    return held, row


def _taken(request: HttpRequest, held: Held, row: Agreement, side: str, form: CopyForm) -> HttpResponse | None:
    """The answer when the copy was taken; None when the form says what is wrong."""
    data = form.cleaned_data
    try:
        operations.sign(
            actor_of(request), row.id, side, request.FILES.get("file"), data["signed_by"], data["signed_on"],
            data["language"],
        )
    except Refused as refused:
        if refused.status != 422:
            raise
        if refused.code.startswith("file_"):
            form.add_error("file", refused.said)
        else:
            form.refuse(refused.problems)
        return None
    row.refresh_from_db()
    if row.signed_at:
        messages.success(request, _("Every copy is here: the agreement holds."))
    else:
        messages.success(request, _("The signed copy is kept. The others are still to come."))
    return redirect("agreements:of", slug_of(request), held.grant.id, row.kind)


@route(SIGNED_IN, methods=("POST",))
def language(request: HttpRequest, grant: UUID, agreement: UUID, side: str) -> HttpResponse:
    """A side chooses the language in which it has the paper."""
    held, row = _opened(request, grant, agreement, side)
    operations.choose_language(actor_of(request), row.id, side, request.POST.get("language", ""))
    messages.success(request, _("%(name)s has it in that language.") % {"name": side_name(held, side)})
    return redirect("agreements:of", slug_of(request), grant, row.kind)


@route(SIGNED_IN)
def copy(request: HttpRequest, grant: UUID, agreement: UUID, copy: UUID) -> HttpResponse:
    """A signed copy, as it was brought in: for everybody who may look into the grant."""
    held = hold(actor_of(request), grant)
    row = queries.agreement_of(held, agreement)
    found = AgreementCopy.objects.filter(id=copy, agreement=row).select_related("file").first()
    if found is None:
        raise access.missing()
    return cast(HttpResponse, serve(allow(held.reads), found.file, request))
