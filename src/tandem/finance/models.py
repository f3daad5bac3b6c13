"""Instalments, expenses, the ledger's postings, audits and what they found."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models

from tandem.core.values import Money
from tandem.finance.states import Claim, Payment, Work
from tandem.foundation.tenancy.owned import OrganiserOwned


def _person() -> Any:
    return models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")


class Instalment(OrganiserOwned):
    """Part of a grant that is paid out on one day of the donor's cycle; bound to a checksum once authorised."""

    grant = models.ForeignKey("partnerships.Grant", on_delete=models.PROTECT, related_name="instalments")
    number = models.PositiveIntegerField()  # over the whole grant
    year = models.PositiveIntegerField()  # calendar year
    due_on = models.DateField()
    planned_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=12, choices=Payment, default=Payment.PLANNED)
    side = models.CharField(max_length=60, blank=True)  # who is paid, since it was authorised
    payee = models.ForeignKey(
        "organisations.Organisation", null=True, on_delete=models.PROTECT, related_name="+"
    )
    account = models.CharField(max_length=80, blank=True)  # where to, as the bank reads it
    note = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64, blank=True)  # of what was authorised
    authorised_by = _person()
    authorised_at = models.DateTimeField(null=True)
    paid_by = _person()
    paid_at = models.DateTimeField(null=True)  # when it was recorded
    paid_on = models.DateField(null=True)  # the bank's day
    bank_reference = models.CharField(max_length=80, blank=True)

    class Meta(OrganiserOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["grant", "due_on"], condition=~models.Q(state=Payment.DROPPED), name="one_instalment_a_day"
            )
        ]
        indexes = [models.Index(fields=["organiser", "state", "due_on"])]

    @property
    def planned(self) -> Money:
        """How much, in the grant's currency."""
        return Money(self.planned_minor, self.currency)

    @property
    def label(self) -> str:
        """Its number and year."""
        return f"{self.number}/{self.year}"


class Expense(OrganiserOwned):
    """Something a party has paid for, in its own currency and in the grant's; judged once by an officer."""

    grant = models.ForeignKey("partnerships.Grant", on_delete=models.PROTECT, related_name="expenses")
    # The version in force when it was entered.
    version = models.ForeignKey("plans.Version", on_delete=models.PROTECT, related_name="+")
    line = models.UUIDField()  # identity of a budget line
    line_key = models.CharField(max_length=60)  # its option in the rulebook
    side = models.CharField(max_length=60)
    year = models.PositiveIntegerField()  # of the grant, 1 …
    own = models.BooleanField(default=False)  # the party's own money
    spent_on = models.DateField()
    text = models.CharField(max_length=300)
    payee = models.CharField(max_length=200)
    number = models.CharField(max_length=80, blank=True)  # of the receipt
    receipt = models.ForeignKey("files.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    rate = models.CharField(max_length=40)  # exact decimal
    rate_source = models.CharField(max_length=200, blank=True)
    rate_on = models.DateField(null=True)
    grant_minor = models.BigIntegerField()
    grant_currency = models.CharField(max_length=3)
    person = models.CharField(max_length=200, blank=True)  # whose journey, as the form names them
    persons = models.JSONField(default=list)  # [{"person": id, "name"}] of the register, where the programme has one
    state = models.CharField(max_length=12, choices=Claim, default=Claim.ENTERED)
    entered_by = _person()
    entered_at = models.DateTimeField()
    decided_by = _person()
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    class Meta(OrganiserOwned.Meta):
        indexes = [
            models.Index(fields=["grant", "state", "year"]),
            models.Index(fields=["grant", "-entered_at"]),
        ]

    @property
    def amount(self) -> Money:
        """What the receipt says."""
        return Money(self.amount_minor, self.currency)

    @property
    def in_grant(self) -> Money:
        """The same in the grant's currency."""
        return Money(self.grant_minor, self.grant_currency)


class Fixed(TypeError):
    """Somebody tried to change a row of the ledger: it is corrected by a reverse transaction, never edited."""


class Entry(OrganiserOwned):
    """One posting of one transaction in a grant's ledger (core.ledger). Only ever added."""

    grant = models.ForeignKey("partnerships.Grant", on_delete=models.PROTECT, related_name="entries")
    transaction = models.UUIDField()
    kind = models.CharField(max_length=30)
    corrects = models.CharField(max_length=30, blank=True)  # the kind of what a correction takes back
    account = models.CharField(max_length=200)
    minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    booked_on = models.DateField()
    source_kind = models.CharField(max_length=30)
    source_id = models.UUIDField()
    made_by = _person()
    made_at = models.DateTimeField()

    class Meta(OrganiserOwned.Meta):
        indexes = [models.Index(fields=["grant", "made_at"]), models.Index(fields=["source_id"])]
        verbose_name_plural = "entries"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Fixed("a posting is not edited")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise Fixed("a posting is not deleted")

    @property
    def amount(self) -> Money:
        """What came to the account, or left it."""
        return Money(self.minor, self.currency)


class Engagement(OrganiserOwned):
    """An auditor's work on one grant: what it covers, until when the books are open, and what the auditor says."""

    grant = models.ForeignKey("partnerships.Grant", on_delete=models.PROTECT, related_name="audits")
    year = models.PositiveIntegerField(null=True)  # calendar year; None: the whole grant, after its last year
    auditor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    firm = models.CharField(max_length=200)
    access_until_on = models.DateField()
    state = models.CharField(max_length=12, choices=Work, default=Work.OPEN)
    statements = models.JSONField(default=dict)  # {id: {"yes": bool, "remark": str}}
    opinion = models.CharField(max_length=60, blank=True)  # an option of the rulebook
    remark = models.TextField(blank=True)
    report = models.ForeignKey("files.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    opened_by = _person()
    opened_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)

    class Meta(OrganiserOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["grant", "year"], condition=~models.Q(state=Work.WITHDRAWN), name="one_audit_a_year"
            ),
            models.UniqueConstraint(
                fields=["grant"], condition=models.Q(year=None) & ~models.Q(state=Work.WITHDRAWN),
                name="one_final_audit",
            ),
        ]


class AuditFinding(OrganiserOwned):
    """Something the auditor found, what the party says about it, and how an officer settled it."""

    engagement = models.ForeignKey(Engagement, on_delete=models.PROTECT, related_name="findings")
    number = models.PositiveIntegerField()
    text = models.TextField()
    expense = models.ForeignKey(Expense, null=True, on_delete=models.PROTECT, related_name="findings")
    due_on = models.DateField()
    response = models.TextField(blank=True)
    responded_by = _person()
    responded_at = models.DateTimeField(null=True)
    settled_by = _person()
    settled_at = models.DateTimeField(null=True)
    settled_note = models.TextField(blank=True)  # what the officer saw

    class Meta(OrganiserOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["engagement", "number"], name="finding_number_once")]

    @property
    def open(self) -> bool:
        """Whether nobody has settled it yet."""
        return self.settled_at is None

    def late(self, today: date) -> bool:
        """Whether its day has passed."""
        return self.open and today > self.due_on
