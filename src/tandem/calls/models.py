"""Calls for applications and the questions people ask about them."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tandem.core.forms.definition import Form
from tandem.core.rulebook.schema import Component, Rulebook
from tandem.core.timetable import Window, window
from tandem.core.values import Money
from tandem.foundation.tenancy.owned import OrganiserOwned


class Status(models.TextChoices):
    """A call is prepared, then published for good; whether it is open is said by the clock."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")


class Call(OrganiserOwned):
    """An opening of a component for applications. It pins the rulebook version it was published with.

    Texts are {language: text}; `papers` holds one paper per line.
    """

    programme = models.ForeignKey("programmes.Programme", on_delete=models.PROTECT, related_name="calls")
    rulebook_version = models.ForeignKey("programmes.RulebookVersion", on_delete=models.PROTECT, related_name="calls")
    office = models.ForeignKey("tenancy.Office", null=True, on_delete=models.PROTECT, related_name="+")
    component_id = models.CharField(max_length=60, db_column="component")
    slug = models.SlugField(max_length=60)
    title = models.JSONField(default=dict)
    lead = models.JSONField(default=dict)
    year = models.PositiveIntegerField()
    status = models.CharField(max_length=12, choices=Status, default=Status.DRAFT)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    zone = models.CharField(max_length=60)  # the deadline's own zone
    grace_minutes = models.PositiveIntegerField(default=0)  # published with the call
    decision_on = models.DateField(null=True)
    starts_on = models.DateField(null=True)
    budget_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    ceiling_minor = models.BigIntegerField(null=True)  # largest support a year; None: only the budget limits it
    own_contribution = models.JSONField(default=dict)
    minutes = models.PositiveIntegerField(null=True)  # time needed by each party
    papers = models.JSONField(default=dict)
    conditions = models.JSONField(default=list)  # words of the cycle's `when` that hold this year
    seed = models.CharField(max_length=64, blank=True)  # for the last tie; made when the call is published
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    late_until_at = models.DateTimeField(null=True)  # drafts that were not sent in time may be until then
    late_reason = models.JSONField(default=dict)  # {language: text}, public

    class Meta(OrganiserOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["organiser", "slug"], name="call_slug_once")]

    @property
    def rulebook(self) -> Rulebook:
        """The rulebook as pinned; its languages are the call's."""
        return self.rulebook_version.rulebook

    @property
    def component(self) -> Component:
        """The rulebook's component that this call opens."""
        return self.rulebook.components[self.component_id]

    @property
    def form(self) -> Form:
        """The application form as pinned."""
        return self.rulebook.form_of(self.component_id)

    @property
    def languages(self) -> tuple[str, ...]:
        """In which it is published, most important first."""
        return self.rulebook.languages

    @property
    def budget(self) -> Money:
        """What there is to share out."""
        return Money(self.budget_minor, self.currency)

    @property
    def ceiling(self) -> Money | None:
        """The largest support a year, when there is one."""
        return None if self.ceiling_minor is None else Money(self.ceiling_minor, self.currency)

    @property
    def is_published(self) -> bool:
        """Whether anybody may read it."""
        return self.status == Status.PUBLISHED

    def window(self, now: datetime) -> Window:
        """Where this instant stands to the opening; the published grace follows the closing minute."""
        return window(now, self.opens_at, self.closes_at, timedelta(minutes=self.grace_minutes))

    def is_open(self, now: datetime) -> bool:
        """Whether applications are taken at this instant, published grace included."""
        return self.is_published and self.window(now) in (Window.OPEN, Window.GRACE)

    def takes_drafts(self, now: datetime) -> bool:
        """Whether a draft may be written and sent at this instant: while open, and in a late admission after it."""
        return self.is_open(now) or self.is_late(now)

    def is_late(self, now: datetime) -> bool:
        """Whether the call has closed and a late admission still runs for drafts that were not sent."""
        late = self.late_until_at is not None and now <= self.late_until_at
        return late and self.is_published and self.window(now) is Window.CLOSED

    @property
    def last_at(self) -> datetime:
        """The last instant at which a draft may be sent, grace left out."""
        return max(self.closes_at, self.late_until_at) if self.late_until_at else self.closes_at


class CallQuestion(OrganiserOwned):
    """A question somebody asked about a call; question and answer are visible to all once answered."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="questions")
    text = models.TextField()
    language = models.CharField(max_length=12)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(null=True)


class Adoption(OrganiserOwned):
    """A published call takes a newer rulebook: proposed, and where it hurts somebody decided by a second officer.

    `harms` are the codes of what hurts, `differences` all that differs, as kept in `programmes.queries.changes`.
    """

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="adoptions")
    before = models.ForeignKey("programmes.RulebookVersion", on_delete=models.PROTECT, related_name="+")
    after = models.ForeignKey("programmes.RulebookVersion", on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    harms = models.JSONField(default=list)
    differences = models.JSONField(default=list)
    sha256 = models.CharField(max_length=64)  # of what the second officer has to have seen
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    adopted = models.BooleanField(null=True)  # None: waits
