"""One row per subject, path and table row; a save is compare-and-swap on its revision."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from tandem.foundation.tenancy.owned import OrganiserOwned


class Answer(OrganiserOwned):
    """What was answered. An emptied answer keeps its row with `value` null, so that its revision still counts."""

    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    path = models.CharField(max_length=190)
    row = models.CharField(max_length=36, blank=True)
    value = models.JSONField(null=True)
    language = models.CharField(max_length=12, blank=True)
    revision = models.PositiveIntegerField(default=1)
    taken_from = models.CharField(
        max_length=160, blank=True
    )  # an earlier answer's reference and day; '' once typed anew
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    saved_at = models.DateTimeField()

    class Meta(OrganiserOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["subject_id", "path", "row"], name="answer_once")]


class SetAside(OrganiserOwned):
    """A text that lost a conflict or came too late: kept, shown, never thrown away (FLD-1)."""

    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    path = models.CharField(max_length=190)
    row = models.CharField(max_length=36, blank=True)
    value = models.JSONField(null=True)
    why = models.CharField(max_length=30)  # conflict, late, signed
    typed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    typed_at = models.DateTimeField()


class Presence(OrganiserOwned):
    """Who is in which section just now."""

    subject_id = models.UUIDField()
    section = models.CharField(max_length=60)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    path = models.CharField(max_length=190, blank=True)
    seen_at = models.DateTimeField()

    class Meta(OrganiserOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["subject_id", "section", "person"], name="presence_once")]


class BroughtBack(OrganiserOwned):
    """A form that was filled in offline and came back: what it would change, until somebody agrees."""

    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    language = models.CharField(max_length=12)  # in which numbers and days were written
    touched = models.JSONField(default=list)  # [{path, row, raw, base, place}]
    gone = models.JSONField(default=list)  # [[path, row]]: rows that the file had and has no more
    notes = models.JSONField(default=list)  # [[code, place, what stood there]]
    untouched = models.PositiveIntegerField(default=0)
    brought_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    brought_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
