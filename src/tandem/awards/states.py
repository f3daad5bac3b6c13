"""Closed words of the choice."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Lot(models.TextChoices):
    """What is proposed for one application, and then decided."""

    FUND = "fund", _("fund")
    RESERVE = "reserve", _("reserve")
    REFUSE = "refuse", _("do not fund")


class Verdict(models.TextChoices):
    """What the second officer says about a proposal."""

    APPROVE = "approve", _("approved")
    RETURN = "return", _("sent back")


class Stand(models.TextChoices):
    """Where a proposal is."""

    MADE = "made", _("being prepared")
    SENT = "sent", _("waits for the decision")
    RETURNED = "returned", _("sent back")
    DECIDED = "decided", _("decided")


class Asked(models.TextChoices):
    """Where a programme application to a donor is."""

    MADE = "made", _("assembled")
    SENT = "sent", _("with the donor")
    ANSWERED = "answered", _("answered")
    SUPERSEDED = "superseded", _("replaced by a newer one")


class Answer(models.TextChoices):
    """What a donor's grant means for one award."""

    FIRM = "firm", _("firm")
    CUT = "cut", _("firm, with less")
    CONDITIONAL = "conditional", _("stays conditional")


class Away(models.TextChoices):
    """How an award fell away."""

    WITHDRAWN = "withdrawn", _("the partners stepped back")
    REFUSED = "refused", _("it was refused")


class Later(models.TextChoices):
    """Why one application is decided later than the others."""

    PROMOTION = "promotion", _("next on the reserve list")
    COMPLAINT = "complaint", _("its complaint was upheld")


class Found(models.TextChoices):
    """What a complaint comes to."""

    UPHELD = "upheld", _("upheld")
    PARTLY = "partly", _("upheld in part")
    DISMISSED = "dismissed", _("dismissed")
