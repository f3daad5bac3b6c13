"""Finding calls and saying what is in them."""

from tandem.calls.queries.calls import (
    Calls,
    by_slug,
    managed_calls,
    open_questions,
    public_calls,
    questions_of,
)
from tandem.calls.queries.missing import Missing, missing
from tandem.calls.queries.reading import ReadForm, ReadPart, ReadQuestion, ReadSection, read_form
from tandem.calls.queries.terms import Terms, proposed, terms_of

__all__ = [
    "Calls",
    "Missing",
    "ReadForm",
    "ReadPart",
    "ReadQuestion",
    "ReadSection",
    "Terms",
    "by_slug",
    "managed_calls",
    "missing",
    "open_questions",
    "proposed",
    "public_calls",
    "questions_of",
    "read_form",
    "terms_of",
]
