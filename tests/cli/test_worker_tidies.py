"""Once a day the worker takes away what nobody needs any more, and nothing else."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from tandem.cli.worker import tidy
from tandem.foundation import clock
from tandem.foundation.files.models import StoredFile
from tandem.foundation.files.operations import receive
from tests.files.samples import pdf

pytestmark = pytest.mark.django_db(transaction=True)


def test_contents_without_a_row_go_after_a_day(cast: Any, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    with cast.scope(), transaction.atomic():
        kept, lost = (
            receive(cast.actor("bo"), cast.samband.id, SimpleUploadedFile(name, content), [kind], 10**7, "x")
            for name, content, kind in (("Vedtak.pdf", pdf(), "pdf"), ("Lost.txt", b"nobody knows me", "txt"))
        )
    files = {path.name: path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}
    StoredFile.everywhere.filter(id=lost.id).delete()  # as a crash would leave it
    old = clock.now().timestamp() - timedelta(days=2).total_seconds()
    for path in files.values():
        os.utime(path, (old, old))
    assert tidy(clock.now()) == 1
    left = [path.name for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    assert any(kept.sha256 in name for name in left) and not any(lost.sha256 in name for name in left)
