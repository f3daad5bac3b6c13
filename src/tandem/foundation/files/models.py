"""Private uploads: one row per upload; the content is addressed by its hash under the organiser's prefix."""

from django.conf import settings
from django.db import models

from tandem.foundation.tenancy.owned import OrganiserOwned


class StoredContent(OrganiserOwned):
    """One content of one organiser. The row is the lock under which its file is put down or taken away."""

    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()  # bytes

    class Meta(OrganiserOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["organiser", "sha256"], name="stored_content_once")]


class StoredFile(OrganiserOwned):
    """An upload as somebody gave it. Any name is kept and shown back; it is never used as a path."""

    name = models.TextField()
    size = models.PositiveBigIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    kind = models.CharField(max_length=10)  # pdf, docx, xlsx, odt, ods, png, jpg, txt, csv
    purpose = models.CharField(max_length=60, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta(OrganiserOwned.Meta):
        indexes = [models.Index(fields=["organiser", "sha256"])]
