"""What people say about their organisation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.organisations.models import Profile, Work
from tandem.organisations.profiles import FIELDS, YES_NO
from tandem.rulebooks.library import sectors
from tandem.web.templatetags.tandem import localised

YES_NO_OR_NOT_SAID = [("", _("not said")), ("yes", _("yes")), ("no", _("no"))]
READ = {"yes": True, "no": False}


def _long(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )


def _which(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=YES_NO_OR_NOT_SAID, required=False, widget=forms.RadioSelect)


class ProfileForm(forms.Form):
    """Where it is based and whom it serves, kept apart; its sectors; what it does well. Nothing is required."""

    based_in = forms.CharField(label=_("Where is it based?"), max_length=200, required=False,
                               help_text=_("The place where its people work."))
    rural_based = _which(_("Is that a thinly populated, traditionally agricultural area?"))
    serves = _long(_("Whom does it serve, and where do they live?"))
    rural_serves = _which(_("Does it serve people in such areas?"))
    sectors = forms.MultipleChoiceField(label=_("In which sectors?"), required=False,
                                        widget=forms.CheckboxSelectMultiple)
    work = forms.MultipleChoiceField(label=_("In which way?"), choices=Work.choices, required=False,
                                     widget=forms.CheckboxSelectMultiple)
    expertise = _long(_("What do its people know well?"))
    experience = _long(_("What has it done?"))
    capacity = _long(_("What can it put in?"), _("People, time, rooms, contacts: whatever others can count on."))
    networks = _long(_("Which networks and platforms is it in?"))
    legal_status = forms.CharField(label=_("What is it in law?"), max_length=200, required=False)
    founded = forms.IntegerField(label=_("In which year was it founded?"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(option.id, localised(option.label)) for option in sectors()]
        self.fields["sectors"].choices = choices  # type: ignore[attr-defined]

    @property
    def said(self) -> dict[str, Any]:
        """The cleaned values as `operations.profile` takes them."""
        given = {field: self.cleaned_data[field] for field in FIELDS}
        return given | {field: READ.get(given[field]) for field in YES_NO}

    @staticmethod
    def initial_of(profile: Profile | None) -> dict[str, Any]:
        """What the form shows."""
        if profile is None:
            return {}
        shown = {field: getattr(profile, field) for field in FIELDS}
        return shown | {field: {True: "yes", False: "no"}.get(shown[field], "") for field in YES_NO}
