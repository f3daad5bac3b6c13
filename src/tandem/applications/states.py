"""The closed states of an application; the rulebook orders and leaves out, never adds."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Step(models.TextChoices):
    """Where an application is. A later stage moves it through `operations.move`."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    ELIGIBLE = "eligible", _("eligible")
    SCORED = "scored", _("scored")
    SHORTLISTED = "shortlisted", _("short-listed")
    INTERVIEWED = "interviewed", _("interviewed")
    PROPOSED = "proposed", _("proposed")
    DECIDED = "decided", _("decided")


class Outcome(models.TextChoices):
    """How it ended."""

    NONE = "", _("open")
    AWARDED = "awarded", _("awarded")
    RESERVE = "reserve", _("on the reserve list")
    REFUSED = "refused", _("not awarded")
    INELIGIBLE = "ineligible", _("not eligible")
    WITHDRAWN = "withdrawn", _("withdrawn")
