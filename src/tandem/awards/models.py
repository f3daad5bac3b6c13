"""Proposals from the ranking, the second officer's decision, its letters; what the donor is asked for and grants."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from tandem.awards.states import Answer, Asked, Away, Found, Later, Lot, Stand, Verdict
from tandem.core.values import Money
from tandem.foundation.tenancy.owned import OrganiserOwned


class Proposal(OrganiserOwned):
    """One ranking frozen for decision. A newer number supersedes it; nothing in it changes but the donors."""

    call = models.ForeignKey("calls.Call", on_delete=models.PROTECT, related_name="proposals")
    number = models.PositiveIntegerField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    budget_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    why_unmet = models.TextField(blank=True)  # why a minimum that has to be reached is not
    terms = models.JSONField()  # the public export: terms, scores and result, without a name (core.selection.export)
    sha256 = models.CharField(max_length=64, blank=True)  # of the canonical content, since it was sent
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    sent_at = models.DateTimeField(null=True)
    superseded_at = models.DateTimeField(null=True)

    class Meta(OrganiserOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="proposal_number_once"),
            models.UniqueConstraint(
                fields=["call"], condition=models.Q(superseded_at=None), name="one_proposal_in_force"
            ),
        ]

    @property
    def budget(self) -> Money:
        """What it shares out."""
        return Money(self.budget_minor, self.currency)

    @property
    def stand(self) -> Stand:
        """Where it is; one query unless `decision` is loaded with it."""
        decision = getattr(self, "decision", None)
        if decision is not None:
            return Stand.DECIDED if decision.outcome == Verdict.APPROVE else Stand.RETURNED
        return Stand.SENT if self.sent_at else Stand.MADE


class ProposalRow(OrganiserOwned):
    """One application in a proposal: its place, what is proposed and why, and which donor pays."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="rows")
    application = models.ForeignKey("applications.Application", on_delete=models.PROTECT, related_name="proposed")
    rank = models.PositiveIntegerField()
    score = models.DecimalField(max_digits=5, decimal_places=1, null=True)
    asked_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    lot = models.CharField(max_length=8, choices=Lot)
    reserve = models.PositiveIntegerField(null=True)  # place on the reserve list
    reason = models.CharField(max_length=30)  # a code of core.selection
    numbers = models.JSONField(default=dict)
    donor_proposed = models.ForeignKey("programmes.Donor", null=True, on_delete=models.PROTECT, related_name="+")
    donor_confirmed = models.ForeignKey("programmes.Donor", null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    class Meta(OrganiserOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["proposal", "application"], name="proposed_once"),
            models.UniqueConstraint(fields=["proposal", "rank"], name="proposal_rank_once"),
        ]

    @property
    def asked(self) -> Money:
        """What the application asks for."""
        return Money(self.asked_minor, self.currency)

    @property
    def funded(self) -> bool:
        """Whether it is proposed for support, and so needs a donor."""
        return self.lot == Lot.FUND


class Decision(OrganiserOwned):
    """What a second officer said about a proposal, bound to the content that officer saw."""

    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT, related_name="decision")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField()
    outcome = models.CharField(max_length=8, choices=Verdict)
    note = models.TextField(blank=True)
    seen_sha256 = models.CharField(max_length=64)


class Letter(OrganiserOwned):
    """The decision as one language of a partnership reads it; `grounds` are its reasons as data for the status page."""

    application = models.ForeignKey("applications.Application", on_delete=models.PROTECT, related_name="letters")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="letters", null=True)
    later = models.ForeignKey("awards.LaterDecision", on_delete=models.PROTECT, related_name="letters", null=True)
    language = models.CharField(max_length=12)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    grounds = models.JSONField(default=dict)
    mails = models.ManyToManyField("outbox.Mail", related_name="+")
    made_at = models.DateTimeField()

    class Meta(OrganiserOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["application", "language"], condition=models.Q(later=None), name="letter_once_per_language"
            ),
            models.UniqueConstraint(fields=["later", "language"], name="later_letter_once_per_language"),
        ]


class Complaint(OrganiserOwned):
    """Applicants say that a decision is wrong; somebody who had no hand in it answers, with reasons."""

    application = models.ForeignKey("applications.Application", on_delete=models.PROTECT, related_name="complaints")
    about = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="complaints")
    side = models.CharField(max_length=60)
    grounds = models.TextField()
    files = models.ManyToManyField("files.StoredFile", related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Found, blank=True)
    reasons = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta(OrganiserOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=models.Q(answered_at=None), name="one_open_complaint"
            )
        ]


class FallenAway(OrganiserOwned):
    """An award that came to nothing: its partners stepped back, or they or the donor refused it."""

    grant = models.OneToOneField("partnerships.Grant", on_delete=models.PROTECT, related_name="fallen_away")
    application = models.ForeignKey("applications.Application", on_delete=models.PROTECT, related_name="fallen_away")
    kind = models.CharField(max_length=10, choices=Away)
    words = models.TextField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField()


