"""Forms of officers: beginning a report to a donor, writing its sections, letting a donor's person read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tandem.programmes.models import Donor, Programme
from tandem.web.templatetags.tandem import localised


class StartForm(forms.Form):
    """Programme and donor, the year, and the day it is due where the donor's cycle has not set one."""

    of = forms.ChoiceField(label=_("Programme and donor"))
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2200)
    due_on = forms.DateField(
        label=_("Due on"),
        required=False,
        help_text=_("Needed where the donor's date is not set yet."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        programmes = Programme.objects.prefetch_related("donors").order_by("slug")
        self.fields["of"].choices = [  # type: ignore[attr-defined]
            (f"{programme.id}|{donor.id}", f"{localised(programme.title)}: {localised(donor.name)}")
            for programme in programmes
            for donor in programme.donors.all()
        ]


class ReaderForm(forms.Form):
    """Who reads for a donor."""

    donor = forms.ChoiceField(label=_("Donor"))
    name = forms.CharField(label=_("Name"), max_length=200)
    mail = forms.EmailField(label=_("Mail address"))
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        donors = Donor.objects.order_by("key")
        self.fields["donor"].choices = [(str(each.id), localised(each.name)) for each in donors]  # type: ignore[attr-defined]
