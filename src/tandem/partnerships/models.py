"""Partnerships outlive their grants; a grant is a thin row that later stages hang on."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from tandem.core.values import Money
from tandem.foundation.tenancy.owned import OrganiserOwned
from tandem.partnerships.states import GrantStep


class Partnership(OrganiserOwned):
    """A lasting relation of two or more organisations."""

    title = models.CharField(max_length=200)
    founded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.title


class Party(OrganiserOwned):
    """One organisation's place in a partnership: the side it stands on (home, abroad, third …)."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="parties")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="parties")
    side = models.CharField(max_length=60)  # a party id of the rulebook
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta(OrganiserOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "side"], condition=models.Q(left_at=None), name="one_party_per_side"
            )
        ]


class RecordedDay(OrganiserOwned):
    """The day of something that happened between applicants and organiser, such as a talk; the newest row counts."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="recorded_days")
    programme = models.ForeignKey("programmes.Programme", on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=60)  # a key of the rulebook's `recorded`
    happened_on = models.DateField()
    note = models.TextField(blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta(OrganiserOwned.Meta):
        indexes = [models.Index(fields=["partnership", "programme", "what", "-recorded_at"])]


class Grant(OrganiserOwned):
    """One component awarded to one partnership, from application to closure."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="grants")
    programme = models.ForeignKey("programmes.Programme", on_delete=models.PROTECT, related_name="grants")
    rulebook_version = models.ForeignKey("programmes.RulebookVersion", on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey("tenancy.Office", null=True, on_delete=models.PROTECT, related_name="+")  # of its call
    donor = models.ForeignKey("programmes.Donor", null=True, on_delete=models.PROTECT, related_name="grants")
    component = models.CharField(max_length=60)
    reference = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    goal = models.JSONField(default=dict)  # as awarded: {"effects": [ids], "purposes": [ids]} (MIC-21)
    awarded_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    cycle_year = models.PositiveIntegerField()  # the call's year: year n of the grant follows the cycle of this + n - 1
    starts_on = models.DateField()
    ends_on = models.DateField()
    years = models.PositiveIntegerField()
    months = models.PositiveIntegerField(null=True)  # its length where the programme counts it from a day that happens
    counted_from = models.CharField(max_length=10, blank=True)  # award or signature; empty: on the days asked for
    counted_on = models.DateField(null=True)  # that day
    step = models.CharField(max_length=12, choices=GrantStep, default=GrantStep.CONDITIONAL)
    awarded_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta(OrganiserOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["organiser", "reference"], name="grant_reference_once")]

    @property
    def awarded(self) -> Money:
        """The whole grant, in its currency."""
        return Money(self.awarded_minor, self.currency)

    @property
    def conditional(self) -> bool:
        """Whether it still waits for the donor's own grant (MIC-20)."""
        return self.step == GrantStep.CONDITIONAL

    @property
    def first_year(self) -> int:
        """The calendar year of year 1 of the grant."""
        return self.starts_on.year

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"
