"""The plan: versions are rows, and every part keeps its identity from version to version."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tandem.foundation.tenancy.owned import OrganiserOwned


class Stage(models.TextChoices):
    """How far a version of the plan has come."""

    DRAFT = "draft", _("draft")
    PROPOSED = "proposed", _("proposed")
    AGREED = "agreed", _("agreed")


class Plan(OrganiserOwned):
    """A partnership's plan for one grant to be."""

    partnership = models.ForeignKey("partnerships.Partnership", on_delete=models.CASCADE, related_name="plans")
    made_at = models.DateTimeField()


class Version(OrganiserOwned):
    """One version; immutable once frozen."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    stage = models.CharField(max_length=10, choices=Stage)
    made_at = models.DateTimeField()
    frozen_at = models.DateTimeField(null=True)

    class Meta(OrganiserOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="plan_version_once")]


class PlanPart(OrganiserOwned):
    """Base of what a version is made of; `identity` stays the same when the part is carried to the next version."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="%(class)ss")
    identity = models.UUIDField()
    place = models.PositiveIntegerField(default=0)

    class Meta(OrganiserOwned.Meta):
        abstract = True
        constraints = [models.UniqueConstraint(fields=["version", "identity"], name="%(class)s_once_per_version")]


class Statement(PlanPart):
    """Something said in words: a learning goal, knowledge of context, or a sketched result."""

    kind = models.CharField(max_length=30)  # learning_goal, context_knowledge, result
    side = models.CharField(max_length=60, blank=True)
    text = models.TextField(blank=True)
    language = models.CharField(max_length=12, blank=True)
    question = models.CharField(max_length=60)  # the form's question that edits it


class BudgetLine(PlanPart):
    """One line × party of the budget, with its own currency, rate, source and day."""

    line = models.CharField(max_length=60)
    text = models.CharField(max_length=500, blank=True)
    side = models.CharField(max_length=60, blank=True)
    paid_by = models.CharField(max_length=10, default="grant")  # or own
    currency = models.CharField(max_length=3)
    rate = models.CharField(max_length=40, blank=True)  # exact decimal as typed
    rate_source = models.CharField(max_length=200, blank=True)
    rate_on = models.DateField(null=True)


class BudgetYear(OrganiserOwned):
    """The amount of one budget line in one year of the grant, in minor units of the line's currency."""

    line = models.ForeignKey(BudgetLine, on_delete=models.CASCADE, related_name="years")
    year = models.PositiveIntegerField()
    minor = models.BigIntegerField()

    class Meta(OrganiserOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["line", "year"], name="budget_year_once")]
