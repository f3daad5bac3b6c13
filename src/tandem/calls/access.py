"""Who may prepare and publish calls, and who may read which."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tandem.calls.models import Call
from tandem.foundation.access import Actor, Decision, allow, deny
from tandem.foundation.tenancy.models import Role


def may_manage(actor: Actor) -> Decision:
    """Officers of the organiser in scope."""
    if actor.has(Role.OFFICER):
        return allow("officer", _("You are an officer of the organiser."))
    return deny("officers_only", _("Only officers of the organiser may do this."))


def may_read(actor: Actor, call: Call) -> Decision:
    """Anybody once it is published, officers before that."""
    if call.is_published:
        return allow("published", _("This call is public."))
    return may_manage(actor)


def may_ask(actor: Actor, call: Call, closed: bool) -> Decision:
    """Anybody who has signed in, while the call has not closed."""
    if actor.person_id is None:
        return deny("signed_out", _("Sign in first: the answer is sent to you by mail."))
    if not call.is_published:
        return deny("not_published", _("This call is not published yet."))
    if closed:
        return deny("call_closed", _("This call is closed. Write to the organiser instead."))
    return allow("signed_in", _("You have signed in."))
