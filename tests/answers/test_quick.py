"""A form of sixty questions costs no more queries than one of fifteen; each page stays inside its number."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import applications, calls, sixty

pytestmark = pytest.mark.django_db
PAGES = ("", "sections/all/", "missing/", "check/", "take/", "offline/", "offline/form.xlsx", "delegate/")


def counted(cast: Any, folder: Any, size: int) -> dict[str, int]:
    """Queries of each page of a filled application whose form asks so many questions."""
    with cast.scope():
        call = calls.call(cast.actor("ana"), sixty.folder(folder, size), slug=f"asks-{size}")
        actors = {"home": cast.actor("bo"), "abroad": cast.actor("dee")}
        application = applications.filled(actors, call, {"home": cast.fjordvik, "abroad": cast.san_telmo})
    client = Client(headers={"accept-language": "en"})
    client.force_login(cast.bo, backend="django.contrib.auth.backends.ModelBackend")
    found = {}
    for page in PAGES:
        path = f"/samband/applications/{application.id}/{page}"
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        found[page] = len(queries)
    return found


def test_sixty_questions_ask_the_database_as_often_as_fifteen(cast: Any, at: Any, tmp_path: Any) -> None:
    at("2024-09-12T12:00")
    few, many = counted(cast, tmp_path, 15), counted(cast, tmp_path, 60)
    assert few == many
    assert max(many.values()) <= 12, many
