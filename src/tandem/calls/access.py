"""Who may prepare and publish calls, and who may read which."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tandem.calls.models import Call
from tandem.foundation.access import Actor, Decision, acting, allow, deny, reads_office
from tandem.foundation.tenancy.models import Role


def may_manage(actor: Actor, call: Call | None = None) -> Decision:
    """Officers of the organiser in scope; on one call, those of its office (or of the whole organiser, where it is
    everybody's)."""
    if not actor.has(Role.OFFICER):
        return deny("officers_only", _("Only officers of the organiser may do this."))
    if call is not None and not (decision := acting(actor, call.office_id)):
        return decision
    return allow("officer", _("You are an officer of the organiser."))


def may_look(actor: Actor, call: Call) -> Decision:
    """Officers who read what is prepared: those of the call's office, and those of the whole organiser."""
    decision = may_manage(actor)
    if decision and not reads_office(actor, call.office_id):
        return deny("other_office", _("This call belongs to another office; its own officers read it."))
    return decision


def may_read(actor: Actor, call: Call) -> Decision:
    """Anybody once it is published, before that officers of its office and of the whole organiser."""
    if call.is_published:
        return allow("published", _("This call is public."))
    return may_look(actor, call)


def may_ask(actor: Actor, call: Call, closed: bool) -> Decision:
    """Anybody who has signed in, while the call has not closed."""
    if actor.person_id is None:
        return deny("signed_out", _("Sign in first: the answer is sent to you by mail."))
    if not call.is_published:
        return deny("not_published", _("This call is not published yet."))
    if closed:
        return deny("call_closed", _("This call is closed. Write to the organiser instead."))
    return allow("signed_in", _("You have signed in."))
