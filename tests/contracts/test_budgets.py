"""What a page may cost: queries, bytes, requests, and what a web process loads."""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tandem.applications.models import Application
from tests.contracts import tree
from tests.factories import applications, calls

QUERIES = 8
FIRST, LATER = (
    100 * 1024,
    25 * 1024,
)  # compressed bytes of a first visit with everything it loads, and of any later page
REQUESTS = 6
PAGES = ("call", "form", "section", "overview", "list", "desk")
LOADED = re.compile(rb'(?:src|href)="/static/([^"?]+)"')
HEAVY = {"typst", "docx", "docxtpl", "lxml", "openpyxl", "xlsxwriter", "python_calamine", "resvg_py", "numpy", "scipy"}


class House:
    """Samband's open call with as many applications as wanted, each with its duties."""

    def __init__(self, cast: Any) -> None:
        self.cast = cast
        self.call = calls.call(cast.actor("ana"))
        self.sides = {"home": cast.fjordvik, "abroad": cast.san_telmo}
        self.actors = {"home": cast.actor("bo"), "abroad": cast.actor("dee")}
        self.draft = applications.filled(self.actors, self.call, self.sides, "Draft")

    def grow(self, sent: int) -> None:
        """Until so many applications have been sent, each by its own partnership."""
        for number in range(Application.objects.exclude(submitted_at=None).count(), sent):
            applications.submitted(self.actors, self.call, self.sides, f"Sent {number}")

    def page(self, name: str) -> tuple[Client, str]:
        """Who opens it, and its address."""
        slug, call, draft = self.cast.samband.slug, self.call.slug, self.draft.id
        section = self.call.form.sections[0].id
        who, address = {
            "call": (None, reverse("calls:call", args=[slug, call])),
            "form": (None, reverse("calls:form", args=[slug, call])),
            "section": (self.cast.bo, reverse("applications:application-section", args=[slug, draft, section])),
            "overview": (self.cast.bo, reverse("applications:overview", args=[slug, draft])),
            "list": (self.cast.ana, reverse("applications:list", args=[slug, call])),
            "desk": (self.cast.ana, reverse("desk", args=[slug])),
        }[name]
        client = Client(headers={"accept-encoding": "gzip"})
        if who is not None:
            client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
        return client, address


@pytest.fixture
def house(cast: Any, at: Callable[[str], Any]) -> Iterator[House]:
    """The house with one application sent and one being written."""
    at("2024-09-12T12:00")
    with cast.scope():
        made = House(cast)
        made.grow(1)
        yield made


def queries(house: House, name: str) -> int:
    """How many a page needs once the process has read the rulebook; sign-in included."""
    client, address = house.page(name)
    assert client.get(address).status_code == 200, address
    with CaptureQueriesContext(connection) as seen:
        client.get(address)
    return len(seen)


@pytest.mark.expects("UX-24")
@pytest.mark.expects("UX-30")
def test_queries_are_few_and_do_not_grow_with_the_rows(house: House) -> None:
    one = {name: queries(house, name) for name in PAGES}
    house.grow(3)
    three = {name: queries(house, name) for name in PAGES}
    assert one == three
    assert {name: count for name, count in three.items() if count > QUERIES} == {}


@pytest.mark.expects("UX-30")
def test_pages_are_small_and_load_little(house: House) -> None:
    seen: set[str] = set()
    for name in PAGES:
        client, address = house.page(name)
        answer = client.get(address)
        assert answer.headers["Content-Encoding"] == "gzip"
        page = len(answer.content)
        loads = assets(gzip.decompress(answer.content))
        assert 1 + len(loads) <= REQUESTS, f"{name} loads {sorted(loads)}"
        whole = page + sum(size(path) for path in loads)
        assert whole <= FIRST, f"{name}: {whole} bytes on a first visit"
        later = page + sum(size(path) for path in loads - seen)
        assert not seen or later <= LATER, f"{name}: {later} bytes on a later visit"
        seen |= loads


def assets(page: bytes) -> set[str]:
    """Styles, scripts and fonts that the page itself asks for."""
    return {path.decode() for path in LOADED.findall(page)}


def size(path: str) -> int:
    """Bytes on the wire: compressed as the server keeps it; fonts are compressed already."""
    found = finders.find(path)
    assert isinstance(found, str), path
    content = Path(found).read_bytes()
    return len(content) if path.endswith(".woff2") else len(brotli.compress(content))


def test_web_processes_load_no_documents_and_no_calculators(tmp_path: Path) -> None:
    """PDF, Word, sheets and solvers are the worker's, or loaded by the rare page that makes one."""
    look = (
        "import json, sys, django; django.setup()\n"
        "from django.core.wsgi import get_wsgi_application; get_wsgi_application()\n"
        "from django.test import Client; from django.urls import get_resolver; list(get_resolver().reverse_dict)\n"
        "client = Client(headers={'host': 'localhost'})\n"
        "got = [client.get(path).status_code for path in ('/sign-in/', '/styleguide/')]\n"
        "print(json.dumps([got, sorted({name.split('.')[0] for name in sys.modules})]))"
    )
    surroundings = {**os.environ, "TANDEM_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    done = subprocess.run(
        [sys.executable, "-c", look],
        cwd=tree.ROOT,
        env=surroundings,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    statuses, loaded = json.loads(done.stdout.splitlines()[-1])
    assert statuses == [200, 200]
    assert sorted(HEAVY.intersection(loaded)) == []
