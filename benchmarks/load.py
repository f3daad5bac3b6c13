"""A programme in full swing, written in bulk: `python -m benchmarks.load --applications 10000` prints where things are.

Everything goes through the models in the organiser's scope; programme, rulebook and call through their operations.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent / "rulebook"
SLUG = "measured"
WRITERS = 8  # who submit at the same time
ASSESSORS = 40
ORGANISATIONS = 500  # on each side
BATCH = 1000
WORDS = (
    "water",
    "pumps",
    "archives",
    "streets",
    "council",
    "clinic",
    "ledger",
    "bridge",
    "market",
    "harbour",
    "meter",
    "pipe",
    "school",
    "roof",
    "bus",
    "stop",
    "tariff",
    "register",
    "forest",
    "river",
    "plan",
    "inspector",
    "library",
    "garden",
    "bin",
    "lorry",
    "well",
    "clerk",
    "map",
    "survey",
    "signal",
)


def prose(seed: int, words: int) -> str:
    """So many words, the same for the same seed and different for the next."""
    return (
        " ".join(WORDS[(seed * 7 + place * (1 + seed % 5)) % len(WORDS)] for place in range(words)).capitalize() + "."
    )


def written(seed: int, title: str) -> dict[tuple[str, str], Any]:
    """Answers to the ten questions that may be sent, as JSON values."""
    from tandem.foundation.ids import new_id

    row = lambda: str(new_id())  # noqa: E731
    answers: dict[tuple[str, str], Any] = {
        ("title", ""): title,
        ("summary", ""): prose(seed, 90),
        ("start_on", ""): "2027-03-01",
        ("themes", ""): [("water", "waste", "schools", "roads", "archives")[seed % 5]],
        ("place", ""): ("home", "abroad", "both")[seed % 3],
        ("reached", ""): str(100 + seed % 9000),
    }
    for side in ("home", "abroad"):
        answers[(f"learning/{side}", "")] = prose(seed + 3, 60)
        answers[(f"own_task/{side}/task", "")] = prose(seed + 5, 9)
        answers[(f"own_task/{side}/by_law", "")] = True
        for number in range(2):
            answers[("people", row())] = {
                "name": f"Person {seed}-{number}",
                "email": f"p{seed}.{number}.{side}@example.org",
                "party": side,
                "profession": "engineer",
            }
    for line, paid_by, minor in (("travel", "grant", 20_000_000 + seed % 900 * 10_000), ("experts", "own", 12_000_000)):
        answers[("cost", row())] = {
            "line": line,
            "text": "For both",
            "party": "home",
            "currency": "NOK",
            "paid_by": paid_by,
            "years": {"1": minor},
        }
    return answers


class Loader:
    """Writes the programme for one organiser; `now` is the moment everything is measured from."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def people(self) -> None:
        """Organiser, officer, assessors, and those who will submit."""
        from tandem.foundation.accounts.models import Person
        from tandem.foundation.tenancy.models import Membership, Organiser

        def person(name: str) -> Person:
            return Person(email=f"{name.lower().replace(' ', '.')}@bench.example", name=name, password="!")

        self.organiser = Organiser.objects.create(slug=SLUG, name={"en": "Measured"}, languages=["en"])
        self.officer = person("Ana Solheim")
        self.assessors = [person(f"Cy {number}") for number in range(ASSESSORS)]
        self.writers = [person(f"Bo {number}") for number in range(WRITERS)]
        Person.objects.bulk_create([self.officer, *self.assessors, *self.writers])
        Membership.objects.bulk_create(
            Membership(organiser=self.organiser, person=one, role="officer" if one is self.officer else "assessor")
            for one in (self.officer, *self.assessors)
        )

    def call(self) -> None:
        """The programme and its open call, through the operations."""
        from tandem.calls import operations as calls
        from tandem.calls.queries import proposed
        from tandem.core.rulebook import load
        from tandem.foundation.access import Actor
        from tandem.programmes import operations as programmes

        actor = Actor(self.officer.id, self.officer.name, frozenset({"officer"}))
        programme = programmes.create_programme(actor, folder=FOLDER)
        day = self.now.replace(tzinfo=None, hour=9, minute=0, second=0, microsecond=0)
        terms = replace(
            proposed(load(FOLDER), "year", day.year, "Europe/Oslo"),
            lead={"en": "Ten questions"},
            opens=day + timedelta(hours=24),
            closes=day + timedelta(days=60),
            minutes=60,
            papers={"en": "None"},
            decision_on=(day + timedelta(days=90)).date(),
            starts_on=(day + timedelta(days=120)).date(),
        )
        made = calls.publish(actor, calls.prepare(actor, programme, "year", day.year, terms))
        made.opens_at = self.now - timedelta(days=30)
        made.save(update_fields=["opens_at"])
        self.made_call = made

    def organisations(self) -> None:
        """Five hundred on each side; each writer acts and signs for one at home."""
        from tandem.organisations.models import Member, Organisation

        def make(kind: str, country: str, name: str) -> list[Any]:
            return [
                Organisation(name=f"{name} {number:03}", kind=kind, country=country, languages=["en"], made_at=self.now)
                for number in range(ORGANISATIONS)
            ]

        self.home, self.abroad = make("municipality", "NO", "Fjordvik"), make("municipality", "GT", "San Telmo")
        Organisation.objects.bulk_create(self.home + self.abroad)
        Member.objects.bulk_create(
            Member(
                organisation=self.home[number], person=writer, role="sign", invited_at=self.now, accepted_at=self.now
            )
            for number, writer in enumerate(self.writers)
        )

    def applications(self, first: int, count: int, *, sent: bool) -> list[Any]:
        """So many applications with parties, plan and answers; `sent` ones with receipt, signature and score."""
        from tandem.answers.models import Answer
        from tandem.applications.models import Application
        from tandem.partnerships.models import Partnership, Party
        from tandem.plans.models import Plan, Version

        numbers = range(first, first + count)
        ships = [Partnership(title=self.title(number), founded_at=self.now) for number in numbers]
        plans = [Plan(partnership=ship, made_at=self.now) for ship in ships]
        made = [
            self.application(number, ship, plan, sent) for number, ship, plan in zip(numbers, ships, plans, strict=True)
        ]
        answers = [written(number, self.title(number)) for number in numbers]
        place = {id(ship): number if sent else number % WRITERS for number, ship in zip(numbers, ships, strict=True)}
        Partnership.objects.bulk_create(ships)
        Party.objects.bulk_create(
            Party(partnership=ship, organisation=row[place[id(ship)] % len(row)], side=side, joined_at=self.now)
            for ship in ships
            for side, row in (("home", self.home), ("abroad", self.abroad))
        )
        Plan.objects.bulk_create(plans)
        stage = "proposed" if sent else "draft"
        frozen = self.now if sent else None
        Version.objects.bulk_create(
            Version(plan=plan, number=1, stage=stage, made_at=self.now, frozen_at=frozen) for plan in plans
        )
        Application.objects.bulk_create(made)
        Answer.objects.bulk_create(
            (
                Answer(
                    subject_kind="application",
                    subject_id=row.id,
                    path=path,
                    row=line,
                    value=value,
                    language="en",
                    saved_by=self.writers[0],
                    saved_at=self.now,
                )
                for row, filled in zip(made, answers, strict=True)
                for (path, line), value in filled.items()
            ),
            batch_size=BATCH,
        )
        if sent:
            self.sent(made, answers)
        return made

    def title(self, number: int) -> str:
        """'Water pumps archives 17'."""
        return f"{' '.join(WORDS[(number + place * 3) % len(WORDS)] for place in range(3)).capitalize()} {number}"

    def application(self, number: int, ship: Any, plan: Any, sent: bool) -> Any:
        """One application, unsaved."""
        from tandem.applications.listing import searched
        from tandem.applications.models import Application

        waits = number % 30 == 0  # for the officer to say whether it is eligible
        names = f"{self.home[number % len(self.home)].name} – {self.abroad[number % len(self.abroad)].name}"
        reference = f"YEAR-{number:05}" if sent else ""
        return Application(
            call=self.made_call,
            partnership=ship,
            plan=plan,
            title=self.title(number),
            founded_by=self.writers[0],
            step="draft" if not sent else "submitted" if waits else "eligible",
            founded_at=self.now,
            asked_minor=20_000_000 + number % 900 * 10_000,
            revision=10,
            reference=reference,
            names=names,
            countries=" GT NO ",
            search=searched(self.title(number), reference, names),
            submitted_at=self.now - timedelta(minutes=number + 1) if sent else None,
        )

    def sent(self, made: Sequence[Any], answers: Sequence[dict[tuple[str, str], Any]]) -> None:
        """Receipts, signatures, five assignments each of which three are scored, grants and duties."""
        import hashlib

        from tandem.applications.models import Signature, Submission
        from tandem.core.forms.answers import canonical

        contents = [json.dumps({"answers": json.loads(canonical(each))}, sort_keys=True) for each in answers]
        sums = [hashlib.sha256(text.encode()).hexdigest() for text in contents]
        Submission.objects.bulk_create(
            (
                Submission(
                    application=row, reference=row.reference, content=text, sha256=sha256, received_at=row.submitted_at
                )
                for row, text, sha256 in zip(made, contents, sums, strict=True)
            ),
            batch_size=BATCH,
        )
        Signature.objects.bulk_create(
            (
                Signature(
                    application=row,
                    side="home",
                    person=self.writers[0],
                    person_name="Bo",
                    content_sha256=sha256,
                    signed_at=row.submitted_at,
                )
                for row, sha256 in zip(made, sums, strict=True)
            ),
            batch_size=BATCH,
        )
        self.judged(made)
        self.duties(made)

    def judged(self, made: Sequence[Any]) -> None:
        """Five assignments to each application; three of them declared, scored and locked."""
        from tandem.foundation.access.models import Grant
        from tandem.reviews.models import Assignment, Declaration, Scoring

        works = [
            (
                number,
                Assignment(
                    application=row,
                    assessor=self.assessors[(place * 5 + number) % ASSESSORS],
                    assigned_by=self.officer,
                    assigned_at=self.now,
                    opened_at=self.now if number < 4 else None,
                    locked_at=self.now if number < 3 else None,
                ),
            )
            for place, row in enumerate(made)
            for number in range(5)
        ]
        opened = [work for number, work in works if number < 4]
        Assignment.objects.bulk_create((work for _, work in works), batch_size=BATCH)
        Declaration.objects.bulk_create(
            (
                Declaration(
                    application=work.application, person=work.assessor, has_interest=False, declared_at=self.now
                )
                for work in opened
            ),
            batch_size=BATCH,
        )
        Grant.objects.bulk_create(
            (
                Grant(
                    person=work.assessor,
                    kind="application",
                    object_id=work.application.id,
                    purpose="assess",
                    allows=True,
                    from_at=self.now,
                )
                for work in opened
            ),
            batch_size=BATCH,
        )
        Scoring.objects.bulk_create(
            (
                Scoring(
                    assignment=work,
                    criterion=criterion,
                    value=(seed + number) % 6,
                    reason=prose(seed, 20),
                    saved_at=self.now,
                )
                for seed, (number, work) in enumerate(works)
                if number < 3
                for criterion in ("relevance", "learning", "economy")
            ),
            batch_size=BATCH,
        )

    def duties(self, made: Iterable[Any]) -> None:
        """What waits for the officers: is it eligible? And for the assessors: assess."""
        from tandem.foundation.duties.models import Duty
        from tandem.reviews.models import Assignment

        due = self.now + timedelta(days=20)
        common: dict[str, Any] = {"subject_kind": "application", "made_at": self.now}
        rows = [
            Duty(
                kind="application.check",
                role="officer",
                holder="officer",
                subject_id=row.id,
                values={"title": row.title},
                due_at=self.now + timedelta(days=number % 30 - 3),
                **common,
            )
            for number, row in enumerate(row for row in made if row.step == "submitted")
        ]
        waiting = Assignment.objects.filter(
            application__in=[row.id for row in made], locked_at=None, opened_at__isnull=False
        )
        rows += [
            Duty(
                kind="reviews.score",
                person_id=person,
                holder=str(person),
                subject_id=work,
                subject_kind="assignment",
                values={"title": "Something to assess"},
                due_at=due,
                made_at=self.now,
            )
            for work, person in waiting.values_list("id", "assessor_id")
        ]
        Duty.objects.bulk_create(rows, batch_size=BATCH)


