"""Access that a later stage gives or takes: conflict of interest, auditor, donor."""

from django.conf import settings
from django.db import models

from tandem.foundation.tenancy.owned import OrganiserOwned


class Grant(OrganiserOwned):
    """Person, object, purpose, from and until, allow or deny; a deny wins. Written by operations only."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60)  # of the object, e.g. 'application'
    object_id = models.UUIDField()
    purpose = models.CharField(max_length=60)  # e.g. 'assess', 'read', 'audit'
    allows = models.BooleanField()
    reason = models.CharField(max_length=200, blank=True)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)

    class Meta(OrganiserOwned.Meta):
        indexes = [models.Index(fields=["person", "kind", "object_id", "purpose"])]
