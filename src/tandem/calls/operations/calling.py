"""Preparing, publishing and explaining calls. Each function is one transaction, or refuses and changes nothing."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from tandem.calls.access import may_ask, may_manage
from tandem.calls.events import CallChanged, CallPublished, QuestionAnswered, QuestionAsked
from tandem.calls.models import Call, CallQuestion, Status
from tandem.calls.queries import Terms, missing, terms_of
from tandem.calls.queries.harms import harms
from tandem.calls.queries.sound import instant, unsound
from tandem.calls.words import what_is_missing, what_is_wrong
from tandem.core.timetable import Window
from tandem.core.values import Problem, pick, storable
from tandem.foundation import clock
from tandem.foundation.access import Actor, Refused, acting
from tandem.foundation.audit.chain import record
from tandem.foundation.duties import book
from tandem.foundation.outbox.events import happened
from tandem.foundation.outbox.queue import send_mail
from tandem.foundation.tenancy.models import Office, Organiser, Role
from tandem.foundation.tenancy.scope import current
from tandem.programmes.models import Programme
from tandem.programmes.queries import latest_version

ANSWER = "calls.answer_question"
ANSWER_WITHIN = timedelta(days=5)
LONGEST_QUESTION = 2000  # characters


@transaction.atomic
def prepare(
    actor: Actor, programme: Programme, component: str, year: int, terms: Terms, office: Office | None = None
) -> Call:
    """A draft call for a component of the programme's newest rulebook, or of the office's; only officers see it.

    Start from `queries.proposed` and change what differs. Refuses (code 'terms_wrong', each fault in `problems` with
    the field in `where`) local times that do not exist or exist twice, days out of order, and taken addresses.
    """
    _officer(actor)
    if not (decision := acting(actor, office.id if office else None)):
        raise Refused.by(decision)
    version = latest_version(programme, office)
    if version is None:
        raise Refused("no_rulebook", _("The programme has no rulebook yet."), _("Publish its rulebook first."))
    if component not in version.rulebook.components:
        raise Refused("component_unknown", _("The rulebook has no component “%(id)s”.") % {"id": component},
                      _("Choose one of its components."))
    _sound(terms, None, year)
    call = Call(
        programme=programme, rulebook_version=version, office=office, component_id=component, year=year,
        made_by_id=actor.person_id, made_at=clock.now(),
    )
    _write(call, terms)
    record(actor, "call.prepared", "call", call.id, {"slug": call.slug, "component": component, "year": year})
    return call


@transaction.atomic
def change(actor: Actor, call: Call, terms: Terms) -> Call:
    """Replace the terms. Once published, only what hurts nobody: a later close, more money, better words (UX-23).

    Refuses as `prepare` does. A published call that lacks something afterwards is refused too.
    """
    _officer(actor, call)
    row = _locked(call)
    _sound(terms, row, row.year)
    before = terms_of(row)
    if row.is_published:
        _refuse(harms(before, terms, opened=row.opens_at <= clock.now()), "would_hurt",
                _("The call is published: this change would hurt people who rely on it."))
    _write(row, terms)
    changed = tuple(name for name in vars(before) if getattr(before, name) != getattr(terms, name))
    if row.is_published:
        _complete(row, but=frozenset({"closes_in_the_past"}))
        happened(CallChanged(str(row.id), changed))
    record(actor, "call.changed", "call", row.id, {"changed": changed})
    return row


@transaction.atomic
def adopt(actor: Actor, call: Call) -> Call:
    """Let a draft use the programme's newest rulebook instead of the one it was prepared with."""
    _officer(actor, call)
    row = _locked(call)
    version = latest_version(row.programme, row.office_id)
    if row.is_published:
        raise Refused("published", _("A published call keeps its rulebook until a newer one is adopted."),
                      _("Propose the adoption: it says what would change for those who have begun."))
    if version is None or row.component_id not in version.rulebook.components:
        raise Refused("component_unknown", _("The newer rulebook no longer has this component."),
                      _("Prepare a call for another component."))
    before, row.rulebook_version = row.rulebook_version_id, version
    row.save(update_fields=["rulebook_version"])
    record(actor, "call.rulebook_adopted", "call", row.id, {"before": before, "after": version.id})
    return row


@transaction.atomic
def publish(actor: Actor, call: Call) -> Call:
    """Let everybody read the call, for good; it opens and closes by the clock. The seed of the last tie is made now.

    Publishing twice changes nothing. Refuses with code 'incomplete' and every missing thing in `problems`
    (Problem.code, `where` is the field): time needed, papers, amounts, own contribution, days, translations (UX-4).
    """
    _officer(actor, call)
    row = _locked(call)
    if row.is_published:
        return row
    _complete(row)
    row.status, row.published_at, row.seed = Status.PUBLISHED, clock.now(), secrets.token_hex(16)
    row.save(update_fields=["status", "published_at", "seed"])
    record(actor, "call.published", "call", row.id,
           {"slug": row.slug, "seed": row.seed, "closes_at": row.closes_at, "rulebook": row.rulebook_version.sha256})
    happened(CallPublished(str(row.id)))
    return row


