"""A grant of the municipal programme with its team, as it stands after the award. Inside an organiser's scope."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from tandem.answers.models import Answer
from tandem.applications.models import Application
from tandem.core.rulebook.sources import read_folder
from tandem.delivery import operations
from tandem.delivery.models import ParticipantForm
from tandem.delivery.operations import ReplacementInput
from tandem.foundation import clock
from tandem.foundation.ids import new_id
from tandem.organisations.models import Organisation
from tandem.partnerships import operations as partnerships
from tandem.partnerships.models import Grant
from tandem.partnerships.states import GrantStep
from tandem.plans.models import BudgetLine, BudgetYear, Stage, Version
from tandem.plans.operations import attach, start
from tandem.programmes.models import Donor
from tandem.rulebooks import shipped
from tests.factories import calls, organisations
from tests.remembered import remembered
from tests.rulebooks.teams import GOOD, facts, person, team

MONEY = (("travel", "home"), ("travel", "abroad"), ("accommodation", "home"), ("material", "home"))


@lru_cache(maxsize=1)
def folder() -> Path:
    """The municipal programme, said to be ready where it calls itself a draft."""
    source = shipped()["icld-partnership"]
    made = Path(tempfile.mkdtemp(prefix="tandem-participants-")) / source.name
    for name, text in read_folder(source).texts.items():
        path = made / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("status: draft", "status: ready"), encoding="utf-8")
    return made


@dataclass
class Awarded:
    """A grant whose team was approved with the award, and hands to change it with."""

    cast: Any
    grant: Grant
    application: Application
    form: ParticipantForm | None

    def person(self, name: str) -> UUID:
        """Somebody on the first form, by a part of the name."""
        assert self.form is not None
        return UUID(next(row["person"] for row in self.form.people if name in row["name"]))

    def propose(self, leaves: str = "", code: str = "", who: str = "bo", **changed: Any) -> Any:
        """A change: who leaves by name, who comes as a code of `tests.rulebooks.teams`."""
        cells = changed.pop("cells", {})
        comes = newcomer(code, **cells) if code else {}
        stranger = changed.pop("stranger", None)
        given = {
            "leaves": self.person(leaves) if leaves else stranger, "comes": {"party": "home", **comes}, "why": "left",
            "reason": "Moves to another town; her deputy knows the work.", "from_on": date(2026, 3, 1), **changed,
        }
        return operations.propose_replacement(self.cast.actor(who), self.grant.id, ReplacementInput(**given), "en")

    def address(self, rest: str = "") -> str:
        return f"/samband/grants/{self.grant.id}/participants/{rest}"


def newcomer(code: str, **cells: Any) -> dict[str, str]:
    """The cells of the form as somebody types them."""
    row = {**person(code, "home", 4), "name": "Nora Ny", "email": "nora@example.org", **cells}
    row.pop("party")
    return {name: {True: "true", False: "false"}.get(value, value) for name, value in row.items()}


@remembered
def awarded(
    cast: Any, component: str = "preparation", *, home: str = "", abroad: str = "", canary: str = "",
    step: GrantStep = GrantStep.AGREED, form: bool = True, pair: tuple[Organisation, Organisation] | None = None,
) -> Awarded:
    """A grant of this kind of support from 2025 on with an agreed budget; its first form is made unless `form` is off.

    Bo writes for the Swedish party, Dee for the one abroad. `home` and `abroad` are codes of `tests.rulebooks.teams`.
    """
    ours = pair or (
        organisations.make(f"Björkvik kommun{canary}", "SE", sign=cast.bo),
        organisations.make(f"Makambira{canary}", "KE", sign=cast.dee),
    )
    call = calls.call(cast.actor("ana"), folder(), component=component, year=2025, publish=False)
    partnership = partnerships.found(cast.actor("bo"), f"Rest och ris{canary}", dict(zip(("home", "abroad"),
                                     (ours[0].id, ours[1].id), strict=True)))
    plan, now = start(partnership.id), clock.now()
    application = Application.objects.create(
        call=call, partnership=partnership, plan=plan, title=partnership.title, founded_at=now, submitted_at=now,
        reference=f"SB-2025-{Application.objects.count() + 1:04d}", rulebook_version=call.rulebook_version,
    )
    _answers(application, component, home or GOOD[component], abroad or GOOD[component])
    years = call.component.years
    grant: Grant = Grant.objects.create(
        partnership=partnership, programme=call.programme, rulebook_version=call.rulebook_version, currency="SEK",
        donor=Donor.objects.filter(key="sida").first(), component=component, reference=application.reference,
        title=application.title, awarded_minor=40_000_000, cycle_year=2025, starts_on=date(2025, 7, 1),
        ends_on=date(2025 + years - 1, 12, 31), years=years, step=step, awarded_at=now,
    )
    attach(plan.id, grant)
    _money(plan.id)
    first = operations.make_first_form(grant) if form else None
    return Awarded(cast, grant, application, first)


def _answers(application: Application, component: str, home: str, abroad: str) -> None:
    """What the rules about people look at: the team, and whether there is an elected opposition."""
    rows = [("team", str(new_id()), {"email": "", **row}) for row in team(home=home, abroad=abroad)]
    said = facts(component)["answers"]
    rows += [
        (f"{question}/{side}/{part}", "", value)
        for question in ("council", "commitments") if question in said
        for side, parts in said[question].items() for part, value in parts.items()
    ]
    Answer.objects.bulk_create([
        Answer(
            subject_kind="application", subject_id=application.id, path=path, row=row, value=value, revision=1,
            saved_at=clock.now(),
        )
        for path, row, value in rows
    ])


def _money(plan: UUID) -> None:
    version = Version.objects.get(plan=plan)
    Version.objects.filter(id=version.id).update(stage=Stage.AGREED, frozen_at=clock.now(), agreed_at=clock.now())
    for place, (key, side) in enumerate(MONEY):
        line = BudgetLine.objects.create(
            version=version, identity=new_id(), line=key, side=side, currency="SEK", place=place
        )
        BudgetYear.objects.bulk_create([BudgetYear(line=line, year=year, minor=10_000_000) for year in (1, 2)])
