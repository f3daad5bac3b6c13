"""How far a visit or a reported value has come."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class VisitState(models.TextChoices):
    """A visit is planned, then held or called off."""

    PLANNED = "planned", _("planned")
    HELD = "held", _("held")
    CANCELLED = "cancelled", _("called off")


class ActualState(models.TextChoices):
    """A value is written, sent, and approved or returned; only approved ones count outside the partnership."""

    DRAFT = "draft", _("being written")
    SENT = "sent", _("sent")
    RETURNED = "returned", _("returned with a question")
    APPROVED = "approved", _("approved")


class ReplacementState(models.TextChoices):
    """A change of the team lies with an officer until it is approved, refused or taken back."""

    PROPOSED = "proposed", _("waits for the officer")
    APPROVED = "approved", _("approved")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("taken back")


class Why(models.TextChoices):
    """Why a participant does not go on."""

    LEFT = "left", _("leaves the organisation")
    POST = "post", _("has another post now")
    OTHER = "other", _("another reason")
