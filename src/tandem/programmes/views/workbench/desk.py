"""The list of drafts, beginning one, and the overview of one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from tandem.foundation.access import Refused
from tandem.programmes import operations, queries
from tandem.programmes.forms.workbench.items import Wrong
from tandem.programmes.forms.workbench.lines import Codes
from tandem.programmes.forms.workbench.overview import parts
from tandem.programmes.forms.workbench.tree import Tree
from tandem.programmes.models import DraftStep
from tandem.programmes.queries.drafts import UNTRANSLATED
from tandem.programmes.views.workbench.bench import Bench, bench
from tandem.rulebooks import checked, shipped
from tandem.web.pages import errors_of
from tandem.web.routes import OFFICER, route
from tandem.web.templatetags.tandem import localised

NOTHING, SHIPPED, VERSION = "nothing", "shipped", "version"


class StartForm(forms.Form):
    """From what, called how, in which languages and currency."""

    template = forms.ChoiceField(
        label=gettext_lazy("Begin with"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what to begin with.")},
    )
    title = forms.CharField(
        label=gettext_lazy("Name of the programme"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("In the first of its languages."),
    )
    languages = forms.CharField(
        label=gettext_lazy("Languages"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Names, with commas; the first is the one you write first."),
    )
    currency = forms.CharField(label=gettext_lazy("Currency"), required=False, max_length=60)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["template"].choices = choices  # type: ignore[attr-defined]
        for name in ("title", "languages", "currency"):
            setattr(self.fields[name], "needed", True)  # noqa: B010 - the page says when, not "optional" at each

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("template") != NOTHING:
            return data
        if not data.get("title"):
            self.add_error("title", _("Type the programme's name."))
        for name, kind, single in (("languages", "language", False), ("currency", "currency", True)):
            item = Codes(name, (), "", kind=kind, single=single, required=True)
            try:
                data[name] = item.read({name: [str(data.get(name) or "")]}, Tree({}), None)
            except Wrong as wrong:
                self.add_error(name, wrong.text)
        return data


@route(OFFICER, methods=("GET", "POST"))
def drafts(request: HttpRequest) -> HttpResponse:
    """Drafts, published programmes, and a form to begin."""
    actor = request.actor  # type: ignore[attr-defined]
    rows, published = queries.programmes(), queries.versions_of_all()
    form = StartForm(request.POST or None, choices=templates(rows, published))
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            begun = start(request, form.cleaned_data)
            messages.success(request, _("The draft is there. Nothing of it is public."))
            return redirect("programmes:draft", organiser=request.organiser.slug, draft=begun)  # type: ignore[attr-defined]
        except Refused as no:
            if no.status not in (409, 422):
                raise
            refused = no.said
    errors = errors_of(form)
    errors += [{"url": "", "text": refused}] if refused else []
    open_drafts = queries.drafts(actor)
    context = {
        "drafts": open_drafts,
        "title": _title(len(open_drafts)),
        "form": form,
        "errors": errors,
        "published": [{"programme": row, "version": next(iter(published.get(row.id, ())), None)} for row in rows],
    }
    return render(request, "programmes/workbench/drafts.html", context, status=422 if errors else 200)


def _title(number: int) -> str:
    if not number:
        return _("Nothing is being written at the moment")
    return ngettext("One programme is being written", "%(number)s programmes are being written", number) % {
        "number": number
    }


def templates(rows: list[Any], published: dict[UUID, list[Any]]) -> list[tuple[str, str]]:
    """What a draft may begin with: nothing, an installed rulebook, a published version."""
    choices = [(NOTHING, str(_("Nothing: a short programme that already works")))]
    for row in rows:
        for version in published.get(row.id, [])[:1]:
            label = _("“%(title)s” as it is published, version %(version)s")
            choices.append(
                (f"{VERSION}:{version.id}", label % {"title": localised(row.title), "version": version.version})
            )
    for id, folder in shipped().items():
        found = checked(folder)
        if found.rulebook is not None:
            choices.append((f"{SHIPPED}:{id}", _("A copy of “%(title)s”") % {"title": localised(found.rulebook.title)}))
    return choices


def start(request: HttpRequest, data: dict[str, Any]) -> UUID:
    """Begin the draft that the form asks for."""
    actor, chosen = request.actor, data["template"]  # type: ignore[attr-defined]
    if chosen == NOTHING:
        languages = data["languages"]
        made = operations.drafts.start(
            actor, title={languages[0]: data["title"]}, languages=languages, currency=data["currency"]
        )
        return made.id
    return operations.drafts.start(actor, template=chosen.partition(":")[2]).id


@route(OFFICER)
def overview(request: HttpRequest, draft: UUID) -> HttpResponse:
    """The parts of a draft, what is open in each, and what comes next."""
    at = bench(request, draft)
    stops = [each for each in at.said if each.stops]
    missing = len(at.examined.missing)
    faults = [each for each in stops if each.code not in UNTRANSLATED]
    context = at.context(
        title=_heading(at, len(stops)),
        groups=parts(at.desk, at.said),
        stops=faults[:12],
        more=max(0, len(faults) - 12),
        missing=missing,
        advice=[each for each in at.said if not each.stops][:8],
        changed=len(at.examined.differences),
        first=stops[0] if stops else None,
        waits=at.draft.step == DraftStep.SENT,
        may_publish=at.draft.step == DraftStep.SENT and str(at.actor.person_id) not in at.draft.authors,
        components=[
            {"title": one.get("title"), "url": at.url("try", id)} for id, one in at.desk.tree.components.items()
        ],
    )
    return render(request, "programmes/workbench/overview.html", context)


def _heading(at: Bench, stops: int) -> str:
    name = at.desk.name
    if at.draft.step == DraftStep.SENT:
        return _("%(name)s waits for a second officer") % {"name": name}
    if at.draft.step == DraftStep.PUBLISHED:
        return _("%(name)s is published") % {"name": name}
    if at.draft.step == DraftStep.DROPPED:
        return _("%(name)s was given up") % {"name": name}
    if not stops:
        return _("%(name)s is whole: a second officer can publish it") % {"name": name}
    return ngettext("One thing is still open in %(name)s", "%(number)s things are still open in %(name)s", stops) % {
        "number": stops,
        "name": name,
    }
