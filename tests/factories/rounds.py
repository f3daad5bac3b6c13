"""Late admission, clarification and kept views of an application that was sent. Inside an organiser's scope."""

from __future__ import annotations

import json
from typing import Any

from tandem.applications.models import (
    Application,
    Clarification,
    ClarificationRound,
    LateAdmission,
    SavedView,
    Submission,
    Supplement,
)
from tandem.foundation import clock
from tandem.foundation.access import Actor


def touched(officer: Actor, partner: Actor, application_id: Any, hidden: str = "") -> dict[str, Any]:
    """An answered round, somebody who asked for more time, and a view that the officer kept; `hidden` in every text."""
    application, now = Application.objects.get(id=application_id), clock.now()
    submission = Submission.objects.get(application=application)
    number = ClarificationRound.objects.filter(call=application.call).count() + 1
    asked = ClarificationRound.objects.create(
        call=application.call, number=number, common=[f"Who drives? {hidden}"], made_by_id=officer.person_id,
        made_at=now, opened_at=now, closes_at=now,
    )
    one = Clarification.objects.create(round=asked, application=application, answers=[f"We do {hidden}"], revision=1)
    body = {"answers": [{"question": f"Who drives? {hidden}", "answer": f"We do {hidden}"}]}
    supplement = Supplement.objects.create(
        clarification=one, submission=submission, reference=f"{submission.reference}/S{number}",
        content=json.dumps(body), sha256="0" * 64, sent_by_id=partner.person_id, sent_by_name=partner.name,
        received_at=now,
    )
    admission = LateAdmission.objects.create(
        call=application.call, application=application, asked_by_id=partner.person_id, asked_at=now,
        asked_because=f"The power was out {hidden}",
    )
    view = SavedView.objects.create(
        call=application.call, person_id=officer.person_id, name=f"Mine {number} {hidden}".strip(),
        query="step=eligible", made_at=now,
    )
    return {
        "clarification": one.id, "supplement": supplement.id, "admission": admission.id, "view": view.id,
        "receipt_number": 1,
    }
