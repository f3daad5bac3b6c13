"""Pages about the whole draft: what has changed, texts side by side, files out and in, sending."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.core.rulebook.sources import MAIN
from tandem.core.rulebook.yaml_tree import read_yaml
from tandem.foundation.access import Refused
from tandem.programmes import operations
from tandem.programmes.forms.workbench.items import Texts
from tandem.programmes.forms.workbench.sheet import Sheet, bases_of, errors_of, questions_of, take
from tandem.programmes.forms.workbench.texts import all_texts
from tandem.programmes.queries.changes import news
from tandem.programmes.views.workbench.bench import Bench, bench
from tandem.programmes.words import differences_said
from tandem.web.routes import OFFICER, route
from tandem.web.templatetags.tandem import own_name

TEXTS_A_PAGE = 15
MOST_UPLOADED = 2_000_000


@route(OFFICER)
def changes(request: HttpRequest, draft: UUID) -> HttpResponse:
    """What is different from the version it would follow, in words."""
    at = bench(request, draft)
    found = news(at.examined.differences)
    said = differences_said(found, at.examined.rulebook)
    title = ngettext("One thing is different", "%(number)s things are different", len(said)) % {"number": len(said)}
    if not said:
        title = (
            _("Nothing is different yet") if at.draft.programme else _("It is new: there is nothing to compare it with")
        )
    return render(request, "programmes/workbench/changes.html", at.context(title=title, said=said))


@route(OFFICER, methods=("GET", "POST"))
def texts(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Every text in all languages beside each other; with `missing`, those that lack one."""
    at = bench(request, draft)
    only = request.GET.get("show", "missing") == "missing"
    found = [each for each in all_texts(at.desk) if not only or each.lacks]
    pages = Paginator(found, TEXTS_A_PAGE)
    shown = pages.get_page(request.GET.get("page"))
    items = [Texts(f"t{each.key}", (each.key,), each.label, each.place, longer=each.long) for each in shown]
    sheet = Sheet("", items, MAIN, (), {each.key: each.text for each in shown})
    taken = take(sheet, at.desk.tree, request.POST, at.who, at.when) if request.method == "POST" else None
    if taken is not None and taken.sound:
        at.save([edit for each in shown for edit in each.edits(taken.edits)])
        messages.success(request, _("Saved."))
        return redirect(request.get_full_path())
    languages = [own_name(code) for code in at.desk.tree.languages]
    lacking = sum(1 for each in all_texts(at.desk) if each.lacks)
    title = ngettext("One text lacks a language", "%(number)s texts lack a language", lacking) % {"number": lacking}
    context = at.context(
        title=title if lacking else _("Every text is there in every language"),
        only=only,
        page_obj=shown,
        questions=questions_of(sheet, at.desk.tree, taken),
        bases=bases_of(sheet, at.desk.tree, taken),
        errors=errors_of(taken) if taken else [],
        languages=languages,
    )
    return render(request, "programmes/workbench/texts.html", context, status=422 if taken else 200)


@route(OFFICER, methods=("GET", "POST"))
def files(request: HttpRequest, draft: UUID) -> HttpResponse:
    """The rulebook as files for those who like them: download, or bring back with a report."""
    at = bench(request, draft)
    refused: Refused | None = None
    if request.method == "POST":
        try:
            return _brought(at, request)
        except Refused as no:
            if no.status not in (409, 413, 422):
                raise
            refused = no
    errors = [{"url": "#f-files", "text": refused.said}] if refused else []
    faults = list(refused.values.get("faults", ())) if refused else []
    names = [{"name": name, "size": len(text.encode())} for name, text in sorted(at.draft.files.items())]
    context = at.context(files=names, errors=errors, faults=faults)
    return render(request, "programmes/workbench/files.html", context, status=422 if errors else 200)


def _brought(at: Bench, request: HttpRequest) -> HttpResponse:
    came = request.FILES.getlist("files")
    if not came:
        raise Refused("no_file", _("No file was chosen."), _("Choose a YAML file or the whole as a zip."))
    too_big = [file.name for file in came if (file.size or 0) > MOST_UPLOADED]
    if too_big:
        raise Refused(
            "too_big",
            _("“%(name)s” is larger than 2 MB.") % {"name": too_big[0]},
            _("A rulebook is text; its files are much smaller."),
        )
    before = dict(at.draft.files)
    saved = operations.drafts.replace_files(at.actor, at.draft.id, [(str(f.name), f.read()) for f in came])
    changed = [name for name, text in saved.files.items() if before.get(name) != text]
    gone = [name for name in before if name not in saved.files]
    told = ngettext("One file has changed: %(names)s.", "%(number)s files have changed: %(names)s.", len(changed)) % {
        "number": len(changed),
        "names": ", ".join(sorted(changed)) or "–",
    }
    if gone:
        told += " " + _("Taken out: %(names)s.") % {"names": ", ".join(sorted(gone))}
    messages.success(request, told)
    return redirect(at.home)


@route(OFFICER)
def file(request: HttpRequest, draft: UUID) -> HttpResponse:
    """All files as one zip, or one of them with `name`."""
    at = bench(request, draft)
    name = request.GET.get("name", "")
    if name:
        response = HttpResponse(
            operations.drafts.file_of(at.draft, name), content_type="application/yaml; charset=utf-8"
        )
        response["Content-Disposition"] = f'attachment; filename="{name.rsplit("/", 1)[-1]}"'
        return response
    title = str(read_yaml(MAIN, at.draft.files.get(MAIN, "")).data.get("rulebook") or "rulebook")
    response = HttpResponse(operations.drafts.files_of(at.draft), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{title}.zip"'
    return response


@route(OFFICER, methods=("GET", "POST"))
def send(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Send it to a second officer; take it back while it waits."""
    at = bench(request, draft)
    errors: list[Mapping[str, Any]] = []
    if request.method == "POST":
        try:
            if "back" in request.POST:
                operations.drafts.take_back(at.actor, at.draft.id)
                messages.success(request, _("It is yours again. Write on."))
            else:
                operations.drafts.send(at.actor, at.draft.id)
                messages.success(request, _("A second officer is asked to read and publish it."))
            return redirect(at.home)
        except Refused as no:
            if no.status not in (409, 422):
                raise
            errors = [{"url": "", "text": no.said}]
            errors += [{"url": each.url, "text": each.whole} for each in at.said if each.stops][:20]
    context = at.context(
        said=differences_said(news(at.examined.differences), at.examined.rulebook)[:40],
        errors=errors,
        stops=[each for each in at.said if each.stops],
    )
    return render(request, "programmes/workbench/send.html", context, status=422 if errors else 200)


@route(OFFICER, methods=("GET", "POST"))
def drop(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Give a draft up."""
    at = bench(request, draft)
    if request.method == "POST":
        operations.drafts.drop(at.actor, at.draft.id)
        messages.success(request, _("The draft is given up. It stays readable."))
        return redirect("programmes:workbench", organiser=request.organiser.slug)  # type: ignore[attr-defined]
    return render(request, "programmes/workbench/drop.html", at.context())
