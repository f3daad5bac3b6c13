"""Reports of partnerships with their signatures and questions; reports to donors with their registered figures."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from tandem.foundation.tenancy.owned import OrganiserOwned
from tandem.reports.states import DonorStep, Step

PERSON = settings.AUTH_USER_MODEL


class Report(OrganiserOwned):
    """One account of one grant: its kind is a key of the rulebook's reports, its year a calendar year.

    A kind that applies for the next year is made for the year in which it is written.
    """

    grant = models.ForeignKey("partnerships.Grant", on_delete=models.PROTECT, related_name="reports")
    kind = models.CharField(max_length=60)
    year = models.PositiveIntegerField()
    due_on = models.DateField(null=True)  # None: the donor's cycle has not set it yet
    step = models.CharField(max_length=10, choices=Step, default=Step.DRAFT)
    revision = models.PositiveIntegerField(default=0)
    plan_version = models.ForeignKey("plans.Version", null=True, on_delete=models.PROTECT, related_name="reports")
    made_at = models.DateTimeField()
    prefilled_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    escalated_at = models.DateTimeField(null=True)

    class Meta(OrganiserOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["grant", "kind", "year"], name="report_once")]
        indexes = [models.Index(fields=["organiser", "step", "due_on"]), models.Index(fields=["grant", "year"])]


class Signature(OrganiserOwned):
    """One party's authorised person signs one content; an edit voids it."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="signatures")
    side = models.CharField(max_length=60)
    person = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    person_name = models.CharField(max_length=200)
    content_sha256 = models.CharField(max_length=64)
    signed_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)

    class Meta(OrganiserOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["report", "side"], condition=models.Q(voided_at=None), name="report_signed_once_per_side"
            )
        ]


class Sending(OrganiserOwned):
    """What was sent: answers, figures and the plan version they were made against. Never changed."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="sendings")
    number = models.PositiveIntegerField()
    content = models.TextField()  # canonical JSON
    sha256 = models.CharField(max_length=64)
    plan_version = models.ForeignKey("plans.Version", null=True, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    signed_by = models.JSONField(default=list)  # [{side, name, at}]

    class Meta(OrganiserOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="report_sending_once")]


class Query(OrganiserOwned):
    """An officer asks about one question of what was sent; settled when the report is sent again."""

    sending = models.ForeignKey(Sending, on_delete=models.CASCADE, related_name="queries")
    question = models.CharField(max_length=60)  # id in the form, or 'results', 'money'
    text = models.TextField()
    asked_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField()


class Reason(OrganiserOwned):
    """Why a budget line is far from its budget, in the parties' words. One per report and line."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="reasons")
    line = models.CharField(max_length=60)  # the rulebook's option
    text = models.TextField()
    language = models.CharField(max_length=12, blank=True)
    written_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    written_at = models.DateTimeField()

    class Meta(OrganiserOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["report", "line"], name="report_reason_once")]


class DonorReport(OrganiserOwned):
    """The consolidated account of one programme to one donor for one calendar year (MIC-14)."""

    programme = models.ForeignKey("programmes.Programme", on_delete=models.PROTECT, related_name="donor_reports")
    donor = models.ForeignKey("programmes.Donor", on_delete=models.PROTECT, related_name="reports")
    year = models.PositiveIntegerField()
    due_on = models.DateField()
    step = models.CharField(max_length=10, choices=DonorStep, default=DonorStep.DRAFT)
    narrative = models.JSONField(default=dict)  # {section: {language: text}}, an officer's own words
    revision = models.PositiveIntegerField(default=0)
    content = models.TextField(blank=True)  # canonical JSON of what is frozen, without the figures' rows
    sha256 = models.CharField(max_length=64, blank=True)  # of the content with every figure and its rows
    made_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    frozen_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    frozen_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    sent_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True)  # why the second officer sent it back
    corrected_at = models.DateTimeField(null=True)  # when its sources were last found changed

    class Meta(OrganiserOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["programme", "donor", "year"], name="donor_report_once")]


class FrozenFigure(OrganiserOwned):
    """One registered figure as it was frozen: it can be computed again from `sources` alone."""

    report = models.ForeignKey(DonorReport, on_delete=models.CASCADE, related_name="figures")
    place = models.PositiveIntegerField()
    key = models.CharField(max_length=64)
    label = models.JSONField(default=dict)
    value = models.CharField(max_length=60, blank=True)  # exact decimal; '' not reported
    unit = models.CharField(max_length=20, blank=True)
    formula = models.CharField(max_length=12)
    decimals = models.PositiveSmallIntegerField(default=0)
    parts = models.JSONField(default=list)  # keys of the figures it sums up
    sources = models.JSONField(default=list)  # [[row, field, value, role, words], …]

    class Meta(OrganiserOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["report", "key"], name="frozen_figure_once")]


class Correction(OrganiserOwned):
    """A figure of a sent report whose sources have changed since: before, now, and by which rows. Never removed."""

    report = models.ForeignKey(DonorReport, on_delete=models.CASCADE, related_name="corrections")
    key = models.CharField(max_length=64)
    before = models.CharField(max_length=60, blank=True)
    now = models.CharField(max_length=60, blank=True)
    rows = models.JSONField(default=list)  # [[row, field, before, now, words], …]
    seen_at = models.DateTimeField()

    class Meta(OrganiserOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["report", "key", "now"], name="correction_once")]
