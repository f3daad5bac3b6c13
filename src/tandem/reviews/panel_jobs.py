"""Mails to a panel and about it: nobody who applies is named to a panel that must not know."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from tandem.applications.models import Application
from tandem.calls.models import Call
from tandem.foundation import clock
from tandem.foundation.access.models import Grant
from tandem.foundation.access.officers import officers_in
from tandem.foundation.accounts.models import Person
from tandem.foundation.outbox.queue import send_mail
from tandem.foundation.tenancy.models import Organiser
from tandem.foundation.tenancy.scope import current
from tandem.reviews import events
from tandem.reviews.access import KIND, PURPOSE, hidden
from tandem.reviews.models import Assignment
from tandem.reviews.queries.codes import code_of
from tandem.web.templatetags.tandem import localised


def title_for(application: Application) -> str:
    """What an application is called in an assessor's duties and mails."""
    return code_of(application.id) if hidden(application) else application.title


def tell_panel(call: Call, persons: Sequence[str]) -> None:
    """One mail to each who was asked onto the panel, in their language."""
    organiser, now = Organiser.objects.get(id=current()), clock.now()
    address = settings.TANDEM_URL + reverse("reviews:declare", args=[organiser.slug, call.slug])
    for person in Person.objects.filter(id__in=persons, is_active=True):
        with override(person.language):
            values = {"name": person, "call": localised(call.title), "address": address}
            text = _(
                "Hello %(name)s,\n\nwe ask you onto the panel of “%(call)s”. Before anything is given to you, say of"
                " each applicant whether you have an interest. You see names only, not what they write.\n\n"
                "%(address)s\n"
            ) % values
            send_mail(
                person.email, _("You are asked onto the panel of “%(call)s”") % values, text,
                language=person.language, key=f"panel-{call.id}-{person.id}-{int(now.timestamp())}",
                about=("call", call.id),
            )


def remind(event: events.AssessorsReminded) -> None:
    """Later: one mail a day to each who still has something to do."""
    call = Call.objects.get(id=UUID(event.call_id))
    organiser, today = Organiser.objects.get(id=current()), clock.now().date()
    address = settings.TANDEM_URL + reverse("reviews:list", args=[organiser.slug])
    for person in Person.objects.filter(id__in=list(event.left), is_active=True):
        with override(person.language):
            text = _(
                "Hello %(name)s,\n\nwe are waiting for you in “%(call)s”:\n\n%(left)s\n\nThe others' scores can only"
                " be counted together with yours.\n\n%(address)s\n"
            ) % {
                "name": person, "call": localised(call.title), "left": _left(*event.left[str(person.id)]),
                "address": address,
            }
            send_mail(
                person.email, _("We are waiting for you in “%(call)s”") % {"call": localised(call.title)}, text,
                language=person.language, key=_key(call, person, today), about=("call", call.id),
            )


def _key(call: Call, person: Person, today: date) -> str:
    return f"remind-{call.id}-{person.id}-{today:%Y%m%d}"


def _left(declarations: int, scores: int) -> str:
    """'– 3 applicants to declare about', line by line."""
    lines = []
    if declarations:
        lines.append(ngettext(
            "– %(number)d application to declare about", "– %(number)d applications to declare about", declarations
        ) % {"number": declarations})
    if scores:
        lines.append(ngettext(
            "– %(number)d application to score and lock", "– %(number)d applications to score and lock", scores
        ) % {"number": scores})
    return "\n".join(lines)


def tell_officers(work: Assignment) -> None:
    """One mail to each officer of the call's office without an interest: whose scores fell away, what the score is."""
    application, trace = work.application, work.trace or {}
    organiser = Organiser.objects.get(id=current())
    address = settings.TANDEM_URL + reverse("reviews:appraisal", args=[organiser.slug, application.id])
    closed = Grant.objects.filter(kind=KIND, purpose=PURPOSE, object_id=application.id, allows=False, until_at=None)
    acting = [officer.person_id for officer in officers_in(application.call.office_id) if officer.person_id]
    for person in Person.objects.filter(id__in=acting).exclude(id__in=closed.values("person")).order_by("id"):
        with override(person.language):
            values: dict[str, Any] = {
                "name": person, "assessor": work.assessor, "title": application.title, "address": address,
                "before": _figure(trace["before"]["score"]), "after": _figure(trace["after"]["score"]),
                "number": len(trace["dropped"]),
            }
            text = _(
                "Hello %(name)s,\n\n%(assessor)s declared an interest in “%(title)s” after scoring it. Their scores"
                " (%(number)d criteria) do not count any more.\n\nScore before: %(before)s\nScore now: %(after)s\n\n"
                "%(address)s\n"
            ) % values
            send_mail(
                person.email, _("Scores of “%(title)s” fell away") % values, text, language=person.language,
                key=f"fell-{work.id}-{person.id}", about=("application", application.id),
            )


def _figure(score: str | None) -> str:
    return _("none") if score is None else score
