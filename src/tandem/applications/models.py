"""Applications, their signatures, and what was submitted."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from tandem.applications.states import Outcome, Step
from tandem.foundation.tenancy.owned import OrganiserOwned


class Application(OrganiserOwned):
    """A partnership's answer to a call. Belongs to its organisations, not to who founded it (UX-5)."""

    call = models.ForeignKey("calls.Call", on_delete=models.PROTECT, related_name="applications")
    partnership = models.ForeignKey("partnerships.Partnership", on_delete=models.PROTECT, related_name="applications")
    plan = models.ForeignKey("plans.Plan", on_delete=models.PROTECT, related_name="applications")
    title = models.CharField(max_length=200, blank=True)
    step = models.CharField(max_length=12, choices=Step, default=Step.DRAFT)
    outcome = models.CharField(max_length=12, choices=Outcome, default=Outcome.NONE, blank=True)
    ineligible_because = models.TextField(blank=True)  # the officer's reason, shown to the applicants
    score = models.DecimalField(max_digits=5, decimal_places=1, null=True)
    asked_minor = models.BigIntegerField(null=True)
    revision = models.PositiveIntegerField(default=0)  # grows with every saved answer: signatures are bound to content
    founded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    founded_at = models.DateTimeField()
    reference = models.CharField(max_length=40, blank=True)
    submitted_at = models.DateTimeField(null=True)

    class Meta(OrganiserOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organiser", "reference"], condition=~models.Q(reference=""), name="application_reference_once"
            ),
            models.UniqueConstraint(fields=["call", "partnership"], name="one_application_per_call"),
        ]
        indexes = [
            models.Index(fields=["call", "step", "-score"]),
            models.Index(fields=["call", "-submitted_at", "id"]),
        ]


class Signature(OrganiserOwned):
    """One party's authorised person signs one content; an edit voids it."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="signatures")
    side = models.CharField(max_length=60)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    person_name = models.CharField(max_length=200)
    content_sha256 = models.CharField(max_length=64)
    signed_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)

    class Meta(OrganiserOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["application", "side"], condition=models.Q(voided_at=None), name="one_signature_per_side"
            )
        ]


class Submission(OrganiserOwned):
    """What was sent: canonical content, its checksum and the receipt. Never changed."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="submission")
    reference = models.CharField(max_length=40)
    content = models.TextField()  # canonical JSON
    sha256 = models.CharField(max_length=64)
    files = models.JSONField(default=list)  # [{name, size, sha256}]
    received_at = models.DateTimeField()
    verdicts = models.JSONField(default=list)  # what the rules said at that moment


class ReferenceCounter(OrganiserOwned):
    """The last reference number given in a call: locked while the next one is taken."""

    call = models.OneToOneField("calls.Call", on_delete=models.CASCADE, related_name="+")
    last = models.PositiveIntegerField(default=0)
