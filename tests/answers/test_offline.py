"""A form filled in without a connection: it comes back with a report, and nothing is written until somebody agrees."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html
from openpyxl import load_workbook

from tandem.answers.models import Answer, BroughtBack, SetAside
from tandem.answers.operations import Edit, save
from tandem.answers.queries import stored, values
from tandem.core.forms.paths import expand
from tests.factories import applications, calls, sixty
from tests.factories.offline import fill_excel, fill_word

pytestmark = pytest.mark.django_db
FILL = {"docx": fill_word, "xlsx": fill_excel}
TEXT = "Kjære Ærfugl på Åre, żółw w Łodzi, año y señal – „ąę” 😀\nand a second line, with <b>signs</b> & \"quotes\""


@pytest.fixture
def world(cast: Any, at: Any, tmp_path: Any) -> Any:
    """A call with sixty questions, an empty draft of Bo and Dee, Bo signed in."""
    at("2024-09-12T12:00")
    with cast.scope():
        cast.call = calls.call(cast.actor("ana"), sixty.folder(tmp_path))
        cast.actors = {"home": cast.actor("bo"), "abroad": cast.actor("dee")}
        cast.sides = {"home": cast.fjordvik, "abroad": cast.san_telmo}
        cast.application = applications.draft(cast.actors["home"], cast.call, cast.sides)
    cast.home = f"/samband/applications/{cast.application.id}/"
    cast.client = browser(cast.bo)
    return cast


def browser(person: Any) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def taken_along(world: Any, ending: str) -> bytes:
    response = world.client.get(f"{world.home}offline/form.{ending}")
    assert response.status_code == 200
    return b"".join(response.streaming_content) if response.streaming else response.content


def bring(world: Any, content: bytes, name: str = "form.xlsx") -> Any:
    return world.client.post(f"{world.home}offline/", {"file": SimpleUploadedFile(name, content)})


def said(response: Any) -> str:
    """The text of the page's main part, white space made one."""
    return " ".join(" ".join(html.fromstring(response.content).find(".//main").itertext()).split())


def report(world: Any, content: bytes, name: str = "form.xlsx") -> str:
    """The address of the report on the file."""
    answer = bring(world, content, name)
    assert answer.status_code == 302, said(answer)
    return str(answer.url)


def agree(world: Any, address: str, **more: str) -> Any:
    return world.client.post(address, more)


def typed(form: Any) -> dict[tuple[str, str], Any]:
    """What a person writes into every cell of the form that takes one answer, in Norwegian and English habits."""
    cells: dict[tuple[str, str], Any] = {}
    for place in expand(form, ["home"]):
        path, type_ = place.path, place.asked.type
        if place.has_rows:
            continue
        if type_ == "money":
            cells["", path] = "kr 12,500" if place.asked.currency == "NOK" else "12,500.75 EUR"
        elif type_ == "choice":
            cells["", path] = "Abroad" if path == "place" else "Possibility 2"
        elif type_ == "many":
            cells |= {("", f"{path}={id}"): "x" for id in (("water", "waste") if path == "themes" else ("o1", "o3"))}
        else:
            cells |= {("", f"{path}{end}"): text for end, text in TYPED[type_].items()}
    for path, row in rows(form):
        cells |= {(path, f"1/{column}"): value for column, value in row.items()}
    return cells


TYPED: dict[str, dict[str, str]] = {  # by type: what stands in each cell of an answer
    "short_text": {"": "Ærlig søknad, ą ñ å"},
    "long_text": {"": TEXT},
    "number": {"": "1 234.5"},
    "date": {"": "1 March 2025"},
    "period": {"..from": "1.3.2025", "..to": "28 February 2026"},
    "yes_no": {"": "Yes"},
    "organisation": {"..name": "Vesleby skøle", "..kind": "Municipality", "..country": "Norway"},
}


