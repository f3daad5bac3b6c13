"""Letters about one application that is decided after the others."""

from __future__ import annotations

from typing import Any

from django.utils.translation import override

from tandem.applications.models import Application
from tandem.awards.letters import KINDS, filled_letter, in_text, language_of, subject_of
from tandem.awards.models import LaterDecision, Letter
from tandem.awards.states import Lot
from tandem.calls.models import Call
from tandem.foundation.outbox.queue import send_mail
from tandem.foundation.tenancy.models import Organiser
from tandem.foundation.tenancy.scope import current as organiser_in_scope
from tandem.organisations.queries import people_of
from tandem.partnerships.queries import parties_of


def send_letters(call: Call, application: Application, later: LaterDecision) -> list[Letter]:
    """One letter per language of the partnership, with the new reason and what the judgement had said."""
    organiser = Organiser.objects.get(id=organiser_in_scope())
    parties = list(parties_of(application.partnership_id))
    reads = {party.organisation_id: language_of(party, call.languages) for party in parties}
    names = " – ".join(party.organisation.name for party in parties)
    people = list(people_of(list(reads)))
    earlier = {each.language: each for each in Letter.objects.filter(application=application).order_by("made_at")}
    made = []
    for language in dict.fromkeys(reads.values()):
        with override(language):
            grounds: dict[str, Any] = {
                "said": "", "score": None, "criteria": [], **(earlier[language].grounds if language in earlier else {}),
                "lot": later.lot, "reserve": None, "why": later.words,
            }
            kind = KINDS[Lot(later.lot)]
            text = filled_letter(call, organiser, application, names, kind, in_text(grounds), language)
            subject = subject_of(later.lot, application.title)
        letter = Letter.objects.create(
            application=application, later=later, language=language, subject=subject[:300], text=text,
            grounds=grounds, made_at=later.decided_at,
        )
        letter.mails.set([
            send_mail(
                member.person.email, subject, text, language=language, key=f"later-{letter.id}-{member.person_id}",
                about=("letter", letter.id),
            )
            for member in people if reads[member.organisation_id] == language
        ])
        made.append(letter)
    return made
