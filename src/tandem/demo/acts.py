"""How the events of a story are played: organisers, calls and applications. Always by the operations of the pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction

from tandem.answers.operations import Edit, save
from tandem.answers.papers import upload
from tandem.answers.queries import stored
from tandem.answers.subjects import Subject, kind_named
from tandem.applications import access, founding
from tandem.applications import operations as applications
from tandem.applications.subject import KIND
from tandem.calls import operations as calls
from tandem.calls.models import Call, CallQuestion
from tandem.calls.queries import proposed
from tandem.core.forms.definition import Question
from tandem.core.forms.paths import asked_parties
from tandem.core.values import Money, exponent
from tandem.demo.papers import paper
from tandem.demo.story import BadStory, Event
from tandem.demo.world import World, act, text
from tandem.foundation import clock
from tandem.foundation.access import Actor
from tandem.foundation.files.operations import receive
from tandem.foundation.tenancy import operations as tenancy
from tandem.foundation.tenancy.scope import current
from tandem.organisations import operations as organisations
from tandem.organisations.models import Organisation
from tandem.programmes import operations as programmes
from tandem.programmes.models import Programme

MOST_BYTES = 10 * 1024 * 1024


@act("organiser")
def found_organiser(world: World, event: Event) -> None:
    """An organiser with its first officer."""
    data = event.data
    world.organisers[event.organiser] = tenancy.found_organiser(
        world.person(data["officer"]), names=text(data["name"]), slug=event.organiser, zone=data["zone"],
        languages=data["languages"], mail=data["mail"],
    )


@act("appoint")
def appoint(world: World, event: Event) -> None:
    """People who work for the organiser: {person: role}."""
    for key, role in event.data["people"].items():
        tenancy.appoint(world.of(event), world.person(key), role)


@act("programme")
def start_programme(world: World, event: Event) -> None:
    """A programme with the rulebook beside which this story lies."""
    programme = programmes.create_programme(world.of(event), folder=world.story.folder)
    world.programmes[event.organiser] = programme.id


@act("call")
def publish_call(world: World, event: Event) -> None:
    """Prepare a call from what the rulebook proposes, change what the story says, and publish it."""
    data, actor = event.data, world.of(event)
    programme = Programme.objects.get(id=world.programmes[event.organiser])
    rulebook = programme.versions.latest("published_at").rulebook
    terms = proposed(rulebook, data["component"], data["year"], world.organisers[event.organiser].time_zone)
    changes: dict[str, Any] = {"decision_on": data["decision_on"], "starts_on": data.get("starts_on", terms.starts_on)}
    changes |= {name: text(data[name]) for name in ("title", "lead") if name in data}
    changes |= {name: _naive(data[name]) for name in ("opens", "closes") if name in data}
    changes |= {name: data[name] for name in ("slug", "grace_minutes") if name in data}
    if "budget" in data:
        changes["budget"] = Money.of(Decimal(data["budget"]), terms.budget.currency)
    call = calls.prepare(actor, programme, data["component"], data["year"], replace(terms, **changes))
    world.calls[event.organiser, data["call"]] = calls.publish(actor, call).id


def _naive(value: Any) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(str(value))


@act("ask")
def ask(world: World, event: Event) -> None:
    """Somebody asks about a call."""
    call = Call.objects.get(id=world.calls[event.organiser, event.data["call"]])
    world.questions[event.data["question"]] = calls.ask(world.of(event), call, event.data["text"]).id


@act("reply")
def reply(world: World, event: Event) -> None:
    """An officer answers."""
    question = CallQuestion.objects.get(id=world.questions[event.data["question"]])
    calls.answer(world.of(event), question, event.data["text"])


@act("invite")
def invite(world: World, event: Event) -> None:
    """A colleague is invited into an organisation, and accepts when the story says so."""
    data = event.data
    organisation = Organisation.objects.get(id=world.organisations[event.organiser, data["organisation"]])
    said = world.story.people[data["colleague"]]
    organisations.invite(
        world.of(event), organisation, mail=said["mail"], name=said["name"], role=data["role"],
        language=said.get("language", "en"),
    )
    if data.get("accepts"):
        organisations.accept(world.actor(data["colleague"], event.organiser), organisation)


@act("found")
def found(world: World, event: Event) -> None:
    """The first side founds the application; organisations that are new are entered, their people invited."""
    data, sides = event.data, event.data["sides"]
    own, call = next(iter(sides)), world.calls[event.organiser, event.data["call"]]
    known: dict[str, UUID | founding.Newcomer] = {}
    for side, who in sides.items():
        there = world.organisations.get((event.organiser, who["organisation"]))
        known[side] = there or _newcomer(world, who)
    application = founding.found_together(world.side(event, own), call, data["title"], known, own)
    world.applications[data["application"]] = application.id
    for party in application.partnership.parties.select_related("organisation"):
        world.organisations[event.organiser, party.organisation.name] = party.organisation_id


def _newcomer(world: World, who: Mapping[str, Any]) -> founding.Newcomer:
    said = world.story.people[who["person"]]
    return founding.Newcomer(
        name=who["organisation"], kind=who.get("kind", "municipality"), country=who["country"], mail=said["mail"],
        person_name=said["name"], language=said.get("language", "en"),
    )


@act("join")
def join(world: World, event: Event) -> None:
    """The partners' people accept; each side says which languages it reads."""
    for side, who in event.data["sides"].items():
        organisation = Organisation.objects.get(id=world.organisations[event.organiser, who["organisation"]])
        actor = world.side(event, side)
        organisations.accept(actor, organisation)
        organisations.describe(
            actor, organisation, name=organisation.name, kind=organisation.kind, languages=who.get("languages", ["en"]),
            place=who.get("place", ""),
        )


