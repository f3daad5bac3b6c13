"""Twin data for the access matrix: what Samband has, Brofonden has too, and its texts carry canaries.

Everything is made through the operations, at the time when people would do it: a call that has closed and whose
applications are read by assessors, a call that is open, and one that is prepared.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from tandem.answers.models import Answer
from tandem.answers.papers import upload
from tandem.answers.subjects import kind_named
from tandem.applications.operations import decide_eligibility
from tandem.awards import operations as awards
from tandem.awards.queries.proposals import in_force
from tandem.calls.models import Call
from tandem.calls.operations import ask
from tandem.core.forms.paths import expand
from tandem.foundation import clock
from tandem.foundation.access import Actor
from tandem.foundation.accounts.models import Person
from tandem.foundation.files.models import StoredFile
from tandem.foundation.ids import new_id
from tandem.foundation.tenancy.models import Membership, Organiser
from tandem.foundation.tenancy.scope import organiser_scope
from tandem.organisations.models import HandedIn, Member, Organisation
from tandem.programmes.models import Programme
from tandem.reviews import operations as reviews
from tandem.reviews.models import Assignment
from tests.cast import CANARY, SECRET, Cast
from tests.factories import (
    agreements,
    applications,
    calls,
    delivery,
    finance,
    grants,
    icld,
    later,
    offline,
    organisations,
    plans,
    reports,
    rounds,
    rulebooks,
)
from tests.files.samples import pdf

SENDING = datetime(2024, 9, 12, 10, 0, tzinfo=UTC)
NOW = datetime(2024, 11, 4, 10, 0, tzinfo=UTC)


@dataclass
class Side:
    """What a route can be about, at one organiser and for one partnership: ids, slugs and keys by name."""

    organiser: Organiser
    officer: Actor
    ids: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.ids[name]


@dataclass(frozen=True)
class Partners:
    """Who sends an application: two organisations and who signs for each."""

    home: Organisation
    abroad: Organisation
    writes: Person
    leads: Person
    title: str
    assessor: Person


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
    """Save it all; afterwards the clock must stand at NOW."""
    cast = Cast.build()
    lin = assessor(cast.samband, "lin@tandem.example", "Lin Dahl")
    twin = assessor(cast.brofonden, "twin.cy@brofonden.example", f"Cy {SECRET} Brandal")
    own = Side(cast.samband, cast.actor("ana"))
    foreign = Side(cast.brofonden, cast.actor("eve", cast.brofonden))
    other = Side(cast.samband, own.officer)
    with organiser_scope(cast.samband.id), clock.at(SENDING):
        brisas = organisations.make("Municipalidad de Las Brisas", "GT", sign=cast.other_bo)
        closed, opened = _calls(own, "")
        other.ids.update(own.ids)
        ours = Partners(cast.fjordvik, cast.san_telmo, cast.bo, cast.dee, "Sorting at the door", cast.cy)
        theirs = Partners(cast.other, brisas, cast.other_bo, cast.other_bo, "Bergnes", lin)
        _sent(cast, own, closed, ours)
        _sent(cast, other, closed, theirs)
    with organiser_scope(cast.samband.id), clock.at(NOW):
        _read(own, closed, ours)
        _read(other, closed, theirs)
        _proposed(own, closed)
        other.ids["proposal"] = own["proposal"]
        _granted(cast, own, ours)
        _granted(cast, other, theirs, "mfa")
        _written(cast, own, opened, ours)
        _written(cast, other, opened, theirs)
    with organiser_scope(cast.brofonden.id):
        twins = Partners(cast.twin_fjordvik, cast.twin_san_telmo, cast.twin_bo, cast.twin_bo, SECRET, twin)
        with clock.at(SENDING):
            closed, opened = _calls(foreign, CANARY)
            _sent(cast, foreign, closed, twins)
        with clock.at(NOW):
            _read(foreign, closed, twins)
            _proposed(foreign, closed)
            _granted(cast, foreign, twins)
            _written(cast, foreign, opened, twins)
    missing = Side(cast.samband, own.officer, {key: _nothing(value) for key, value in own.ids.items()})
    return World(cast, own, other, foreign, missing, _clients(cast, {"lin": lin, "twin_cy": twin}))


def assessor(organiser: Organiser, mail: str, name: str) -> Person:
    """One more assessor of the organiser."""
    person = Person.objects.create_user(mail, name, language="en")
    Membership.objects.create(organiser=organiser, person=person, role="assessor")
    return person


def _nothing(value: Any) -> Any:
    if isinstance(value, int):
        return value + 900
    return new_id() if isinstance(value, UUID) else f"no-{value}"


def _calls(side: Side, canary: str) -> tuple[Call, Call]:
    """A call that closes on 1 October, one that is open at NOW, and one that is only prepared."""
    secret = SECRET if canary else ""
    closed = calls.call(side.officer, canary=canary)
    opened = calls.call(
        side.officer,
        year=2025,
        canary=canary,
        slug="open-now",
        opens=datetime.fromisoformat("2024-10-01T09:00"),
        closes=datetime.fromisoformat("2025-01-15T12:00"),
    )
    draft = calls.call(side.officer, year=2026, publish=False, canary=secret)
    side.ids.update({
        "call": closed.slug, "open_call": opened.slug, "draft_call": draft.slug, "programme": closed.programme.slug,
        "record": next(iter(closed.rulebook.once_per_organisation)), "section": closed.form.sections[0].id,
        "page": "call", "key": "ana", "rule": closed.component.rules[0].id,
        "membership": Membership.objects.filter(organiser=side.organiser, person=side.officer.person_id).get().id,
    })
    side.ids.update(_ruled(side, closed.programme, canary))
    return closed, opened


def _ruled(side: Side, programme: Programme, canary: str) -> dict[str, Any]:
    """An office with a public rulebook of its own, and a draft that waits for approval."""
    with clock.at(datetime.fromisoformat("2024-08-02T08:00:00+00:00")):
        office = rulebooks.office(side.officer, f"Quay office {canary}")
        own = replace(side.officer, offices=frozenset({office.id}))
        version = rulebooks.published(own, replace(own, person_id=None, name=canary or "Omar Lunde"),
                                      programme=programme, at=office)
        draft = rulebooks.sent(side.officer, programme=programme)
    return {
        "office": office.slug, "rulebook_version": version.id, "rulebook_draft": draft.id, "of_draft": "parties",
        "bench_side": "home", "bench_kind": "project", "of_kind": "questions", "bench_question": "core_task",
        "bench_column": "task", "rule_word": "choose", "whole_kind": "form",
    }


def _sent(cast: Cast, side: Side, call: Call, who: Partners) -> None:
    """An application that both parties have signed, a question about the call, and what an organisation handed in."""
    actors = _actors(cast, side, who)
    sent = applications.submitted(actors, call, {"home": who.home, "abroad": who.abroad}, who.title)
    with transaction.atomic():
        ask(actors["home"], call, f"What does {who.title} mean?")
    side.ids.update(icld.touched(side.officer, actors["home"], sent.application.partnership, _hidden(side)))
    side.ids.update({
        "organisation": who.home.id, "application": sent.application_id,
        "member": Member.objects.get(organisation=who.home).id, "question": call.questions.latest("asked_at").id,
        "paper": HandedIn.objects.filter(organisation=who.home).values_list("id", flat=True)[0],
    })


def _read(side: Side, call: Call, who: Partners) -> None:
    """Found eligible, given to an assessor who has declared no interest, scored and locked."""
    decide_eligibility(side.officer, side["application"], True, "")
    partner = Actor(who.writes.id, who.writes.name, frozenset(), "en")
    side.ids.update(rounds.touched(side.officer, partner, side["application"], _hidden(side)))
    reviews.assign(side.officer, call, [who.assessor.id], [side["application"]])
    actor = Actor(who.assessor.id, who.assessor.name, frozenset({"assessor"}), "en")
    reviews.declare(actor, call, {side["application"]: None})
    work = Assignment.objects.get(application=side["application"])
    for criterion in call.component.criteria:
        reviews.score(actor, work.id, criterion.id, 3, f"{who.title} is well prepared", "answer 3")
    reviews.lock(actor, work.id)
    side.ids.update({"assignment": work.id, "criterion": call.component.criteria[0].id})
    paper = StoredFile.objects.create(
        name=f"{who.title}.pdf", size=4, sha256="0" * 64, kind="pdf", uploaded_at=clock.now()
    )
    asked = next(question.id for question in call.form.questions() if question.type == "file")
    Answer.objects.create(
        subject_kind="application", subject_id=side["application"], path=asked, row=str(new_id()),
        value={"file": str(paper.id), "name": paper.name, "size": 4, "sha256": paper.sha256}, saved_at=clock.now(),
    )
    side.ids["read_file"] = paper.id


def _proposed(side: Side, call: Call) -> None:
    """The ranking laid before a second officer, donors confirmed."""
    proposal = awards.propose(side.officer, call.id)
    current = in_force(call.id)
    assert current is not None
    awards.confirm_donors(side.officer, proposal.id, {row.id: row.donor_proposed_id for row in current.funded})
    awards.send_for_decision(side.officer, proposal.id)
    side.ids["proposal"] = proposal.id


def _granted(cast: Cast, side: Side, who: Partners, donor: str = "") -> None:
    """The grant that came of it, its plan being completed; Bo's and Dee's is audited by Aud and read by Don."""
    made = grants.grant_for(side["application"], donor=donor)
    side.ids["grant"] = made.id
    written = plans.complete(_actors(cast, side, who)["abroad"], made, SECRET if side.organiser != cast.samband else "")
    side.ids.update({"part": "risk", "risk": written.ids["answered"], "version": 1})
    side.ids.update(delivery.touched(side.officer, made, SECRET if side.organiser != cast.samband else ""))
    hidden = SECRET if side.organiser != cast.samband else ""
    side.ids.update(agreements.touched(side.officer, _actors(cast, side, who)["abroad"], made, hidden))
    side.ids.update(agreements.asked(side.officer, made, hidden))
    side.ids.update(finance.touched(side.officer, _actors(cast, side, who)["abroad"], cast.aud.id, made, hidden))
    side.ids.update(reports.touched(side.officer, _actors(cast, side, who)["abroad"], made, hidden))
    side.ids["reader"] = cast.don.id
    if side.organiser == cast.samband and not donor:
        grants.audited_by(cast.aud.id, made)
        grants.read_by_donor(cast.don.id, made.donor_id)


def _written(cast: Cast, side: Side, call: Call, who: Partners) -> None:
    """An application that is being written, with a file, by the same people with a second partner."""
    actors = _actors(cast, side, who)
    second = organisations.make(f"{who.abroad.name} Sur", "GT", sign=who.leads)
    draft = applications.draft(actors["home"], call, {"home": who.home, "abroad": second}, f"{who.title}, draft")
    subject = kind_named("application").load(actors["home"], draft.id)
    place = next(place for place in expand(call.form, subject.parties) if place.question.type == "file")
    one = actors["abroad" if place.party == "abroad" else "home"]
    upload(one, subject, place.path, [SimpleUploadedFile(f"Vedtak {who.title}.pdf", pdf())], locale="en")
    side.ids.update({
        "draft": draft.id, "draft_brought": offline.brought("application", draft.id).id,
        "file": StoredFile.objects.get(purpose=f"application:{draft.id}").id,
    })
    hidden = SECRET if side.organiser != cast.samband else ""
    side.ids.update(later.touched(side.officer, side["application"], side["file"], hidden or who.title))


def _hidden(side: Side) -> str:
    return SECRET if side.organiser.slug == "brofonden" else ""


def _actors(cast: Cast, side: Side, who: Partners) -> dict[str, Actor]:
    return {"home": cast.actor(who.writes, side.organiser), "abroad": cast.actor(who.leads, side.organiser)}


def _clients(cast: Cast, more: dict[str, Person]) -> dict[str, Client]:
    """A signed-in browser per person, and a stranger's."""
    people = {**dict(cast.people()), **more}
    return {"stranger": Client(raise_request_exception=False), **{name: signed_in(one) for name, one in people.items()}}


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
