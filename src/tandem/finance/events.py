"""What happened with the money. Ids as strings."""

from dataclasses import dataclass

from tandem.foundation.outbox.events import Event


@dataclass(frozen=True)
class InstalmentsPlanned(Event):
    """A grant's instalments were made or planned anew."""

    grant_id: str


@dataclass(frozen=True)
class InstalmentAuthorised(Event):
    """An officer lets an instalment be paid, or takes that back (`authorised` False)."""

    grant_id: str
    instalment_id: str
    authorised: bool = True


@dataclass(frozen=True)
class InstalmentPaid(Event):
    """A cashier has paid."""

    grant_id: str
    instalment_id: str


@dataclass(frozen=True)
class ExpenseEntered(Event):
    """A party entered an expense."""

    grant_id: str
    expense_id: str


@dataclass(frozen=True)
class ExpenseDecided(Event):
    """An expense was accepted, refused, withdrawn or disallowed."""

    grant_id: str
    expense_id: str


@dataclass(frozen=True)
class AuditEngaged(Event):
    """The books of a grant are open to an auditor."""

    grant_id: str
    engagement_id: str


@dataclass(frozen=True)
class AuditDelivered(Event):
    """The auditor has spoken."""

    grant_id: str
    engagement_id: str


@dataclass(frozen=True)
class FindingAnswered(Event):
    """The party said what it does about a finding."""

    grant_id: str
    finding_id: str


@dataclass(frozen=True)
class FindingSettled(Event):
    """An officer has seen enough to settle a finding."""

    grant_id: str
    finding_id: str
