"""Values that every calculation shares: money, period, localised text, source, verdict, problem."""

from tandem.core.values.ids import uuid7
from tandem.core.values.money import MixedCurrency, Money, Rate, exponent
from tandem.core.values.period import Period
from tandem.core.values.plain import Replacement, storable
from tandem.core.values.text import Localised, pick
from tandem.core.values.verdict import Problem, Remedy, Severity, Source, Verdict

__all__ = [
    "Localised",
    "MixedCurrency",
    "Money",
    "Period",
    "Problem",
    "Rate",
    "Remedy",
    "Replacement",
    "Severity",
    "Source",
    "Verdict",
    "exponent",
    "pick",
    "storable",
    "uuid7",
]
