"""Agreements, made through the operations. Must be called inside an organiser's scope."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from tandem.agreements import operations
from tandem.agreements.models import Agreement, AgreementCopy, Amendment
from tandem.agreements.states import ORGANISER
from tandem.awards.models import DonorGrant, ProgrammeApplication
from tandem.foundation import clock
from tandem.foundation.access import Actor
from tandem.foundation.documents.blocks import Document, Heading, Paragraph
from tandem.foundation.documents.stored import checksum, stored
from tandem.foundation.files import operations as files
from tandem.foundation.tenancy.scope import current
from tandem.partnerships.models import Grant
from tandem.plans.models import Version
from tests.factories import grants
from tests.files.samples import pdf
from tests.remembered import remembered

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


@remembered
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


def touched(officer: Actor, writer: Actor, grant: Grant, secret: str = "") -> dict[str, Any]:
    """Rows that pages of agreements can be about, beside a plan that is still being written; ids by name.

    `secret` stands in every text. Made directly: an agreement that one side has signed, and an amendment that waits.
    """
    now = clock.now()
    words = f"{grant.title} {secret}".strip()
    content = {code: stored(_document(words, code)) for code in ("en", "es")}
    version = Version.objects.filter(plan__grant=grant).exclude(frozen_at=None).order_by("number")[0]
    paper = Agreement.objects.create(
        grant=grant, kind="grant", number=1, version=version, content=content, checksum="0" * 64, issued_at=now,
        sha256={code: checksum(document) for code, document in content.items()}, issued_by_id=officer.person_id,
        choices={"home": "en", "abroad": "es", ORGANISER: "en"}, signers=["home", "abroad", ORGANISER],
    )
    with transaction.atomic():
        kept = files.receive(
            officer, current(), copy(f"Signed {words}.pdf"), ("pdf",), 1_000_000, f"agreement:{paper.id}"
        )
    made = AgreementCopy.objects.create(
        agreement=paper, side="home", language="en", file=kept, signed_by=words, signed_on=now.date(),
        uploaded_by_id=officer.person_id, uploaded_at=now,
    )
    amendment = Amendment.objects.create(
        grant=grant, number=1, reason=words, base=version, draft=version, asked_by_id=writer.person_id, asked_at=now,
        submitted_by_id=writer.person_id, submitted_at=now, difference={"en": [words], "es": [words]}, digest="0" * 64,
    )
    return {
        "agreement": paper.id, "agreement_kind": "grant", "agreement_side": "abroad", "language": "en",
        "signed_copy": made.id, "amendment": amendment.id,
    }


def asked(officer: Actor, grant: Grant, secret: str = "") -> dict[str, Any]:
    """A programme application to the grant's donor that waits to be sent, and a grant of the donor; ids by name."""
    now, words = clock.now(), f"{grant.title} {secret}".strip()
    content = {code: stored(_document(words, code)) for code in ("en", "es")}
    row = ProgrammeApplication.objects.create(
        programme=grant.programme, donor=grant.donor, rulebook_version=grant.rulebook_version, year=grant.cycle_year,
        number=1, content=content, sha256=checksum(content), currency=grant.currency, made_by_id=officer.person_id,
        made_at=now,
    )
    with transaction.atomic():
        letter = files.receive(officer, current(), copy(f"Letter {words}.pdf"), ("pdf",), 1_000_000, f"donor:{row.id}")
    given = DonorGrant.objects.create(
        application=row, programme=grant.programme, donor=grant.donor, reference=words[:80], amount_minor=100,
        currency=grant.currency, in_awards_minor=100, awards_currency=grant.currency, decided_on=now.date(),
        paper=letter, recorded_by_id=officer.person_id, recorded_at=now,
    )
    assert grant.donor is not None
    return {
        "donor_key": grant.donor.key, "cycle_year": grant.cycle_year, "asked_for": row.id, "donor_grant": given.id,
        "language": "en",
    }


def _document(words: str, language: str) -> Document:
    return Document(words, language, (Heading(1, words), Paragraph(words)), words, clock.now().date(), words)
