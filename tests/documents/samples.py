"""Documents for the tests: a form, a letter, and a small one with any text in every place."""

from __future__ import annotations

import datetime as dt

from tandem.foundation.documents.blocks import (
    Block,
    Column,
    Document,
    Facts,
    FormQuestion,
    Heading,
    LetterHead,
    List,
    Note,
    PageBreak,
    Paragraph,
    Picture,
    Signatures,
    Table,
)

DAY = dt.date(2024, 6, 1)
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 60" role="img"><title>Bars</title>'
    '<rect x="10" y="20" width="40" height="30" fill="#0b5960"/><text x="10" y="14" font-size="12">Київ 😀</text></svg>'
)
GREETING = "Ђорђе Київ 😀"


def document(*blocks: Block, title: str = "A title", language: str = "en", **more: str) -> Document:
    """A document of these blocks, on a fixed day."""
    return Document(title, language, blocks, author="Example association", date=DAY, **more)


def form() -> Document:
    """A form as applicants download it: every kind of block, three pages and a table over two of them."""
    return document(
        Paragraph("Two municipalities apply together.", "lead"),
        Facts((("Closes", "1 October 2024, 23:59 (Oslo)"), ("Grant", "At most NOK 600,000 a year"))),
        Note("A council decision is recommended now.", "Good to know", "warn"),
        Heading(1, "The parties"),
        FormQuestion("1", "Who applies in Norway?", "Organisation · required", "A municipality.", key="applicant"),
        FormQuestion("2", "What is the core task?", "Long text, 2,000 characters", key="core_task/home", lines=6),
        FormQuestion("3", "Which purposes?", "Choose one or two", key="purposes", options=("Services", "Openness")),
        FormQuestion("4", "Who takes part?", "One row each", key="team", columns=("Name", "Profession"), rows=5),
        Heading(2, "Criteria"),
        Table(
            (Column("Criterion", share=2), Column("What we look at", share=5), Column("Weight", "end")),
            (("Relevance", "The needs of the partner", "25 %"), ("Mutuality", GREETING, "15 %"), ("Sum", "", "40 %")),
            caption="Criteria and weights",
            row_headers=True,
            total=True,
        ),
        List(("Decision of the council", "Agreement, signed by both")),
        List(("First", "Second"), ordered=True),
        List(("First again",), ordered=True),
        Picture(SVG, "One bar, for Київ", "Decisions published in time", width=50),
        PageBreak(),
        Table(
            (Column("Budget line"), Column("2024", "end"), Column("2025", "end")),
            tuple((f"Line {n}", f"{n * 1234:,}", f"{n * 999:,}") for n in range(1, 70)),
            caption="Budget in NOK",
        ),
        Heading(1, "Signatures"),
        Signatures((("Place and date", "Signature", "Name in capitals"),)),
        title="Application form",
        footer="Example association · Form of 2024, version 3",
        subtitle="Published 1 June 2024",
    )


def letter() -> Document:
    """A letter with a head, in Spanish."""
    return document(
        LetterHead("Example association", ("Storgata 9",), ("San Telmo", "Dee"), (("Referencia", "MIC-2024-017"),)),
        Paragraph("La junta ha decidido conceder la subvención."),
        title="Su solicitud ha sido aprobada",
        language="es-GT",
    )


def everywhere(text: str) -> Document:
    """The text in every place where a document can have text."""
    cell = text or "-"
    return document(
        LetterHead(text, (text,), (text,), ((text, text),)),
        Heading(1, text),
        Paragraph(text),
        Paragraph(text, "lead"),
        Note(text, text),
        Facts(((text, text),)),
        List((text, text)),
        Table((Column(text), Column(text, "end", 1)), ((cell, cell),), caption=text, row_headers=True),
        FormQuestion("1", text, text, text, key="q", options=(text,)),
        FormQuestion("2", text, columns=(text, text)),
        Signatures(((text, text),)),
        footer=text,
        subtitle=text,
    )
