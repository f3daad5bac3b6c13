"""What the judgement adds to the officers' list of applications: filters, and acts on many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.applications.lists import bulk, filters
from tandem.applications.lists.bulk import Fate
from tandem.applications.models import Application
from tandem.applications.states import Step
from tandem.calls.models import Call
from tandem.core.transitions import move_refusal, next_step
from tandem.foundation import clock
from tandem.foundation.access import Actor
from tandem.foundation.tenancy.models import Membership, Role
from tandem.foundation.tenancy.scope import current
from tandem.reviews import access, operations
from tandem.reviews.access import appraisal_step
from tandem.reviews.models import Assignment, Declaration
from tandem.reviews.operations.assigning import objections
from tandem.reviews.operations.settling import steps_of
from tandem.reviews.queries.listing import has_short_list

Rows = Sequence[Application]
Data = Mapping[str, Any]
NOBODY, MISSING, COMPLETE = "nobody", "missing", "complete"


def people() -> list[tuple[str, str]]:
    """The organiser's assessors by name. One query."""
    today: date = clock.now().date()
    rows = Membership.objects.filter(organiser=current(), role=Role.ASSESSOR, person__is_active=True)
    rows = rows.filter(Q(until_on=None) | Q(until_on__gte=today))
    found = dict(rows.values_list("person_id", "person__name"))
    return sorted(((str(id), name) for id, name in found.items()), key=lambda pair: pair[1].casefold())


def _work() -> Any:
    return Assignment.objects.filter(application=OuterRef("pk"), ended_at=None)


def _given_to(value: str, call: Call) -> Q:
    if value == NOBODY:
        return ~Q(Exists(_work()))
    try:
        return Q(Exists(_work().filter(assessor=UUID(value))))
    except ValueError:
        return Q(pk__in=())


def _declared(value: str, call: Call) -> Q:
    said = Declaration.objects.filter(
        application=OuterRef("application"), person=OuterRef("assessor"), replaced_at=None
    )
    given = Assignment.objects.filter(application__call=call, ended_at=None)
    lacking = Q(pk__in=given.exclude(Exists(said)).values("application"))  # once for the call, not for each row
    if value == MISSING:
        return lacking
    return Q(Exists(_work())) & ~lacking if value == COMPLETE else Q(pk__in=())


class AssessorsForm(forms.Form):
    """To whom they are given."""

    assessors = forms.MultipleChoiceField(
        label=gettext_lazy("Assessors"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one assessor.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assessors"].choices = people()  # type: ignore[attr-defined]


def _chosen(data: Data) -> list[UUID]:
    return [UUID(id) for id in data["assessors"]]


def _preview_assign(actor: Actor, call: Call, rows: Rows, data: Data) -> list[Fate]:
    chosen, names = _chosen(data), {UUID(id): name for id, name in people()}
    against = objections(rows, [(row.id, person) for row in rows for person in chosen], names)
    said = ", ".join(names[person] for person in chosen)
    fates = []
    for row in rows:
        if not access.waits_for_appraisal(row):
            fates.append(Fate(row, False, _("It does not wait for assessors now.")))
        elif row.id in against:
            fates.append(Fate(row, False, f"{against[row.id].reason} {against[row.id].remedy}"))
        else:
            fates.append(Fate(row, True, _("It is given to %(names)s; what they have stays.") % {"names": said}))
    return fates


def _may_be_given(call: Call, now: datetime) -> Q:
    steps, target = [step.id for step in call.component.workflow], appraisal_step(call.component)
    return Q(step__in=[each for each in steps if target and next_step(steps, each) == target])


def _act_assign(actor: Actor, call: Call, ids: Sequence[UUID], data: Data) -> None:
    operations.assign(actor, call, _chosen(data), ids)


class WhyForm(forms.Form):
    """Why these, where somebody was left out before."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Needed for those that were left out before."),
    )


def _preview_shortlist(actor: Actor, call: Call, rows: Rows, data: Data) -> list[Fate]:
    return [
        Fate(row, False, _("It cannot be put on a short list now."))
        if move_refusal(steps_of(row), row.step, Step.SHORTLISTED) is not None or row.outcome
        else Fate(row, True, _("It goes on the short list.")) for row in rows
    ]


def _may_be_listed(call: Call, now: datetime) -> Q:
    steps = [step.id for step in call.component.workflow]
    return Q(outcome="", step__in=[each for each in steps if move_refusal(steps, each, Step.SHORTLISTED) is None])


def _act_shortlist(actor: Actor, call: Call, ids: Sequence[UUID], data: Data) -> None:
    for id in ids:
        operations.shortlist(actor, id, data["reason"])


def register() -> None:
    """Make them known to the list."""
    filters.register(filters.Filter(
        "assessor", gettext_lazy("Assessor"), _given_to,
        lambda call, actor: [(NOBODY, _("nobody yet")), *people()], 40,
    ))
    filters.register(filters.Filter(
        "declarations", gettext_lazy("Declarations of interest"), _declared,
        lambda call, actor: [(MISSING, _("some are missing")), (COMPLETE, _("all are there"))], 41,
    ))
    bulk.register(bulk.Action(
        "assign", gettext_lazy("Give to assessors"), _preview_assign, _act_assign,
        lambda call, data: AssessorsForm(data), place=20, waiting=_may_be_given,
    ))
    bulk.register(bulk.Action(
        "shortlist", gettext_lazy("Put on the short list"), _preview_shortlist, _act_shortlist,
        lambda call, data: WhyForm(data), has_short_list, _may_be_listed, place=30,
    ))
