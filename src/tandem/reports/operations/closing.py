"""Closing a grant: nothing is open, and a second person looks at it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.core.values import storable
from tandem.foundation import audit
from tandem.foundation.access import Actor, Decision, Refused, allow, deny
from tandem.foundation.outbox.events import happened
from tandem.partnerships import operations as partnerships
from tandem.partnerships.access import Held, hold
from tandem.partnerships.models import Grant
from tandem.partnerships.states import GrantStep
from tandem.reports.events import GrantClosed
from tandem.reports.queries.hindrances import hindrances, last_accepted_by

SETTLED_BY_NOTE = {"unspent"}  # an officer may say in words how this was settled


def may_close(held: Held) -> Decision:
    """An officer of the grant's office who acts for no party and did not accept the last report (SEC-9). One query."""
    if not held.officer:
        return deny("officers_only", _("Only a programme officer closes a grant."))
    if not held.acts:
        return held.acts
    if held.belongs:
        return deny("own_grant", _("You act for one of the parties: a colleague closes this grant."))
    if held.grant.step != GrantStep.AGREED:
        return deny("not_agreed", _("Only a grant under agreement is closed."))
    if last_accepted_by(held.grant.id) == held.actor.person_id:
        return deny("same_person", _("You accepted the last report: another officer closes the grant."))
    return allow()


@transaction.atomic
def close(actor: Actor, grant_id: UUID, note: str = "") -> Grant:
    """Close a grant for good. Afterwards nothing in it is changed by anybody.

    `note` says how unspent money was settled when the accounts still show some. Refused: not an officer, the one who
    accepted the last report (403), closed before (409), and with the whole list while something is open (422): reports
    not accepted, audits missing, findings open, unspent money not settled, instalments not paid, expenses not judged.
    """
    held = hold(actor, grant_id, lock=True)
    held.demand_officer()
    held.demand_open()
    decision = may_close(held)
    if not decision:
        raise Refused.by(decision, status=409 if decision.code == "not_agreed" else 403)
    kept = storable(note.replace("\r\n", "\n"))[0].strip()
    open_now = [each for each in hindrances(held) if not (kept and each.code in SETTLED_BY_NOTE)]
    if open_now:
        raise Refused(
            "still_open",
            _("This grant cannot be closed yet. %(list)s") % {"list": " ".join(each.sentence for each in open_now)},
            _("Settle what is listed, then close it."),
            values={"open": [each.code for each in open_now]},
        )
    partnerships.move(grant_id, GrantStep.CLOSED, after=(GrantStep.AGREED,))
    audit.record(actor, "grant.closed", "grant", grant_id, {"note": kept})
    happened(GrantClosed(str(grant_id)))
    held.grant.refresh_from_db()
    return held.grant
