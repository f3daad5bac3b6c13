"""The acts on many that applications themselves know: eligible or not, a message, a question of clarification."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.applications.lists.bulk import Action, Fate, register
from tandem.applications.models import Application
from tandem.applications.operations import ask_one, decide_eligibility, message
from tandem.applications.operations.clarifying import OVER, running
from tandem.applications.states import Outcome, Step
from tandem.calls.models import Call
from tandem.foundation import clock
from tandem.foundation.access import Actor

Rows = Sequence[Application]
Data = Mapping[str, Any]


class ReasonForm(forms.Form):
    """Why they are not eligible: the same words to all of them."""

    reason = forms.CharField(
        label=gettext_lazy("Reason, as each of them reads it"), widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000, error_messages={"required": gettext_lazy("A refusal needs its reason.")},
    )


class MessageForm(forms.Form):
    """A message to the people of each application."""

    subject = forms.CharField(
        label=gettext_lazy("Subject"), max_length=200,
        error_messages={"required": gettext_lazy("Write a subject.")},
    )
    text = forms.CharField(
        label=gettext_lazy("Message"), widget=forms.Textarea(attrs={"rows": 8}), max_length=4000,
        error_messages={"required": gettext_lazy("Write what you want to say.")},
        help_text=gettext_lazy("Everybody who acts for a party gets it by mail."),
    )


class QuestionsForm(forms.Form):
    """Questions to these applications alone, in the round that is being prepared."""

    questions = forms.CharField(
        label=gettext_lazy("Questions, one on each line"), widget=forms.Textarea(attrs={"rows": 5}), max_length=8000,
        error_messages={"required": gettext_lazy("Write at least one question.")},
        help_text=gettext_lazy("They join the round that is being prepared; nobody is told before you open it."),
    )


def _eligibility(application: Application, eligible: bool) -> Fate:
    if application.step not in {Step.SUBMITTED, Step.ELIGIBLE}:
        if application.outcome == Outcome.WITHDRAWN:
            return Fate(application, False, _("It was withdrawn."))
        return Fate(application, False, _("It is being judged already, or decided."))
    if eligible and application.step == Step.ELIGIBLE:
        return Fate(application, False, _("It is eligible already."))
    if eligible:
        return Fate(application, True, _("It becomes eligible."))
    return Fate(application, True, _("It is found not eligible, and its people are told the reason."))


def _preview_eligible(actor: Actor, call: Call, rows: Rows, data: Data) -> list[Fate]:
    return [_eligibility(each, True) for each in rows]


def _preview_ineligible(actor: Actor, call: Call, rows: Rows, data: Data) -> list[Fate]:
    return [_eligibility(each, False) for each in rows]


def _act_eligible(actor: Actor, call: Call, ids: Sequence[UUID], data: Data) -> None:
    for id in ids:
        decide_eligibility(actor, id, True, "")


def _act_ineligible(actor: Actor, call: Call, ids: Sequence[UUID], data: Data) -> None:
    for id in ids:
        decide_eligibility(actor, id, False, data["reason"])


def _preview_message(actor: Actor, call: Call, rows: Rows, data: Data) -> list[Fate]:
    return [Fate(each, True, _("Its people get the message.")) for each in rows]


def _act_message(actor: Actor, call: Call, ids: Sequence[UUID], data: Data) -> None:
    for id in ids:
        message(actor, id, data["subject"], data["text"])


def _preview_questions(actor: Actor, call: Call, rows: Rows, data: Data) -> list[Fate]:
    if call.takes_drafts(clock.now()):
        return [Fate(each, False, _("The call still takes applications.")) for each in rows]
    return [
        Fate(each, True, _("It is asked this; questions of its own that it had in this round are replaced."))
        if running(each) else Fate(each, False, _("It is decided or withdrawn.")) for each in rows
    ]


def _may_be_asked(call: Call, now: datetime) -> Q:
    return Q(pk__in=()) if call.takes_drafts(now) else Q(outcome=Outcome.NONE) & ~Q(step__in=OVER)


def _act_questions(actor: Actor, call: Call, ids: Sequence[UUID], data: Data) -> None:
    for id in ids:
        ask_one(actor, call.id, id, data["questions"].splitlines())


def register_own() -> None:
    """Make the acts known."""
    for each in (
        Action(
            "eligible", gettext_lazy("Find eligible"), _preview_eligible, _act_eligible, place=10,
            waiting=lambda call, now: Q(step=Step.SUBMITTED),
        ),
        Action(
            "ineligible", gettext_lazy("Find not eligible"), _preview_ineligible, _act_ineligible,
            lambda call, data: ReasonForm(data), place=11,
            waiting=lambda call, now: Q(step__in=(Step.SUBMITTED, Step.ELIGIBLE)),
        ),
        Action(
            "message", gettext_lazy("Send a message"), _preview_message, _act_message,
            lambda call, data: MessageForm(data), place=80,
        ),
        Action(
            "clarify", gettext_lazy("Ask for clarification"), _preview_questions, _act_questions,
            lambda call, data: QuestionsForm(data), place=70, waiting=_may_be_asked,
        ),
    ):
        register(each)
