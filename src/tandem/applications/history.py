"""What has happened to an application around its form, for its status page: one query each for what there may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from tandem.applications.models import Application, Clarification, LateAdmission, Submission
from tandem.applications.operations.clarifying import questions_of
from tandem.foundation import clock


@dataclass(frozen=True)
class Happening:
    """One line of the history: when, what, and where it leads ('' nowhere). `open`: something can be done about it."""

    at: datetime
    text: str
    url: str = ""
    open: bool = False


def clarifications_of(application: UUID) -> list[Clarification]:
    """What it is or was asked in rounds that were opened, with the answers that were sent. One query."""
    rows = Clarification.objects.filter(application=application, round__opened_at__isnull=False)
    return list(rows.select_related("round", "supplement").order_by("round__number"))


def history(
    application: Application, submissions: Sequence[Submission], clarifications: Sequence[Clarification]
) -> list[Happening]:
    """Everything in the order in which it happened."""
    slug = application.organiser.slug
    found = [_late(one) for one in LateAdmission.objects.filter(application=application).order_by("asked_at")]
    for one in submissions:
        receipt = reverse("applications:receipt-of", args=[slug, application.id, one.number])
        values = {"reference": one.reference}
        said = _("Received: %(reference)s") if one.number == 1 else _("Sent again: %(reference)s")
        found.append(Happening(one.received_at, said % values, receipt))
        if one.withdrawn_at:
            values["who"] = one.withdrawn_name
            text = _("Taken back by %(who)s: %(reference)s") % values
            found.append(Happening(one.withdrawn_at, text, receipt))
    page = reverse("applications:clarify", args=[slug, application.id])
    for each in clarifications:
        found += _clarified(each, page)
    return sorted(found, key=lambda each: each.at)


def _late(row: LateAdmission) -> Happening:
    if row.confirmed_at:
        return Happening(row.confirmed_at, _("Admitted late, as everybody with a draft of this call"))
    if row.refused_at:
        return Happening(row.refused_at, _("No later time: %(reason)s") % {"reason": row.refused_because})
    since = row.asked_at or row.proposed_at
    assert since is not None
    return Happening(since, _("Asked for a later time; the organiser answers by mail"))


def _clarified(row: Clarification, page: str) -> list[Happening]:
    assert row.round.opened_at is not None and row.round.closes_at is not None
    supplement = getattr(row, "supplement", None)
    if not questions_of(row):
        text = _("Round of clarification %(number)d: nothing is asked of you")
        return [Happening(row.round.opened_at, text % {"number": row.round.number})]
    running = supplement is None and clock.now() <= row.round.closes_at
    asked = Happening(
        row.round.opened_at, _("Asked to clarify (round %(number)d)") % {"number": row.round.number}, page, running
    )
    if supplement is None:
        return [asked]
    return [asked, Happening(supplement.received_at, _("Clarified: %(reference)s") % {
        "reference": supplement.reference}, page)]