@act("hand_in_ethics")
def hand_in_ethics(world: World, event: Event) -> None:
    """An organisation hands in what the programme asks for once: the first record of its rulebook."""
    who = event.data["sides"][event.data["side"]]
    organisation = Organisation.objects.get(id=world.organisations[event.organiser, who["organisation"]])
    actor, programme = world.side(event, event.data["side"]), world.programmes[event.organiser]
    rulebook = Programme.objects.get(id=programme).versions.latest("published_at").rulebook
    record = next(iter(rulebook.once_per_organisation))
    file = paper(who["ethics"], organisation.name, actor.language, clock.now().date())
    with transaction.atomic():
        kept = receive(actor, current(), file, ["pdf"], MOST_BYTES, f"organisation:{organisation.id}")
        organisations.hand_in(actor, organisation, programme=programme, record_id=record, file=kept)


@act("write")
def write(world: World, event: Event) -> None:
    """One side's person fills in a page: {question: answer}, each party for itself."""
    data, actor = event.data, world.side(event, event.data["side"])
    fill(actor, KIND, world.applications[data["application"]], event, data["answers"])


def fill(actor: Actor, kind: str, id: UUID, event: Event, answers: Mapping[str, Any]) -> None:
    """Save answers of a side to whatever can be filled in; BadStory when one was not saved."""
    side = event.data["side"]
    subject = kind_named(kind).load(actor, id)
    kept, edits = stored(subject.id), []
    for question_id, value in answers.items():
        question = subject.form.question(question_id)
        party = side if asked_parties(question, subject.parties) != ("",) else ""
        path = f"{question_id}/{party}" if party else question_id
        if question.type == "file":
            organisation = event.data["sides"][side]["organisation"]
            files = [paper(entry, organisation, actor.language, clock.now().date()) for entry in value]
            upload(actor, subject, path, files, locale=actor.language)
            continue
        for at, row, stored_value in _places(question, path, value, subject):
            base = kept[at, row].revision if (at, row) in kept else 0
            edits.append(Edit(at, row, None, base, value=stored_value))
    result = save(actor, kind, subject.id, edits, locale=actor.language)
    failed = [outcome for outcome in result.outcomes if outcome.status not in {"saved", "same"}]
    if failed or result.refusal:
        raise BadStory(f"{event.where}: not saved: {result.refusal or failed}")


def _places(question: Question, path: str, value: Any, subject: Subject) -> Iterator[tuple[str, str, Any]]:
    """(path, row, stored value) of what the story says shortly."""
    if question.type == "declaration":
        for part, said in value.items():
            yield f"{path}/{part}", "", _plain(said)
    elif question.type in {"people", "budget"}:
        for entry in value:
            row = str(uuid5(NAMESPACE_URL, f"{subject.id}/{path}/{sorted(entry.items(), key=str)}"))
            yield path, row, _budget(entry, question) if question.type == "budget" else dict(entry)
    elif question.type == "money":
        cash = Money.of(Decimal(str(value)), question.currency or "")
        yield path, "", {"minor": cash.minor, "currency": cash.currency}
    else:
        yield path, "", _plain(value)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value.strip() if isinstance(value, str) else value


def _budget(entry: Mapping[str, Any], question: Question) -> dict[str, Any]:
    """A budget row with its years in main units: {line, text, party, currency, years: [..], rate…}."""
    currency = entry.get("currency", question.currency)
    factor = 10 ** exponent(currency)
    row = {name: _plain(said) for name, said in entry.items() if name != "years"}
    row |= {"currency": currency, "paid_by": entry.get("paid_by", "grant")}
    if currency == question.currency:
        row["rate"] = "1"
    row["years"] = {str(n): int(Decimal(str(a)) * factor) for n, a in enumerate(entry["years"], 1) if a is not None}
    return row


@act("sign")
def sign(world: World, event: Event) -> None:
    """A party's authorised person signs what they see; the last signature submits."""
    actor, id = world.side(event, event.data["side"]), world.applications[event.data["application"]]
    seen = applications.standing(access.hold(actor, id))
    if not seen.ready:
        no = [f"{v.rule} ({v.party})" for v in seen.verdicts if v.refuses]
        raise BadStory(f"{event.where}: cannot be signed: {seen.missing} answers missing, rules {no}")
    applications.sign(actor, id, seen.content.sha256)
