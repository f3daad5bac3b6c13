"""Every code that reading and checking a form can give, with the names of its values.

The shell has one sentence per code and language; a test there walks this table, so that none is forgotten.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

PROBLEM_CODES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        # addresses
        "path_malformed": ("path",),
        "path_unknown": ("path",),
        # reading what was typed
        "number_unreadable": (),
        "number_ambiguous": ("readings",),  # plain decimals, the likelier thousands first; at least one
        "number_too_long": ("actual", "limit", "unit"),  # unit: 'characters' or 'digits'
        "money_decimals": ("actual", "limit", "currency"),  # decimals typed, decimals the currency has
        "currency_missing": (),
        "currency_unknown": ("currency",),
        "currency_other": ("typed", "asked"),  # sign or code that was typed, code that the question asks
        "date_unreadable": (),
        "date_ambiguous": ("readings",),  # ISO days
        "date_impossible": ("day", "month", "year", "last"),  # last day of that month of that year
        "date_month": ("month",),
        "date_year": ("year", "first", "last"),
        "period_unreadable": (),
        "choice_unknown": ("chosen",),  # list of what was chosen and is not offered
        "yes_no_unreadable": (),
        "row_unreadable": (),
        "column_unknown": ("columns",),
        # what is missing, or beyond a limit
        "missing": ("type",),  # question or part type; for a cell the cell's own type
        "unread": ("typed",),  # the first 200 characters of what is kept unread
        "too_many_words": ("actual", "limit", "difference"),
        "too_few_words": ("actual", "limit", "difference"),
        "too_many_characters": ("actual", "limit", "difference"),
        "too_many_files": ("actual", "limit", "difference"),
        "too_many_rows": ("actual", "limit", "difference"),
        "too_few_rows": ("actual", "limit", "difference"),
        "below_minimum": ("actual", "limit"),
        "above_maximum": ("actual", "limit"),
        "amount_negative": ("actual", "currency"),  # actual in main units
        "period_backwards": ("from", "to"),  # ISO days
        "period_too_long": ("actual", "limit"),  # months
        "period_too_short": ("actual", "limit"),
        "leads_nowhere": ("typed",),  # a statement that leads to no other
        "leads_down": ("typed",),  # beginning of the statement that is not above
        "value_malformed": ("type",),  # stored value that does not have the shape of its type
        "email_malformed": (),
        "party_unknown": ("party",),
        # budget rows
        "line_unknown": ("line",),
        "year_unknown": ("year", "limit"),
        "amount_missing": (),
        "currency_not_allowed": ("currency", "allowed"),
        "rate_missing": ("currency", "grant_currency"),
        "rate_not_positive": ("actual",),
        "rate_of_same_currency": ("actual", "currency"),  # another rate than 1 within one currency
        "rate_source_missing": ("currency", "grant_currency"),
        "rate_day_missing": ("currency", "grant_currency"),
        "paid_by_unknown": ("paid_by",),
    }
)
