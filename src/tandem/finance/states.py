"""Closed words of the money."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Payment(models.TextChoices):
    """Where an instalment is."""

    PLANNED = "planned", _("planned")
    AUTHORISED = "authorised", _("authorised")
    PAID = "paid", _("paid")
    DROPPED = "dropped", _("no longer planned")


class Claim(models.TextChoices):
    """Where an expense is."""

    ENTERED = "entered", _("waits for the officer")
    ACCEPTED = "accepted", _("accepted")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("taken back")
    DISALLOWED = "disallowed", _("disallowed afterwards")


class Work(models.TextChoices):
    """Where an audit is."""

    OPEN = "open", _("being audited")
    DELIVERED = "delivered", _("delivered")
    WITHDRAWN = "withdrawn", _("ended without a report")
