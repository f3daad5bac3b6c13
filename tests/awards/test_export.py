"""An outsider counts the ranking again from the public export, with a command that trusts no server."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.test import Client

from tandem.awards import operations
from tandem.awards.queries.proposals import in_force
from tests.awards.conftest import three
from tests.cast import CANARY


def fetch(world: Any, person: Any = None) -> Any:
    client = Client()
    if person is not None:
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client.get(f"/samband/calls/{world.call.slug}/ranking/export.json")


def recompute(path: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "tandem"), "ranking", "recompute", str(path), "--json"]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_the_command_counts_the_same_list_from_the_public_export(world: Any, tmp_path: Path) -> None:
    world.four()
    for n in range(3):
        world.scored(f"Equal {n}", 400_000, 3, 3)
    world.decided()
    answer = fetch(world)
    assert answer.status_code == 200
    path = tmp_path / "ranking.json"
    path.write_bytes(answer.content)
    done = recompute(path)
    assert (done.returncode, json.loads(done.stdout)["status"]) == (0, "same"), done.stdout + done.stderr
    funded = [str(row.application_id) for row in in_force(world.call.id).funded]
    assert json.loads(done.stdout)["funded"] == funded
    document = json.loads(answer.content)
    document["applications"][-1]["scores"][0]["value"] = 5
    path.write_text(json.dumps(document))
    assert recompute(path).returncode == 1


def test_the_export_names_nobody(world: Any) -> None:
    world.four()
    world.decided()
    text = fetch(world).content.decode()
    names = ["Cy", "Brandal", "Fjord", "San Telmo", "Waste", "Ana", "Omar", str(world.cast.cy.id), CANARY]
    assert [name for name in names if name in text] == []


def test_before_the_decision_only_officers_get_it(world: Any) -> None:
    world.four()
    for prepare in (lambda: None, world.sent):
        prepare()
        outsiders = (None, world.cast.bo, world.cast.cy, world.cast.eve)
        assert [fetch(world, person).status_code for person in outsiders] == [404] * 4
        assert fetch(world, world.cast.ana).status_code == 200
        assert fetch(world, world.cast.omar).json()["call"] == world.call.slug


def test_an_interview_without_scores_can_be_counted_again_too(harbour: Any, tmp_path: Path) -> None:
    for n in range(3):
        harbour.interviewed(f"Pilots {n}", 4_000_000, n != 1, three(harbour.cast, "CL", "PE", "NZ"))
    operations.propose(harbour.actor("ana"), harbour.call.id)
    path = tmp_path / "ranking.json"
    path.write_bytes(fetch(harbour, harbour.cast.ana).content)
    assert recompute(path).returncode == 0
