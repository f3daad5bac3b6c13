"""The whole form as PDF and Word, in the reader's language: the same reading as the page (UX-1, FLD-2)."""

from __future__ import annotations

from typing import Literal
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.calls.models import Call
from tandem.calls.queries import ReadQuestion, by_slug, read_form
from tandem.calls.queries.support import ceiling_table
from tandem.calls.reader import in_language, language
from tandem.core.values import pick
from tandem.foundation.documents.blocks import (
    Block,
    Column,
    Document,
    Facts,
    FormQuestion,
    Heading,
    List,
    Paragraph,
    Table,
)
from tandem.foundation.documents.cache import MEDIA_TYPES, rendered
from tandem.foundation.files.serving import download
from tandem.foundation.tenancy.models import Organiser
from tandem.web.routes import ANYONE, route
from tandem.web.templatetags.tandem import day, localised, moment, money, zone_city

LINES = {"short_text": 1, "long_text": 8, "number": 1, "money": 1, "date": 1, "period": 1, "organisation": 2, "file": 1}
ROWS = {"people": 8, "budget": 8, "table": 6, "results": 8}


@route(ANYONE)
@in_language
def form_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """The whole form as PDF."""
    return _sent(request, slug, "pdf")


@route(ANYONE)
@in_language
def form_docx(request: HttpRequest, slug: str) -> HttpResponse:
    """The whole form as a Word file with fields to fill in."""
    return _sent(request, slug, "docx")


def _sent(request: HttpRequest, slug: str, format: Literal["pdf", "docx"]) -> HttpResponse:
    organiser: Organiser = request.organiser  # type: ignore[attr-defined]
    call = by_slug(request.actor, slug)  # type: ignore[attr-defined]
    document = form_document(call, pick(organiser.name, language(), tuple(organiser.languages)))
    content = rendered(document, format, organiser.id)
    return download(HttpResponse(content), MEDIA_TYPES[format], f"{call.slug}-{language()}.{format}")


def form_document(call: Call, organiser: str) -> Document:
    """The form of a call as blocks, in the active language. Equal calls give equal documents: nothing reads a clock."""
    say, read = language(), read_form(call.rulebook, call.component_id, language())
    title = pick(call.title, say, call.languages)
    closes = f"{moment(call.closes_at, call.zone)} ({zone_city(call.zone)})"
    blocks: list[Block] = [
        Paragraph(read.intro, "lead"),
        Facts((
            (_("Call"), title), (_("Closes"), closes),
            (_("Own contribution"), pick(call.own_contribution, say, call.languages)),
        )),
        Heading(1, _("Papers to have at hand")),
        List(tuple(line for line in pick(call.papers, say, call.languages).splitlines() if line.strip()) or ("–",)),
    ]
    blocks.extend(ceiling_blocks(call))
    for section in read.sections:
        blocks.append(Heading(1, section.title))
        blocks.append(Paragraph(_("Answered by: %(who)s.") % {"who": section.who}, "quiet"))
        if section.intro:
            blocks.append(Paragraph(section.intro))
        blocks.extend(question_block(question) for question in section.questions)
    blocks.extend(criteria_blocks(call))
    opened = (call.published_at or call.made_at).astimezone(ZoneInfo(call.zone)).date()
    return Document(
        title=read.title, subtitle=title, language=say, blocks=tuple(blocks), author=organiser, date=opened,
        footer=f"{organiser} · {title}",
    )


def ceiling_blocks(call: Call) -> list[Block]:
    """The table of ceilings; nothing where none depends on region or number of parties."""
    found = ceiling_table(call.rulebook, call.component_id)
    if found is None:
        return []
    heads = [ngettext("%(number)s partner", "%(number)s partners", n) % {"number": n} for n in found.parties]
    columns = (Column(_("Where the partner is"), share=4), *(Column(head, "end", 3) for head in heads))
    rows = tuple(
        (localised(title) or _("Everywhere"), *(money(each) if each else _("no limit") for each in amounts))
        for title, amounts in found.rows
    )
    caption = _("Largest support a year") if found.per_year else _("Largest support for the whole time")
    return [Heading(1, _("How large the support can be")), Table(columns, rows, caption=caption, row_headers=True)]


def question_block(question: ReadQuestion) -> FormQuestion:
    """One question with room to answer; its key is the question's id."""
    needed = _("Must be answered.") if question.required else ""
    said = [question.kind, *question.rules, _("Answered by: %(who)s.") % {"who": question.who}, needed]
    if question.conditional:
        said.append(_("Asked only when earlier answers call for it."))
    columns: tuple[str, ...] = ()
    if question.type == "people":
        columns = (_("Name"), _("Mail"), *(part.label for part in question.parts))
    elif question.type == "results":
        columns = (
            _("Level"), _("What is reached"), _("Leads to"), _("Indicator"), _("Unit"), _("Baseline"), _("Target")
        )
    elif question.type in {"declaration", "table"}:
        columns = tuple(part.label for part in question.parts)
    elif question.type == "budget":
        columns = (_("Line"), _("What for"), _("Currency"), _("Rate"),
                   *(_("Year %(n)d") % {"n": year} for year in range(1, question.years + 1)))
    hints = [question.hint, question.why, *_details(question)]
    options = tuple(f"{label} ({hint})" if hint else label for label, hint in question.options)
    if question.type == "results":
        hints.append(_("Levels: %(levels)s.") % {"levels": "; ".join(options)})
    return FormQuestion(
        number=str(question.number), label=question.label, kind=" ".join(part for part in said if part),
        hint="\n".join(hint for hint in hints if hint), key=question.id,
        options=() if question.type == "results" else options, columns=columns,
        rows=1 if question.type == "declaration" else ROWS.get(question.type, 3), lines=LINES.get(question.type, 1),
    )


def _details(question: ReadQuestion) -> list[str]:
    """Parts with their limits and options, and the lines of a budget, one text line each."""
    told = []
    for part in question.parts:
        choices = f" ({', '.join(label for label, _hint in part.options)})" if part.options else ""
        told.append(f"– {part.label}: {part.kind}{choices}. {part.hint}".strip())
    if question.lines:
        told.append(_("Lines: %(lines)s.") % {"lines": ", ".join(question.lines)})
    return told


def criteria_blocks(call: Call) -> list[Block]:
    """How it is judged, with weights; nothing when it is decided without scores."""
    criteria = call.component.criteria
    if not criteria:
        return []
    say = language()
    rows = tuple(
        (pick(item.title, say, call.languages), pick(item.guidance, say, call.languages), str(item.weight))
        for item in criteria
    )
    columns = (
        Column(_("Criterion"), share=3), Column(_("What assessors look for"), share=6), Column(_("Weight"), "end")
    )
    decided = [Paragraph(_("Decided by %(day)s.") % {"day": day(call.decision_on)})] if call.decision_on else []
    return [Heading(1, _("How it is judged")), Table(columns, rows, row_headers=True), *decided]

