"""Who judges what, what they have declared, and what they found."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from tandem.foundation.tenancy.owned import OrganiserOwned
from tandem.reviews.states import Ended, Talk


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


class Panelist(OrganiserOwned):
    """Somebody asked to sit on the panel of a call: they declare their interests before anything is given to them."""

    call = models.ForeignKey("calls.Call", on_delete=models.CASCADE, related_name="panelists")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField()

    class Meta(OrganiserOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["call", "person"], name="panelist_once")]


class OrganisationInterest(OrganiserOwned):
    """What a panelist says about one applicant by its name alone; a newer one keeps the older.

    Declarations about applications follow from it, so that the list of names is never joined to what was written.
    """

    call = models.ForeignKey("calls.Call", on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    has_interest = models.BooleanField()
    reason = models.TextField(blank=True)
    declared_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)

    class Meta(OrganiserOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["call", "organisation", "person"], condition=models.Q(replaced_at=None),
                name="organisation_interest_once",
            )
        ]


class ReadingLanguages(OrganiserOwned):
    """The languages in which an assessor reads applications."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    languages = models.JSONField(default=list)
    said_at = models.DateTimeField()

    class Meta(OrganiserOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["organiser", "person"], name="reading_languages_once")]


class Unblinding(OrganiserOwned):
    """After the scores were locked, an officer let the panel see who applies."""

    application = models.OneToOneField("applications.Application", on_delete=models.CASCADE, related_name="unblinding")
    unblinded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    unblinded_at = models.DateTimeField()


class DiscussionNote(OrganiserOwned):
    """What was said about an assessor's scores that stand apart from the others'; a newer one keeps the older."""

    assignment = models.ForeignKey("reviews.Assignment", on_delete=models.CASCADE, related_name="notes")
    note = models.TextField()
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    noted_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)

    class Meta(OrganiserOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"], condition=models.Q(replaced_at=None), name="discussion_note_once"
            )
        ]


class ListDecision(OrganiserOwned):
    """Whether an application was put on the short list, by which line or by hand, and why."""

    application = models.ForeignKey("applications.Application", on_delete=models.CASCADE, related_name="listings")
    listed = models.BooleanField()
    line = models.DecimalField(max_digits=5, decimal_places=1, null=True)  # the score from which one is listed
    by_hand = models.BooleanField(default=False)  # against the line, or without one
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)

    class Meta(OrganiserOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=models.Q(replaced_at=None), name="list_decision_once"
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
    trace = models.JSONField(null=True)  # what fell away with a late interest: scores, the figures before and after

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
    """What an interview or a visit came to, and who took part. A newer record keeps the older.

    `recommended` is None where it confirms or revises each criterion instead. It counts once it is confirmed: at once,
    or by a second officer where the rulebook asks for four eyes.
    """

    application = models.ForeignKey("applications.Application", on_delete=models.CASCADE, related_name="interviews")
    recommended = models.BooleanField(null=True)
    reason = models.TextField()
    kind = models.CharField(max_length=12, choices=Talk, default=Talk.INTERVIEW)
    held_on = models.DateField(null=True)
    place = models.CharField(max_length=200, blank=True)
    interviewers = models.JSONField(default=list)  # names: who asked, for the organiser
    present = models.TextField(blank=True)  # who took part for the parties
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    replaced_at = models.DateTimeField(null=True)

    class Meta(OrganiserOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=models.Q(replaced_at=None), name="interview_once"
            )
        ]


class Finding(OrganiserOwned):
    """What an interview says about one criterion: their scores stand (no value), or this one counts."""

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="findings")
    criterion = models.CharField(max_length=60)  # id in the rulebook
    value = models.SmallIntegerField(null=True)
    reason = models.TextField()

    class Meta(OrganiserOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["interview", "criterion"], name="finding_once")]
