"""Who judges what, what they have declared, and what they found."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from tandem.foundation.tenancy.owned import OrganiserOwned
from tandem.reviews.states import Ended


class Declaration(OrganiserOwned):
    """What a person says about their interest in an application, before they read it. A newer one keeps the older."""

    application = models.ForeignKey("applications.Application", on_delete=models.CASCADE, related_name="declarations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    has_interest = models.BooleanField()
    reason = models.TextField(blank=True)
    declared_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)

    class Meta(OrganiserOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["application", "person"], condition=models.Q(replaced_at=None), name="declaration_once"
            )
        ]


class Assignment(OrganiserOwned):
    """An application given to an assessor. An ended one stays, with its scores, and counts no more."""

    application = models.ForeignKey("applications.Application", on_delete=models.CASCADE, related_name="assignments")
    assessor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    assigned_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)  # content readable since: declared without interest
    locked_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended = models.CharField(max_length=12, choices=Ended, default=Ended.NO, blank=True)

    class Meta(OrganiserOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["application", "assessor"], condition=models.Q(ended_at=None), name="assignment_once"
            )
        ]
        indexes = [models.Index(fields=["assessor", "ended_at"], name="assignment_assessor")]


class Scoring(OrganiserOwned):
    """What one assessor says about one criterion. No value and no abstention: begun, not answered."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="scorings")
    criterion = models.CharField(max_length=60)  # id in the rulebook
    value = models.SmallIntegerField(null=True)
    abstains = models.BooleanField(default=False)  # deliberately no value: never a zero
    reason = models.TextField(blank=True)
    evidence = models.TextField(blank=True)  # what in the application shows it: asked of principles
    revision = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()

    class Meta(OrganiserOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["assignment", "criterion"], name="scoring_once"),
            models.CheckConstraint(
                condition=models.Q(abstains=False) | models.Q(value=None), name="abstention_has_no_value"
            ),
        ]


class EvidenceRequest(OrganiserOwned):
    """The parties were asked to show what anchors the application at home."""

    application = models.OneToOneField(
        "applications.Application", on_delete=models.CASCADE, related_name="evidence_request"
    )
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    requested_at = models.DateTimeField()


class Evidence(OrganiserOwned):
    """What was seen of one kind of paper from one party; a newer record keeps the older."""

    application = models.ForeignKey("applications.Application", on_delete=models.CASCADE, related_name="evidence")
    side = models.CharField(max_length=60)
    kind = models.CharField(max_length=60)  # question id of the rulebook's rule
    seen = models.BooleanField()
    note = models.TextField(blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)

    class Meta(OrganiserOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["application", "side", "kind"], condition=models.Q(replaced_at=None), name="evidence_once"
            )
        ]


class Interview(OrganiserOwned):
    """What the interview came to: recommended or not, and why. A newer record keeps the older."""

    application = models.ForeignKey("applications.Application", on_delete=models.CASCADE, related_name="interviews")
    recommended = models.BooleanField()
    reason = models.TextField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)

    class Meta(OrganiserOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=models.Q(replaced_at=None), name="interview_once"
            )
        ]
