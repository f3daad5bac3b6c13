"""A grant under agreement, and the cast in scope."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cast import Cast
from tests.factories import reports
from tests.files.samples import pdf
from tests.remembered import empty_ground


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    with empty_ground():
        made = Cast.build()
        with made.scope():
            yield made


@pytest.fixture
def grant(cast: Cast) -> Any:
    return reports.agreed_grant(cast)


@pytest.fixture
def pdf_report() -> SimpleUploadedFile:
    """What an auditor hands in."""
    return SimpleUploadedFile("Audit.pdf", pdf())