def rows(form: Any) -> list[tuple[str, dict[str, Any]]]:
    """A row for each question with rows."""
    made = []
    for question in form.questions():
        if question.type == "people":
            person = {"name": "Åse Ørn", "email": "aase@example.org", "party": None, "profession": "ingeniør"}
            made.append((question.id, person))
        elif question.type == "budget":
            entry = {"line": "Travel", "text": "Tog", "paid_by": "ourselves", "currency": "NOK", "years/1": "12 500,50"}
            made.append((question.id, entry))
        elif question.type == "table":
            made.append((question.id, {
                "c_short_text": "Łódź", "c_long_text": TEXT, "c_number": "2", "c_money": "1 250,75",
                "c_date": "2025-05-17", "c_period": "1.3.2025 – 28.2.2026", "c_yes_no": "No",
                "c_choice": "Possibility 4", "c_many": "Possibility 1; Possibility 2",
            }))  # fmt: skip
        elif question.type == "results":
            result = {"level": "Outcome", "text": "Mer sortering", "indicator": "Husstander", "unit": "%"}
            made.append((question.id, {**result, "baseline": "0", "target": "40.5"}))
    return made


@pytest.mark.expects("UX-2")
@pytest.mark.parametrize("ending", ["docx", "xlsx"])
def test_sixty_answers_are_equal_after_they_went_along_and_came_back(world: Any, ending: str) -> None:
    cells = typed(world.call.form)
    cells = {key: (world.fjordvik.name if value is None else value) for key, value in cells.items()}
    filled = FILL[ending](taken_along(world, ending), cells)
    address = report(world, filled, f"skjema.{ending}")
    with world.scope():
        assert not Answer.objects.filter(subject_id=world.application.id).exists(), "nothing before somebody agrees"
    page = said(world.client.get(address))
    assert "cannot be read" not in page and "Left aside" not in page
    assert agree(world, address).status_code == 302
    with world.scope():
        there = values(world.application.id)
    home = {path for path, _row in there}
    asked = {place.path for place in expand(world.call.form, ["home"]) if place.question.type != "file"}
    assert home == asked and len({path.split("/")[0] for path in home}) == 60
    for place in expand(world.call.form, ["home"]):
        if place.asked.type == "long_text" and not place.has_rows:
            assert there[(place.path, "")] == TEXT
    one = {path: value for (path, _row), value in there.items()}
    amounts = [v for v in one.values() if isinstance(v, dict) and set(v) == {"minor", "currency"}]
    money = [amount for amount in amounts if amount["currency"] == "NOK"]
    assert money and all(value == {"minor": 1_250_000, "currency": "NOK"} for value in money)
    assert one["cost"]["years"] == {"1": 1_250_050} and one["cost"]["paid_by"] == "own"
    tables = [value for value in one.values() if isinstance(value, dict) and "c_money" in value]
    assert tables[0] == {
        "c_short_text": "Łódź", "c_long_text": TEXT, "c_number": "2", "c_money": {"minor": 125_075, "currency": "EUR"},
        "c_date": "2025-05-17", "c_period": {"from": "2025-03-01", "to": "2026-02-28"}, "c_yes_no": False,
        "c_choice": "o4", "c_many": ["o1", "o2"],
    }  # fmt: skip
    again = said(world.client.get(report(world, taken_along(world, ending), f"igjen.{ending}")))
    assert "The file changes nothing" in again and "What changes" not in again and "Left aside" not in again


@pytest.mark.expects("UX-2")
@pytest.mark.parametrize("ending", ["docx", "xlsx"])
def test_what_was_answered_goes_along_and_only_what_was_touched_comes_back(world: Any, ending: str) -> None:
    with world.scope():
        save(world.actors["home"], "application", world.application.id, [Edit("summary", "", TEXT, 0)], locale="en")
        save(world.actors["home"], "application", world.application.id, [Edit("title", "", "Old", 0)], locale="en")
    filled = FILL[ending](taken_along(world, ending), {("", "title"): "New title"})
    address = report(world, filled, f"f.{ending}")
    page = said(world.client.get(address))
    assert "The file changes 1 answer" in page and "Until now Old" in page and "In the file New title" in page
    agree(world, address)
    with world.scope():
        kept = stored(world.application.id)
    assert kept[("title", "")].value == "New title" and kept[("summary", "")].value == TEXT
    assert kept[("title", "")].taken_from.startswith(f"f.{ending}, ")
    assert kept[("summary", "")].revision == 1
    assert agree(world, address).status_code == 409, "a file is brought in once"


