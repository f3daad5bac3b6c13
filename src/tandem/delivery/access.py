"""Who may write down what was done, and who judges it."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from tandem.core.values import Period
from tandem.foundation import clock
from tandem.foundation.access import Decision, Refused, allow, deny
from tandem.partnerships.access import Held
from tandem.partnerships.states import GrantStep


def today(held: Held) -> date:
    """The day at the organiser."""
    return clock.now().astimezone(ZoneInfo(held.grant.organiser.time_zone)).date()


def period(held: Held) -> Period:
    """From the grant's first to its last day."""
    return Period(held.grant.starts_on, held.grant.ends_on)


def demand_agreed(held: Held) -> None:
    """Refused (409) before the grant is under agreement, and once it is closed."""
    held.demand_open()
    if held.grant.step != GrantStep.AGREED:
        raise Refused(
            "not_agreed", _("This grant is not under agreement yet, so nothing of it begins."),
            _("First the grant agreement is signed by everybody."), status=409,
        )


def may_write(held: Held) -> Decision:
    """People who write for one of the parties, as long as the grant is under agreement."""
    if held.grant.step != GrantStep.AGREED:
        return deny("not_agreed", _("Nothing is written down here unless the grant is under agreement."))
    return held.may("edit") if held.belongs else deny("not_a_party", _("Only the partners write this down."))


def demand_write(held: Held) -> None:
    """Refused: not a writer of the partnership (403), not under agreement or closed (409)."""
    demand_belongs(held)
    demand_agreed(held)


def demand_belongs(held: Held) -> None:
    """Refused (403) for everybody who does not write for one of the parties, whatever the grant's step."""
    if not held.belongs:
        raise Refused("not_a_party", _("Only the partners write this down."), status=403)
    if not (decision := held.may("edit")):
        raise Refused.by(decision)


def may_judge(held: Held) -> Decision:
    """Officers of the grant's office who act for none of the parties: nobody prepares and approves."""
    if not held.acts:
        return held.acts
    if held.belongs:
        return deny("own_partnership", _("You act for one of the partners: another officer judges this."))
    return allow("officer")


def demand_judge(held: Held) -> None:
    """Refused: nobody who may judge (403), not under agreement or closed (409)."""
    if not (decision := may_judge(held)):
        raise Refused.by(decision)
    demand_agreed(held)


def missing() -> Refused:
    """Not to be known."""
    return Refused("not_here", _("There is no such thing in this grant."), status=404)
