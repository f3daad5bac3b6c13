"""Twin data for the access matrix: what Samband has, Brofonden has too, and its texts carry canaries.

Everything is made through the operations where they exist, so that a later stage finds it as people would leave it.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from tandem.answers.papers import upload
from tandem.answers.subjects import kind_named
from tandem.calls.operations import ask
from tandem.core.forms.paths import expand
from tandem.foundation import clock
from tandem.foundation.accounts.models import Person
from tandem.foundation.files.models import StoredFile
from tandem.foundation.ids import new_id
from tandem.foundation.tenancy.models import Organiser
from tandem.foundation.tenancy.scope import organiser_scope
from tandem.organisations.models import HandedIn, Member, Organisation
from tests.cast import CANARY, SECRET, Cast
from tests.factories import applications, calls, organisations
from tests.files.samples import pdf

NOW = datetime(2024, 9, 12, 10, 0, tzinfo=UTC)


@dataclass
class Side:
    """What a route can be about, at one organiser and for one partnership: ids, slugs and keys by name."""

    organiser: Organiser
    ids: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.ids[name]


@dataclass
class World:
    """`own` is Bo's and Dee's, `other` another organisation's at the same organiser, `foreign` at the other one."""

    cast: Cast
    own: Side
    other: Side
    foreign: Side
    missing: Side
    clients: dict[str, Client]


def build() -> World:
    """Save it all; the clock must stand at NOW."""
    cast = Cast.build()
    cast.other_abroad = organisations_abroad(cast)  # type: ignore[attr-defined]
    own = _calls(cast, cast.samband, "ana", "")
    other = Side(cast.samband, dict(own.ids))
    foreign = _calls(cast, cast.brofonden, "eve", CANARY)
    with organiser_scope(cast.samband.id):
        _partnership(cast, own, cast.fjordvik, cast.san_telmo, "bo", "dee", "Sorting at the door")
        _partnership(cast, other, cast.other, cast.other_abroad, "other_bo", "other_bo", "Bergnes")  # type: ignore[attr-defined]
    with organiser_scope(cast.brofonden.id):
        _partnership(cast, foreign, cast.twin_fjordvik, cast.twin_san_telmo, "twin_bo", "twin_bo", SECRET)
    missing = Side(cast.samband, {key: _nothing(value) for key, value in own.ids.items()})
    return World(cast, own, other, foreign, missing, _clients(cast))


def organisations_abroad(cast: Cast) -> Organisation:
    """A partner abroad for the other organisation."""
    with organiser_scope(cast.samband.id):
        return organisations.make("Municipalidad de Las Brisas", "GT", sign=cast.other_bo)


def _nothing(value: Any) -> Any:
    return new_id() if isinstance(value, UUID) else f"no-{value}"


def _calls(cast: Cast, organiser: Organiser, officer: str, canary: str) -> Side:
    actor = cast.actor(officer, organiser)
    with organiser_scope(organiser.id):
        call = calls.call(actor, canary=canary)
        draft = calls.call(actor, year=2025, publish=False, canary=SECRET if canary else "")
        return Side(organiser, {
            "call": call.slug, "draft_call": draft.slug, "programme": call.programme.slug, "_call": call,
            "record": next(iter(call.rulebook.once_per_organisation)),
            "section": call.form.sections[0].id, "page": "components", "key": "ana",
        })


def _partnership(
    cast: Cast, side: Side, home: Organisation, abroad: Organisation, writes: str, leads: str, title: str
) -> None:
    """One application that was sent, and one that is being written, with a file, by the same people."""
    actors = {"home": cast.actor(writes, side.organiser), "abroad": cast.actor(leads, side.organiser)}
    call = side.ids.pop("_call")
    sent = applications.submitted(actors, call, {"home": home, "abroad": abroad}, title)
    second = organisations.make(f"{abroad.name} Sur", "GT", sign=getattr(cast, leads))
    draft = applications.draft(actors["home"], call, {"home": home, "abroad": second}, f"{title}, draft")
    subject = kind_named("application").load(actors["home"], draft.id)
    place = next(place for place in expand(call.form, subject.parties) if place.question.type == "file")
    one = actors["abroad" if place.party == "abroad" else "home"]
    upload(one, subject, place.path, [SimpleUploadedFile(f"Vedtak {title}.pdf", pdf())], locale="en")
    with transaction.atomic():
        ask(actors["home"], call, f"What does {title} mean?")
    side.ids.update({
        "organisation": home.id, "application": sent.application_id, "draft": draft.id,
        "file": StoredFile.objects.get(purpose=f"application:{draft.id}").id,
        "member": Member.objects.get(organisation=home).id, "question": call.questions.latest("asked_at").id,
        "paper": HandedIn.objects.filter(organisation=home).values_list("id", flat=True)[0],
    })


def _clients(cast: Cast) -> dict[str, Client]:
    """A signed-in browser per person, and a stranger's."""
    clients = {"stranger": Client(raise_request_exception=False)}
    for name, person in cast.people():
        clients[name] = signed_in(person)
    return clients


def signed_in(person: Person) -> Client:
    """A browser that is signed in as the person."""
    client = Client(raise_request_exception=False, headers={"accept-language": "en"})
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def standing_clock() -> ExitStack:
    """The clock stands at NOW until the stack is closed."""
    stack = ExitStack()
    stack.enter_context(clock.at(NOW))
    return stack