@transaction.atomic
def ask(actor: Actor, call: Call, text: str) -> CallQuestion:
    """Ask about a call; officers get the duty to answer, and both become public with the answer.

    Refuses signed-out people, closed calls, empty texts and texts over 2,000 characters (the text stays in the form).
    """
    now = clock.now()
    if not (decision := may_ask(actor, call, closed=call.window(now) is Window.CLOSED)):
        raise Refused.by(decision)
    kept = _text(text, _("Write your question."))
    question = CallQuestion.objects.create(
        call=call, text=kept, language=actor.language, asked_by_id=actor.person_id, asked_at=now
    )
    book.assign(
        ANSWER, ("call_question", question.id), due_at=min(now + ANSWER_WITHIN, max(call.closes_at, now)),
        role=Role.OFFICER, office=call.office_id, values={"call": call.title, "slug": call.slug},
    )
    record(actor, "call.question_asked", "call", call.id, {"question": question.id})
    happened(QuestionAsked(str(call.id), str(question.id)))
    return question


@transaction.atomic
def answer(actor: Actor, question: CallQuestion, text: str) -> CallQuestion:
    """Answer a question, or better an earlier answer. The first answer is mailed to whoever asked."""
    _officer(actor, question.call)
    row = CallQuestion.objects.select_for_update().get(id=question.id)
    row.answer, first = _text(text, _("Write the answer.")), row.answered_at is None
    row.answered_by_id, row.answered_at = actor.person_id, clock.now()
    row.save(update_fields=["answer", "answered_by", "answered_at"])
    book.settle(ANSWER, row.id)
    record(actor, "call.question_answered", "call", row.call_id, {"question": row.id, "again": not first})
    if first:
        happened(QuestionAnswered(str(row.call_id), str(row.id)))
        _mail_answer(row)
    return row


def admit_late(call: Call, until: datetime, reason: Mapping[str, str]) -> None:
    """For the later stage that decided it: drafts that were not sent may be until then. In its transaction.

    The reason ({language: text}) is public on the call's page. Later admissions replace earlier ones.
    """
    call.late_until_at, call.late_reason = until, dict(reason)
    call.save(update_fields=["late_until_at", "late_reason"])
    happened(CallChanged(str(call.id), ("late_until_at",)))


def _officer(actor: Actor, call: Call | None = None) -> None:
    if not (decision := may_manage(actor, call)):
        raise Refused.by(decision)


def _locked(call: Call) -> Call:
    return Call.objects.select_for_update(of=("self",)).select_related("programme", "rulebook_version").get(id=call.id)


def _refuse(problems: list[Problem], code: str, reason: str) -> None:
    if problems:
        raise Refused(code, reason, " ".join(what_is_wrong(problem) for problem in problems), problems=problems)


def _sound(terms: Terms, call: Call | None, year: int) -> None:
    problems = unsound(terms, year)
    taken = Call.objects.filter(slug=terms.slug).exclude(id=call.id if call else None)
    if terms.slug and taken.exists():
        problems.append(Problem("slug_taken", "slug"))
    _refuse(problems, "terms_wrong", _("Some details of the call cannot stand as they are."))


def _write(call: Call, terms: Terms) -> None:
    call.slug, call.title, call.lead = terms.slug, _texts(terms.title), _texts(terms.lead)
    call.own_contribution, call.papers = _texts(terms.own_contribution), _texts(terms.papers)
    call.opens_at, call.closes_at = instant(terms.opens, terms.zone), instant(terms.closes, terms.zone)
    call.zone, call.grace_minutes, call.minutes = terms.zone, terms.grace_minutes, terms.minutes
    call.decision_on, call.starts_on = terms.decision_on, terms.starts_on
    call.budget_minor, call.currency = terms.budget.minor, terms.budget.currency
    call.ceiling_minor = terms.ceiling.minor if terms.ceiling else None
    call.conditions = list(terms.conditions)
    call.save()


def _texts(text: dict[str, str]) -> dict[str, str]:
    return {language: storable(value)[0].strip() for language, value in text.items() if value.strip()}


def _complete(call: Call, but: frozenset[str] = frozenset()) -> None:
    lacking = [item for item in missing(call, clock.now()) if item.code not in but]
    if lacking:
        problems = [
            Problem(item.code, item.field, {"language": item.language, "place": item.where}) for item in lacking
        ]
        raise Refused(
            "incomplete", _("The call lacks something that its readers need."),
            " ".join(what_is_missing(item) for item in lacking), problems=problems,
        )


def _text(text: str, when_empty: str) -> str:
    kept = storable(text.replace("\r\n", "\n"))[0].strip()
    if not kept:
        raise Refused("text_missing", when_empty)
    if len(kept) > LONGEST_QUESTION:
        raise Refused(
            "text_too_long",
            _("The text has %(actual)d characters; %(limit)d fit.") % {"actual": len(kept), "limit": LONGEST_QUESTION},
            _("Shorten it by %(difference)d.") % {"difference": len(kept) - LONGEST_QUESTION},
        )
    return kept


def _mail_answer(question: CallQuestion) -> None:
    person = question.asked_by
    if person is None or not person.is_active:
        return
    call, organiser = question.call, Organiser.objects.get(id=current())
    path = reverse("calls:call", kwargs={"organiser": organiser.slug, "slug": call.slug})
    title = pick(call.title, person.language, call.languages)
    with override(person.language):
        subject = _("Your question about “%(call)s” is answered") % {"call": title}
        text = _(
            "Hello %(name)s,\n\nyou asked:\n\n%(question)s\n\nThe answer:\n\n%(answer)s\n\nQuestion and answer stand"
            " on the call's page, without your name:\n%(address)s"
        ) % {
            "name": person, "question": question.text, "answer": question.answer,
            "address": f"{settings.TANDEM_URL}{path}#questions",
        }
    send_mail(person.email, subject, text, language=person.language, key=f"call-answer-{question.id}",
              about=("call", call.id))
