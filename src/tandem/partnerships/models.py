"""Partnerships outlive their grants; a grant is a thin row that later stages hang on."""

from __future__ import annotations

from django.db import models

from tandem.foundation.tenancy.owned import OrganiserOwned


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


class Grant(OrganiserOwned):
    """One component awarded to one partnership, from application to closure."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="grants")
    programme = models.ForeignKey("programmes.Programme", on_delete=models.PROTECT, related_name="grants")
    rulebook_version = models.ForeignKey("programmes.RulebookVersion", on_delete=models.PROTECT, related_name="+")
    donor = models.ForeignKey("programmes.Donor", null=True, on_delete=models.PROTECT, related_name="grants")
    component = models.CharField(max_length=60)
    reference = models.CharField(max_length=40)
    awarded_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    conditional = models.BooleanField(default=True)  # until the donor's grant is recorded
    awarded_at = models.DateTimeField()

    class Meta(OrganiserOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["organiser", "reference"], name="grant_reference_once")]
