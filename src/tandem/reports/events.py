"""What happened in the account."""

from dataclasses import dataclass

from tandem.foundation.outbox.events import Event


@dataclass(frozen=True)
class ReportSigned(Event):
    """One party has signed a report; others have not yet. Ids as strings."""

    report_id: str


@dataclass(frozen=True)
class ReportSent(Event):
    """Every party has signed: the report is with the officers."""

    report_id: str
    grant_id: str


@dataclass(frozen=True)
class ReportReturned(Event):
    """An officer asks questions about it."""

    report_id: str
    grant_id: str


@dataclass(frozen=True)
class ReportAccepted(Event):
    """An officer has accepted it; it is frozen."""

    report_id: str
    grant_id: str


@dataclass(frozen=True)
class GrantClosed(Event):
    """A grant is closed; nothing in it can be changed any more."""

    grant_id: str


@dataclass(frozen=True)
class DonorReportFrozen(Event):
    """The figures stand; a second officer approves them."""

    report_id: str


@dataclass(frozen=True)
class DonorReportSent(Event):
    """A second officer has approved it; the donor may read it."""

    report_id: str


@dataclass(frozen=True)
class DonorReportReturned(Event):
    """A second officer sent it back with a note."""

    report_id: str
