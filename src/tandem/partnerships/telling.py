"""A mail to everybody who acts for a party."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.utils.translation import override

from tandem.foundation.accounts.models import Person
from tandem.foundation.outbox.queue import send_mail
from tandem.organisations.queries import people_of
from tandem.partnerships.parties import parties_of


def tell(
    partnership: UUID, words: Callable[[Person], tuple[str, str]], *, key: str, about: tuple[str, UUID]
) -> None:
    """Leave a mail for each of them, in their own language: `words` gives its subject and its text.

    `key` says which mail it is; the same mail goes to nobody twice. `about` is what it is about: kind and id.
    """
    for member in people_of([party.organisation_id for party in parties_of(partnership)]):
        person = member.person
        with override(person.language):
            subject, text = words(person)
        send_mail(person.email, subject, text, language=person.language, key=f"{key}-{person.id}", about=about)
