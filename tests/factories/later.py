"""After the decision: a complaint with a paper, and one more application before a second officer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from tandem.applications.models import Application
from tandem.awards.models import Complaint, LaterDecision, Letter
from tandem.foundation import clock
from tandem.foundation.files.models import StoredFile


def touched(officer: Any, application: UUID, file: UUID, words: str) -> dict[str, UUID]:
    """Rows that the pages after a decision are about; the letter says `words`."""
    row, now = Application.objects.select_related("call").get(id=application), clock.now()
    grounds = {"why": words, "lot": "refuse", "reserve": None, "said": "", "score": None, "criteria": []}
    letter = Letter.objects.create(
        application=row, language="en", subject=words, text=words, grounds=grounds, made_at=now
    )
    complaint = Complaint.objects.create(
        application=row, about=letter, side="home", grounds=words, made_at=now, due_at=now + timedelta(days=30)
    )
    complaint.files.add(StoredFile.objects.get(id=file))
    later = LaterDecision.objects.create(
        application=row, kind="complaint", lot="reserve", words=words, asked_minor=100, currency=row.call.currency,
        complaint=complaint, proposed_by_id=officer.person_id, proposed_at=now, sha256="0",
    )
    return {"complaint": complaint.id, "complaint_file": file, "later": later.id}
