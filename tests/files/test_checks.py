"""Which files are taken and which are not: by what is in them, not by what they are called."""

from __future__ import annotations

import io
import random
import struct
import time
import tracemalloc
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.foundation.files.checks import CODES, Unacceptable, inspected
from tandem.foundation.files.kinds import KINDS, accept_attribute, kind_of_name
from tests.files import samples

EVERY = frozenset(KINDS)
PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00" + bytes(200)


def code(content: bytes, name: str, accept: frozenset[str] | set[str] = EVERY) -> str:
    """'' when the file is taken, else its code, with what is unsafe behind a colon."""
    try:
        inspected(io.BytesIO(content), len(content), name, accept)
    except Unacceptable as refusal:
        what = refusal.values.get("what", "") if refusal.code == "unsafe" else ""
        return f"{refusal.code}:{what}" if what else refusal.code
    return ""


@pytest.mark.expects("UX-15")
@pytest.mark.parametrize("name", samples.sound())
def test_sound_files_of_every_kind_are_taken(name):
    content = samples.sound()[name]
    assert inspected(io.BytesIO(content), len(content), name, EVERY) == kind_of_name(name)
    assert code(content, name, EVERY - {kind_of_name(name)}) == "not_allowed"
    assert code(content, name.upper()) == ""


@pytest.mark.expects("UX-15")
@pytest.mark.parametrize("name", [name for name in samples.sound() if name not in ("a.txt", "a.csv")])
def test_a_name_may_be_anything_as_long_as_it_does_not_lie(name):
    content = samples.sound()[name]
    for other in ("no ending", "Vedtak 12.3", "../../etc/passwd", "a.final", "emoji 😀", "gnp.\u202efdp.x", ".hidden"):
        assert code(content, other) == ""
    liar = "a.pdf" if name != "a.pdf" else "a.docx"
    assert code(content, liar) == "mismatch"


def test_there_are_twelve_codes():
    assert len(CODES) == len(set(CODES)) == 12


def test_nothing_is_empty():
    assert code(b"", "a.pdf") == "empty"


@pytest.mark.expects("SEC-7")
@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (PROGRAM, "a.pdf", "mismatch"),
        (PROGRAM, "a.docx", "mismatch"),
        (PROGRAM, "a.txt", "mismatch"),
        (PROGRAM, "a.exe", "not_allowed"),
        (PROGRAM, "a", "not_allowed"),
        (b"\x7fELF" + bytes(90), "a.jpg", "mismatch"),
        (b"#!/bin/sh\nrm -r x\n", "a.txt", "unsafe:script"),
        (b"#!/bin/sh\nrm -r x\n", "a.sh", "not_allowed"),
        (b"<html><script>alert(1)</script>", "a.html", "not_allowed"),
        (b"<html><script>alert(1)</script>", "a.txt", "unsafe:script"),
        ("\ufeff  <svg onload='x()'/>".encode("utf-16"), "a.csv", "unsafe:script"),
        (b"name;value\n<script>x</script>;1", "a.csv", "unsafe:script"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg", "not_allowed"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.png", "mismatch"),
        (b"just words", "a.pdf", "mismatch"),
        (b"just words", "a.js", "not_allowed"),
        (b"GIF89a" + bytes(20), "a.gif", "not_allowed"),
        (b"a\x00b", "a.txt", "mismatch"),
    ],
)
def test_renamed_programs_and_pages(content, name, expected):
    assert code(content, name) == expected


def test_an_archive_is_not_an_office_file():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("a.txt", "hello")
    assert code(target.getvalue(), "a.zip") == "not_allowed"
    assert code(target.getvalue(), "a.docx") == "mismatch"


@pytest.mark.expects("SEC-7")
@pytest.mark.parametrize("ratio_of", [40, 300])
def test_bombs_are_seen_before_they_are_unpacked(ratio_of):
    content = samples.bomb(ratio_of)
    started = time.perf_counter()
    assert code(content, "a.docx") == "expands"
    assert time.perf_counter() - started < 1


@pytest.mark.expects("SEC-7")
def test_entries_that_share_their_bytes():
    assert code(samples.overlapping(), "a.docx") == "expands"
    assert code(samples.overlapping(copies=5), "a.docx") == "expands"
    assert code(samples.overlapping(copies=5000), "a.docx") == "expands"


