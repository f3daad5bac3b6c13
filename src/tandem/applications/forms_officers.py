"""What officers type about late admission and clarification rounds."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.answers.fields import MomentField
from tandem.applications.operations import Late
from tandem.calls.models import Call
from tandem.calls.words import what_is_wrong
from tandem.core.values import Problem
from tandem.web.templatetags.tandem import day, moment, own_name


def said_problem(problem: Problem, zone: str) -> str:
    """One fault of what an officer typed, as a sentence that says how to mend it."""
    values = dict(problem.values)
    if problem.code == "late_past":
        return _("Choose a moment after %(when)s.") % {"when": moment(values["after"], zone)}
    if problem.code == "late_after_decision":
        return _("It has to end before the day of decision, %(day)s.") % {"day": day(values["day"])}
    if problem.code == "reason_missing":
        return _("Write the reason in %(language)s too: everybody reads it.") % {
            "language": own_name(values["language"])
        }
    return what_is_wrong(problem)


class LateForm(forms.Form):
    """Until when drafts may be sent, and the reason in each language of the call."""

    until = MomentField(
        label=gettext_lazy("Until"),
        error_messages={"required": gettext_lazy("Say until when: day and time like 2024-10-04 12:00.")},
    )

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.call = call
        for language in call.languages:
            self.fields[f"reason_{language}"] = forms.CharField(
                label=_("Reason, in %(language)s") % {"language": own_name(language)}, required=False,
                widget=forms.Textarea(attrs={"rows": 3, "lang": language}), max_length=2000,
                help_text=_("Published on the call's page. Name nobody."),
            )
            self.fields[f"reason_{language}"].needed = True  # type: ignore[attr-defined]

    def late(self) -> Late:
        """What was typed; call it when the form is valid."""
        data = self.cleaned_data
        return Late(data["until"], {language: data[f"reason_{language}"] for language in self.call.languages})

    def blame(self, problems: Any) -> None:
        """Put each problem of a refusal at its field."""
        for problem in problems:
            where = problem.where if problem.where in self.fields else None
            self.add_error(where, said_problem(problem, self.call.zone))


class RoundForm(forms.Form):
    """Questions to everybody who applied."""

    common = forms.CharField(
        label=gettext_lazy("Questions to all applicants, one on each line"), required=False, max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("Leave it empty if only some are asked something."),
    )


class OpenForm(forms.Form):
    """The one deadline of a round."""

    closes = MomentField(
        label=gettext_lazy("Deadline for everybody"),
        error_messages={"required": gettext_lazy("Say by when: day and time like 2024-10-04 12:00.")},
    )

    def blame(self, problems: Any, zone: str) -> None:
        """Put each problem of a refusal at its field."""
        for problem in problems:
            self.add_error("closes", said_problem(problem, zone))
