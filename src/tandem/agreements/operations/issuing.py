"""Issuing a paper: frozen in every language, with its instalments; refused while something stands in its way."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.agreements import access
from tandem.agreements.events import AgreementIssued
from tandem.agreements.findings import Finding
from tandem.agreements.models import Agreement, Amendment
from tandem.agreements.queries.preparing import Prepared, prepare
from tandem.agreements.queries.reading import agreement_of, copies_of
from tandem.agreements.states import ORGANISER, Stand
from tandem.awards.letters import language_of
from tandem.core.values import Problem
from tandem.foundation import audit, clock
from tandem.foundation.access import Actor, Refused
from tandem.foundation.documents.stored import checksum
from tandem.foundation.outbox.events import happened
from tandem.partnerships.access import Held, hold


@transaction.atomic
def issue(actor: Actor, grant: UUID, kind: str, seen_checksum: str = "") -> Agreement:
    """Freeze the paper of this kind so that it can be signed; an unsigned earlier one is replaced.

    Refused: not to be known (404), not one's to issue (403), closed, signed already, or another than was read (409),
    something stands in its way (422, `problems` name each): MIC-10, MIC-21, a conditional award, the budget.
    """
    held = hold(actor, grant, lock=True)
    paper = access.paper_of(held, kind)
    if not (may := access.may_issue(held, paper)):
        raise Refused.by(may)
    held.demand_open()
    earlier = Agreement.objects.filter(grant=held.grant, kind=kind, superseded_at=None).first()
    if earlier is not None and earlier.stand == Stand.SIGNED:
        raise Refused(
            "signed_already", _("This agreement is signed. What it says changes by an amendment."),
            _("Ask for an amendment."), status=409,
        )
    prepared = prepare(held, kind)
    demand_ready(prepared.musts)
    if seen_checksum and seen_checksum != prepared.checksum:
        raise Refused(
            "not_as_seen", _("It is not what you read any more."), _("Read it again, then issue it."), status=409
        )
    made = write(actor, held, prepared, earlier)
    audit.record(actor, "agreement.issued", "agreement", made.id, {
        "grant": str(held.grant.id), "kind": kind, "number": made.number, "checksum": made.checksum,
        "plan": made.version.sha256,
    })
    happened(AgreementIssued(str(made.id), str(held.grant.id), kind))
    return made


def demand_ready(musts: Sequence[Finding]) -> None:
    """Refused (422) with one problem per finding that refuses an agreement."""
    if musts:
        raise Refused(
            "not_ready",
            ngettext(
                "One thing stands in the way of this agreement: %(first)s",
                "%(number)s things stand in the way of this agreement. The first: %(first)s", len(musts),
            ) % {"number": len(musts), "first": musts[0].sentence},
            musts[0].mend,
            problems=tuple(Problem(each.code, each.url) for each in musts),
            values={"codes": [each.code for each in musts]},
        )


def write(
    actor: Actor, held: Held, prepared: Prepared, earlier: Agreement | None, amendment: Amendment | None = None
) -> Agreement:
    """The rows of a prepared paper, in the caller's transaction; an earlier one is replaced by it."""
    now = clock.now()
    if earlier is not None:
        Agreement.objects.filter(id=earlier.id).update(superseded_at=now)
    made: Agreement = Agreement.objects.create(
        grant=held.grant, kind=prepared.kind, number=prepared.number, version=prepared.basis.version,
        amendment=amendment, content=prepared.content,
        sha256={language: checksum(document) for language, document in prepared.content.items()},
        checksum=prepared.checksum, instalments=[each.plain for each in prepared.instalments],
        choices=_choices(held, prepared, earlier), signers=list(access.signers_of(held, prepared.paper)),
        issued_by_id=actor.person_id, issued_at=now,
    )
    return made


def _choices(held: Held, prepared: Prepared, earlier: Agreement | None) -> dict[str, str]:
    """What each side chose before, else the first of its own languages among those offered."""
    offered = tuple(prepared.content)
    before = earlier.choices if earlier else {}
    found = {
        party.side: before[party.side] if before.get(party.side) in offered else language_of(party, offered)
        for party in held.parties
    }
    if prepared.paper.between == "organiser_and_parties":
        own = [before.get(ORGANISER, ""), *held.grant.organiser.languages, offered[0]]
        found[ORGANISER] = next(language for language in own if language in offered)
    return found


@transaction.atomic
def choose_language(actor: Actor, agreement: UUID, side: str, language: str) -> Agreement:
    """A side chooses in which language it has the paper, as long as it has not signed.

    Refused: 404 unknown, 403 another side's choice, 409 signed or replaced, 422 a language that is not offered.
    """
    held, row = lock_agreement(actor, agreement)
    if side not in row.signers:
        raise access.missing()
    if not (may := _may_choose(held, side)):
        raise Refused.by(may)
    if row.stand != Stand.ISSUED or side in copies_of([row.id]).get(row.id, {}):
        raise Refused("signed_already", _("It is signed in another language already."), status=409)
    if language not in row.content:
        raise Refused(
            "language_not_offered", _("This agreement is not written in that language."),
            _("Choose one of those that are offered."), problems=(Problem("language_not_offered", "language"),),
        )
    row.choices = {**row.choices, side: language}
    row.save(update_fields=["choices"])
    audit.record(actor, "agreement.language", "agreement", row.id, {"side": side, "language": language})
    return row


def _may_choose(held: Held, side: str) -> access.Decision:
    return held.may("edit", side) if side in held.roles else access.may_sign(held, side)


def lock_agreement(actor: Actor, agreement: UUID) -> tuple[Held, Agreement]:
    """The agreement with its grant locked; Refused (404) for what one may not know, 409 for a closed grant."""
    grant = Agreement.objects.filter(id=agreement).values_list("grant_id", flat=True).first()
    if grant is None:
        raise access.missing()
    held = hold(actor, grant, lock=True)
    held.demand_open()
    return held, agreement_of(held, agreement)
