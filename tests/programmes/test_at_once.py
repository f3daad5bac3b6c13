"""Two people at the same moment: nothing is overwritten, and one rulebook is one version."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tandem.core.rulebook.editing import Set
from tandem.programmes.models import Programme, RulebookDraft, RulebookVersion
from tandem.programmes.operations import Channel, Publication, drafts
from tests.at_once import at_once

WHEN = "2024-08-01T10:00"
PUBLIC = Publication(channels=(Channel("website", date(2024, 8, 1)),))


@pytest.fixture
def begun(cast: Any, at: Any) -> RulebookDraft:
    at(WHEN)
    with cast.scope():
        return drafts.start(cast.actor("ana"), title={"en": "Schools"}, languages=["en"], currency="DKK", id="schools")


@pytest.mark.django_db(transaction=True)
@pytest.mark.expects("UX-9")
def test_of_two_who_save_at_once_one_is_told_and_nothing_is_lost(cast: Any, begun: RulebookDraft) -> None:
    def save(who: str) -> Any:
        edits = [Set("rulebook.yaml", ("title", "en"), f"Title of {who}")]
        return lambda: drafts.edit(cast.actor(who), begun.id, begun.revision, edits)

    assert sorted(at_once(cast, WHEN, save("ana"), save("omar"))) == ["", "lost_race"]
    with cast.scope():
        assert RulebookDraft.objects.get().revision == begun.revision + 1


@pytest.mark.django_db(transaction=True)
def test_two_officers_who_publish_at_once_publish_one_version(cast: Any, begun: RulebookDraft) -> None:
    with cast.scope():
        sent = drafts.send(cast.actor("ana"), begun.id)
    publish = [lambda: drafts.publish(cast.actor("omar"), sent.id, sent.sent_sha256, PUBLIC) for _ in range(2)]
    assert at_once(cast, WHEN, *publish) == ["", ""]
    with cast.scope():
        assert Programme.objects.count() == RulebookVersion.objects.count() == 1
