"""Agreements as they were issued, the copies that came back signed, and amendments."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from tandem.agreements.states import Course, Outcome, Stand
from tandem.foundation.tenancy.owned import OrganiserOwned


class Amendment(OrganiserOwned):
    """A change to what was agreed: the difference between two versions of the plan, with its reason."""

    grant = models.ForeignKey("partnerships.Grant", on_delete=models.PROTECT, related_name="amendments")
    number = models.PositiveIntegerField()
    reason = models.TextField()
    base = models.ForeignKey("plans.Version", on_delete=models.PROTECT, related_name="+")  # the version in force then
    draft = models.ForeignKey("plans.Version", on_delete=models.PROTECT, related_name="+")  # what it would become
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField()
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    difference = models.JSONField(default=dict)  # {language: [sentences]}, frozen when it was laid before the officer
    digest = models.CharField(max_length=64, blank=True)  # of the version's canonical content
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    note = models.TextField(blank=True)

    class Meta(OrganiserOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["grant", "number"], name="amendment_number_once"),
            models.UniqueConstraint(
                fields=["grant"], condition=models.Q(decided_at=None), name="one_open_amendment_per_grant"
            ),
        ]

    @property
    def course(self) -> Course:
        """How far it has come."""
        if self.outcome:
            return Course(self.outcome)
        return Course.SUBMITTED if self.submitted_at else Course.WRITTEN


class Agreement(OrganiserOwned):
    """One paper as it was issued: frozen in every language of the rulebook. A newer number supersedes it."""

    grant = models.ForeignKey("partnerships.Grant", on_delete=models.PROTECT, related_name="agreements")
    kind = models.CharField(max_length=60)  # a key of the rulebook's agreements
    number = models.PositiveIntegerField()
    version = models.ForeignKey("plans.Version", on_delete=models.PROTECT, related_name="agreements")
    amendment = models.OneToOneField(Amendment, null=True, on_delete=models.PROTECT, related_name="agreement")
    content = models.JSONField()  # {language: document}
    sha256 = models.JSONField()  # {language: checksum of that document}
    checksum = models.CharField(max_length=64)  # of all of it, instalments included
    instalments = models.JSONField(default=list)  # [{year of the grant, number, due_on, minor, currency}]
    choices = models.JSONField(default=dict)  # {side: language}; the organiser's side is 'organiser'
    signers = models.JSONField(default=list)  # sides that sign, in order
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    issued_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)  # since every copy is there
    superseded_at = models.DateTimeField(null=True)

    class Meta(OrganiserOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["grant", "kind", "number"], name="agreement_number_once"),
            models.UniqueConstraint(
                fields=["grant", "kind"], condition=models.Q(superseded_at=None), name="one_agreement_in_force"
            ),
        ]

    @property
    def stand(self) -> Stand:
        """Where it is."""
        if self.superseded_at:
            return Stand.SUPERSEDED
        return Stand.SIGNED if self.signed_at else Stand.ISSUED

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages it was issued in, as the rulebook orders them."""
        return tuple(self.content)


class AgreementCopy(OrganiserOwned):
    """A signed copy of one side. The newest counts until all are there; older ones stay."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="copies")
    side = models.CharField(max_length=60)  # 'organiser' is the organiser's own
    language = models.CharField(max_length=12)
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    signed_by = models.CharField(max_length=200)
    signed_on = models.DateField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    uploaded_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)

    class Meta(OrganiserOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "side"], condition=models.Q(replaced_at=None), name="one_copy_per_side"
            )
        ]
