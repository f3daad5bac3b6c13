"""A period of whole days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Period:
    """From the first to the last day, both included. ValueError when it ends before it starts."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"the period ends {self.end} before it starts {self.start}")

    def __contains__(self, other: date | Period) -> bool:
        if isinstance(other, Period):
            return self.start <= other.start and other.end <= self.end
        return self.start <= other <= self.end

    @property
    def years(self) -> tuple[int, ...]:
        """Calendar years that the period touches, in order."""
        return tuple(range(self.start.year, self.end.year + 1))
