"""The plan: versions are rows, and every part keeps its identity from version to version."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tandem.foundation.tenancy.owned import OrganiserOwned


class Stage(models.TextChoices):
    """How far a version of the plan has come."""

    DRAFT = "draft", _("draft")
    PROPOSED = "proposed", _("proposed")
    AGREED = "agreed", _("agreed")


class Plan(OrganiserOwned):
    """A partnership's plan, from proposal to agreed plan to amendment; the grant joins it when it is awarded."""

    partnership = models.ForeignKey("partnerships.Partnership", on_delete=models.CASCADE, related_name="plans")
    grant = models.OneToOneField("partnerships.Grant", null=True, on_delete=models.PROTECT, related_name="plan")
    made_at = models.DateTimeField()


class PlanningTool(OrganiserOwned):
    """A tool of the rulebook that the parties of a partnership fill in together; each new plan begins a new round.

    Its answers are kept by the answers app under kind "tool"; `filled` is said anew with every save.
    """

    partnership = models.ForeignKey("partnerships.Partnership", on_delete=models.CASCADE, related_name="planning_tools")
    rulebook_version = models.ForeignKey("programmes.RulebookVersion", on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=60)  # of the rulebook's `tools`
    number = models.PositiveIntegerField(default=1)
    revision = models.PositiveIntegerField(default=0)
    filled = models.JSONField(default=list)  # ids of the steps that are done
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    begun_at = models.DateTimeField()
    saved_at = models.DateTimeField(null=True)

    class Meta(OrganiserOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["partnership", "key", "number"], name="planning_tool_round_once"),
        ]


class Version(OrganiserOwned):
    """One version; immutable once frozen. A plan has at most one draft."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    stage = models.CharField(max_length=10, choices=Stage)
    revision = models.PositiveIntegerField(default=0)  # grows with every change of a draft
    reason = models.TextField(blank=True)  # why there is another version
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    frozen_at = models.DateTimeField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)  # of the canonical content, once frozen
    agreed_at = models.DateTimeField(null=True)

    class Meta(OrganiserOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="plan_version_once"),
            models.UniqueConstraint(fields=["plan"], condition=models.Q(frozen_at=None), name="one_draft_per_plan"),
        ]

    def __str__(self) -> str:
        return str(self.number)


class Comment(OrganiserOwned):
    """What an officer or a partner says to the others about the plan; never part of a version."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="comments")
    text = models.TextField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    written_at = models.DateTimeField()


class PlanPart(OrganiserOwned):
    """Base of what a version is made of; `identity` stays the same when the part is carried to the next version."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="%(class)ss")
    identity = models.UUIDField()
    place = models.PositiveIntegerField(default=0)
    changed_in = models.PositiveIntegerField(default=0)  # the version's revision that last changed this part
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(null=True)

    class Meta(OrganiserOwned.Meta):
        abstract = True
        constraints = [models.UniqueConstraint(fields=["version", "identity"], name="%(class)s_once_per_version")]


class Note(PlanPart):
    """Something a side says in words: a learning goal, its knowledge of context, or the sketch of results."""

    kind = models.CharField(max_length=30)  # learning_goal, context_knowledge, result_sketch
    side = models.CharField(max_length=60, blank=True)
    text = models.TextField(blank=True)
    language = models.CharField(max_length=12, blank=True)
    question = models.CharField(max_length=60)  # the form's question that edits it


class Statement(PlanPart):
    """One statement of the results chain; it belongs to exactly one level of the rulebook (MIC-7)."""

    level = models.CharField(max_length=60)
    parent = models.UUIDField(null=True)  # identity of the statement one level up that it contributes to
    side = models.CharField(max_length=60, blank=True)  # whose result; empty: both
    text = models.TextField()
    language = models.CharField(max_length=12, blank=True)


class Indicator(PlanPart):
    """How a statement is seen to come true. Numbers are exact decimals as text, never floats."""

    statement = models.UUIDField()
    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=12)  # number, percentage, milestone, scale, qualitative
    unit = models.CharField(max_length=100, blank=True)
    direction = models.CharField(max_length=8)  # rising, falling, none
    definition = models.TextField(blank=True)
    baseline = models.CharField(max_length=40, blank=True)
    baseline_text = models.CharField(max_length=500, blank=True)
    baseline_on = models.DateField(null=True)
    baseline_source = models.CharField(max_length=300, blank=True)
    method = models.CharField(max_length=500, blank=True)
    source = models.CharField(max_length=300, blank=True)
    entry = models.CharField(max_length=10, default="total")  # increment or total
    over_periods = models.CharField(max_length=10, default="latest")  # sum, latest, max, average
    across = models.CharField(max_length=10, default="sum")  # sum, average, ratio, max, count, none
    frequency = models.CharField(max_length=100, blank=True)
    responsible = models.CharField(max_length=60, blank=True)  # a side


class Target(OrganiserOwned):
    """What an indicator should reach in one calendar year."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="targets")
    year = models.PositiveIntegerField()
    value = models.CharField(max_length=40)

    class Meta(OrganiserOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["indicator", "year"], name="target_year_once")]


class Risk(PlanPart):
    """What may go wrong, how likely and how bad, the answer to it, and what is left after the answer (MIC-10)."""

    text = models.TextField()
    origin = models.CharField(max_length=10)  # internal, external
    probability = models.PositiveIntegerField()
    consequence = models.PositiveIntegerField()
    answer = models.CharField(max_length=20, blank=True)  # reduce_probability, reduce_consequence, accept, stop
    answer_text = models.TextField(blank=True)
    residual_probability = models.PositiveIntegerField(null=True)
    residual_consequence = models.PositiveIntegerField(null=True)
    threatens = models.UUIDField(null=True)  # identity of a statement
    owner = models.CharField(max_length=60, blank=True)  # a side
    tolerance = models.TextField(blank=True)  # why a risk that stays high is tolerated; an officer writes it
    tolerated_by = models.CharField(max_length=200, blank=True)


class Activity(PlanPart):
    """Something the partners do, for one output."""

    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=60, blank=True)  # an option of the rulebook's activities
    statement = models.UUIDField(null=True)
    side = models.CharField(max_length=60, blank=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)


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
