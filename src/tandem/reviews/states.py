"""Closed words of the judgement."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Ended(models.TextChoices):
    """Why an assignment ended before its work was done, or because it was."""

    NO = "", _("in force")
    CONFLICT = "conflict", _("declared an interest")
    TAKEN_BACK = "taken_back", _("taken back")
    WITHDRAWN = "withdrawn", _("the application was withdrawn")


class Stand(models.TextChoices):
    """Where one assessor's work on one application stands."""

    UNDECLARED = "undeclared", _("has not declared yet")
    OPEN = "open", _("may begin")
    SCORING = "scoring", _("scoring")
    LOCKED = "locked", _("locked")
    TALKED = "talked", _("interview recorded")
    CONFLICT = "conflict", _("has an interest")
    TAKEN_BACK = "taken_back", _("taken back")


class Talk(models.TextChoices):
    """How the organiser talked with the parties."""

    INTERVIEW = "interview", _("interview")
    SITE_VISIT = "site_visit", _("site visit")


GONE = (Ended.TAKEN_BACK, Ended.WITHDRAWN)  # nothing of it is the assessor's any more
