"""The rulebook's advice on which donor pays, by the countries of the parties."""

from __future__ import annotations

from collections.abc import Collection

from tandem.core.rulebook.schema import Cycle


def advised(cycle: Cycle, countries: Collection[str]) -> str:
    """The key of the donor that the cycle names for most of these countries (ISO codes); '' when it advises none.

    Of two that are named for equally many, the one written first. A donor for whom no countries are written takes
    what nobody else is named for. It is advice: an officer confirms.
    """
    hits = {key: len(set(donor.for_countries) & set(countries)) for key, donor in cycle.donors.items()}
    most = max(hits.values(), default=0)
    if most:
        return next(key for key, number in hits.items() if number == most)
    return next((key for key, donor in cycle.donors.items() if not donor.for_countries), "")
