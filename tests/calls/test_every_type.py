"""A form with every type of question is read, printed and taken along by anybody before there is an account."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tandem.answers.queries import values
from tests.factories import applications, calls, sixty
from tests.factories.offline import fill_excel, fill_word

pytestmark = pytest.mark.django_db
FILL = {"docx": fill_word, "xlsx": fill_excel}


@pytest.fixture
def world(cast: Any, at: Any, tmp_path: Any) -> Any:
    at("2024-09-12T12:00")
    with cast.scope():
        cast.call = calls.call(cast.actor("ana"), sixty.folder(tmp_path, 30))
    return cast


def content(response: Any) -> bytes:
    assert response.status_code == 200
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.mark.expects("UX-1")
def test_every_question_of_every_type_is_read_and_printed_without_an_account(world: Any) -> None:
    stranger = Client(headers={"accept-language": "en"})
    page = content(stranger.get(f"/samband/calls/{world.call.slug}/form/")).decode()
    for question in world.call.form.questions():
        assert question.label["en"].split(":")[0] in page
    assert "A period: its first and its last day" in page and "A table, as many rows as you need" in page
    assert "Not before 1 January 2025" in page.replace("\xa0", " ")
    for name in ("form.pdf", "form.docx", "fill-in.docx", "fill-in.xlsx"):
        assert len(content(stranger.get(f"/samband/calls/{world.call.slug}/{name}"))) > 5_000


@pytest.mark.expects("UX-2")
@pytest.mark.parametrize("ending", ["docx", "xlsx"])
def test_the_empty_form_is_filled_in_before_there_is_an_account_and_brought_to_the_application(
    world: Any, ending: str
) -> None:
    empty = content(Client(headers={"accept-language": "en"}).get(f"/samband/calls/{world.call.slug}/fill-in.{ending}"))
    said = {("", "title"): "Blåbær på Ås", ("", "reached"): "1 234,5", ("", "learning/home"): "żółw"}
    with world.scope():
        sides = {"home": world.fjordvik, "abroad": world.san_telmo}
        application = applications.draft(world.actor("bo"), world.call, sides)
    client = Client(headers={"accept-language": "en"})
    client.force_login(world.bo, backend="django.contrib.auth.backends.ModelBackend")
    filled = SimpleUploadedFile(f"f.{ending}", FILL[ending](empty, said))
    answer = client.post(f"/samband/applications/{application.id}/offline/", {"file": filled})
    assert answer.status_code == 302, answer.content.decode()
    client.post(answer.url, {})
    with world.scope():
        there = values(application.id)
    assert there == {("title", ""): "Blåbær på Ås", ("reached", ""): "1234.5", ("learning/home", ""): "żółw"}
