"""A blind panel in Serbia: names, places and people that reach nobody who assesses, in every field that takes one."""

from __future__ import annotations

import io
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from docx import Document

from tandem.answers.models import Answer
from tandem.answers.operations import Edit, save
from tandem.answers.queries import stored
from tandem.applications import access
from tandem.applications.models import Application
from tandem.applications.operations import decide_eligibility, sign, standing
from tandem.calls.models import Call
from tandem.foundation import clock
from tandem.foundation.access import Actor
from tandem.foundation.accounts.models import Person
from tandem.foundation.files.models import StoredContent, StoredFile
from tandem.foundation.files.storage import Folder
from tandem.foundation.ids import new_id
from tandem.foundation.tenancy.models import Membership
from tandem.organisations import operations as organisations
from tandem.organisations.models import Organisation
from tandem.reviews import operations
from tandem.reviews.models import Interview
from tandem.reviews.operations import Found, Met
from tandem.reviews.operations.interviewing import digest as seen
from tandem.reviews.operations.listing import digest
from tandem.reviews.queries.listing import candidates
from tandem.reviews.queries.names import applicants
from tandem.rulebooks import shipped
from tests.cast import Cast
from tests.factories import applications, calls
from tests.factories.organisations import make
from tests.remembered import remembered
from tests.reviews.conftest import READING, World

SERBIA = shipped()["tacso-cooperation-serbia"]
NAMES = ("Kanarinka Vrbovac", "Plavokljun Selište")  # of organisations, one pair an application
PLACES = ("Kanarograd", "Plavograd")
PEOPLE = ("Svetlana Kanarić", "Miloš Plavšić")
SIGNS = "Nobody else has a bell in the school yard"  # no name, yet it says who they are
CANARIES = ("Kanarink", "Vrbovac", "Plavokljun", "Selište", "Kanarograd", "Plavograd", "Kanari", "Plavši", "Svetlan")


def seeded(cast: Cast, call: Call, number: int, title: str) -> Application:
    """An application whose every field says who and where they are; found eligible."""
    who = PEOPLE[number]
    person = Person.objects.create_user(f"{who.split()[0].lower()}@{NAMES[number].split()[0].lower()}.example", who)
    lead, partner = (_organisation(person, f"{NAMES[number]} {part}", PLACES[number]) for part in ("", "Drugi"))
    actor = cast.actor(person)
    for one in (lead, partner):
        organisations.profile(
            actor, one, rural_based=True, rural_serves=True, based_in=PLACES[number], serves=PLACES[number],
            sectors=["health"], work=["services"], expertise=f"{one.name} can cook", experience=who,
            capacity=f"{one.name} has 7", networks="Kanarinke", legal_status="association", founded=2004,
        )
    said = f"{who} of {NAMES[number]} in {PLACES[number]}, {call.title.get('en', '')}"
    written = applications.filled(
        {"lead": actor, "partner": actor}, call, {"lead": lead, "partner": partner}, f"{title} in {PLACES[number]}",
        advice=SIGNS,
        summary=f"We, {said}, and the {PLACES[number]}ski school, learn from each other.", networking=said,
        complementarity=f"{NAMES[number].upper()} brings what {NAMES[number].lower()} drugi lacks.",
    )
    _cheaper(actor, written)
    held = access.hold(actor, written.id)
    sent = sign(actor, written.id, standing(held).content.sha256).submission
    assert sent is not None
    paper(sent.application, who)
    return decide_eligibility(cast.actor("ana"), sent.application_id, True, "")


def _cheaper(actor: Actor, application: Application) -> None:
    """Entries of the budget as small as this office gives, one of them in dinars."""
    rows = [(key, kept) for key, kept in stored(application.id).items() if key[0] == "budget"]
    for number, ((path, row), kept) in enumerate(rows):
        value = {**kept.value, "years": {"1": 200_000}}
        if number:
            value |= {"currency": "RSD", "rate": "0.0085", "rate_source": "a bank", "rate_on": "2024-09-01"}
        edits = [Edit(path, row, None, kept.revision, value=value)]
        assert not save(actor, "application", application.id, edits, locale="en").refusal


