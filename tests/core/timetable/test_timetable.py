# ruff: noqa: DTZ001  (local times without a zone are what is typed here)
"""Cycle, deadlines, windows, reminders, calendar files."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.core.timetable import (
    BadDay,
    BadLocalTime,
    DayOfYear,
    Event,
    Window,
    deadline,
    due_reminder,
    expand,
    ics,
    is_open,
    parse_day,
    reminders,
    window,
)

OSLO = "Europe/Oslo"


@dataclass(frozen=True)
class Entry:
    on: str
    year: int = 0
    when: str = ""
    source: str = ""


@dataclass(frozen=True)
class Donor:
    application: Entry
    programme_application: Entry
    instalments: tuple[Entry, ...]
    report: Entry
    donor_report: Entry = Entry("not yet set")


@dataclass(frozen=True)
class Cycle:
    donors: dict = field(default_factory=dict)
    network_meetings: Entry = Entry("not yet set")


AGENCY = Donor(
    Entry("1 October", source="appendix 1"),
    Entry("1 November"),
    (Entry("1 March", 1), Entry("1 October", 1)),
    Entry("15 April", 2),
)
MINISTRY = Donor(
    Entry("15 January", when="programme_application_year"),
    Entry("15 February", when="programme_application_year"),
    (Entry("1 October"),),
    Entry("1 September", 1),
)
CYCLE = Cycle({"agency": AGENCY, "ministry": MINISTRY})


@pytest.mark.clause("MIC-15")
def test_the_cycle_of_two_donors_becomes_dated_milestones_with_year_offsets():
    found = {(m.donor, m.kind, m.number): m.on or m.because for m in expand(CYCLE, 2024)}
    assert found == {
        ("agency", "application", 0): date(2024, 10, 1),
        ("agency", "programme_application", 0): date(2024, 11, 1),
        ("agency", "instalment", 1): date(2025, 3, 1),
        ("agency", "instalment", 2): date(2025, 10, 1),
        ("agency", "report", 0): date(2026, 4, 15),
        ("agency", "donor_report", 0): "not yet set",
        ("ministry", "application", 0): "not applicable",
        ("ministry", "programme_application", 0): "not applicable",
        ("ministry", "instalment", 1): date(2024, 10, 1),
        ("ministry", "report", 0): date(2025, 9, 1),
        ("ministry", "donor_report", 0): "not yet set",
        ("", "network_meetings", 0): "not yet set",
    }


@pytest.mark.clause("MIC-15")
def test_in_a_programme_application_year_the_ministry_takes_applications():
    found = {m.kind: m.on for m in expand(CYCLE, 2024, {"programme_application_year"}, {"ministry"}) if m.donor}
    assert found["application"] == date(2024, 1, 15)
    assert found["programme_application"] == date(2024, 2, 15)
    assert {m.donor for m in expand(CYCLE, 2024, donors=["ministry"])} == {"ministry", ""}
    assert expand(CYCLE, 2024)[0].source == "appendix 1"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("October 1", "day_unreadable"),
        ("01 October", "day_unreadable"),
        ("1. October", "day_unreadable"),
        ("", "day_unreadable"),
        ("Not applicable", "day_unreadable"),
        ("1 Oktober", "month_unknown"),
        ("31 June", "day_not_in_month"),
        ("30 February", "day_not_in_month"),
        ("29 February", "day_not_every_year"),
    ],
)
def test_a_day_that_cannot_be_is_named(text, code):
    with pytest.raises(BadDay) as refused:
        parse_day(text)
    assert refused.value.problem.code == code
    with pytest.raises(BadDay) as refused:
        expand(Cycle({"agency": Donor(Entry("1 May"), Entry("1 May"), (), Entry(text))}), 2024)
    assert refused.value.problem.where == "agency.report"


@given(st.dates())
def test_every_day_of_a_common_year_reads_back(day):
    if (day.month, day.day) != (2, 29):
        assert parse_day(f"{day.day} {day:%B}") == DayOfYear(day.month, day.day)


@pytest.mark.expects("REL-5")
def test_a_time_that_does_not_exist_is_refused_with_both_readings():
    with pytest.raises(BadLocalTime) as refused:
        deadline(datetime(2027, 3, 28, 2, 30), OSLO)
    assert refused.value.code == "time_does_not_exist"
    assert [(r.at.hour, r.local.hour, r.offset) for r in refused.value.readings] == [
        (0, 1, timedelta(hours=1)),
        (1, 3, timedelta(hours=2)),
    ]
    assert [(r.at.minute, r.local.minute) for r in refused.value.readings] == [(30, 30), (30, 30)]


@pytest.mark.expects("REL-5")
def test_a_time_that_exists_twice_is_refused_with_both_readings():
    with pytest.raises(BadLocalTime) as refused:
        deadline(datetime(2026, 10, 25, 2, 30), OSLO)
    assert refused.value.code == "time_exists_twice"
    assert [r.at for r in refused.value.readings] == [
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    ]
    assert {r.local for r in refused.value.readings} == {datetime(2026, 10, 25, 2, 30)}


@pytest.mark.expects("REL-5")
def test_an_ordinary_deadline_is_an_instant():
    assert deadline(datetime(2024, 10, 1, 23, 59), OSLO) == datetime(2024, 10, 1, 21, 59, tzinfo=UTC)
    assert deadline(datetime(2027, 3, 28, 3, 0), OSLO) == datetime(2027, 3, 28, 1, 0, tzinfo=UTC)
    assert deadline(datetime(2026, 10, 25, 3, 0), OSLO) == datetime(2026, 10, 25, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize("zone", ["Europe/Atlantis", "", "../../etc/passwd", "/etc/passwd", "Europe", "a\0b"])
def test_an_unknown_zone_is_named(zone):
    with pytest.raises(BadLocalTime) as refused:
        deadline(datetime(2024, 10, 1), zone)
    assert refused.value.code == "zone_unknown"


def test_a_time_that_already_has_a_zone_is_refused():
    with pytest.raises(BadLocalTime, match="time_has_zone"):
        deadline(datetime(2024, 10, 1, tzinfo=UTC), OSLO)


ZONES = st.sampled_from([OSLO, "America/Guatemala", "Africa/Cairo", "Australia/Lord_Howe", "Pacific/Apia", "UTC"])


@given(st.datetimes(datetime(1990, 1, 1), datetime(2037, 1, 1)), ZONES)
@settings(deadline=None)
def test_whatever_is_accepted_shows_as_it_was_typed(local, zone):
    try:
        instant = deadline(local, zone)
    except BadLocalTime as refused:
        assert len(refused.readings) == 2 and refused.readings[0].at < refused.readings[1].at
        shown = [reading.local == local for reading in refused.readings]
        assert shown == ([True, True] if refused.code == "time_exists_twice" else [False, False])
    else:
        assert instant.tzinfo is UTC
        assert instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0) == local


OPENS = datetime(2024, 8, 1, tzinfo=UTC)
CLOSES = datetime(2024, 10, 1, 21, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "grace", "where"),
    [
        (-1, 0, Window.OPEN),
        (0, 0, Window.OPEN),
        (1, 0, Window.CLOSED),
        (1, 300, Window.GRACE),
        (300, 300, Window.GRACE),
        (301, 300, Window.CLOSED),
    ],
)
def test_the_closing_instant_is_inside_and_grace_is_published(seconds, grace, where):
    now = CLOSES + timedelta(seconds=seconds)
    assert window(now, OPENS, CLOSES, timedelta(seconds=grace)) is where
    assert is_open(now, OPENS, CLOSES, timedelta(seconds=grace)) == (where is not Window.CLOSED)
    assert window(OPENS - timedelta(seconds=1), OPENS, CLOSES) is Window.NOT_YET


def test_instants_without_a_zone_are_a_mistake():
    with pytest.raises(ValueError, match="zone"):
        is_open(datetime(2024, 9, 1), OPENS, CLOSES)


@pytest.mark.expects("UX-18")
def test_reminders_are_14_7_2_and_1_days_and_3_hours_before():
    assert [(CLOSES - reminder.at).total_seconds() / 3600 for reminder in reminders(CLOSES)] == [336, 168, 48, 24, 3]


def test_a_missed_reminder_is_not_sent_late_with_a_wrong_text():
    at = {reminder.before: reminder.at for reminder in reminders(CLOSES)}
    week = timedelta(days=7)
    assert due_reminder(CLOSES, at[week]).before == week
    assert due_reminder(CLOSES, at[week] + timedelta(minutes=90)).before == week
    assert due_reminder(CLOSES, at[week] + timedelta(days=3)) is None
    assert due_reminder(CLOSES, at[week] - timedelta(seconds=1)) is None
    assert due_reminder(CLOSES, CLOSES) is None


NOW = datetime(2024, 8, 1, 12, tzinfo=UTC)


def unfolded(text):
    return text.replace("\r\n ", "").split("\r\n")


@pytest.mark.expects("UX-18")
def test_a_calendar_has_instants_in_utc_and_days_as_days():
    local = datetime(2024, 10, 1, 23, 59, tzinfo=ZoneInfo(OSLO))
    events = [
        Event(
            "call-1", "Closes; really, now", local, url="https://example.org/a b\r\nX:1", reminders=(timedelta(days=1),)
        ),
        Event("rep-1", "Report", date(2026, 4, 15), description="one\\two\nthree"),
        Event("visit", "Visit", date(2025, 5, 30), date(2025, 6, 2)),
    ]
    lines = unfolded(ics(events, "-//Tandem//EN", NOW, "Dates"))
    assert lines[:3] == ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Tandem//EN"]
    for line in (
        "DTSTAMP:20240801T120000Z",
        "DTSTART:20241001T215900Z",
        "SUMMARY:Closes\\; really\\, now",
        "URL:https://example.org/abX:1",
        "TRIGGER:-P1D",
        "DTSTART;VALUE=DATE:20260415",
        "DTEND;VALUE=DATE:20260416",
        "DESCRIPTION:one\\\\two\\nthree",
        "DTEND;VALUE=DATE:20250603",
    ):
        assert line in lines
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 3
    assert lines[-2:] == ["END:VCALENDAR", ""]


@given(st.text(st.characters(codec=None), max_size=300), st.text(max_size=90))
def test_any_text_folds_at_75_octets_and_reads_back(summary, uid):
    text = ics([Event(uid, summary, date(2024, 1, 1))], "-//Tandem//EN", NOW)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "\r" not in text.replace("\r\n", "") and "\n" not in text.replace("\r\n", "")
    lines = unfolded(text)
    assert sum(line.startswith("BEGIN:VEVENT") for line in lines) == 1
    read = next(line for line in lines if line.startswith("SUMMARY:")).removeprefix("SUMMARY:")
    back = read.replace("\\\\", "\0").replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";").replace("\0", "\\")
    kept = summary.replace("\r\n", "\n").replace("\r", "\n")
    assert back == "".join(
        c for c in kept if c in "\n\t" or (c >= " " and c != "\x7f" and not "\ud800" <= c <= "\udfff")
    )


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        (datetime(2024, 1, 1), None),
        (NOW, NOW - timedelta(hours=1)),
        (NOW, date(2024, 8, 2)),
        (date(2024, 1, 2), date(2024, 1, 1)),
        (date(2024, 1, 2), NOW),
    ],
)
def test_entries_that_make_no_sense_are_refused(starts, ends):
    with pytest.raises(ValueError, match="instant|day|ends"):
        ics([Event("x", "x", starts, ends)], "p", NOW)
