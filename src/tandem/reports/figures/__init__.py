"""The registered figures of a report to a donor, computed from rows (MIC-14)."""

from tandem.reports.figures.register import Computed, compute, computed

__all__ = ["Computed", "compute", "computed"]
