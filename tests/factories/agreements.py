"""Agreements, made through the operations. Must be called inside an organiser's scope."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tandem.agreements import operations
from tandem.agreements.models import Agreement
from tandem.agreements.states import ORGANISER
from tandem.foundation import clock
from tandem.partnerships.models import Grant
from tests.factories import grants
from tests.files.samples import pdf

SIGNERS = {"home": "bo", "abroad": "dee", ORGANISER: "ana"}


def copy(name: str = "Signed.pdf", content: bytes | None = None) -> SimpleUploadedFile:
    """A scanned copy as a browser sends it."""
    return SimpleUploadedFile(name, pdf() if content is None else content)


def issued(cast: Any, grant: Grant, kind: str = "grant", *, officer: str = "ana", organiser: Any = None) -> Agreement:
    """An agreement that waits for signatures."""
    return operations.issue(cast.actor(officer, organiser), grant.id, kind)


def signed(
    cast: Any, agreement: Agreement, *, signers: dict[str, str] | None = None, organiser: Any = None
) -> Agreement:
    """The agreement with a copy of every side; `signers` says who of the cast brings in which."""
    people = {**SIGNERS, **(signers or {})}
    today = clock.now().date()
    for side in agreement.signers:
        who = people[side]
        actor = cast.actor(who, organiser)
        operations.sign(actor, agreement.id, side, copy(f"{side}.pdf"), actor.name, today)
    agreement.refresh_from_db()
    return agreement


def agreed_grant(
    cast: Any,
    *,
    organiser: Any = None,
    officer: str = "ana",
    home: str = "bo",
    abroad: str = "dee",
    pair: Any = None,
    **more: Any,
) -> Grant:
    """A grant under agreement: complete plan agreed, grant agreement signed by both parties and the organiser.

    `home` and `abroad` are people of the cast who may sign for the organisations of `pair`; `more` are fields of the
    grant. The clock should stand where the agreement is to be signed.
    """
    values: dict[str, Any] = {"awarded_minor": 71_540_000, **more}
    grant = grants.firm_grant(cast, organiser=organiser, officer=officer, who=abroad, pair=pair, **values)
    made = issued(cast, grant, officer=officer, organiser=organiser)
    signed(cast, made, signers={"home": home, "abroad": abroad, ORGANISER: officer}, organiser=organiser)
    grant.refresh_from_db()
    return grant
