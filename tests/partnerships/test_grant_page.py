"""The page of a grant in full swing: every panel is there, and all of them together ask the database little."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tandem.foundation.tenancy.scope import organiser_scope
from tests.factories import agreements, delivery, finance, reports
from tests.factories.grants import audited_by, read_by_donor

MOST = 12  # queries: session, person, organiser and roles are among them
PANELS = ["The plan", "Agreements", "What was done", "Money", "Reports", "Audit"]
SEEN = {
    "ana": PANELS, "dee": PANELS, "bo": PANELS, "don": PANELS, "aud": PANELS,
    "kim": [name for name in PANELS if name != "Reports"],
}


@pytest.fixture
def running(cast: Any) -> str:
    """A grant with everything: signed papers, payments, expenses, values, visits, reports, an audit; its address."""
    with organiser_scope(cast.samband.id):
        grant = reports.agreed_grant(cast)
        reports.accepted(cast, grant)
        with reports.on(reports.AFTER):
            agreements.touched(cast.actor("ana"), cast.actor("dee"), grant)
            delivery.touched(cast.actor("dee"), grant)
            finance.entered(cast, grant, "70")
            finance.engaged(cast, grant)
            audited_by(cast.aud.id, grant)
            read_by_donor(cast.don.id, grant.donor_id)
    return f"/samband/grants/{grant.id}/"


def test_few_queries_and_every_panel(cast: Any, running: str) -> None:
    """For everybody who may look in: officer, partners, donor, auditor, cashier."""
    asked: dict[str, int] = {}
    for who, panels in SEEN.items():
        client = Client()
        client.force_login(getattr(cast, who))
        with reports.on(reports.AFTER):
            client.get(running)  # rulebook and templates are remembered
            with CaptureQueriesContext(connection) as queries:
                answer = client.get(running)
            asked[who] = len(queries)
        assert answer.status_code == 200, who
        page = answer.content.decode()
        headings = re.findall(r"<h2[^>]*>([^<]+)</h2>", page)
        assert [each for each in headings if each in PANELS] == panels, who
    assert max(asked.values()) <= MOST and len(asked) == len(SEEN), asked
