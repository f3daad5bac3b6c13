"""Closing a grant: everything that is open on one page, and the verb when nothing is."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.partnerships.access import hold
from tandem.reports.operations.closing import SETTLED_BY_NOTE, may_close
from tandem.reports.operations.closing import close as close_operation
from tandem.reports.queries.hindrances import hindrances
from tandem.web.asking import actor_of, slug_of
from tandem.web.routes import OFFICER, route


@route(OFFICER, methods=("GET", "POST"))
def close(request: HttpRequest, grant: UUID) -> HttpResponse:
    """What stands between this grant and its closure."""
    if request.method == "POST":
        close_operation(actor_of(request), grant, request.POST.get("note", ""))
        messages.success(request, _("The grant is closed."))
        return redirect("partnerships:grant", slug_of(request), grant)
    held = hold(actor_of(request), grant)
    found = hindrances(held) if not held.closed else ()
    number = len(found)
    title = (
        ngettext(
            "%(number)s thing stands between this grant and its closure",
            "%(number)s things stand between this grant and its closure",
            number,
        )
        % {"number": number}
        if number
        else _("Nothing stands between this grant and its closure")
    )
    context = {
        "held": held,
        "grant": held.grant,
        "hindrances": found,
        "may_close": may_close(held),
        "title": _("This grant is closed") if held.closed else title,
        "by_note": [each for each in found if each.code in SETTLED_BY_NOTE],
        "only_notes": all(each.code in SETTLED_BY_NOTE for each in found),
    }
    return render(request, "reports/close.html", context)
