"""Time: the yearly cycle as dated milestones, deadlines in zones, windows, reminders and calendar files."""

from tandem.core.timetable.calendar import Event, ics
from tandem.core.timetable.cycle import (
    NOT_APPLICABLE,
    NOT_YET_SET,
    BadDay,
    CycleLike,
    DayOfYear,
    DonorCycleLike,
    EntryLike,
    Milestone,
    expand,
    parse_day,
)
from tandem.core.timetable.deadline import (
    BadLocalTime,
    Reading,
    Reminder,
    Window,
    deadline,
    due_reminder,
    is_open,
    reminders,
    window,
)

__all__ = [
    "NOT_APPLICABLE",
    "NOT_YET_SET",
    "BadDay",
    "BadLocalTime",
    "CycleLike",
    "DayOfYear",
    "DonorCycleLike",
    "EntryLike",
    "Event",
    "Milestone",
    "Reading",
    "Reminder",
    "Window",
    "deadline",
    "due_reminder",
    "expand",
    "ics",
    "is_open",
    "parse_day",
    "reminders",
    "window",
]
