"""Private uploads: one row per upload; the content is addressed by its hash under the organiser's prefix."""

from django.conf import settings
from django.db import models

from tandem.foundation.tenancy.owned import OrganiserOwned


class StoredFile(OrganiserOwned):
    """An upload as somebody gave it. Any name is kept and shown back; it is never used as a path."""

    name = models.CharField(max_length=400)
    size = models.PositiveBigIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    kind = models.CharField(max_length=10)  # pdf, docx, xlsx, png, jpg, txt, csv
    purpose = models.CharField(max_length=60, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta(OrganiserOwned.Meta):
        indexes = [models.Index(fields=["organiser", "sha256"])]
