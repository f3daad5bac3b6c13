"""Organisations, the people who act for them, and the papers handed in once per programme."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tandem.foundation.tenancy.owned import OrganiserOwned


class OrganisationKind(models.TextChoices):
    """What an organisation is."""

    MUNICIPALITY = "municipality", _("municipality")
    REGION = "region", _("region or county")
    MUNICIPAL_ASSOCIATION = "municipal_association", _("association of municipalities")
    CSO = "cso", _("civil society organisation")
    NETWORK = "network", _("network")
    ASSOCIATION = "association", _("association")
    COMPANY = "company", _("company")
    UNIVERSITY = "university", _("university")


class Organisation(OrganiserOwned):
    """A municipality, region, CSO, … as this organiser knows it."""

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=30, choices=OrganisationKind)
    country = models.CharField(max_length=2)  # ISO 3166 alpha-2
    org_id = models.CharField(max_length=60, blank=True)  # org-id.guide prefix and number, e.g. NO-BRC-123456789
    languages = models.JSONField(default=list)  # in which it can read documents
    place = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Profile(OrganiserOwned):
    """What an organisation says about itself: where it is based and, apart from that, whom it serves; what it can.

    Nothing in it ranks anybody. What is not said is empty, or None for yes and no.
    """

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="profile")
    rural_based = models.BooleanField(null=True)  # in a thinly populated, traditionally agricultural area
    based_in = models.CharField(max_length=200, blank=True)
    rural_serves = models.BooleanField(null=True)  # people who live in one
    serves = models.TextField(blank=True)
    sectors = models.JSONField(default=list)  # ids of tandem.rulebooks.library.sectors
    work = models.JSONField(default=list)  # ids of Work
    expertise = models.TextField(blank=True)
    experience = models.TextField(blank=True)
    capacity = models.TextField(blank=True)
    networks = models.TextField(blank=True)
    legal_status = models.CharField(max_length=200, blank=True)
    founded = models.PositiveIntegerField(null=True)  # year
    revised_at = models.DateTimeField()
    revised_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")


class Work(models.TextChoices):
    """In which way an organisation works in its sectors."""

    SERVICES = "services", _("gives services")
    POLICY = "policy", _("works for another policy")


class MemberRole(models.TextChoices):
    """What somebody may do for their organisation."""

    READ = "read", _("may read")
    EDIT = "edit", _("may write")
    SIGN = "sign", _("may write and sign")


class Member(OrganiserOwned):
    """Somebody who acts for an organisation; invited by mail, in force once accepted."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=10, choices=MemberRole)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    invited_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta(OrganiserOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["organisation", "person"], name="member_once")]
        indexes = [models.Index(fields=["person", "organiser"])]


class HandedIn(OrganiserOwned):
    """A paper an organisation hands in once per programme (a code of ethics); a newer one keeps the older."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="papers")
    programme_id = models.UUIDField()
    record = models.CharField(max_length=60)  # id in the rulebook's once_per_organisation
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    handed_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    handed_in_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)  # by a newer one

    class Meta(OrganiserOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "programme_id", "record"], condition=models.Q(replaced_at=None),
                name="handed_in_once",
            )
        ]
