"""A round of a planning tool as blocks: what stands in it, step by step, for PDF and Word."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tandem.answers import page
from tandem.answers.queries import stored
from tandem.answers.subjects import Subject
from tandem.foundation.documents.blocks import Block, Column, Document, Facts, Heading, Paragraph, Table
from tandem.foundation.tenancy.models import Organiser
from tandem.plans.access import HeldTool
from tandem.web.shapes import Answer
from tandem.web.templatetags.tandem import day, localised

MOST_COLUMNS = 6  # a wider table is told row by row


def document(held: HeldTool, subject: Subject, organiser: Organiser, language: str) -> Document:
    """The whole round in the active language; answers stay as they were written."""
    row = held.row
    saved = row.saved_at or row.begun_at
    facts = Facts((
        (_("Partnership"), held.held.partnership.title),
        (_("Partners"), held.held.names),
        (_("Begun on"), day(row.begun_at)),
        (_("Last changed on"), day(saved)),
        (_("Steps done"), _("%(done)s of %(all)s") % {"done": len(row.filled), "all": len(held.tool.steps)}),
    ))
    blocks: list[Block] = [facts]
    for section in page.reading(subject, stored(subject.id), organiser.time_zone):
        blocks.append(Heading(1, localised(section["title"])))
        for question in section["questions"]:
            blocks.append(Heading(2, localised(question.label)))
            blocks += [block for answer in question.answers for block in answered(answer, localised(question.label))]
    title = subject.title if row.number == 1 else f"{subject.title} ({row.number})"
    return Document(
        title=title, language=language.split("-")[0], blocks=tuple(blocks), author=localised(organiser.name),
        date=saved.date(), footer=f"{held.held.names} · {title}", subtitle=held.held.names,
    )


def answered(answer: Answer, caption: str) -> list[Block]:
    """One answer: words, choices, the fields of a declaration, or rows as a table."""
    said: list[Block] = [Paragraph(answer.party, "quiet")] if answer.party else []
    if answer.rows:
        return [*said, *_rows(answer, caption)]
    if answer.cells:
        return [*said, Facts(tuple((localised(cell.label), cell.said or "–") for cell in answer.cells))]
    chosen = ", ".join(localised(choice.label) for choice in answer.choices if choice.chosen)
    return [*said, Paragraph(chosen or str(answer.value or "") or _("not answered"))]


def _rows(answer: Answer, caption: str) -> list[Block]:
    heads = [localised(cell.label) for cell in answer.rows[0].cells]
    if len(heads) > MOST_COLUMNS:
        return [
            Facts(tuple((localised(cell.label), cell.said or "–") for cell in row.cells)) for row in answer.rows
        ]
    cells = tuple(tuple(cell.said or "–" for cell in row.cells) for row in answer.rows)
    return [Table(tuple(Column(head, share=1) for head in heads), cells, caption=caption, row_headers=True)]