@pytest.mark.expects("SEC-7")
def test_a_size_that_lies():
    """The directory says 10 bytes, the data unpacks to 50 MB: reading stops at what was said."""
    content = bytearray(samples.bomb(50))
    at = content.rfind(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<I", 10)
    assert code(bytes(content), "a.docx") in ("damaged", "expands")


@pytest.mark.expects("SEC-7")
@pytest.mark.parametrize("place", ["word/document.xml", "[Content_Types].xml", "word/_rels/document.xml.rels"])
@pytest.mark.parametrize("coding", ["utf-8", "utf-16"])
def test_document_types_and_entities(place, coding):
    laughs = '<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    outside = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    for declaration in (laughs, outside, "<!doctype x SYSTEM 'http://evil.example/x.dtd'>"):
        original = samples.part(samples.docx(), place).decode().partition("?>")[2]
        content = f"{declaration}{original}".encode(coding)
        assert code(samples.changed(samples.docx(), {place: content}), "a.docx") == "unsafe:declaration"


@pytest.mark.expects("SEC-7")
def test_macros_in_an_office_file():
    types = samples.part(samples.docx(), "[Content_Types].xml")
    enabled = types.replace(
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        b"application/vnd.ms-word.document.macroEnabled.main+xml",
    )
    assert code(samples.changed(samples.docx(), {"[Content_Types].xml": enabled}), "a.docx") == "unsafe:macro"
    assert code(samples.changed(samples.docx(), {"word/vbaProject.bin": b"x"}), "a.docx") == "unsafe:macro"
    assert code(samples.changed(samples.xlsx(), {"xl/macrosheets/sheet1.xml": b"<x/>"}), "a.xlsx") == "unsafe:macro"
    assert code(samples.changed(samples.docx(), {"word/activeX/activeX1.xml": b"<x/>"}), "a.docx") == "unsafe:macro"
    assert code(samples.open_document(extra={"Basic/Standard/Module1.xml": b"<x/>"}), "a.odt") == "unsafe:macro"


@pytest.mark.expects("SEC-7")
def test_programs_and_parts_from_elsewhere():
    assert code(samples.changed(samples.docx(), {"word/media/a.png": PROGRAM}), "a.docx") == "unsafe:program"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

    def linked(kind: str, target: str) -> str:
        relations = (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1"'
            f' Type="{office}/{kind}" Target="{target}" TargetMode="External"/></Relationships>'
        )
        return code(samples.changed(samples.docx(), {"word/_rels/settings.xml.rels": relations.encode()}), "a.docx")

    assert linked("attachedTemplate", "https://evil.example/a.dotm") == "unsafe:remote_part"
    assert linked("oleObject", "mhtml:https://evil.example/a.html!x") == "unsafe:remote_part"
    assert linked("attachedTemplate", "file:///C:/Templates/Letter.dotx") == ""
    assert linked("hyperlink", "https://fjordvik.example/") == ""
    dynamic = {"xl/externalLinks/externalLink1.xml": b"<externalLink><ddeLink ddeService='cmd'/></externalLink>"}
    assert code(samples.changed(samples.xlsx(), dynamic), "a.xlsx") == "unsafe:remote_part"


@pytest.mark.expects("SEC-7")
def test_two_files_in_one():
    archive = samples.docx()
    assert code(samples.png() + archive, "a.png") == "unsafe:second_file"
    assert code(samples.jpg() + archive, "a.jpg") == "unsafe:second_file"
    assert code(samples.pdf() + archive, "a.pdf") in ("unsafe:second_file", "damaged")
    assert code(samples.small_pdf(archive), "a.pdf") == "unsafe:second_file"
    assert code(b"\n" + samples.pdf(), "a.pdf") == "mismatch"
    assert code(b"GIF89a" + samples.pdf(), "a.pdf") == "mismatch"
    assert code(samples.pdf() + b"<html><script>", "a.pdf") == "unsafe:second_file"
    assert code(archive + b"x", "a.docx") == "unsafe:second_file"
    assert code(archive + samples.pdf(), "a.docx") in ("unsafe:second_file", "damaged")
    assert code(samples.pdf() + archive, "a.docx") != ""


def test_bytes_between_and_before_entries():
    content = samples.docx()
    end = content.rfind(b"PK\x05\x06")
    length, offset = struct.unpack_from("<II", content, end + 12)
    hidden = content[:offset] + b"#" * 500 + content[offset:end]
    moved = hidden + content[end : end + 16] + struct.pack("<IH", offset + 500, 0)
    assert code(moved, "a.docx") == "unsafe:second_file"


@pytest.mark.parametrize("name", ["../../evil.xml", "/etc/passwd", "C:/x", "word\\..\\..\\x"])
def test_entries_with_paths_that_climb(name):
    assert code(samples.changed(samples.docx(), {name: b"x"}), "a.docx") == "unsafe:second_file"


@pytest.mark.expects("UX-15")
def test_passwords():
    from pypdf import PdfReader, PdfWriter

    writer, target = PdfWriter(PdfReader(io.BytesIO(samples.pdf()))), io.BytesIO()
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(target)
    assert code(target.getvalue(), "a.pdf") == "password"
    office = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000) + "EncryptedPackage".encode("utf-16-le") + bytes(900)
    assert code(office, "a.docx") == code(office, "a.xlsx") == "password"
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000) + "WordDocument".encode("utf-16-le") + bytes(900)
    assert code(old, "a.docx") == "mismatch" and code(old, "a.doc") == "not_allowed"
    manifest = b"<manifest><encryption-data checksum='x'/></manifest>"
    assert code(samples.open_document(manifest=manifest), "a.odt") == "password"
    locked = bytearray(samples.docx())
    at = locked.rfind(b"PK\x01\x02")
    locked[at + 8] |= 1
    assert code(bytes(locked), "a.docx") == "password"


