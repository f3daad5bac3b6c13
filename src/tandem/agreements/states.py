"""Closed words of agreements."""

from django.db import models
from django.utils.translation import gettext_lazy as _

ORGANISER = "organiser"  # the organiser's side, where papers are between it and the parties


class Stand(models.TextChoices):
    """Where one paper is."""

    ISSUED = "issued", _("to be signed")
    SIGNED = "signed", _("signed")
    SUPERSEDED = "superseded", _("replaced")


class Outcome(models.TextChoices):
    """What became of an amendment."""

    APPROVED = "approved", _("approved")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Course(models.TextChoices):
    """How far an amendment has come."""

    WRITTEN = "written", _("being written")
    SUBMITTED = "submitted", _("waits for the decision")
    APPROVED = "approved", _("approved")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")
"""What a person reads; `Outcome` is what the row keeps once it is decided."""
