"""Documents that were made once are read the second time, and never shared between organisers."""

from __future__ import annotations

import dataclasses
import uuid

import pytest

from tandem.foundation.documents import cache
from tandem.foundation.documents.blocks import Column, Table
from tandem.foundation.documents.sheets import Sheet
from tests.documents.samples import form, letter

ONE, OTHER = uuid.UUID(int=1), uuid.UUID(int=2)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def test_the_second_time_it_is_read(monkeypatch):
    first = cache.rendered(letter(), "pdf", ONE)
    monkeypatch.setattr(cache, "_maker", lambda format, sheets: pytest.fail("made again"))
    assert cache.is_made(letter(), "pdf", ONE)
    assert cache.rendered(letter(), "pdf", ONE) == first


def test_key_depends_on_everything_that_is_said():
    keys = {
        cache.key(letter(), "pdf"),
        cache.key(letter(), "docx"),
        cache.key(form(), "pdf"),
        cache.key(dataclasses.replace(letter(), language="es"), "pdf"),
        cache.key(dataclasses.replace(letter(), footer="x"), "pdf"),
    }
    assert len(keys) == 5
    assert cache.key(letter(), "pdf") == cache.key(letter(), "pdf")


def test_further_sheets_are_part_of_what_excel_says():
    sheet = Sheet("Register", Table((Column("Key"),), (("a",),)))
    plain, more = cache.rendered(letter(), "xlsx", ONE), cache.rendered(letter(), "xlsx", ONE, [sheet])
    assert plain != more and cache.is_made(letter(), "xlsx", ONE, [sheet])
    assert cache.rendered(letter(), "pdf", ONE, [sheet]) == cache.rendered(letter(), "pdf", ONE)


@pytest.mark.expects("SEC-2")
def test_each_organiser_has_its_own(folder):
    cache.rendered(letter(), "docx", ONE)
    assert not cache.is_made(letter(), "docx", OTHER)
    assert [path.name for path in folder.iterdir()] == [str(ONE)]


def test_old_ones_are_forgotten():
    cache.rendered(letter(), "docx", ONE)
    assert cache.prune(ONE, older_than=3600) == 0
    assert cache.prune(ONE, older_than=-1) == 1
    assert not cache.is_made(letter(), "docx", ONE)


def test_a_lone_surrogate_can_be_a_key():
    assert cache.rendered(dataclasses.replace(letter(), footer="\ud800"), "pdf", ONE)
