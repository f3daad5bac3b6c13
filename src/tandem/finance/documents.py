"""The payment order that a cashier pays from."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tandem.finance import access
from tandem.finance.models import Instalment
from tandem.finance.operations.booking import today
from tandem.finance.states import Payment
from tandem.foundation.documents.blocks import Document, Facts, Note, Paragraph, Signatures
from tandem.foundation.documents.cache import MEDIA_TYPES, rendered
from tandem.foundation.files.serving import download
from tandem.partnerships.access import Held, hold
from tandem.web.routes import SIGNED_IN, route
from tandem.web.templatetags.tandem import day, localised, moment, money


def order_document(held: Held, row: Instalment, language: str) -> Document:
    """Who is paid how much, where to, by whose authority; with the checksum that the payment is bound to."""
    payee = row.payee.name if row.payee else ""
    facts = [
        (_("Pay"), money(row.planned, "exact")), (_("To"), payee), (_("Account"), row.account),
        (_("For"), _("Instalment %(number)s of %(grant)s") % {"number": row.label, "grant": str(held.grant)}),
        (_("Due"), day(row.due_on)), (_("Authorised by"), f"{row.authorised_by}, {moment(row.authorised_at)}"),
    ]
    if row.payee and row.payee.org_id:
        facts.insert(2, (_("Organisation number"), row.payee.org_id))
    notes = (Note(row.note, _("Note")),) if row.note else ()
    return Document(
        title=_("Payment order"), subtitle=f"{held.grant.reference} · {row.label}", language=language,
        author=localised(held.grant.organiser.name),
        date=today(held.grant),
        blocks=(
            Facts(tuple(facts)), *notes,
            Paragraph(_("SHA-256 of what was authorised: %(sum)s") % {"sum": row.sha256}, "quiet"),
            Signatures(((_("Paid by"), _("Day and the bank's reference")),)),
        ),
    )


@route(SIGNED_IN)
def order(request: HttpRequest, grant: UUID, instalment: UUID) -> HttpResponse:
    """The payment order as PDF, for cashier, officer and auditor, once it is authorised."""
    held = hold(request.actor, grant)  # type: ignore[attr-defined]
    rows = Instalment.objects.filter(grant=held.grant, id=instalment).select_related("payee", "authorised_by")
    row = rows.filter(state__in=(Payment.AUTHORISED, Payment.PAID)).first()
    if row is None or held.reads not in {"officer", "cashier", "auditor"}:
        raise access.missing()
    content = rendered(order_document(held, row, get_language() or "en"), "pdf", held.grant.organiser_id)
    name = f"payment-{held.grant.reference}-{row.number}.pdf"
    return download(HttpResponse(content), MEDIA_TYPES["pdf"], name)
