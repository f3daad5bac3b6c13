"""Two officers at once: a report is accepted by one of them, and the other is told so."""

from __future__ import annotations

from typing import Any

import pytest

from tandem.foundation.audit.models import Act
from tandem.reports import operations
from tests.at_once import at_once
from tests.cast import Cast
from tests.factories import reports

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.mark.clause("MIC-12")
@pytest.mark.expects("SEC-9")
def test_two_officers_accept_at_once_and_one_is_told() -> None:
    cast: Any = Cast.build()
    with cast.scope():
        report = reports.sent(cast, reports.agreed_grant(cast))
        seen = report.sendings.latest("number").sha256
        actors = cast.actor("ana"), cast.actor("omar")
    acts = [lambda actor=actor: operations.accept(actor, report.id, seen) for actor in actors]
    assert sorted(at_once(cast, reports.AFTER.isoformat(), *acts)) == ["", "moved_on"]
    with cast.scope():
        report.refresh_from_db()
        assert report.step == "accepted" and Act.objects.filter(verb="report.accepted").count() == 1
