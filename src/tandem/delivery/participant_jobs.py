"""What follows from awards and from changes of a team: the first form, an officer's duty, mail to the partners."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.awards.events import AwardsDecided
from tandem.delivery.events import ReplacementDecided, ReplacementProposed
from tandem.delivery.models import Replacement
from tandem.delivery.operations import make_first_form
from tandem.delivery.states import ReplacementState
from tandem.foundation import clock
from tandem.foundation.duties import book
from tandem.foundation.duties.models import Duty
from tandem.foundation.tenancy.models import Role
from tandem.partnerships.models import Grant
from tandem.partnerships.telling import tell
from tandem.web.templatetags.tandem import day

DECIDE = "delivery.replacement"
AFTER_PROPOSING = timedelta(days=14)  # house advice: travel has to be booked


def register() -> None:
    """Make the kind of duty known."""
    sentence = gettext_lazy("Approve or refuse a change of the team of “{grant}”")
    book.register(book.Kind(DECIDE, sentence, _address))


def _address(duty: Duty) -> str:
    args = [duty.organiser.slug, duty.values["grant_id"], duty.subject_id]
    return reverse("delivery:replacement", args=args)


def make_participant_forms(event: AwardsDecided) -> None:
    """Now: every grant of the call has its first participant form, where the programme approves people."""
    grants = Grant.objects.filter(plan__applications__call=UUID(event.call_id), participant_forms=None)
    for grant in grants.select_related("organiser"):
        make_first_form(grant)


def ask_to_decide(event: ReplacementProposed) -> None:
    """Now: an officer decides on the change."""
    row = _row(event.replacement_id)
    book.assign(
        DECIDE, ("replacement", row.id), due_at=clock.now() + AFTER_PROPOSING, role=Role.OFFICER,
        office=row.grant.office_id, values={"grant": row.grant.title, "grant_id": str(row.grant_id)},
    )


def settle_replacement(event: ReplacementDecided) -> None:
    """Now: decided, or taken back."""
    book.settle(DECIDE, UUID(event.replacement_id))


def tell_partners(event: ReplacementDecided) -> None:
    """Later: everybody who acts for a party reads what became of the change, in their own language."""
    row = _row(event.replacement_id)
    if row.state not in {ReplacementState.APPROVED, ReplacementState.REFUSED}:
        return
    about = ("replacement", row.id)
    tell(row.grant.partnership_id, lambda _person: _told(row), key=f"replacement-{row.id}-{row.state}", about=about)


def _told(row: Replacement) -> tuple[str, str]:
    values = {"grant": row.grant.title, "day": day(row.from_on), "reason": row.answer}
    if row.state == ReplacementState.APPROVED:
        return (
            _("The team of “%(grant)s” is renewed") % values,
            _("The change of your team is approved. It holds from %(day)s; costs of the new person are covered from "
              "that day on. The form of the whole team was renewed.") % values,
        )
    return (
        _("The change of the team of “%(grant)s” was refused") % values,
        _("The change of your team was refused, for this reason:\n\n%(reason)s\n\nThe team stays as it is. You can "
          "propose somebody else.") % values,
    )


def _row(id: str) -> Replacement:
    found: Replacement = Replacement.objects.select_related("grant__organiser").get(id=UUID(id))
    return found
