"""Making accounts and saying who one is. Each function is one transaction."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from tandem.foundation.access.decision import Actor
from tandem.foundation.accounts.models import Person
from tandem.foundation.audit import chain


def account_of(email: str, language: str = "en") -> Person:
    """The person with this confirmed address; made now, without a name, when there is none.

    `language` is that of the page on which the address was confirmed.
    """
    address = email.strip().lower()
    found = Person.objects.filter(email=address).first()
    if found:
        return found
    try:
        with transaction.atomic():
            person = Person.objects.create_user(address, language=language)
            chain.record(Actor(person.id), "account.made", "person", person.id)
        return person
    except IntegrityError:  # the same address was confirmed in another browser at the same moment
        return Person.objects.get(email=address)


@transaction.atomic
def say_who(person: Person, *, name: str, language: str, time_zone: str) -> Person:
    """Keep what somebody says about themselves. The record holds which fields changed, not what they say."""
    new = {"name": " ".join(name.split()), "language": language, "time_zone": time_zone}
    changed = sorted(field for field, value in new.items() if getattr(person, field) != value)
    for field, value in new.items():
        setattr(person, field, value)
    person.save(update_fields=list(new))
    chain.record(Actor(person.id, person.name), "account.described", "person", person.id, {"changed": changed})
    return person
