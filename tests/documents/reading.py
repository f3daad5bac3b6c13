"""Reading documents back: what a person, a screen reader or Word would find in them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from lxml import etree
from pypdf import PdfReader

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def pdf(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content))


def pdf_text(content: bytes) -> str:
    """All text of the pages, one line feed between pages."""
    return "\n".join(page.extract_text() for page in pdf(content).pages)


def tags(content: bytes) -> Iterator[Any]:
    """Every element of the structure tree, in order."""

    def walk(node: Any) -> Iterator[Any]:
        node = node.get_object()
        if isinstance(node, list):
            for child in node:
                yield from walk(child)
        elif isinstance(node, dict):
            if "/S" in node:
                yield node
            if "/K" in node:
                yield from walk(node["/K"])

    yield from walk(pdf(content).trailer["/Root"]["/StructTreeRoot"]["/K"])


def tag_names(content: bytes) -> list[str]:
    return [str(node["/S"]) for node in tags(content)]


def fonts(content: bytes) -> set[str]:
    """Base names of every font that a page uses."""
    found = set()
    for page in pdf(content).pages:
        for font in page["/Resources"].get("/Font", {}).values():
            found.add(str(font.get_object()["/BaseFont"]).partition("+")[2])
    return found


def part(content: bytes, name: str = "word/document.xml") -> Any:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return etree.fromstring(archive.read(name))


def word_text(content: bytes) -> str:
    """The text of body and footer: one line per paragraph, line breaks as line feeds."""
    lines = []
    for name in ("word/document.xml", *_footers(content)):
        for paragraph in part(content, name).iter(f"{W}p"):
            pieces = []
            for node in paragraph.iter(f"{W}t", f"{W}br", f"{W}tab"):
                pieces.append({f"{W}br": "\n", f"{W}tab": "\t"}.get(node.tag, node.text or ""))
            lines.append("".join(pieces))
    return "\n".join(lines)


def _footers(content: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [name for name in archive.namelist() if name.startswith("word/footer")]


# registered figures, read from where they stand ----------------------------------------------------------------------


def _agreed(found: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """One answer per key. Raises AssertionError when a figure differs between its places."""
    kept: dict[str, Any] = {}
    for key, said in found:
        assert kept.setdefault(key, said) == said, f"figure {key} stands as {kept[key]!r} and as {said!r}"
    return kept


def figures_in_docx(content: bytes) -> dict[str, str]:
    """Key and shown text of every figure: content controls that hold runs and have a tag."""
    return _agreed(
        (
            node.find(f"{W}sdtPr/{W}tag").get(f"{W}val"),
            "".join(text.text or "" for text in node.find(f"{W}sdtContent").iter(f"{W}t")),
        )
        for node in part(content).iter(f"{W}sdt")
        if node.find(f"{W}sdtPr/{W}tag") is not None and node.getparent().tag == f"{W}p"
    )


def figures_in_pdf(content: bytes, addresses: Mapping[str, str]) -> dict[str, str]:
    """Key and shown text of every figure that is a link; `addresses` says which figure an address belongs to.

    The text is what stands inside the link's rectangle, so a figure that is only linked but not seen is not found.
    """
    import pdfplumber

    found = []
    with pdfplumber.open(io.BytesIO(content)) as file:
        for page in file.pages:
            for link in page.hyperlinks:
                key = addresses.get(link["uri"])
                if key is not None:
                    found.append((key, _inside(page, link)))
    return _agreed(found)


def _inside(page: Any, link: Mapping[str, Any]) -> str:
    quads = [float(number) for number in link["data"].get("QuadPoints", [])]
    boxes = [quads[at : at + 8] for at in range(0, len(quads), 8)] or [
        [link["x0"], page.height - link["bottom"], link["x1"], page.height - link["top"]]
    ]
    shown = []
    for box in boxes:
        left, right, low, high = min(box[0::2]), max(box[0::2]), min(box[1::2]), max(box[1::2])
        shown.append(
            "".join(
                one["text"]
                for one in page.chars
                if left <= (one["x0"] + one["x1"]) / 2 <= right and low <= (one["y0"] + one["y1"]) / 2 <= high
            )
        )
    return "".join(shown)


S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def figures_in_xlsx(content: bytes) -> dict[str, Decimal | str]:
    """Key and content of every figure: a Decimal from a number cell (percentages as per cent), else the cell's text."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content))
    found = []
    for name, defined in book.defined_names.items():
        if name.startswith("figure."):
            key = re.sub(r"_([0-9a-f]{2})", lambda code: chr(int(code[1], 16)), name.removeprefix("figure."))
            for sheet, place in defined.destinations:
                found.append((key, _cell(book[sheet][place.replace("$", "")])))
    return _agreed(found)


def _cell(cell: Any) -> Decimal | str:
    if cell.data_type != "n":
        return str(cell.value)
    value = Decimal(repr(cell.value))
    return (value * 100 if "%" in cell.number_format else value).normalize() + 0


def figures_on_page(html: str) -> dict[str, str]:
    """Key and shown text of every figure on a page."""
    from lxml import html as reader

    return _agreed(
        (node.get("data-figure"), node.text_content()) for node in reader.fromstring(html).xpath("//*[@data-figure]")
    )
