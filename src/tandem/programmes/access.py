"""Who may start programmes and publish rulebooks."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tandem.foundation.access import Actor, Decision, allow, deny
from tandem.foundation.tenancy.models import Role


def may_run(actor: Actor) -> Decision:
    """Officers of the organiser in scope."""
    if actor.has(Role.OFFICER):
        return allow("officer", _("You are an officer of the organiser."))
    return deny("officers_only", _("Only officers of the organiser may do this."))
