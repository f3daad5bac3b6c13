"""What the partners did, and who of them: approved people, activities begun, visits, values reached, meetings."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models

from tandem.delivery.states import ActualState, ReplacementState, VisitState, Why
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


class ParticipantForm(OrganiserOwned):
    """The whole team on one form: one version of it, never changed; the latest holds (ICLD-8)."""

    grant = models.ForeignKey("partnerships.Grant", on_delete=models.PROTECT, related_name="participant_forms")
    number = models.PositiveIntegerField()
    people = models.JSONField(default=list)  # [{"person": uuid, "party": side, "name", <column>: value …}]
    from_on = models.DateField()  # the day from which it holds
    reason = models.TextField(blank=True)  # why it was renewed
    sha256 = models.CharField(max_length=64)  # of `people`
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()

    class Meta(OrganiserOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["grant", "number"], name="participant_form_number_once")]


class ApprovedPerson(OrganiserOwned):
    """Somebody whom the organiser has approved, from a day until another; only their costs are covered (ICLD-7)."""

    grant = models.ForeignKey("partnerships.Grant", on_delete=models.PROTECT, related_name="approved_people")
    person = models.UUIDField()  # as on the forms
    side = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    post = models.CharField(max_length=200, blank=True)
    profession = models.CharField(max_length=120, blank=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True)  # the last day; None: goes on

    class Meta(OrganiserOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["grant", "person"], name="person_approved_once")]

    def approved_on(self, day: Any) -> bool:
        """Whether they take part on this day."""
        return bool(self.from_on <= day and (self.until_on is None or day <= self.until_on))


class Replacement(OrganiserOwned):
    """A change of the team that a partner proposes: somebody leaves, somebody comes, or both; an officer decides."""

    grant = models.ForeignKey("partnerships.Grant", on_delete=models.PROTECT, related_name="replacements")
    side = models.CharField(max_length=60)
    leaves = models.UUIDField(null=True)  # a person of the form
    comes = models.JSONField(default=dict)  # a row of the form; {} when nobody comes
    why = models.CharField(max_length=10, choices=Why)
    reason = models.TextField()
    from_on = models.DateField()  # first day of who comes; who leaves takes part until the day before
    state = models.CharField(max_length=10, choices=ReplacementState, default=ReplacementState.PROPOSED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)  # the officer's reason
    form = models.ForeignKey(ParticipantForm, null=True, on_delete=models.PROTECT, related_name="+")  # came of it

    class Meta(OrganiserOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["grant", "leaves"], condition=models.Q(state="proposed"), name="one_replacement_at_a_time"
            )
        ]
