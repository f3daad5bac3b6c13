"""What keeps a grant from being closed."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from tandem.core.values import Money
from tandem.finance.models import Expense, Instalment
from tandem.finance.queries import audits_missing, unspent
from tandem.finance.states import Claim, Payment
from tandem.partnerships.access import Held
from tandem.reports.models import Report
from tandem.reports.queries.words import localised
from tandem.reports.states import Step


@dataclass(frozen=True)
class Hindrance:
    """One thing that has to be done first: what, and where."""

    code: str  # report_open, audit_*, unspent, instalment_open, expense_open
    sentence: str
    url: str = ""


def hindrances(held: Held) -> tuple[Hindrance, ...]:
    """Everything that keeps the grant from being closed, in the order in which it would be done. Seven queries."""
    return (*_reports(held), *_expenses(held), *_instalments(held), *_money(held), *_audits(held))


def _reports(held: Held) -> list[Hindrance]:
    rows = Report.objects.filter(grant=held.grant).exclude(step=Step.ACCEPTED).order_by("year", "kind")
    kinds, slug = held.rulebook.reports, held.grant.organiser.slug
    return [
        Hindrance(
            "report_open",
            _("“%(report)s %(year)s” is not accepted.")
            % {"report": localised(kinds[row.kind].title), "year": row.year},
            reverse("reports:report", args=[slug, row.id]),
        )
        for row in rows
        if row.kind in kinds and kinds[row.kind].due == "report"
    ]


def _expenses(held: Held) -> list[Hindrance]:
    number = Expense.objects.filter(grant=held.grant, state=Claim.ENTERED).count()
    if not number:
        return []
    sentence = _("Expenses that nobody has judged: %(number)s.") % {"number": number}
    return [
        Hindrance(
            "expense_open", sentence, reverse("finance:expenses", args=[held.grant.organiser.slug, held.grant.id])
        )
    ]


def _instalments(held: Held) -> list[Hindrance]:
    rows = Instalment.objects.filter(grant=held.grant, state=Payment.AUTHORISED).order_by("number")
    url = reverse("finance:money", args=[held.grant.organiser.slug, held.grant.id])
    return [
        Hindrance(
            "instalment_open", _("Instalment %(number)s is authorised and not paid.") % {"number": row.label}, url
        )
        for row in rows
    ]


def _money(held: Held) -> list[Hindrance]:
    from tandem.web.templatetags.tandem import money

    left = unspent(held.grant)
    limit = Money.of(held.rulebook.money.repay_from, held.grant.currency)
    if left.minor < limit.minor:
        return []
    sentence = _("%(left)s is unspent; from %(limit)s on it goes back, with interest.") % {
        "left": money(left, "exact"),
        "limit": money(limit),
    }
    return [Hindrance("unspent", sentence, reverse("finance:money", args=[held.grant.organiser.slug, held.grant.id]))]


def _audits(held: Held) -> list[Hindrance]:
    words = {
        "not_opened": _("No audit of %(period)s was opened."),
        "not_delivered": _("The audit of %(period)s is not delivered."),
        "finding_open": _("A finding of the audit of %(period)s is not settled."),
    }
    url = reverse("finance:audits", args=[held.grant.organiser.slug, held.grant.id])
    return [
        Hindrance(f"audit_{row.code}", words[row.code] % {"period": row.year or _("the whole grant")}, url)
        for row in audits_missing(held.grant, held.rulebook)
    ]


def last_accepted_by(grant: UUID) -> UUID | None:
    """Who accepted the grant's last report: somebody else closes the grant."""
    rows = Report.objects.filter(grant=grant, step=Step.ACCEPTED).order_by("-accepted_at")
    found: UUID | None = rows.values_list("accepted_by_id", flat=True).first()
    return found
