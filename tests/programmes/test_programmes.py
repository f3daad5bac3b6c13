"""Programmes and their rulebooks: checked before they are published, stored as they were, never changed."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tandem.foundation.access import Refused
from tandem.foundation.audit.models import Act
from tandem.programmes import operations
from tandem.programmes.models import Donor, Programme, RulebookVersion
from tandem.programmes.queries import cycle_table, latest_version
from tests.factories.calls import HARBOUR, KS_MIC

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(cast: Any, at: Any) -> Any:
    """Ana at Samband."""
    at("2024-08-01T10:00")
    with cast.scope():
        yield cast


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The rulebook's folder, to change something in it."""
    return Path(shutil.copytree(KS_MIC, tmp_path / "copy"))


def rewrite(folder: Path, old: str, new: str) -> None:
    main = folder / "rulebook.yaml"
    text = main.read_text(encoding="utf-8")
    assert old in text
    main.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_programme_brings_its_donors_and_its_first_version(office: Any) -> None:
    programme = operations.create_programme(office.actor("ana"), folder=KS_MIC)
    version = latest_version(programme)
    assert version and version.rulebook.rulebook == programme.rulebook == "ks-mic"
    assert sorted(programme.donors.values_list("key", flat=True)) == ["mfa", "norad"] and Donor.objects.count() == 2
    assert {"programme.created", "rulebook.published"} <= set(Act.objects.values_list("verb", flat=True))


def test_the_stored_version_is_read_without_its_folder(office: Any, copy: Path) -> None:
    programme = operations.create_programme(office.actor("ana"), folder=copy)
    shutil.rmtree(copy)
    version = RulebookVersion.objects.get(programme=programme)
    assert version.component("project").title["es"] == "Apoyo a proyectos"


def test_publishing_the_same_twice_is_one_version(office: Any) -> None:
    programme = operations.create_programme(office.actor("ana"), folder=KS_MIC)
    again = operations.publish_rulebook(office.actor("omar"), programme, KS_MIC)
    assert again == latest_version(programme) and RulebookVersion.objects.count() == 1
    assert Act.objects.filter(verb="rulebook.published").count() == 1


def test_a_newer_version_stands_beside_the_older(office: Any, copy: Path, at: Any) -> None:
    programme = operations.create_programme(office.actor("ana"), folder=KS_MIC)
    older = latest_version(programme)
    at("2024-08-02T10:00")
    rewrite(copy, 'version: "2024.1"', 'version: "2024.2"')
    newer = operations.publish_rulebook(office.actor("ana"), programme, copy)
    assert latest_version(programme) == newer and newer.version == "2024.2"
    assert RulebookVersion.objects.get(id=older.id).version == "2024.1"  # type: ignore[union-attr]


@pytest.mark.parametrize(("old", "new"), [
    ("organiser_currency: NOK", "organiser_curency: NOK"),  # a key that does not exist
    ("choose: purposes, between: [1, 2]", "choose: porpoises, between: [1, 2]"),  # a question that does not exist
    ("on: 1 October, source", "on: 31 November, source"),  # a day that does not exist
])
def test_a_faulty_rulebook_is_refused_with_file_and_line(office: Any, copy: Path, old: str, new: str) -> None:
    line = (copy / "rulebook.yaml").read_text(encoding="utf-8").split(old)[0].count("\n") + 1
    rewrite(copy, old, new)
    with pytest.raises(Refused) as caught:
        operations.create_programme(office.actor("ana"), folder=copy)
    assert caught.value.code == "rulebook_faulty" and not Programme.objects.exists()
    assert ("rulebook.yaml", line) in [(f["file"], f["line"]) for f in caught.value.values["findings"]]
    first = caught.value.values["findings"][0]
    assert first["says"] in str(caught.value.reason) and first["code"] != first["says"]  # a sentence, not a code


def test_no_programme_starts_from_a_draft(office: Any, copy: Path) -> None:
    rewrite(copy, "extends: null", "extends: null\nstatus: draft")
    with pytest.raises(Refused) as caught:
        operations.create_programme(office.actor("ana"), folder=copy)
    assert caught.value.code == "rulebook_draft" and not Programme.objects.exists()


def test_changed_content_needs_a_version_of_its_own(office: Any, copy: Path) -> None:
    programme = operations.create_programme(office.actor("ana"), folder=KS_MIC)
    rewrite(copy, "organiser_currency: NOK", "organiser_currency: EUR")
    with pytest.raises(Refused) as caught:
        operations.publish_rulebook(office.actor("ana"), programme, copy)
    assert caught.value.code == "version_taken" and RulebookVersion.objects.count() == 1


def test_another_rulebook_does_not_replace_this_one(office: Any) -> None:
    programme = operations.create_programme(office.actor("ana"), folder=KS_MIC)
    with pytest.raises(Refused) as caught:
        operations.publish_rulebook(office.actor("ana"), programme, HARBOUR)
    assert caught.value.code == "another_rulebook"


@pytest.mark.parametrize("who", ["bo", "cy", "kim", "don", "nobody"])
def test_only_officers_run_programmes(office: Any, who: str) -> None:
    with pytest.raises(Refused) as caught:
        operations.create_programme(office.actor(who), folder=KS_MIC)
    assert caught.value.status == 403 and not Programme.objects.exists()


@pytest.mark.clause("MIC-15")
def test_the_cycle_counts_years_from_the_call_and_says_why_a_date_is_missing(office: Any) -> None:
    rulebook = latest_version(operations.create_programme(office.actor("ana"), folder=KS_MIC)).rulebook  # type: ignore[union-attr]
    table = cycle_table(rulebook.cycle, 2024)
    shown = {(row.kind, row.number): [str(cell.on or cell.because) for cell in row.cells] for row in table.rows}
    assert list(table.donors) == ["norad", "mfa"]
    assert shown == {
        ("application", 0): ["2024-10-01", "not applicable"],
        ("programme_application", 0): ["2024-11-01", "not applicable"],
        ("instalment", 1): ["2025-03-01", "2024-10-01"],
        ("instalment", 2): ["2025-10-01", "not applicable"],
        ("report", 0): ["2026-04-15", "2025-09-01"],
        ("donor_report", 0): ["not yet set", "not yet set"],
    }
    assert table.meetings.because == "not yet set"


def test_an_officer_starts_a_programme_in_the_browser(office: Any) -> None:
    client = Client()
    client.force_login(office.ana, backend="django.contrib.auth.backends.ModelBackend")
    assert "Choose a rulebook." in client.post("/samband/programmes/", {}).content.decode()
    assert client.post("/samband/programmes/", {"rulebook": "ks-mic"}).status_code == 302
    assert Programme.objects.get().slug == "ks-mic"
    assert "2024.1" in client.get("/samband/programmes/").content.decode()
