"""What the partners did: activities begun, visits and who met whom, values reached, yearly meetings."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models

from tandem.delivery.states import ActualState, VisitState
from tandem.foundation.tenancy.owned import OrganiserOwned


class ActivityStart(OrganiserOwned):
    """An activity of the plan has begun. Without its baselines only by an officer's written reason (MIC-8)."""

    grant = models.ForeignKey("partnerships.Grant", on_delete=models.PROTECT, related_name="started")
    version = models.ForeignKey("plans.Version", on_delete=models.PROTECT, related_name="+")  # as it stood then
    activity = models.UUIDField()  # identity of a plans.Activity
    started_on = models.DateField()
    ended_on = models.DateField(null=True)
    override = models.TextField(blank=True)  # the officer's reason for a start without baselines
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta(OrganiserOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["grant", "activity"], name="activity_starts_once")]


class Visit(OrganiserOwned):
    """People of one side visit the other's place."""

    grant = models.ForeignKey("partnerships.Grant", on_delete=models.PROTECT, related_name="visits")
    activity = models.UUIDField(null=True)  # identity of a plans.Activity
    host = models.CharField(max_length=60)  # the side that receives
    place = models.CharField(max_length=200)
    purpose = models.TextField()
    language = models.CharField(max_length=12, blank=True)
    from_on = models.DateField()
    to_on = models.DateField()
    state = models.CharField(max_length=10, choices=VisitState, default=VisitState.PLANNED)
    account = models.TextField(blank=True)  # what came of it, once held
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField()


class Participant(OrganiserOwned):
    """A person of the team at one visit, and the professional equal of the other side whom they meet (MIC-17)."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="participants")
    side = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    post = models.CharField(max_length=200, blank=True)
    profession = models.CharField(max_length=120, blank=True)
    row = models.CharField(max_length=36, blank=True)  # the person's row in the application's team
    counterpart = models.OneToOneField("self", null=True, on_delete=models.SET_NULL, related_name="+")
    place = models.PositiveIntegerField(default=0)


class Actual(OrganiserOwned):
    """What an indicator reached in one calendar year. Numbers are exact decimals as text; '' is not reported.

    A reported zero is '0' and never empty (REL-14). `text` carries what has no number; `reason` says why nothing could
    be reported.
    """

    grant = models.ForeignKey("partnerships.Grant", on_delete=models.PROTECT, related_name="actuals")
    version = models.ForeignKey("plans.Version", on_delete=models.PROTECT, related_name="+")  # as it stood then
    indicator = models.UUIDField()  # identity of a plans.Indicator
    year = models.PositiveIntegerField()
    value = models.CharField(max_length=40, blank=True)
    numerator = models.CharField(max_length=40, blank=True)
    denominator = models.CharField(max_length=40, blank=True)
    text = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    evidence = models.ForeignKey("files.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    evidence_note = models.CharField(max_length=300, blank=True)
    question = models.TextField(blank=True)  # what the officer asks, until the value is approved
    state = models.CharField(max_length=10, choices=ActualState, default=ActualState.DRAFT)
    revision = models.PositiveIntegerField(default=0)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    approved_at = models.DateTimeField(null=True)

    class Meta(OrganiserOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["grant", "indicator", "year"], name="actual_once_a_year")]
        indexes = [models.Index(fields=["grant", "year"])]

    @property
    def number(self) -> Decimal | None:
        """The value as an exact number; None when nothing was reported, which is not zero."""
        return Decimal(self.value) if self.value else None


class Meeting(OrganiserOwned):
    """The partners' yearly meeting: agenda, minutes and what was decided (MIC-9)."""

    grant = models.ForeignKey("partnerships.Grant", on_delete=models.PROTECT, related_name="meetings")
    year = models.PositiveIntegerField()
    held_on = models.DateField()
    place = models.CharField(max_length=200, blank=True)
    present = models.TextField(blank=True)
    agenda = models.JSONField(default=dict)  # {item of the rulebook's agenda: what was said}
    language = models.CharField(max_length=12, blank=True)
    minutes = models.ForeignKey("files.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField()


class MeetingDecision(OrganiserOwned):
    """One decision of a meeting; an amendment that follows from it is named."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="decisions")
    text = models.TextField()
    side = models.CharField(max_length=60, blank=True)  # who sees to it
    due_on = models.DateField(null=True)
    done_on = models.DateField(null=True)
    amendment = models.ForeignKey("agreements.Amendment", null=True, on_delete=models.SET_NULL, related_name="+")
    place = models.PositiveIntegerField(default=0)