class LaterDecision(OrganiserOwned):
    """One application decided after the call was: the next of the reserve list, or one whose complaint was upheld."""

    application = models.ForeignKey("applications.Application", on_delete=models.PROTECT, related_name="later")
    kind = models.CharField(max_length=10, choices=Later)
    lot = models.CharField(max_length=8, choices=Lot)
    words = models.TextField()  # why, as the partners read it
    numbers = models.JSONField(default=dict)
    asked_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    donor = models.ForeignKey("programmes.Donor", null=True, on_delete=models.PROTECT, related_name="+")
    complaint = models.ForeignKey(Complaint, null=True, on_delete=models.PROTECT, related_name="later")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    proposed_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=8, choices=Verdict, blank=True)
    note = models.TextField(blank=True)

    class Meta(OrganiserOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=models.Q(decided_at=None), name="one_open_later_decision"
            )
        ]

    @property
    def asked(self) -> Money:
        """What the application asks for."""
        return Money(self.asked_minor, self.currency)


class ProgrammeApplication(OrganiserOwned):
    """What the organiser asks one donor for, assembled from the conditional awards of one cycle year (MIC-20).

    `content` is the document per language as it was assembled; `sha256` is of all of it. Nothing in it changes.
    """

    programme = models.ForeignKey("programmes.Programme", on_delete=models.PROTECT, related_name="asked")
    donor = models.ForeignKey("programmes.Donor", on_delete=models.PROTECT, related_name="asked")
    rulebook_version = models.ForeignKey("programmes.RulebookVersion", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveIntegerField()  # of the cycle: that of the calls
    number = models.PositiveIntegerField()
    content = models.JSONField()  # {language: document}
    sha256 = models.CharField(max_length=64)
    currency = models.CharField(max_length=3)
    due_on = models.DateField(null=True)  # the donor's date, when the cycle has one
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    sent_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    superseded_at = models.DateTimeField(null=True)

    class Meta(OrganiserOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["programme", "donor", "year", "number"], name="asked_number_once"),
            models.UniqueConstraint(
                fields=["programme", "donor", "year"], condition=models.Q(superseded_at=None), name="one_asked_in_force"
            ),
        ]

    @property
    def stand(self) -> Asked:
        """Where it is."""
        if self.answered_at:
            return Asked.ANSWERED
        if self.superseded_at:
            return Asked.SUPERSEDED
        return Asked.SENT if self.sent_at else Asked.MADE


class ProgrammeApplicationRow(OrganiserOwned):
    """One award in a programme application: its amount, and what falls on which calendar year."""

    application = models.ForeignKey(ProgrammeApplication, on_delete=models.CASCADE, related_name="rows")
    grant = models.ForeignKey("partnerships.Grant", on_delete=models.PROTECT, related_name="asked_rows")
    place = models.PositiveIntegerField()
    minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    years = models.JSONField(default=dict)  # {"2025": minor units}
    late = models.BooleanField(default=False)  # awarded after the donor's date

    class Meta(OrganiserOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["application", "grant"], name="asked_once_per_grant")]

    @property
    def amount(self) -> Money:
        """What is asked for it."""
        return Money(self.minor, self.currency)


class DonorGrant(OrganiserOwned):
    """What the donor granted the organiser, with its paper; it makes awards firm (MIC-20)."""

    application = models.ForeignKey(ProgrammeApplication, on_delete=models.PROTECT, related_name="grants")
    programme = models.ForeignKey("programmes.Programme", on_delete=models.PROTECT, related_name="+")
    donor = models.ForeignKey("programmes.Donor", on_delete=models.PROTECT, related_name="granted")
    reference = models.CharField(max_length=80)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    rate = models.CharField(max_length=40, blank=True)  # awards' currency for one unit of the donor's; exact text
    rate_source = models.CharField(max_length=200, blank=True)
    rate_on = models.DateField(null=True)
    in_awards_minor = models.BigIntegerField()  # the same amount in the awards' currency
    awards_currency = models.CharField(max_length=3)
    decided_on = models.DateField()
    paper = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta(OrganiserOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["donor", "reference"], name="donor_grant_reference_once")]

    @property
    def amount(self) -> Money:
        """What the donor granted, in the donor's currency."""
        return Money(self.amount_minor, self.currency)

    @property
    def in_awards(self) -> Money:
        """The same in the awards' currency."""
        return Money(self.in_awards_minor, self.awards_currency)


class DonorGrantRow(OrganiserOwned):
    """What a donor's grant means for one award: firm, firm with less, or still conditional, with the reason."""

    donor_grant = models.ForeignKey(DonorGrant, on_delete=models.CASCADE, related_name="rows")
    grant = models.ForeignKey("partnerships.Grant", on_delete=models.PROTECT, related_name="donor_rows")
    outcome = models.CharField(max_length=12, choices=Answer)
    minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    reason = models.TextField(blank=True)

    class Meta(OrganiserOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["donor_grant", "grant"], name="donor_grant_row_once")]

    @property
    def amount(self) -> Money:
        """What the award has from it."""
        return Money(self.minor, self.currency)
