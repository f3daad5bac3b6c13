"""Calls of the municipal partnership programme and partnerships that apply to them. Inside an organiser's scope."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from tandem.answers.operations import save
from tandem.answers.queries import stored
from tandem.applications import access
from tandem.applications.models import Application, Submission
from tandem.applications.operations import found, sign, standing
from tandem.calls.models import Call
from tandem.core.forms.definition import Form
from tandem.core.rulebook.schema import Rulebook
from tandem.foundation import clock
from tandem.foundation.access import Actor
from tandem.foundation.ids import new_id
from tandem.organisations.models import Organisation
from tandem.partnerships.models import Grant, Partnership
from tandem.partnerships.operations import found as found_partnership
from tandem.partnerships.operations import record_day
from tandem.plans import operations as plans
from tandem.plans.models import PlanningTool
from tandem.rulebooks import shipped
from tests.factories import applications, calls, offline, organisations
from tests.remembered import remembered
from tests.rulebooks.teams import GOOD, team

FOLDER = shipped()["icld-partnership"]
OPENS, CLOSES = datetime.fromisoformat("2025-02-15T09:00"), datetime.fromisoformat("2025-03-15T23:59")
NOW = "2025-03-03T10:00"  # while its calls are open
TEAMS = {
    **GOOD,
    "project": "Ol O O Gxs",
    "dissemination": "Ol O",
}


@remembered
def call(officer: Actor, component: str = "preparation", **changed: Any) -> Call:
    """An open call of the spring round of 2025."""
    slug = f"{component}-2025".replace("_", "-")
    terms = {"opens": OPENS, "closes": CLOSES, "zone": "Europe/Stockholm", "slug": slug}
    return calls.call(officer, FOLDER, component=component, year=2025, **{**terms, **changed})


@remembered
def pair(cast: Any, home: str = "bo", abroad: str = "dee") -> dict[str, Organisation]:
    """Lövhamn in Sweden and Makambira in Kenya; Bo signs for the one, Dee for the other."""
    return {
        "home": organisations.make("Lövhamns kommun", "SE", sign=getattr(cast, home)),
        "abroad": organisations.make("County of Makambira", "KE", sign=getattr(cast, abroad)),
    }


@remembered
def partnership(founder: Actor, sides: Mapping[str, Organisation], title: str = "Ungas röst") -> Partnership:
    """A partnership of these organisations, before any application."""
    return found_partnership(founder, title, {side: each.id for side, each in sides.items()})


def answers(rulebook: Rulebook, form: Form, sides: tuple[str, ...], component: str, **changed: Any) -> dict[Any, Any]:
    """An answer to every question with a team that fits; `changed` by path (`__` for '/', None for none)."""
    found_ = applications.filling(rulebook, form, sides, "Unga säger vad de behöver")
    found_ = {key: value for key, value in found_.items() if key[0] not in {"team", "budget"}}
    homes = dict.fromkeys(sides, TEAMS[component])
    if component == "dissemination":
        homes = {side: "Ol O" if side == sides[0] else "O O" for side in sides}
    for row in team(**homes):
        found_["team", str(new_id())] = {"email": f"{row['party']}@example.org", **row}
    question = form.question("budget")
    found_["budget", str(new_id())] = {
        "line": question.lines[0].id, "text": "Resor", "party": sides[0], "currency": question.currency,
        "years": {"1": 20_000_000}, "paid_by": "grant",
    }
    found_ |= {(path.replace("__", "/"), ""): value for path, value in changed.items()}
    return {key: value for key, value in found_.items() if value is not None}


def write(actors: Mapping[str, Actor], kind: str, subject: UUID, said: Mapping[tuple[str, str], Any]) -> None:
    """Save the answers, each by somebody who may: what one party says by that party, the rest by the first."""
    first, *others = actors
    there = stored(subject)
    own = {side: {k: v for k, v in said.items() if side in k[0].split("/")[1:2]} for side in others}
    taken = {key for mine in own.values() for key in mine}
    own[first] = {key: value for key, value in said.items() if key not in taken}
    for side, mine in own.items():
        edits = [
            applications.Edit(path, row, None, there[path, row].revision if (path, row) in there else 0, value=value)
            for (path, row), value in mine.items()
        ]
        done = save(actors[side], kind, subject, edits, locale="en")
        assert not done.conflicts and not done.refusal, (done.refusal, done.conflicts)


@remembered
def draft(
    actors: Mapping[str, Actor], call_: Call, sides: Mapping[str, Organisation], *, within: Partnership | None = None,
    title: str = "Ungas röst", fill: bool = True, **changed: Any,
) -> Application:
    """An application, filled in so that it may be signed; by the partnership `within` when one is given."""
    first = next(iter(actors))
    made = found(
        actors[first], call_.id, title, {side: each.id for side, each in sides.items()} if within is None else {},
        within.id if within else None,
    )
    if fill:
        told = {**ANSWERS.get(call_.component_id, {}), **changed}
        said = answers(call_.rulebook, call_.form, tuple(sides), call_.component_id, title=title, **told)
        write(actors, "application", made.id, said)
        made.refresh_from_db()
    return made


PERIOD = {"from": "2025-07-01", "to": "2027-06-30"}
ANSWERS: dict[str, dict[str, Any]] = {
    "preparation": {"months": "12"},
    "broadening": {"months": "6"},
    "project": {"period": PERIOD},
    "steering_group": {"period": PERIOD},
    "dissemination": {"period": {"from": "2025-07-01", "to": "2026-06-30"}},
}


@remembered
def signed(actors: Mapping[str, Actor], application: Application) -> Submission:
    """Signed by every party."""
    result = None
    for actor in actors.values():
        held = access.hold(actor, application.id)
        where = standing(held)
        result = sign(actor, application.id, where.content.sha256)
    assert result is not None and result.submission is not None, result
    return result.submission


@remembered
def granted(application: Application, **more: Any) -> Grant:
    """What it was awarded, under agreement."""
    from tests.factories.grants import grant_for

    return grant_for(application.id, **{"step": "agreed", **more})


def tool_said(form: Form, rulebook: Rulebook, sides: tuple[str, ...]) -> dict[tuple[str, str], Any]:
    """What a careful partnership types into the planning tool: every step, and a chain of two results."""
    return applications.filling(rulebook, form, sides, "Unga säger vad de behöver")


@remembered
def tool(actors: Mapping[str, Actor], within: Partnership) -> PlanningTool:
    """The planning tool, filled in by both sides, every step done."""
    return fill_tool(actors, plans.begin_tool(next(iter(actors.values())), within.id, "planning_tool"))


def fill_tool(actors: Mapping[str, Actor], row: PlanningTool) -> PlanningTool:
    """The same for a round that is there."""
    rulebook = row.rulebook_version.rulebook
    form = rulebook.forms[rulebook.tools[row.key].form]
    write(actors, "tool", row.id, tool_said(form, rulebook, tuple(actors)))
    row.refresh_from_db()
    return row


def touched(officer: Actor, writer: Actor, within: Partnership, secret: str = "") -> dict[str, Any]:
    """A round of the tool that somebody writes in, and a recorded talk, for any partnership; ids by name."""
    programme = calls.programme(officer, FOLDER)
    version = programme.versions.latest("published_at")
    row = PlanningTool.objects.create(
        partnership=within, key="planning_tool", number=1, rulebook_version=version, begun_at=clock.now(),
        begun_by_id=writer.person_id,
    )
    save(writer, "tool", row.id, [applications.Edit("problem", "", f"Nobody is asked {secret}", 0)], locale="en")
    record_day(officer, within.id, programme, "dialogue", clock.now().date(), f"On the phone {secret}")
    return {
        "partnership": within.id, "other_programme": programme.slug, "recorded": "dialogue", "tool": row.key,
        "tool_round": 1, "tool_section": "problems", "tool_brought": offline.brought("tool", row.id).id,
    }
