"""Which papers there are, what stands in their way, and the papers themselves."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tandem.agreements import access, operations, queries
from tandem.agreements.models import Agreement, AgreementCopy
from tandem.agreements.queries.preparing import Prepared, prepare
from tandem.agreements.queries.reading import of_grant
from tandem.agreements.states import Stand
from tandem.agreements.words import COURSES, KINDS, side_name
from tandem.core.rulebook.cooperation import Agreement as Paper
from tandem.foundation.documents.cache import MEDIA_TYPES, rendered
from tandem.foundation.documents.stored import restored
from tandem.foundation.files.serving import download
from tandem.partnerships.access import Held, hold
from tandem.web.asking import actor_of, slug_of
from tandem.web.routes import SIGNED_IN, route
from tandem.web.templatetags.tandem import localised, number


@route(SIGNED_IN)
def overview(request: HttpRequest, grant: UUID) -> HttpResponse:
    """Every paper of the grant with who has signed what, and the amendments."""
    held = hold(actor_of(request), grant)
    rows = of_grant(held.grant.id)
    copies = queries.copies_of([row.id for row in rows])
    papers = [_paper(held, kind, paper, rows, copies) for kind, paper in held.rulebook.agreements.items()]
    amendments = queries.amendments_of(held.grant.id)
    context = {
        "held": held, "grant": held.grant, "papers": papers, "title": _overview_title(papers),
        "amendments": [{"row": row, "label": row.course.label, "kind": COURSES[row.course]} for row in amendments],
    }
    return render(request, "agreements/overview.html", context)


def _paper(
    held: Held, kind: str, paper: Paper, rows: list[Agreement], copies: dict[UUID, dict[str, AgreementCopy]]
) -> dict[str, Any]:
    """One kind of paper: the one that counts with its signatures, and those it replaced."""
    own = [row for row in rows if row.kind == kind]
    current = next((row for row in own if row.superseded_at is None), None)
    return {
        "kind": kind, "title": paper.title, "must": paper.strength == "must", "row": current,
        "tag": KINDS[current.stand] if current else "", "stand": current.stand.label if current else "",
        "signatures": signatures(held, current, copies.get(current.id, {})) if current else [],
        "language": language_for(held, current) if current else "",
        "earlier": [
            {"row": row, "language": next(iter(row.sha256))} for row in own if row.superseded_at is not None
        ],
        "signed": bool(current and current.signed_at), "may": bool(access.may_issue(held, paper)),
    }


def signatures(held: Held, row: Agreement, copies: dict[str, AgreementCopy]) -> list[dict[str, Any]]:
    """Per side: the copy that is there, or who brings it in."""
    return [
        {
            "side": side, "name": side_name(held, side), "copy": copies.get(side),
            "language": row.choices.get(side, ""), "mine": side in held.sides,
            "may": bool(access.may_sign(held, side)) and row.stand == Stand.ISSUED and not held.closed,
            "amended": row.amendment_id is not None,
        }
        for side in row.signers
    ]


def language_for(held: Held, row: Agreement) -> str:
    """The language in which this person most likely reads it: their side's choice, their page's, the first."""
    offered = tuple(row.sha256)
    own = [row.choices.get(side, "") for side in held.sides]
    wanted = [*own, (get_language() or "").split("-")[0], offered[0]]
    return next(code for code in wanted if code in offered)


def _overview_title(papers: list[dict[str, Any]]) -> str:
    needed = [each for each in papers if each["must"]]
    if needed and all(each["signed"] for each in needed):
        return _("The agreement is signed")
    missing = sum(1 for each in papers for one in each["signatures"] if not one["copy"] and not one["amended"])
    if missing and any(each["row"] for each in needed):
        return ngettext("One signature is missing", "%(number)s signatures are missing", missing) % {
            "number": number(missing)}
    return _("The agreement has not been issued yet")


@route(SIGNED_IN)
def of(request: HttpRequest, grant: UUID, kind: str) -> HttpResponse:
    """One kind of paper: what stands in its way and how it would read, or who has signed it."""
    held = hold(actor_of(request), grant)
    paper = access.paper_of(held, kind)
    current = Agreement.objects.filter(grant=held.grant, kind=kind, superseded_at=None).first()
    may = access.may_issue(held, paper)
    context: dict[str, Any] = {
        "held": held, "grant": held.grant, "kind": kind, "paper": paper, "row": current, "may": may,
        "languages": paper.languages or held.rulebook.languages,
    }
    if current is not None:
        context |= {
            "signatures": signatures(held, current, queries.copies_of([current.id]).get(current.id, {})),
            "tag": KINDS[current.stand], "title": _paper_title(held, paper, current),
            "offered": tuple(current.content), "changed": _changed(held, kind, current) if may else "",
        }
    elif may or held.belongs:
        context |= _preview(request, held, kind)
    else:
        context["title"] = _("“%(paper)s” has not been issued yet") % {"paper": localised(paper.title)}
    return render(request, "agreements/of.html", context)


def _paper_title(held: Held, paper: Paper, row: Agreement) -> str:
    values = {"paper": localised(paper.title)}
    if row.stand == Stand.SIGNED:
        return _("“%(paper)s” is signed") % values
    return _("“%(paper)s” waits for signatures") % values


def _changed(held: Held, kind: str, row: Agreement) -> str:
    """The checksum that issuing again would have, when the plan or the awards say something else now; else ''."""
    if row.stand == Stand.SIGNED or held.closed:
        return ""
    again = prepare(held, kind)
    same = again.basis.version is not None and again.basis.version.id == row.version_id
    return "" if same or again.musts else again.checksum


def _preview(request: HttpRequest, held: Held, kind: str) -> dict[str, Any]:
    """What stands in the way, and the paper as it would be issued now."""
    prepared = prepare(held, kind)
    offered = tuple(prepared.documents)
    asked = request.GET.get("language", "")
    wanted = (asked, (get_language() or "").split("-")[0], *offered[:1])
    language = next((code for code in wanted if code in offered), "")
    return {
        "prepared": prepared, "verdicts": [each.shown for each in prepared.findings], "title": _preview_title(prepared),
        "document": prepared.documents.get(language), "language": language, "offered": offered,
    }


def _preview_title(prepared: Prepared) -> str:
    values = {"paper": localised(prepared.paper.title), "number": number(len(prepared.musts))}
    if not prepared.musts:
        return _("“%(paper)s” is ready to be issued") % values
    return ngettext(
        "One thing stands in the way of “%(paper)s”", "%(number)s things stand in the way of “%(paper)s”",
        len(prepared.musts),
    ) % values


@route(SIGNED_IN, methods=("POST",))
def issue(request: HttpRequest, grant: UUID, kind: str) -> HttpResponse:
    """Freeze it, so that it can be signed."""
    made = operations.issue(actor_of(request), grant, kind, request.POST.get("checksum", ""))
    told = _("Issued as number %(number)s. Each side chooses its language, signs, and brings in its copy.")
    messages.success(request, told % {"number": made.number})
    return redirect("agreements:of", slug_of(request), grant, kind)


@route(SIGNED_IN)
def read(request: HttpRequest, grant: UUID, agreement: UUID, language: str) -> HttpResponse:
    """The paper as it was issued, in one language."""
    held = hold(actor_of(request), grant)
    row = queries.agreement_of(held, agreement)
    if language not in row.content:
        raise access.missing()
    context = {
        "held": held, "grant": held.grant, "row": row, "language": language, "offered": tuple(row.content),
        "document": restored(row.content[language]), "sha256": row.sha256[language], "tag": KINDS[row.stand],
        "stand": row.stand.label,
    }
    return render(request, "agreements/document.html", context)


@route(SIGNED_IN)
def download_paper(request: HttpRequest, grant: UUID, agreement: UUID, language: str, format: str) -> HttpResponse:
    """The same as PDF or Word."""
    held = hold(actor_of(request), grant)
    row = queries.agreement_of(held, agreement)
    if language not in row.content:
        raise access.missing()
    made = rendered(restored(row.content[language]), cast(Any, format), held.grant.organiser_id)
    name = f"{held.grant.reference}-{row.kind}-{row.number}-{language}.{format}"
    return download(HttpResponse(made), MEDIA_TYPES[format], name)
