"""Starting a programme from a rulebook; handing in a paper."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class StartProgramme(forms.Form):
    """Which of the rulebooks that are installed."""

    rulebook = forms.ChoiceField(
        label=_("Rulebook"), widget=forms.RadioSelect, error_messages={"required": _("Choose a rulebook.")}
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rulebook"].choices = choices  # type: ignore[attr-defined]


class PaperForm(forms.Form):
    """One file."""

    file = forms.FileField(label=_("File"), required=False)
