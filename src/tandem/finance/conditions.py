"""What must be there before an instalment is authorised; later stages add their own conditions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from tandem.finance.models import Instalment
from tandem.partnerships.access import Held
from tandem.partnerships.states import GrantStep


@dataclass(frozen=True)
class Lacking:
    """A condition that fails: its sentence (lazy translation), and where to mend it."""

    code: str
    sentence: Any
    url: str = ""


Condition = Callable[[Held, Instalment], Iterable[Lacking]]
_conditions: list[Condition] = []


def register(condition: Condition) -> None:
    """Ask this too before an instalment is authorised; the same function is asked once."""
    if condition not in _conditions:
        _conditions.append(condition)


def lacking(held: Held, instalment: Instalment) -> tuple[Lacking, ...]:
    """Everything that is missing before this instalment can be authorised; empty when it can be."""
    return tuple(each for condition in _conditions for each in condition(held, instalment))


def agreement_signed(held: Held, instalment: Instalment) -> Iterable[Lacking]:
    """Money leaves only under a signed agreement."""
    if held.grant.step != GrantStep.AGREED:
        yield Lacking("not_agreed", _("The grant is not under a signed agreement."))


register(agreement_signed)
