"""Facts + rules → verdicts: each with its numbers, its remedy and its source."""

from tandem.core.eligibility import (
    checks_answers,
    checks_cooperation,
    checks_free,
    checks_money,
    checks_parties,
    checks_people,
    checks_rows,
    checks_support,
    checks_team,
)
from tandem.core.eligibility.case import Case
from tandem.core.eligibility.days import last_day
from tandem.core.eligibility.evaluate import BadRule, about_team, check_of, evaluate, refused
from tandem.core.eligibility.outcome import Say, say_plainly
from tandem.core.eligibility.registry import CHECKS, Bounds, Check, Hopeless, Reference, read_check, register
from tandem.core.eligibility.remedies import apply_remedy, remedies_schema, remedy_json

__all__ = [
    "CHECKS",
    "BadRule",
    "Bounds",
    "Case",
    "Check",
    "Hopeless",
    "Reference",
    "Say",
    "about_team",
    "apply_remedy",
    "check_of",
    "checks_answers",
    "checks_cooperation",
    "checks_free",
    "checks_money",
    "checks_parties",
    "checks_people",
    "checks_rows",
    "checks_support",
    "checks_team",
    "evaluate",
    "last_day",
    "read_check",
    "refused",
    "register",
    "remedies_schema",
    "remedy_json",
    "say_plainly",
]
