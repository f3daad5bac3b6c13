"""What people type about signed copies and amendments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from tandem.answers.fields import day_field
from tandem.core.values import Problem
from tandem.foundation.files.kinds import accept_attribute, labels
from tandem.web.templatetags.tandem import joined, own_name

SAID = {
    "name_missing": lazy("Write who signed it, as the name stands under the signature."),
    "in_the_future": lazy("This day has not come yet; today is %(limit)s."),
    "before_issue": lazy("The paper was issued on %(limit)s; it was signed on that day or later."),
    "language_not_offered": lazy("This agreement is not written in that language."),
    "missing": lazy("Say in a sentence or two why it should change."),
}


class CopyForm(forms.Form):
    """One signed copy: the file, who signed, when, and in which language."""

    signed_by = forms.CharField(
        label=lazy("Who signed"), help_text=lazy("Name and office, as they stand under the signature."), max_length=200,
        required=False,
    )
    language = forms.ChoiceField(label=lazy("Language of the copy"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, languages: Sequence[str], accept: Sequence[str], most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [(code, own_name(code).capitalize()) for code in languages]  # type: ignore[attr-defined]
        self.fields["signed_on"] = day_field(lazy("Signed on"))
        self.fields["signed_on"].error_messages["required"] = _("Write the day of the signature.")
        self.fields["signed_on"].required = True
        self.fields["file"] = forms.FileField(
            label=lazy("The signed copy"), required=False,
            help_text=_("%(kinds)s, at most %(most)d MB. All pages in one file; any file name will do.") % {
                "kinds": joined(labels(accept)), "most": most // 1_000_000,
            },
            widget=forms.ClearableFileInput(attrs={"accept": accept_attribute(accept)}),
        )
        for name in ("signed_by", "file"):
            self.fields[name].needed = True  # type: ignore[attr-defined]
        self.order_fields(["signed_by", "signed_on", "language", "file"])

    def refuse(self, problems: Sequence[Problem]) -> None:
        """Put what the operation found beside its fields."""
        for problem in problems:
            text = str(SAID[problem.code])
            self.add_error(problem.where, text % problem.values if problem.values else text)


class ReasonForm(forms.Form):
    """Why what was agreed should change."""

    reason = forms.CharField(
        label=lazy("Why should it change?"), required=False, max_length=5000,
        help_text=lazy("A sentence or two. It stands in the agreement afterwards."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    reason.needed = True  # type: ignore[attr-defined]