def _organisation(person: Person, name: str, place: str) -> Organisation:
    made = make(name.strip(), "RS", kind="cso", sign=person)
    made.place, made.org_id = place, f"RS-APR-{name.split()[0]}"
    made.save(update_fields=["place", "org_id"])
    return made


def paper(application: Application, author: str, path: str = "needs_papers") -> StoredFile:
    """A Word file whose name, title and properties say who made it, named by an answer."""
    made, out = Document(), io.BytesIO()
    made.add_paragraph("Needs that several people told us.")
    made.core_properties.author = made.core_properties.last_modified_by = author
    made.save(out)
    content = out.getvalue()
    sha256 = __import__("hashlib").sha256(content).hexdigest()
    folder = Folder(application.organiser_id)
    written = folder.unfinished()
    written.write_bytes(ContentFile(content).read())
    folder.put(written, sha256)
    StoredContent.objects.get_or_create(sha256=sha256, defaults={"size": len(content)})
    file = StoredFile.objects.create(
        name=f"{author} odluka.docx", size=len(content), sha256=sha256, kind="docx", uploaded_at=clock.now()
    )
    Answer.objects.create(
        subject_kind="application", subject_id=application.id, path=path, row=str(new_id()), language="sr",
        value={"file": str(file.id), "name": file.name, "size": file.size, "sha256": sha256, "title": author},
        saved_at=clock.now(),
    )
    return file


def serbian(
    cast: Cast, at: Any, titles: tuple[str, ...] = ("Kitchens", "Gardens"), folder: Path = SERBIA
) -> World:
    """A call of the Serbian office with these applications, all eligible; Cy and Liv are its assessors."""
    at("2024-09-12T12:00")
    world = World(cast, *_waiting(cast, titles, folder))
    at(READING)
    return world


@remembered
def _waiting(cast: Cast, titles: tuple[str, ...], folder: Path) -> tuple[Call, Person, list[Application]]:
    call = calls.call(
        cast.actor("ana"), folder, component="exchange", opens=datetime.fromisoformat("2024-08-12T09:00"),
        closes=datetime.fromisoformat("2024-10-15T12:00"), starts_on=date(2025, 3, 1),
    )
    liv = Person.objects.create_user("liv@tandem.example", "Liv Aker", language="en")
    Membership.objects.create(organiser=cast.samband, person=liv, role="assessor")
    return call, liv, [seeded(cast, call, number, title) for number, title in enumerate(titles)]


def seat(world: World) -> None:
    """Cy and Liv are asked onto the panel, declare no interest in anybody, and get everything."""
    people = [world.cast.cy, world.liv]
    operations.ask(world.officer, world.call, [person.id for person in people])
    for person in people:
        names = {id for organisations in applicants(world.call).values() for id in organisations}
        operations.declare_about(world.actor(person), world.call, dict.fromkeys(names))
    operations.assign(world.officer, world.call, [p.id for p in people], [a.id for a in world.made])


def scored(world: World, *values: tuple[int, int]) -> None:
    """Both lock: for each application what Cy and what Liv gives to every criterion."""
    for application, (cy, liv) in zip(world.made, values, strict=True):
        world.lock_all(world.cast.cy, cy, application)
        world.lock_all(world.liv, liv, application)


def listed(world: World, *chosen: Application) -> None:
    """The short list is decided by hand."""
    operations.shortlist_all(
        world.officer, world.call, {a.id for a in chosen}, line=None,
        reasons={a.id: "We want to hear more" for a in chosen}, rest="Others fit better",
        seen=digest(candidates(world.call)),
    )


def record(world: World, application: Application, actor: Any = None, **revised: int) -> Interview:
    """A visit that confirms every criterion but those given; it waits for a second officer."""
    found = {c.id: Found(revised.get(c.id), f"We saw it: {c.id}") for c in world.component.criteria}
    met = Met("site_visit", date(2024, 11, 3), PLACES[0], ("Ana Solheim", "Mira Ilić"), PEOPLE[0])
    return operations.record_interview(actor or world.officer, application.id, None, "", met=met, findings=found)


def confirm(world: World, row: Interview) -> Interview:
    """Omar reads it and confirms."""
    return operations.confirm_interview(world.actor("omar"), row.id, seen(row))