@pytest.mark.expects("UX-2", "UX-9")
def test_what_was_saved_meanwhile_is_shown_beside_the_file_and_must_be_chosen(world: Any) -> None:
    content = taken_along(world, "xlsx")
    with world.scope():
        save(world.actors["abroad"], "application", world.application.id, [Edit("title", "", "De Dee", 0)], locale="es")
    address = report(world, fill_excel(content, {("", "title"): "From Bo"}))
    page = said(world.client.get(address))
    assert "De Dee" in page and "From Bo" in page
    assert agree(world, address).status_code == 422
    with world.scope():
        assert values(world.application.id)[("title", "")] == "De Dee"
    number = re.search(r'name="conflict:(\d+)"', world.client.get(address).content.decode())
    assert number and agree(world, address, **{f"conflict:{number[1]}": "mine"}).status_code == 302
    with world.scope():
        assert values(world.application.id)[("title", "")] == "From Bo"


def test_an_unknown_code_a_formula_and_a_hidden_sheet_are_named_with_their_place(world: Any) -> None:
    book = load_workbook(io.BytesIO(taken_along(world, "xlsx")))
    sheet = book.worksheets[0]
    for row in sheet.iter_rows(min_row=2):
        code = str(row[0].value or "")
        if code.startswith("title|"):
            row[0].value, row[2].value = code.replace("title", "tittel"), "Lost?"
        if code.startswith("reached|"):
            row[2].value = "=1+1"
    next(each for each in book.worksheets if each["A3"].value == "#people").sheet_state = "hidden"
    stream = io.BytesIO()
    book.save(stream)
    page = said(world.client.get(report(world, stream.getvalue())))
    assert "has no question with the code “tittel”" in page and "A formula is not computed" in page
    assert "A hidden sheet is not read" in page and re.search(r"Answers!C\d+", page)


def test_what_cannot_be_read_is_kept_as_it_was_typed_and_said_before_anybody_agrees(world: Any) -> None:
    said_so = {("", "reached"): "about ten", ("", "start_on"): "29.02.2027"}
    address = report(world, fill_excel(taken_along(world, "xlsx"), said_so))
    page = said(world.client.get(address))
    assert "not a number we can read" in page and "There is no such day" in page
    agree(world, address)
    with world.scope():
        there = values(world.application.id)
    assert there[("reached", "")] == {"unread": "about ten"} and there[("start_on", "")] == {"unread": "29.02.2027"}


def test_a_row_that_is_gone_from_the_file_stays_unless_somebody_ticks_it(world: Any) -> None:
    row = "01920000-0000-7000-8000-000000000001"
    edit = Edit("people", row, {"name": "Åse Ørn", "party": "home"}, 0)
    with world.scope():
        save(world.actors["home"], "application", world.application.id, [edit], locale="en")
    package = docx.Document(io.BytesIO(taken_along(world, "docx")))
    table = next(each for each in package.tables if each.rows[0].cells[0].text == "#people")
    table._tbl.remove(table.rows[2]._tr)
    stream = io.BytesIO()
    package.save(stream)
    address = report(world, stream.getvalue(), "f.docx")
    assert "No longer in the file" in said(world.client.get(address))
    assert agree(world, address, **{"gone:0": "on"}).status_code == 302
    with world.scope():
        assert values(world.application.id).get(("people", row)) is None


