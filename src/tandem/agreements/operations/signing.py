"""Signed copies: one per side; with the last one the agreement holds."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.agreements import access
from tandem.agreements.events import AgreementSigned, CopySigned, PartnersAgreed
from tandem.agreements.models import Agreement, AgreementCopy
from tandem.agreements.operations.issuing import lock_agreement
from tandem.agreements.queries.basis import application_of
from tandem.agreements.queries.reading import copies_of
from tandem.agreements.states import ORGANISER, Stand
from tandem.core.values import Problem, storable
from tandem.foundation import audit, clock
from tandem.foundation.access import Actor, Refused
from tandem.foundation.files import operations as files
from tandem.foundation.outbox.events import happened
from tandem.foundation.tenancy.scope import current as organiser_in_scope
from tandem.partnerships import operations as partnerships
from tandem.partnerships.access import Held
from tandem.partnerships.states import GrantStep
from tandem.plans import operations as plans
from tandem.web.templatetags.tandem import day

ACCEPT = ("pdf", "jpg", "png")
MOST = 20_000_000  # bytes


@transaction.atomic
def sign(
    actor: Actor, agreement: UUID, side: str, upload: Any, signed_by: str, signed_on: date, language: str = ""
) -> AgreementCopy:
    """Keep the signed copy of one side; with the last one the agreement holds, the grant is agreed, its plan in force.

    `language`: that of the copy; '' the side's choice. Uploading again replaces one's copy until all are there.
    Refused: 404 unknown, 403 not one's side, 409 replaced, signed by all or closed, 422 the file (its own codes
    'file_…'), a name that is missing, a day in the future or before the paper was issued.
    """
    held, row = lock_agreement(actor, agreement)
    if side not in row.signers:
        raise access.missing()
    if not (may := access.may_sign(held, side)):
        raise Refused.by(may)
    _demand_open_paper(row)
    spoken = language or str(row.choices.get(side, ""))
    name = " ".join(storable(signed_by)[0].split())[:200]
    problems = _problems(held, row, name, signed_on, spoken)
    if problems:
        raise Refused("incomplete", _("The signed copy cannot be taken like this."), problems=tuple(problems))
    stored = files.receive(actor, organiser_in_scope(), upload, ACCEPT, MOST, f"agreement:{row.id}")
    now = clock.now()
    AgreementCopy.objects.filter(agreement=row, side=side, replaced_at=None).update(replaced_at=now)
    made: AgreementCopy = AgreementCopy.objects.create(
        agreement=row, side=side, language=spoken, file=stored, signed_by=name, signed_on=signed_on,
        uploaded_by_id=actor.person_id, uploaded_at=now,
    )
    audit.record(actor, "agreement.copy", "agreement", row.id, {
        "side": side, "file": stored.sha256, "signed_by": name, "signed_on": signed_on.isoformat(), "language": spoken,
    })
    happened(CopySigned(str(row.id), str(held.grant.id), side))
    if set(copies_of([row.id])[row.id]) >= set(row.signers):
        _all_signed(actor, held, row)
    return made


def _demand_open_paper(row: Agreement) -> None:
    if row.stand == Stand.SUPERSEDED:
        raise Refused(
            "replaced", _("This paper was replaced by a newer one."), _("Sign the newest one."), status=409
        )
    if row.stand == Stand.SIGNED:
        raise Refused("signed_already", _("Every copy of this agreement is here already."), status=409)


def _problems(held: Held, row: Agreement, name: str, signed_on: date, language: str) -> list[Problem]:
    found, zone = [], zone_of(held)
    today, issued = clock.now().astimezone(zone).date(), row.issued_at.astimezone(zone).date()
    if not name:
        found.append(Problem("name_missing", "signed_by"))
    if signed_on > today:
        found.append(Problem("in_the_future", "signed_on", {"limit": day(today)}))
    elif signed_on < issued:
        found.append(Problem("before_issue", "signed_on", {"limit": day(issued)}))
    if language not in row.content:
        found.append(Problem("language_not_offered", "language"))
    return found


def zone_of(held: Held) -> ZoneInfo:
    """The zone in which the grant's days are counted: its call's."""
    application = application_of(held)
    return ZoneInfo(application.call.zone if application else "UTC")


def _all_signed(actor: Actor, held: Held, row: Agreement) -> None:
    """The last copy is here."""
    row.signed_at = clock.now()
    row.save(update_fields=["signed_at"])
    audit.record(actor, "agreement.signed", "agreement", row.id, {"kind": row.kind, "checksum": row.checksum})
    if ORGANISER not in row.signers:
        happened(PartnersAgreed(str(row.id), str(held.grant.id)))
        return
    plans.agree(actor, row.version_id)
    if _all_needed(held):
        partnerships.move(held.grant.id, GrantStep.AGREED, after=(GrantStep.FIRM,))
        days = AgreementCopy.objects.filter(agreement=row).values_list("signed_on", flat=True)
        partnerships.count_from_signature(held.grant.id, max(days))
    happened(AgreementSigned(str(held.grant.id), str(row.id), row.kind))


def _all_needed(held: Held) -> bool:
    """Whether every paper with the organiser that the programme demands is signed."""
    papers = held.rulebook.agreements.items()
    needed = {kind for kind, paper in papers if paper.between != "parties" and paper.strength == "must"}
    rows = Agreement.objects.filter(grant=held.grant, superseded_at=None, signed_at__isnull=False)
    return needed <= set(rows.values_list("kind", flat=True))
