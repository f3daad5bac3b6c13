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
