"""Whose calendar may be read by which calendar program."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from tandem.foundation.tenancy.owned import OrganiserOwned


class Feed(OrganiserOwned):
    """The address under which one person's duties can be subscribed to. Only the hash of its secret word is kept.

    It opens nothing but the days and sentences of what this person has to do; whoever reads it is asked anew each time
    whether the person may still be here, and a new address kills the old one.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    secret_sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta(OrganiserOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organiser", "person"], condition=models.Q(ended_at=None), name="one_feed_per_person"
            )
        ]
