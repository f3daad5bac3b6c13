"""The rulebook language of choosing: preferences, floors, an office's findings, kinds of activity, complaints."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import Field

from tandem.core.forms.definition import Identifier, Option, Shape, Text

PROFILE: Final = (
    "rural_based", "rural_serves", "based_in", "serves", "sectors", "work", "expertise", "experience", "capacity",
    "networks", "legal_status", "founded",
)  # fmt: skip
"""What an organisation says about itself once: the fields that rules may ask as `profile`."""

ProfileField = Literal[
    "rural_based", "rural_serves", "based_in", "serves", "sectors", "work", "expertise", "experience", "capacity",
    "networks", "legal_status", "founded",
]  # fmt: skip


class FloorRule(Shape):
    """A published minimum for those applications of which `when` holds over the facts at submission."""

    id: Identifier
    title: Text
    of: Literal["money", "number"]
    share: str | None = None  # money: per cent of the call's budget
    at_least: str | None = None  # number of applications, or an amount in main units
    when: str
    where_possible: bool = True  # False: a proposal that misses it needs a reason that a second officer reads
    source: str = "house advice"
    clause: str = ""


class Preference(Shape):
    """Points of the score's hundred that are added where `when` holds over the facts at submission."""

    id: Identifier
    title: Text
    points: int = Field(ge=1, le=50)
    when: str
    source: str = "house advice"
    clause: str = ""


class NotBelow(Shape):
    """No score of a criterion lies below this one where `when` holds over the facts at submission."""

    score: int
    when: str
    source: str = "house advice"
    clause: str = ""


class Finding(Shape):
    """Something a needs assessment found out; criteria cite it."""

    id: Identifier
    title: Text
    says: Text = {}
    source: str  # which assessment, where, when
    clause: str = ""


class FollowUp(Shape):
    """What has to follow an activity: kinds to choose from (the list stays open where `open`), by whom, how many."""

    kinds: tuple[Option, ...] = Field(min_length=1)
    open: bool = True  # another kind may be described in words
    by: tuple[Identifier, ...] = Field(min_length=1)  # whose doing counts, ids of the column's options
    at_least: int = Field(default=1, ge=1, le=20)
    source: str = ""
    clause: str = ""


class ActivityKind(Option):
    """One kind of activity: what is meant by it, how it may be supported, what has to follow it."""

    definition: Text = {}
    support: tuple[Literal["money", "expert_days"], ...] = ()
    followed_by: FollowUp | None = None
    source: str = ""
    clause: str = ""


class Complaints(Shape):
    """How long applicants may complain about a decision, and by when they are answered, in days."""

    within_days: int = Field(default=21, ge=1, le=365)
    answer_days: int = Field(default=30, ge=1, le=365)
    explains: Text = {}
    source: str = "house advice"
    clause: str = ""
