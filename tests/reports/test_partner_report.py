"""From the first answer to acceptance: written by both, signed by both, returned with questions, accepted, frozen."""

from __future__ import annotations

import pytest

from tandem.foundation.access import Refused
from tandem.reports import access, operations
from tandem.reports.queries.standing import standing
from tests.factories import reports
from tests.factories.reports import AFTER, DURING, on

pytestmark = pytest.mark.django_db


@pytest.mark.clause("MIC-12")
def test_a_year_is_reported_signed_and_accepted(cast, grant):
    report = reports.accepted(cast, grant)
    assert report.step == "accepted"
    assert report.plan_version_id is not None
