"""The steering group's six tasks come back as a yearly review, with what the work means for the 2030 Agenda."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from tandem.answers.page import state_of
from tandem.core.forms.missing import gaps
from tandem.core.rulebook import load
from tandem.partnerships.models import Grant
from tandem.reports.models import Report
from tandem.reports.operations.making import make_for
from tandem.reports.queries.due import owed
from tandem.reports.subject import ReportSubject
from tests.factories import applications, icld

TASKS = ["anchoring", "steering", "quality", "perspectives", "sustainability", "dissemination"]


@pytest.mark.clause("ICLD-3")
def test_the_review_asks_about_the_six_tasks_and_every_goal_of_the_agenda() -> None:
    book = load(icld.FOLDER)
    kind = book.reports["steering_review"]
    form = book.forms[kind.form]
    assert [question.id for question in form.sections[0].questions] == TASKS
    assert all(question.required for question in form.questions())
    assert book.meeting is not None and [point.id for point in book.meeting.agenda] == TASKS
    impact = form.question("impact")
    goals = next(part for part in impact.parts if part.id == "goal")
    assert len(goals.options) == 17 and impact.limit.at_least_rows == 1
    assert kind.components == ("steering_group",) and kind.signatures == "each_party"


@pytest.fixture
def agreed(cast: Any, at: Callable[..., Any]) -> Iterator[Callable[[str], Grant]]:
    """`agreed("steering_group")`: a grant under agreement, from July 2025 to June 2027."""
    at(icld.NOW)
    with cast.scope():
        sides = icld.pair(cast)
        actors = {"home": cast.actor("bo"), "abroad": cast.actor("dee")}
        within = icld.partnership(actors["home"], sides)

        def make(component: str) -> Grant:
            call = icld.call(cast.actor("ana"), component)
            made = icld.draft(actors, call, sides, within=within)
            if component == "project":
                return icld.granted(made, starts_on=date(2025, 7, 1), reference="P-1", awarded_minor=1, years=3)
            icld.signed(actors, made)
            return icld.granted(made, starts_on=date(2025, 7, 1), ends_on=date(2027, 6, 30), years=3)

        yield make


@pytest.mark.django_db
@pytest.mark.clause("ICLD-3")
def test_a_steering_group_owes_a_review_every_year_and_no_other_support_does(agreed: Any, cast: Any) -> None:
    group, project = agreed("steering_group"), agreed("project")
    book = group.rulebook_version.rulebook
    assert [(one.kind, one.year, one.due_on) for one in owed(book, group)][:3] == [
        ("steering_review", 2025, date(2026, 3, 31)), ("steering_review", 2026, date(2027, 3, 31)),
        ("steering_review", 2027, date(2028, 3, 31)),
    ]
    assert {one.kind for one in owed(book, project)} == {"account"}
    make_for(cast.actor("ana"), group.id)
    review = Report.objects.get(grant=group, kind="steering_review", year=2025)
    subject = ReportSubject().load(cast.actor("bo"), review.id)
    missing = {gap.where.split("/")[0] for gap in state_of(subject).gaps}
    assert missing == {*TASKS, "impact"}
    said = applications.filling(book, subject.form, subject.parties)
    assert gaps(subject.form, subject.parties, said) == ()
