"""The rulebook language of judgement: what a panel does not see, how many assess, what an interview settles."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from tandem.core.forms.definition import Shape

Hidden = Literal["names", "size", "place", "files"]
Meeting = Literal["interview", "site_visit"]


class Assessors(Shape):
    """How applications are shared out among assessors."""

    each: int = Field(default=1, ge=1, le=10)  # assessors of one application
    languages: bool = False  # each of them reads every language that its answers are written in
    source: str = ""


class InterviewRules(Shape):
    """What the record of an interview or a visit has to say."""

    kinds: tuple[Meeting, ...] = ("interview", "site_visit")
    each_criterion: bool = False  # it confirms or revises every criterion; otherwise it recommends or not
    four_eyes: bool = False  # a second officer confirms it before it counts
    at_least: int = Field(default=1, ge=1, le=10)  # people of the organiser who took part
    source: str = ""
