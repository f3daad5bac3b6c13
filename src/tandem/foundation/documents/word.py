"""Documents as Word files: real headings, repeated header rows, alternative texts, language, fields to fill in."""

from __future__ import annotations

import datetime as dt
import gc
import io
import zipfile
from collections.abc import Callable
from typing import Any

from tandem.foundation.documents import word_xml as w
from tandem.foundation.documents.blocks import Document, letter, plain, plain_said
from tandem.foundation.documents.pictures import png, prepared
from tandem.foundation.documents.text import cleaned, for_word, speaking
from tandem.foundation.documents.word_styles import page_and_styles

_EMU_PER_TEXT_WIDTH = w.TEXT_WIDTH * 635
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)


class _Writer:
    """Writes blocks into the body of one Word document, in order."""

    def __init__(self, package: Any) -> None:
        self.package = package
        self.body = package.element.body
        self.end = self.body.sectPr
        self.fields = 0
        self.relations: dict[str, str] = {}

    def add(self, *elements: Any) -> None:
        for element in elements:
            self.end.addprevious(element)

    def heading(self, it: dict[str, Any]) -> None:
        self.add(w.paragraph(w.run(it["text"]), style=f"Heading{it['level']}"))

    def running_text(self, it: dict[str, Any]) -> None:
        style = {"plain": "", "lead": "Subtitle", "quiet": "Quiet"}[it["tone"]]
        self.add(w.paragraph(*self.runs(it["text"]), style=style))

    def runs(self, value: Any, *, bold: bool = False) -> list[Any]:
        """A text's runs; a figure is a link inside a content control whose tag is the figure's key."""
        if isinstance(value, str):
            return [w.run(value, bold=bold)]
        if value["block"] == "Runs":
            return [made for part in value["parts"] for made in self.runs(part, bold=bold)]
        shown = w.run(value["text"], bold=bold, dotted=bool(value["href"]))
        if value["href"]:
            shown = w.hyperlink(self.relation(value["href"]), shown)
        self.fields += 1
        return [w.field(value["key"], value["text"], self.fields, shown, locked=True)]

    def relation(self, href: str) -> str:
        """The id of the relation to an address; numbered here, for the package looks through all to find the next."""
        if href not in self.relations:
            self.relations[href] = f"address{len(self.relations) + 1}"
            self.package.part.load_rel(w.HYPERLINK, href, self.relations[href], is_external=True)
        return self.relations[href]

    def note(self, it: dict[str, Any]) -> None:
        tone = w.TONE_INK[it["tone"]]
        content = [w.paragraph(*self.runs(it["text"]), properties=[w.spacing(60, 60)])]
        if it["title"]:
            content.insert(0, w.paragraph(w.run(it["title"], bold=True, colour=tone), properties=[w.spacing(60, 0)]))
        box = w.cell(w.TEXT_WIDTH, content, bottom=(0, w.LINE), fill=w.WASH[it["tone"]], left=(18, tone))
        self.add(w.table([w.TEXT_WIDTH], [w.row([box])], header=False, boxed=True), self.gap())

    def gap(self) -> Any:
        return w.paragraph(style="Gap")

    def facts(self, it: dict[str, Any]) -> None:
        label_width = min(3000, max([len(label) for label, _ in it["pairs"]] or [10]) * 115 + 200)
        rows = []
        for label, value in it["pairs"]:
            first = w.cell(label_width, [w.paragraph(w.run(label, colour=w.MUTED), style="Cell")], bottom=(0, w.LINE))
            said = w.paragraph(*self.runs(value, bold=True), style="Cell")
            second = w.cell(w.TEXT_WIDTH - label_width, [said], bottom=(0, w.LINE))
            rows.append(w.row([first, second]))
        if rows:
            self.add(w.table([label_width, w.TEXT_WIDTH - label_width], rows, header=False), self.gap())

    def items(self, it: dict[str, Any]) -> None:
        numbering = self.new_numbering() if it["ordered"] else None
        style = "ListNumber" if it["ordered"] else "ListBullet"
        for item in it["items"]:
            properties = []
            if numbering is not None:
                number = w.el("numPr", None, w.el("ilvl", {"val": "0"}), w.el("numId", {"val": str(numbering)}))
                properties.append(number)
            self.add(w.paragraph(*self.runs(item), style=style, properties=properties))

    def clause(self, it: dict[str, Any]) -> None:
        """Number and text with a hanging indent; points under it are lettered in the text, never by Word."""
        number = w.run(f"{it['number']}\t", bold=True, colour=w.ACCENT)
        said = self.runs(it["text"])
        if it["heading"]:
            keep = [w.el("keepNext")]
            self.add(w.paragraph(number, w.run(it["heading"], bold=True), style="Clause", properties=keep))
            number = w.run("\t")
        if it["text"] or not it["heading"]:
            self.add(w.paragraph(number, *said, style="Clause"))
        for at, item in enumerate(it["items"]):
            self.add(w.paragraph(w.run(f"{letter(at)})\t"), *self.runs(item), style="Point"))

    def new_numbering(self) -> int:
        """A numbering that starts at 1 again; without it Word would count on from the list before."""
        numbering = self.package.part.numbering_part.numbering_definitions._numbering
        style = self.package.styles["List Number"].element
        base = numbering.num_having_numId(style.pPr.numPr.numId.val)
        made = numbering.add_num(base.abstractNumId.val)
        made.add_lvlOverride(ilvl=0).add_startOverride(1)
        return int(made.numId)

    def table(self, it: dict[str, Any]) -> None:
        if it["caption"]:
            self.add(w.paragraph(w.run(it["caption"]), style="Caption", properties=[w.el("keepNext")]))
        longest = [
            max([len(line) for row in it["rows"] for line in plain_said(row[at]).split("\n")] + [len(column["label"])])
            for at, column in enumerate(it["columns"])
        ]
        widths = w.shares([(column["share"], longest[at]) for at, column in enumerate(it["columns"])])
        sides = [{"start": "left", "end": "right", "center": "center"}[column["align"]] for column in it["columns"]]
        head = [
            w.cell(widths[at], [_head_text(column["label"], sides[at])], bottom=(6, w.STRONG_LINE))
            for at, column in enumerate(it["columns"])
        ]
        rows = [w.row(head, header=True)]
        for number, values in enumerate(it["rows"], start=1):
            last = it["total"] and number == len(it["rows"])
            bottom = (8, w.ACCENT) if last else (4, w.LINE)
            cells = []
            for at, value in enumerate(values):
                bold = last or (it["row_headers"] and at == 0)
                said = w.paragraph(*self.runs(value, bold=bold), style="Cell", properties=w.aligned(sides[at]))
                cells.append(w.cell(widths[at], [said], bottom=bottom))
            rows.append(w.row(cells))
        self.add(w.table(widths, rows, description=it["caption"]), self.gap())

    def picture(self, it: dict[str, Any]) -> None:
        drawn = io.BytesIO(png(prepared(it["svg"])))
        inline = self.package.part.new_pic_inline(drawn, width=_EMU_PER_TEXT_WIDTH * it["width"] // 100)
        inline.docPr.set("descr", it["alt"])
        inline.docPr.set("name", f"Picture {inline.docPr.get('id')}")
        keep = [w.el("keepNext")] if it["caption"] else []
        self.add(w.paragraph(w.el("r", None, w.el("drawing", None, inline)), properties=keep))
        if it["caption"]:
            self.add(w.paragraph(w.run(it["caption"]), style="Caption"))

    def page_break(self, it: dict[str, Any]) -> None:
        self.add(w.paragraph(w.el("r", None, w.el("br", {"type": "page"}))))

    def question(self, it: dict[str, Any]) -> None:
        keep = [w.el("keepNext")]
        self.add(
            w.paragraph(
                w.run(f"{it['number']}\u2002", colour=w.ACCENT), w.run(it["label"]), style="Question", properties=keep
            )
        )
        for text, style in ((it["hint"], "Hint"), (it["kind"], "Quiet")):
            if text:
                self.add(w.paragraph(w.run(text), style=style, properties=keep))
        if it["options"]:
            content = [w.paragraph(w.run(f"☐\t{option}"), style="Option") for option in it["options"]]
        elif it["columns"]:
            content = [_grid(it["columns"], it["rows"])]
        else:
            room = w.paragraph(properties=[w.spacing(0, max(0, it["lines"] - 1) * 330)])
            box = w.row([w.cell(w.TEXT_WIDTH, [room], box=True)], height=440)
            content = [w.table([w.TEXT_WIDTH], [box], header=False, boxed=True)]
        if it["key"]:
            self.fields += 1
            self.add(w.field(it["key"], it["label"], self.fields, *content))
        else:
            self.add(*content)
        self.add(self.gap())

    def signatures(self, it: dict[str, Any]) -> None:
        for labels in it["rows"]:
            gap = 240
            width = (w.TEXT_WIDTH - gap * (len(labels) - 1)) // len(labels)
            widths: list[int] = []
            above: list[Any] = []
            below: list[Any] = []
            for label in labels:
                if widths:
                    widths.append(gap)
                    above.append(w.cell(gap, [w.paragraph()], bottom=(0, w.LINE)))
                    below.append(w.cell(gap, [w.paragraph()], bottom=(0, w.LINE)))
                widths.append(width)
                above.append(w.cell(width, [w.paragraph(properties=[w.el("keepNext")])], bottom=(6, w.STRONG_LINE)))
                below.append(w.cell(width, [w.paragraph(w.run(label), style="Quiet")], bottom=(0, w.LINE)))
            self.add(w.table(widths, [w.row(above, height=900), w.row(below)], header=False), self.gap())

    def letter_head(self, it: dict[str, Any]) -> None:
        self.add(w.paragraph(w.run(it["sender"], bold=True, colour=w.ACCENT), properties=[w.spacing(0, 0)]))
        if it["sender_lines"]:
            self.add(w.paragraph(w.run("\n".join(it["sender_lines"])), style="Quiet"))
        runs = [w.run("\n".join(it["recipient_lines"]))]
        self.add(w.paragraph(*runs, properties=[w.spacing(300, 300)]))
        if it["references"]:
            lines = "\n".join(f"{label}: {value}" for label, value in it["references"])
            self.add(w.paragraph(w.run(lines), style="Quiet", properties=[w.spacing(0, 300)]))

    def block(self, it: dict[str, Any]) -> None:
        writers: dict[str, Callable[[dict[str, Any]], None]] = {
            "Heading": self.heading,
            "Paragraph": self.running_text,
            "Note": self.note,
            "Facts": self.facts,
            "List": self.items,
            "Clause": self.clause,
            "Table": self.table,
            "Picture": self.picture,
            "PageBreak": self.page_break,
            "FormQuestion": self.question,
            "Signatures": self.signatures,
            "LetterHead": self.letter_head,
        }
        writers[it["block"]](it)


def _head_text(text: str, side: str) -> Any:
    made = w.run(text, bold=True, colour=w.MUTED, size=9)
    return w.paragraph(made, style="Cell", properties=w.aligned(side))


def _grid(columns: list[str], rows: int) -> Any:
    width = w.TEXT_WIDTH // len(columns)
    head = [w.cell(width, [_head_text(label, "left")], box=True) for label in columns]
    empty = [w.row([w.cell(width, [w.paragraph(style="Cell")], box=True) for _ in columns], height=400)]
    made = w.table([width] * len(columns), [w.row(head, header=True), *empty], boxed=True)
    for _ in range(rows - 1):
        made.append(w.row([w.cell(width, [w.paragraph(style="Cell")], box=True) for _ in columns], height=400))
    return made


def to_docx(document: Document) -> bytes:
    """The document as a Word file; the same document gives the same bytes.

    Raises UnfitPicture for a picture that cannot be drawn.
    """
    import docx

    data = cleaned({key: value for key, value in plain(document).items() if key != "date"}, for_word)
    package = docx.Document()
    page_and_styles(package, data)
    writer = _Writer(package)
    blocks = data["blocks"]
    if blocks and blocks[0]["block"] == "LetterHead":
        writer.block(blocks[0])
        blocks = blocks[1:]
    writer.add(w.paragraph(w.run(data["title"]), style="Title"))
    if data["subtitle"]:
        writer.add(w.paragraph(w.run(data["subtitle"]), style="Quiet"))
    for block in blocks:
        writer.block(speaking(block))
    _properties(package, data, document.date)
    made = _packed(package)
    del package, writer
    gc.collect()  # the package is one ring of references around large XML trees: 3 MB a document, kept for long
    return made


def _properties(package: Any, data: dict[str, Any], day: dt.date) -> None:
    core = package.core_properties
    core.title, core.author, core.language = data["title"][:255], data["author"][:255], data["language"]
    core.comments, core.keywords, core.subject = "", "", data["subtitle"][:255]
    core.last_modified_by, core.revision = data["author"][:255], 1
    core.created = core.modified = dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)


def _packed(package: Any) -> bytes:
    """The package's bytes with every entry dated alike, so that equal documents are equal files."""
    first, second = io.BytesIO(), io.BytesIO()
    package.save(first)
    with zipfile.ZipFile(first) as source, zipfile.ZipFile(second, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _ZIP_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            target.writestr(entry, source.read(name))
    return second.getvalue()
