"""What was left aside in a file that came back, in words: what, where, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

NOTES: Mapping[str, str] = {
    "formula": gettext_noop("A formula is not computed. Write the value itself."),
    "hidden_sheet": gettext_noop("A hidden sheet is not read. Show it, if it holds answers."),
    "error_value": gettext_noop("The cell shows an error and was left aside."),
    "unknown_code": gettext_noop("This form has no question with the code “%(said)s”. What stands there was not read."),
    "unknown_row": gettext_noop("The row’s code is not known here. It is taken as a new row."),
    "row_twice": gettext_noop("The row’s code is there twice. The second one is taken as a new row."),
    "unknown_column": gettext_noop("There is no column “%(said)s”. What stands in it was not read."),
    "column_missing": gettext_noop("The column “%(said)s” is missing, so that the table was not read."),
    "cell_missing": gettext_noop("The line “%(said)s” is missing, so that this answer was left as it is."),
    "twice": gettext_noop("The code “%(said)s” is there twice. The first one counts."),
    "without_code": gettext_noop("A line without a code was not read: “%(said)s”"),
    "not_yours": gettext_noop("Your partner answers “%(said)s”. What the file says there was not read."),
}


def said_notes(notes: Iterable[Sequence[str]]) -> list[dict[str, str]]:
    """Each note as place and sentence, in the order of the file."""
    known = ((place, NOTES[code], said) for code, place, said in notes if code in NOTES)
    return [{"place": said_place(place), "text": _(text) % {"said": said}} for place, text, said in known]


def said_place(place: str) -> str:
    """Where something stands in the file: sheet and cell of Excel as they are, table and row of Word in words."""
    table, _dot, row = place.partition(".")
    if table.isdigit() and row.isdigit():
        return _("table %(table)s, row %(row)s") % {"table": table, "row": row}
    return place
