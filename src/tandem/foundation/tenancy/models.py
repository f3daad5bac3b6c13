"""Organisers, their offices and the people who work for them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tandem.foundation.ids import new_id
from tandem.foundation.tenancy.owned import OrganiserOwned


class Organiser(models.Model):
    """An association, agency or NGO that runs programmes; every record belongs to one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    slug = models.SlugField(unique=True, max_length=60)
    name = models.JSONField(default=dict)  # {language: text}
    time_zone = models.CharField(max_length=60, default="Europe/Oslo")
    languages = models.JSONField(default=list)  # in which it publishes, most important first
    mail = models.EmailField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.slug


class Office(OrganiserOwned):
    """A national or country office inside an organiser."""

    slug = models.SlugField(max_length=60)
    name = models.JSONField(default=dict)
    country = models.CharField(max_length=2, blank=True)

    class Meta(OrganiserOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["organiser", "slug"], name="office_slug_once")]


class Role(models.TextChoices):
    """What somebody does for an organiser. Applicants have no role here: their organisations give them access."""

    OFFICER = "officer", _("programme officer")
    ASSESSOR = "assessor", _("assessor")
    CASHIER = "cashier", _("cashier")
    AUDITOR = "auditor", _("auditor")
    DONOR = "donor", _("donor")


class Membership(models.Model):
    """A person's role for an organiser (in one office or all of it). Global: it decides which organisers open."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organiser = models.ForeignKey(Organiser, on_delete=models.CASCADE, related_name="memberships")
    office = models.ForeignKey(Office, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    from_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organiser", "person", "role", "office"], name="membership_once")
        ]
