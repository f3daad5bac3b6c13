"""Who may start programmes and publish rulebooks."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext_lazy as _

from tandem.foundation.access import Actor, Decision, acting, allow, deny, in_office
from tandem.foundation.tenancy.models import Role


def may_run(actor: Actor) -> Decision:
    """Officers of the organiser in scope."""
    if actor.has(Role.OFFICER):
        return allow("officer", _("You are an officer of the organiser."))
    return deny("officers_only", _("Only officers of the organiser may do this."))


def may_write(actor: Actor, office: Any) -> Decision:
    """Officers, on the rulebooks of their own office (None: on those of the whole organiser)."""
    running = may_run(actor)
    return acting(actor, office) if running else running


def may_approve(actor: Actor, office: Any, authors: Collection[str]) -> Decision:
    """A second officer, of the office or of the whole organiser, who has not written in it (SEC-9)."""
    running = may_run(actor)
    if not running:
        return running
    if not (in_office(actor, office) or actor.offices is None):
        return acting(actor, office)
    if str(actor.person_id) in authors:
        return deny("own_work", _("You have written in this rulebook: a second officer approves it."))
    return allow("second", _("You have not written in it."))