@pytest.mark.expects("SEC-7")
@pytest.mark.parametrize("name", [b"/JavaScript", b"/J#61vaScript", b"/Launch", b"/#4caunch"])
def test_scripts_in_pdf(name):
    action = b"<</S%s/JS(app.alert(1))>>" % name
    assert code(samples.small_pdf(action), "a.pdf") == "unsafe:script"
    assert code(samples.small_pdf(samples.object_stream(b"4 0 " + action)), "a.pdf") == "unsafe:script"
    assert code(samples.small_pdf(samples.object_stream(b"4 0 " + action, b"/Obj#53tm")), "a.pdf") == "unsafe:script"
    far = samples.small_pdf(b"<</Length 1>>stream\n" + b"x" * ((1 << 20) - 60) + b"\nendstream", action)
    assert code(far, "a.pdf") == "unsafe:script"


def test_a_pdf_with_a_bomb_inside():
    started = time.perf_counter()
    assert code(samples.small_pdf(*[samples.object_stream(bytes(64 << 20))] * 3), "a.pdf") == "expands"
    assert time.perf_counter() - started < 2


@pytest.mark.expects("UX-15")
@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.xlsx", "a.odt", "a.png", "a.jpg"])
def test_what_was_cut_off_is_damaged(name):
    content = samples.sound()[name]
    for share in (0.3, 0.6, 0.99):
        assert code(content[: int(len(content) * share)], name) == "damaged"


def test_damage_inside_is_found_by_checksums():
    content = bytearray(samples.docx())
    middle = content.find(b"word/document.xml") + 400
    content[middle] ^= 0xFF
    assert code(bytes(content), "a.docx") == "damaged"
    picture = bytearray(samples.png())
    picture[len(picture) // 2] ^= 0xFF
    assert code(bytes(picture), "a.png") == "damaged"


def test_pictures_too_large_to_open():
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + b"IHDR" + head + struct.pack(">I", zlib.crc32(b"IHDR" + head))
    assert code(b"\x89PNG\r\n\x1a\n" + chunk + samples.png()[33:], "a.png") == "expands"
    assert code(samples.jpg(width=60_000, height=60_000), "a.jpg") == "expands"


@settings(max_examples=300)
@given(st.sampled_from(sorted(samples.sound())), st.integers(0, 10**9))
def test_whatever_happens_to_a_file_there_is_an_answer(name, seed):
    """Bytes changed, cut, repeated: taken or refused with a code, never an error of ours."""
    dice, content = random.Random(seed), bytearray(samples.sound()[name])
    for _ in range(dice.randint(1, 12)):
        at = dice.randrange(len(content))
        match dice.randrange(4):
            case 0:
                content[at] = dice.randrange(256)
            case 1:
                del content[at : at + dice.randrange(1, 60)]
            case 2:
                content[at:at] = content[at : at + dice.randrange(1, 60)]
            case _:
                content[at : at + 4] = dice.choice([b"\xff\xff\xff\xff", bytes(4), b"PK\x05\x06", b"\x7f\xff\xff\xff"])
        if not content:
            break
    assert code(bytes(content), name).partition(":")[0] in ("", *CODES)


@given(st.binary(max_size=400), st.sampled_from(["a.pdf", "a.docx", "a.png", "a.jpg", "a.txt", "a", "a.exe"]))
def test_any_bytes_have_an_answer(content, name):
    assert code(content, name).partition(":")[0] in ("", *CODES)


@pytest.mark.expects("SEC-7")
@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.png", "a.txt"])
def test_memory_stays_flat(name, tmp_path):
    """64 MB are inspected in less than 12 MB."""
    path = tmp_path / name
    path.write_bytes(_large(name))
    with path.open("rb") as file:
        tracemalloc.start()
        inspected(file, path.stat().st_size, name, EVERY)
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert path.stat().st_size > 60 << 20
    assert peak < 12 << 20


def _large(name: str) -> bytes:
    noise = random.Random(1).randbytes(1 << 20).replace(b"/", b".")
    if name == "a.pdf":
        return samples.small_pdf(b"<</Length 1>>stream\n" + noise * 64 + b"\nendstream")
    if name == "a.docx":
        target = io.BytesIO(samples.docx())
        with zipfile.ZipFile(target, "a") as archive:
            archive.writestr("word/media/a.bin", noise * 64, zipfile.ZIP_STORED)
        return target.getvalue()
    if name == "a.png":
        data = noise * 64
        chunk = struct.pack(">I", len(data)) + b"IDAT" + data + struct.pack(">I", zlib.crc32(b"IDAT" + data))
        return samples.png()[:33] + chunk + samples.png()[33:]
    return "words å ø 😀\n".encode() * (4 << 20)


def test_the_attribute_for_a_file_field():
    assert accept_attribute({"jpg", "pdf"}) == ".pdf,.jpg,.jpeg"