def test_a_file_of_another_form_or_another_application_or_none_at_all_is_refused_with_what_to_do(
    world: Any, tmp_path: Any
) -> None:
    content = taken_along(world, "xlsx")
    with world.scope():
        other = applications.draft(world.actors["home"], world.call, world.sides, "Another")
    answer = world.client.post(
        f"/samband/applications/{other.id}/offline/", {"file": SimpleUploadedFile("f.xlsx", content)}
    )
    assert answer.status_code == 422 and "belongs to another application" in said(answer)
    sign = load_workbook(io.BytesIO(content))
    pieces = sign.worksheets[0]["A1"].value.split("|")
    sign.worksheets[0]["A1"].value = "|".join([*pieces[:3], "0" * 12, *pieces[4:]])
    stream = io.BytesIO()
    sign.save(stream)
    assert "another version of the form" in said(bring(world, stream.getvalue()))
    sign.worksheets[0]["A1"].value = ""
    stream = io.BytesIO()
    sign.save(stream)
    assert "no form from here" in said(bring(world, stream.getvalue()))
    with world.scope():
        assert not BroughtBack.objects.exists()


def bomb() -> bytes:
    """A spreadsheet of a few kilobytes that unpacks to a gigabyte."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("xl/workbook.xml", b" " * (300 << 20))
    return stream.getvalue()


def with_entities(content: bytes) -> bytes:
    """The file with a declaration that reads a file of the server."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/workbook.xml":
                data = data.replace(b"<workbook", b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><workbook', 1)
            new.writestr(name, data)
    return stream.getvalue()


def with_macros(content: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        new.writestr("xl/vbaProject.bin", b"macro")
    return stream.getvalue()


TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)


def test_hostile_and_wrong_files_are_refused_early_each_with_its_reason(world: Any) -> None:
    content = taken_along(world, "xlsx")
    bad = {
        "bomb.xlsx": bomb(), "entities.xlsx": with_entities(content), "macros.xlsx": with_macros(content),
        "big.xlsx": b"PK" + b"0" * (2 << 20), "empty.xlsx": b"", "picture.png": b"\x89PNG\r\n\x1a\n" + b"0" * 100,
        "text.docx": b"not a document", "half.xlsx": content[: len(content) // 2],
    }  # fmt: skip
    for name, data in bad.items():
        answer = bring(world, data, name)
        assert answer.status_code == 422, name
        assert html.fromstring(answer.content).find(".//title").text.startswith("Error:"), name
    assert world.client.post(f"{world.home}offline/", {}).status_code == 422
    with world.scope():
        assert not BroughtBack.objects.exists() and not SetAside.objects.exists()


def test_what_the_partner_answers_is_neither_in_the_file_nor_written_from_it(world: Any) -> None:
    book = load_workbook(io.BytesIO(taken_along(world, "xlsx")))
    codes = [str(row[0].value or "") for row in book.worksheets[0].iter_rows()]
    assert any(code.startswith("learning/home|") for code in codes)
    assert not any(code.startswith("learning/abroad|") for code in codes)
    for row in book.worksheets[0].iter_rows(min_row=2):
        if str(row[0].value or "").startswith("learning/home|"):
            row[0].value, row[2].value = str(row[0].value).replace("home", "abroad"), "Not mine"
    stream = io.BytesIO()
    book.save(stream)
    address = report(world, stream.getvalue())
    assert "Your partner answers" in said(world.client.get(address))
    agree(world, address)
    with world.scope():
        assert ("learning/abroad", "") not in values(world.application.id)


def test_lists_to_choose_from_that_need_a_sheet_of_their_own_are_no_answers(cast: Any, at: Any) -> None:
    at("2024-09-12T12:00")
    with cast.scope():
        cast.call = calls.call(cast.actor("ana"))
        sides = {"home": cast.fjordvik, "abroad": cast.san_telmo}
        cast.application = applications.draft(cast.actor("bo"), cast.call, sides)
    cast.home, cast.client = f"/samband/applications/{cast.application.id}/", browser(cast.bo)
    content = taken_along(cast, "xlsx")
    assert "Both, without a lead" in [cell.value for cell in load_workbook(io.BytesIO(content))["Choices"]["B"]]
    page = said(cast.client.get(report(cast, content)))
    assert "The file changes nothing" in page and "Left aside" not in page
