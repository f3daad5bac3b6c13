"""Sides and stands in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tandem.agreements.states import ORGANISER, Course, Stand
from tandem.partnerships.access import Held
from tandem.web.templatetags.tandem import localised

KINDS = {Stand.ISSUED: "warn", Stand.SIGNED: "good", Stand.SUPERSEDED: ""}
COURSES = {
    Course.WRITTEN: "", Course.SUBMITTED: "warn", Course.APPROVED: "good", Course.REFUSED: "bad", Course.WITHDRAWN: "",
}


def side_name(held: Held, side: str) -> str:
    """The organisation that signs on a side."""
    if side == ORGANISER:
        return localised(held.grant.organiser.name)
    party = held.party(side)
    return party.organisation.name if party else _("a party that has left")
