"""Calls for applications and the questions people ask about them."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tandem.core.forms.definition import Form
from tandem.core.rulebook.schema import Component
from tandem.foundation.tenancy.owned import OrganiserOwned


class Status(models.TextChoices):
    """A call is prepared, then published for good; whether it is open is said by the clock."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")


class Call(OrganiserOwned):
    """An opening of a component for applications. It pins the rulebook version it was published with."""

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
    decision_on = models.DateField()
    starts_on = models.DateField()
    budget_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    seed = models.CharField(max_length=64)  # for the last tie; published before opening
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)

    class Meta(OrganiserOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["organiser", "slug"], name="call_slug_once")]

    @property
    def component(self) -> Component:
        """The rulebook's component that this call opens."""
        return self.rulebook_version.component(self.component_id)

    @property
    def form(self) -> Form:
        """The application form as pinned."""
        return self.rulebook_version.rulebook.form_of(self.component_id)

    def is_open(self, now: datetime) -> bool:
        """Whether applications are taken at this instant."""
        return self.status == Status.PUBLISHED and self.opens_at <= now < self.closes_at


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
