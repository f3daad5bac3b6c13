"""When a call takes a newer rulebook: drafts go on under it with their answers, what was sent keeps its own (UX-23)."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.conf import settings
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.answers.operations.moving import put_aside
from tandem.answers.queries import values
from tandem.applications.models import Application, Signature
from tandem.applications.states import Outcome, Step
from tandem.applications.subject import KIND
from tandem.calls.events import AdoptionProposed, RulebookAdopted
from tandem.calls.models import Adoption
from tandem.core.forms.definition import Form
from tandem.core.forms.paths import Field, index
from tandem.core.values import pick
from tandem.foundation import clock
from tandem.foundation.access import Refused
from tandem.foundation.accounts.models import Person
from tandem.foundation.tenancy.models import Organiser
from tandem.foundation.tenancy.scope import current
from tandem.partnerships.queries import parties_of
from tandem.partnerships.telling import tell
from tandem.programmes.models import parsed
from tandem.programmes.words import changes_said

MOST_SAID = 12  # changes in a mail; all of them stand on the page


def refuse_otherwise_judged(event: AdoptionProposed) -> None:
    """Now: what was sent is judged as it was promised; a version that would judge otherwise waits for the next call."""
    if event.judged and _sent(UUID(event.call)).exists():
        raise Refused(
            "judged_otherwise",
            _("Applications have been sent, and the newer rulebook would judge them otherwise than the call promised."),
            _("Publish a version that leaves criteria, scores, selection and steps as they were, or use it in the next"
              " call."),
            status=409,
        )


def move_drafts(event: RulebookAdopted) -> None:
    """Now: pin what was sent, move the drafts, keep answers without a question aside, void their signatures."""
    adoption = Adoption.objects.get(id=UUID(event.adoption))
    call = UUID(event.call)
    refuse_otherwise_judged(
        AdoptionProposed(event.adoption, event.call, True, any(harm["judged"] for harm in adoption.harms))
    )
    Application.objects.filter(call=call, submitted_at__isnull=False, rulebook_version=None).update(
        rulebook_version_id=UUID(event.before)
    )
    now = clock.now()
    for application in drafts_of(call):
        before = application.rulebook_version_id or UUID(event.before)
        sides = [party.side for party in parties_of(application.partnership_id)]
        old, new = (parsed(version).form_of(application.call.component_id) for version in (before, UUID(event.after)))
        lost = gone(old, new, sides, {path for path, _row in values(application.id)})
        put_aside(KIND, application.id, lost)
        Application.objects.filter(id=application.id).update(revision=F("revision") + 1, rulebook_version=None)
        Signature.objects.filter(application=application, voided_at=None).update(voided_at=now)


def drafts_of(call: UUID) -> list[Application]:
    """Applications of a call that may still be sent, locked."""
    rows = Application.objects.select_for_update(of=("self",)).select_related("call")
    return list(rows.filter(call=call, step=Step.DRAFT).exclude(outcome=Outcome.WITHDRAWN).order_by("id"))


def _sent(call: UUID) -> QuerySet[Application]:
    return Application.objects.filter(call=call, submitted_at__isnull=False).exclude(outcome=Outcome.WITHDRAWN)


def gone(old: Form, new: Form, sides: list[str], paths: set[str]) -> set[str]:
    """The answered paths that the new form has no place for, or a place of another kind."""
    before, after = index(old, sides), index(new, sides)
    return {
        path for path in paths
        if path not in after or (path in before and _kind(before[path]) != _kind(after[path]))
    }


def _kind(field: Field) -> tuple[str, bool]:
    return field.asked.type, field.has_rows


def tell_drafts(event: RulebookAdopted) -> None:
    """Later: everybody with a draft reads what changed and why, in their own language."""
    adoption = Adoption.objects.select_related("call").get(id=UUID(event.adoption))
    organiser = Organiser.objects.get(id=current())
    rows = Application.objects.filter(call=adoption.call, step=Step.DRAFT).exclude(outcome=Outcome.WITHDRAWN)
    for application in rows:
        path = reverse("applications:form-changes", args=[organiser.slug, application.id])
        tell(
            application.partnership_id, partial(_told, adoption, _address(path)),
            key=f"adopted-{adoption.id}-{application.id}", about=("application", application.id),
        )


def _told(adoption: Adoption, address: str, person: Person) -> tuple[str, str]:
    """Subject and text, in the active language."""
    said = changes_said(adoption.differences, parsed(adoption.after_id))
    more = len(said) - MOST_SAID
    lines = [f"– {line}" for line in said[:MOST_SAID]]
    if more > 0:
        lines.append(ngettext("– and one more", "– and %(n)d more", more) % {"n": more})
    subject = _("The rules of “%(call)s” have changed") % {
        "call": pick(adoption.call.title, person.language, adoption.call.languages)}
    text = _(
        "Hello %(name)s,\n\nthe call you are applying to has taken a newer version of its rules.\n\n"
        "Why:\n%(why)s\n\nWhat changed:\n%(changes)s\n\nEverything you have written is there. What the form"
        " no longer asks is kept aside and can be read; signatures given before have to be given again:\n"
        "%(address)s"
    ) % {"name": person, "why": adoption.reason, "changes": "\n".join(lines), "address": address}
    return subject, text


def _address(path: str) -> str:
    return f"{settings.TANDEM_URL}{path}"
