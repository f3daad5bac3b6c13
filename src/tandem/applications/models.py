"""Applications, their signatures, and what was submitted."""

from __future__ import annotations

import json

from django.conf import settings
from django.db import models

from tandem.applications.states import Outcome, Step
from tandem.core.forms.definition import Form
from tandem.core.rulebook.schema import Component, Rulebook
from tandem.foundation.tenancy.owned import OrganiserOwned
from tandem.programmes.models import parsed


class Application(OrganiserOwned):
    """A partnership's answer to a call. Belongs to its organisations, not to who founded it (UX-5)."""

    call = models.ForeignKey("calls.Call", on_delete=models.PROTECT, related_name="applications")
    partnership = models.ForeignKey("partnerships.Partnership", on_delete=models.PROTECT, related_name="applications")
    plan = models.ForeignKey("plans.Plan", on_delete=models.PROTECT, related_name="applications")
    # the version it was sent under; None while it is a draft: a draft follows its call
    rulebook_version = models.ForeignKey(
        "programmes.RulebookVersion", null=True, on_delete=models.PROTECT, related_name="applications"
    )
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
    withdrawn_at = models.DateTimeField(null=True)  # last time somebody took it back, for good or to send it again
    names = models.CharField(max_length=500, blank=True)  # of its parties: 'Fjordvik kommune – San Mateo'; for lists
    countries = models.CharField(max_length=60, blank=True)  # of its parties: ' NO GT '
    search = models.TextField(blank=True)  # folded title, reference and names: what a list is searched in

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
            models.Index(fields=["call", "-asked_minor", "id"], name="application_by_amount"),
            models.Index(fields=["call", "title", "id"], name="application_by_title"),
        ]

    @property
    def rulebook(self) -> Rulebook:
        """The rulebook it was sent under; a draft's is its call's."""
        return parsed(self.rulebook_version_id or self.call.rulebook_version_id)

    @property
    def component(self) -> Component:
        """The component applied for, as that rulebook says it."""
        return self.rulebook.components[self.call.component_id]

    @property
    def form(self) -> Form:
        """The form it is answered in: an application made under an older form keeps showing that one."""
        return self.rulebook.form_of(self.call.component_id)


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
    """What was sent: canonical content, its checksum and the receipt. Its content never changes.

    One that is taken back before the deadline stays on record; sending again makes the next one, which supersedes it.
    """

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveIntegerField(default=1)
    reference = models.CharField(max_length=40)
    content = models.TextField()  # canonical JSON
    sha256 = models.CharField(max_length=64)
    files = models.JSONField(default=list)  # [{name, size, sha256}]
    received_at = models.DateTimeField()
    verdicts = models.JSONField(default=list)  # what the rules said at that moment
    selection = models.JSONField(default=dict)  # floors and preferences it counts for, judged at that moment
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    withdrawn_name = models.CharField(max_length=200, blank=True)
    withdrawn_because = models.TextField(blank=True)
    superseded_at = models.DateTimeField(null=True)

    class Meta(OrganiserOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="submission_numbered_once"),
            models.UniqueConstraint(fields=["organiser", "reference"], name="submission_reference_once"),
            models.UniqueConstraint(
                fields=["application"], condition=models.Q(withdrawn_at=None), name="one_submission_in_force"
            ),
        ]


class ReferenceCounter(OrganiserOwned):
    """The last reference number given in a call: locked while the next one is taken."""

    call = models.OneToOneField("calls.Call", on_delete=models.CASCADE, related_name="+")
    last = models.PositiveIntegerField(default=0)


class LateAdmission(OrganiserOwned):
    """Whoever did not send in time may do so until a later instant: all drafts of the call alike.

    Asked for by the people of one draft, or begun by an officer; one officer proposes, another one confirms. What is
    public of it (until when, and why) stands on the call.
    """

    call = models.ForeignKey("calls.Call", on_delete=models.PROTECT, related_name="late_admissions")
    application = models.ForeignKey(Application, null=True, on_delete=models.PROTECT, related_name="late_admissions")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(null=True)
    asked_because = models.TextField(blank=True)  # the applicants' own words: officers read them, nobody else
    until_at = models.DateTimeField(null=True)
    reason = models.JSONField(default=dict)  # {language: text}, published without names
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    proposed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    refused_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    refused_at = models.DateTimeField(null=True)
    refused_because = models.TextField(blank=True)

    class Meta(OrganiserOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=models.Q(confirmed_at=None, refused_at=None), name="one_ask_at_a_time"
            )
        ]


class ClarificationRound(OrganiserOwned):
    """One round of questions to everybody who applied to a call, all with the same deadline."""

    call = models.ForeignKey("calls.Call", on_delete=models.PROTECT, related_name="clarification_rounds")
    number = models.PositiveIntegerField(default=1)
    common = models.JSONField(default=list)  # questions to all, as texts
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    closes_at = models.DateTimeField(null=True)

    class Meta(OrganiserOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["call", "number"], name="round_numbered_once")]


class Clarification(OrganiserOwned):
    """What one application is asked in a round, and the answers while they are written. No question: told so."""

    round = models.ForeignKey(ClarificationRound, on_delete=models.CASCADE, related_name="clarifications")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="clarifications")
    questions = models.JSONField(default=list)  # of its own, as texts; those to all stand in the round
    answers = models.JSONField(default=list)  # texts in the order of common and own questions
    revision = models.PositiveIntegerField(default=0)

    class Meta(OrganiserOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["round", "application"], name="clarification_once")]


class Supplement(OrganiserOwned):
    """Answers of a clarification round, put beside what was submitted: dated, with a checksum. Never changed."""

    clarification = models.OneToOneField(Clarification, on_delete=models.PROTECT, related_name="supplement")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="supplements")
    reference = models.CharField(max_length=50)
    content = models.TextField()  # canonical JSON
    sha256 = models.CharField(max_length=64)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    sent_by_name = models.CharField(max_length=200)
    received_at = models.DateTimeField()

    class Meta(OrganiserOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["organiser", "reference"], name="supplement_reference_once")]

    @property
    def answers(self) -> list[dict[str, str]]:
        """Questions and answers as they were sent: [{question, answer}]."""
        found: list[dict[str, str]] = json.loads(self.content)["answers"]
        return found


class SavedView(OrganiserOwned):
    """A list as somebody set it up: the address's filters under a name; shared with the office or one's own."""

    call = models.ForeignKey("calls.Call", on_delete=models.CASCADE, related_name="saved_views")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    query = models.TextField(blank=True)  # as in the address
    shared = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    class Meta(OrganiserOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["call", "person", "name"], name="saved_view_once")]


class Message(OrganiserOwned):
    """What an officer wrote to the people of an application; it was mailed to each of them."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="messages")
    subject = models.CharField(max_length=200)
    text = models.TextField()
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    sent_at = models.DateTimeField()
