"""The rulebook language of kinds of support: regions, ceilings, tools, what is recorded, what leads to what."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from tandem.core.forms.definition import Identifier, Option, Shape, Text


class Region(Shape):
    """Countries that are treated alike, e.g. by a table of ceilings."""

    title: Text
    countries: tuple[str, ...]  # ISO 3166 alpha-2
    source: str = ""


class CeilingRow(Shape):
    """One amount and where it holds; what is left out does not matter."""

    region: str = ""  # key of `regions`
    parties: int | None = Field(default=None, ge=1, le=20)
    amount: str  # main units of the component's currency


class Ceilings(Shape):
    """The largest grant by region and number of parties; the first row that fits holds, none that fits means none."""

    per: Literal["year", "whole"] = "year"
    decided_by: Identifier  # the party whose country names the region
    rows: tuple[CeilingRow, ...] = Field(min_length=1)
    source: str = "house advice"


class Tool(Shape):
    """A tool that the parties fill in together, step by step."""

    title: Text
    help: Text = {}
    steps: tuple[Option, ...] = Field(min_length=1)
    form: str = ""  # path of the form that is filled in; its sections are the steps
    source: str = ""
    clause: str = ""


class Recorded(Shape):
    """Something that happens between applicant and organiser and whose day the organiser records."""

    title: Text
    help: Text = {}
    source: str = ""
    clause: str = ""


class During(Shape):
    """What belongs to the time of support: tools to be used, visits in each direction."""

    tools: tuple[Identifier, ...] = ()
    visits_each_way: int = Field(default=0, ge=0, le=50)
    source: str = ""
    clause: str = ""


class Round(Shape):
    """One of several application rounds a year: first and last day, such as 15 February to 15 March."""

    title: Text
    opens: str  # a day and month, or 'not yet set'
    closes: str
    source: str = ""


class Participants(Shape):
    """The people whom the organiser approves one by one: their form, and what may be paid for them."""

    form: str  # path of a form with one question of the type people: the whole team on one form
    approves: Literal["officer"] = "officer"
    costs_only_for_approved: bool = True  # an expense for anybody else is refused
    lines: tuple[Identifier, ...] = ()  # budget lines whose expenses name the people they were for
    source: str = "house advice"
    clause: str = ""