def batches(total: int, size: int = 500) -> Iterator[tuple[int, int]]:
    """(first, count) until the total is reached."""
    for first in range(0, total, size):
        yield first, min(size, total - first)


def session_of(person: Any) -> str:
    """A signed-in session's key, as the sign-in page would make it."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    store = SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.save()
    return str(store.session_key)


def load(total: int, drafts: int) -> dict[str, Any]:
    """Write everything and say where it is: sessions and addresses of the pages to be measured."""
    from django.db import connection, transaction

    from tandem.foundation import clock
    from tandem.foundation.tenancy.scope import organiser_scope

    made = Loader(clock.now())
    with transaction.atomic():
        made.people()
        with organiser_scope(made.organiser.id):
            made.call()
            made.organisations()
            last = [row for first, count in batches(total) for row in made.applications(first, count, sent=True)][-1]
            waiting = [
                row for first, count in batches(drafts) for row in made.applications(total + first, count, sent=False)
            ]
            assessor, work = given(made)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    slug = made.made_call.slug
    owned: dict[int, list[str]] = {number: [] for number in range(WRITERS)}
    for number, row in enumerate(waiting, start=total):
        owned[number % WRITERS].append(str(row.id))
    return {
        "officer": session_of(made.officer),
        "assessor": session_of(assessor),
        "writers": [session_of(writer) for writer in made.writers],
        "drafts": list(owned.values()),
        "pages": pages(slug, str(last.id), owned[0].pop(), work, total),
    }


def given(made: Loader) -> tuple[Any, str]:
    """One assessor, and an assignment of theirs that is open."""
    from tandem.reviews.models import Assignment

    opened = Assignment.objects.filter(locked_at=None, opened_at__isnull=False)
    work = opened.filter(assessor=made.assessors[3]).first() or opened.first()
    if work is None:
        raise SystemExit("No assignment is open: nothing an assessor could be measured at.")
    return work.assessor, str(work.id)


def pages(slug: str, sent: str, draft: str, work: str, total: int) -> dict[str, tuple[str, str]]:
    """What is measured: name → (who asks, path)."""
    listed = f"/{SLUG}/calls/{slug}/applications/"
    far = min(50, (total + 49) // 50)
    return {
        "call": ("", f"/{SLUG}/calls/{slug}/"),
        "list": ("officer", listed),
        "list_far": ("officer", f"{listed}?page={far}"),
        "list_search": ("officer", f"{listed}?search=harbour&order=asked"),
        "list_filtered": ("officer", f"{listed}?country=GT&step=eligible&declarations=missing&order=score"),
        "application": ("officer", f"/{SLUG}/applications/{sent}/read/"),
        "could_apply": ("", f"/{SLUG}/calls/{slug}/check/?checked=1&abroad_country=GT&money_total=1000"),
        "form": ("writer", f"/{SLUG}/applications/{draft}/sections/all/"),
        "overview": ("writer", f"/{SLUG}/applications/{draft}/"),
        "check": ("writer", f"/{SLUG}/applications/{draft}/check/"),
        "desk": ("officer", f"/{SLUG}/desk/"),
        "desk_assessor": ("assessor", f"/{SLUG}/desk/"),
        "assessor_list": ("assessor", f"/{SLUG}/reviews/"),
        "assess": ("assessor", f"/{SLUG}/reviews/assess/{work}/"),
    }


def main() -> int:
    """Load the database that the surroundings name, and print the places as JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load")
    parser.add_argument("--applications", type=int, default=10_000)
    parser.add_argument("--drafts", type=int, default=800)
    arguments = parser.parse_args()
    import django

    django.setup()
    from tandem.cli import serve

    serve.prepare_database()
    serve.prepare_static_files()
    json.dump(load(arguments.applications, arguments.drafts), sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
