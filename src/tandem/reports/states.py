"""The steps of a partnership's report and of the report to a donor."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Step(models.TextChoices):
    """Where a partnership's report is."""

    DRAFT = "draft", _("being written")
    SENT = "sent", _("sent, waiting for an officer")
    RETURNED = "returned", _("returned with questions")
    ACCEPTED = "accepted", _("accepted")


class DonorStep(models.TextChoices):
    """Where the report to a donor is."""

    DRAFT = "draft", _("being written")
    FROZEN = "frozen", _("frozen, waiting for a second officer")
    SENT = "sent", _("sent to the donor")


NARRATIVE = ("summary", "achievements", "challenges", "lessons", "outlook")
"""Words that a template may show and an officer writes, per language: no digits but in {figure:key}."""
