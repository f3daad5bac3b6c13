"""The steps of a grant, from award to closure."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class GrantStep(models.TextChoices):
    """Where a grant is. A rulebook words the steps and adds none."""

    CONDITIONAL = "conditional", _("awarded, waiting for the donor")
    FIRM = "firm", _("funded by the donor")
    AGREED = "agreed", _("under agreement")
    CLOSED = "closed", _("closed")
    CANCELLED = "cancelled", _("cancelled")
