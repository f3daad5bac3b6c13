"""A cleaned copy tells nothing about who made it; what cannot be cleaned for sure is withheld."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pypdf
import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.ExifTags import Base
from PIL.PngImagePlugin import PngInfo

from tandem.foundation.files.cleaned import cleaned
from tandem.foundation.files.kinds import KINDS

CANARY = "KanarSvetlanaVrbovac"
pytestmark = pytest.mark.clause("TAC-16")


def word() -> bytes:
    made, out = Document(), io.BytesIO()
    made.add_paragraph("A plan that several people carry.")
    made.core_properties.author = made.core_properties.last_modified_by = CANARY
    made.core_properties.title = made.core_properties.comments = CANARY
    made.save(out)
    return out.getvalue()


def excel() -> bytes:
    made, out = openpyxl.Workbook(), io.BytesIO()
    made.active["A1"] = "Travel"
    made.properties.creator = made.properties.lastModifiedBy = CANARY
    made.active["A1"].comment = openpyxl.comments.Comment("dear", CANARY)
    made.save(out)
    return out.getvalue()


def open_document() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("meta.xml", f"<m><dc:creator>{CANARY}</dc:creator></m>")
        archive.writestr("content.xml", f"<a><dc:creator>{CANARY}</dc:creator><p>A plan</p></a>")
        archive.writestr("Thumbnails/thumbnail.png", CANARY)
    return out.getvalue()


def jpeg() -> bytes:
    out, picture = io.BytesIO(), Image.new("RGB", (8, 8), "red")
    exif = picture.getexif()
    exif[Base.Artist] = CANARY
    picture.save(out, "jpeg", exif=exif, comment=CANARY)
    return out.getvalue()


def png() -> bytes:
    out, told = io.BytesIO(), PngInfo()
    told.add_text("Author", CANARY)
    Image.new("RGB", (8, 8), "blue").save(out, "png", pnginfo=told)
    return out.getvalue()


def pdf(**more: str) -> bytes:
    made, out = pypdf.PdfWriter(), io.BytesIO()
    made.add_blank_page(72, 72)
    made.add_metadata({"/Author": CANARY, "/Title": f"({CANARY}) \\(x\\)", "/Company": CANARY, **more})
    made.write(out)
    return out.getvalue()


def inside(content: bytes) -> bytes:
    """Everything that is in a file, archives unpacked."""
    if content[:2] != b"PK":
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return b"".join(name.encode() + archive.read(name) for name in archive.namelist())


@pytest.mark.parametrize(("kind", "make"), [
    ("docx", word), ("xlsx", excel), ("odt", open_document), ("jpg", jpeg), ("png", png), ("pdf", pdf),
])  # fmt: skip
def test_who_made_it_is_gone_and_what_it_says_is_there(kind: str, make) -> None:
    before = make()
    assert CANARY.encode() in inside(before) or CANARY.encode("utf-16-be") in before
    after = cleaned(before, kind)
    assert after is not None
    assert CANARY.encode() not in inside(after) and CANARY.encode("utf-16-be") not in after


def test_cleaned_files_still_open() -> None:
    assert Document(io.BytesIO(cleaned(word(), "docx"))).paragraphs[0].text == "A plan that several people carry."
    assert openpyxl.load_workbook(io.BytesIO(cleaned(excel(), "xlsx"))).active["A1"].value == "Travel"
    assert Image.open(io.BytesIO(cleaned(jpeg(), "jpg"))).getpixel((4, 4))[0] > 200
    assert Image.open(io.BytesIO(cleaned(png(), "png"))).getpixel((4, 4)) == (0, 0, 255)
    read = pypdf.PdfReader(io.BytesIO(cleaned(pdf(), "pdf")))
    assert len(read.pages) == 1 and not (read.metadata.author or "").strip()


def test_a_metadata_packet_is_blanked() -> None:
    xmp = f'<?xpacket begin="" id="x"?><rdf:RDF><dc:creator>{CANARY}</dc:creator></rdf:RDF><?xpacket end="w"?>'.encode()
    whole = (
        b"%PDF-1.4\n1 0 obj\n<</Type/Metadata/Subtype/XML/Length 9>>\nstream\n" + xmp + b"\nendstream\nendobj\n%%EOF"
    )
    after = cleaned(whole, "pdf")
    assert after is not None and CANARY.encode() not in after and len(after) == len(whole)


def test_what_is_not_sure_is_withheld() -> None:
    out, made = io.BytesIO(), pypdf.PdfWriter()
    made.add_blank_page(72, 72)
    made.encrypt("word")
    made.write(out)
    assert cleaned(out.getvalue(), "pdf") is None
    assert cleaned(b"%PDF-1.5\n/Author 7 0 R", "pdf") is None
    packed = __import__("zlib").compress(b"<< /Author (%s) >>" % CANARY.encode())
    assert cleaned(b"1 0 obj\n<</Type/ObjStm/Filter/FlateDecode>>\nstream\n" + packed + b"\nendstream", "pdf") is None
    assert cleaned(b"anything", "exe") is None and cleaned(b"PK broken", "docx") is None


@given(st.sampled_from(sorted(KINDS)), st.binary(max_size=400))
def test_whatever_comes_in_nothing_breaks(kind: str, content: bytes) -> None:
    assert cleaned(content, kind) is None or isinstance(cleaned(content, kind), bytes)
