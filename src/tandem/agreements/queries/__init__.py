"""Reading agreements: what is in force, what was agreed to be paid when."""

from tandem.agreements.queries.reading import (
    agreement_of,
    amendments_of,
    copies_of,
    grant_agreement,
    in_force,
    instalment_plan,
    open_amendment,
    partners_agreed,
)

__all__ = [
    "agreement_of", "amendments_of", "copies_of", "grant_agreement", "in_force", "instalment_plan", "open_amendment",
    "partners_agreed",
]
