"""Who plays in the demo."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from tandem.demo.models import CastMember
from tandem.foundation.accounts.models import Person


@transaction.atomic
def cast(members: Mapping[str, tuple[Person, Mapping[str, Any]]]) -> list[CastMember]:
    """Put up the cast anew: {key: (person, {part, today, address})}, in order of entrance."""
    CastMember.objects.all().delete()
    return CastMember.objects.bulk_create(
        [
            CastMember(
                key=key, person=person, part=said["part"], today=said["today"], address=said["address"], place=place
            )
            for place, (key, (person, said)) in enumerate(members.items())
        ]
    )
