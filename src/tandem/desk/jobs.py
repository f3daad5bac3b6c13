"""Reminders before a duty is due, in the holder's language."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from tandem.core.timetable import Reminder, due_reminder
from tandem.core.timetable.deadline import REMINDERS
from tandem.desk.queries import said
from tandem.foundation.access.offices import takes
from tandem.foundation.accounts.models import Person
from tandem.foundation.duties import book
from tandem.foundation.duties.models import Duty
from tandem.foundation.outbox import queue
from tandem.foundation.outbox.models import Mail
from tandem.foundation.tenancy.models import Organiser
from tandem.foundation.tenancy.queries import holders as holders_of
from tandem.foundation.tenancy.scope import organiser_scope
from tandem.organisations import queries as organisations
from tandem.organisations.models import MemberRole
from tandem.web.templatetags import tandem as show

EVERY = timedelta(minutes=30)


def remind(now: datetime) -> None:
    """Leave a mail for everybody whose duty is due in 14, 7, 2 or 1 days or 3 hours.

    Running it twice sends nothing twice; a moment that was missed by more than
    90 minutes is passed over, so that nobody reads '14 days' when nine are left (REL-10).
    """
    for organiser in Organiser.objects.order_by("slug"):
        _remind_for(organiser, now)


def _remind_for(organiser: Organiser, now: datetime) -> None:
    with organiser_scope(organiser.id):
        rows = Duty.objects.filter(done_at=None, due_at__gt=now, due_at__lte=now + max(REMINDERS))
        duties = [duty for duty in rows.select_related("organiser", "person").order_by("due_at") if _wants(duty)]
        about = Mail.objects.filter(organiser=organiser, about_kind="duty", about_id__in=[duty.id for duty in duties])
        known = set(about.values_list("message_id", flat=True))
        for duty in duties:
            reminder = due_reminder(duty.due_at, now)
            if reminder is not None and reminder.at > duty.made_at:
                for person in holders(duty):
                    _mail(duty, person, reminder, known)


def _wants(duty: Duty) -> bool:
    try:
        return book.kind_of(duty).remind
    except KeyError:
        return False


def holders(duty: Duty) -> Iterator[Person]:
    """Who can do it: the person, those with the role in the duty's office, those who write for the organisation."""
    if duty.person:
        yield duty.person
    elif duty.role:
        held = holders_of(duty.role).items()
        people = [person for person, offices in held if takes(duty.role, offices, duty.office_id)]
        yield from Person.objects.filter(id__in=people).order_by("id")
    elif duty.organisation_id:
        members = organisations.people_of([duty.organisation_id]).exclude(role=MemberRole.READ)
        yield from (member.person for member in members)


def _mail(duty: Duty, person: Person, reminder: Reminder, known: set[str]) -> None:
    assert duty.due_at is not None
    hours = int(reminder.before / timedelta(hours=1))
    key = f"remind-{duty.id}-{person.id}-{int(duty.due_at.timestamp())}-{hours}"
    if f"<{key}@tandem>" in known:
        return
    with override(person.language), transaction.atomic():
        sentence = said(duty, person.language)
        queue.send_mail(
            person.email, f"{_in_time(hours)}: {sentence}", _text(duty, person, sentence), language=person.language,
            key=key, about=("duty", duty.id),
        )


def _in_time(hours: int) -> str:
    if hours < 24:
        return ngettext("In %(number)d hour", "In %(number)d hours", hours) % {"number": hours}
    days = hours // 24
    return ngettext("Tomorrow", "In %(number)d days", days) % {"number": days}


def _text(duty: Duty, person: Person, sentence: str) -> str:
    zones = dict.fromkeys([duty.organiser.time_zone, person.time_zone or duty.organiser.time_zone])
    times = "\n".join(
        f"    {show.moment(duty.due_at, zone)} ({show.zone_city(zone)})".replace(show.NBSP, " ") for zone in zones
    )
    return _("Hello %(name)s,\n\n%(sentence)s\n\nDue:\n%(times)s\n\n%(address)s\n") % {
        "name": person, "sentence": sentence, "times": times,
        "address": settings.TANDEM_URL + book.kind_of(duty).address(duty),
    }

