"""What a second officer says when a rulebook is published, and what is added to a version later."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.answers.fields import day_field
from tandem.core.rulebook import Rulebook
from tandem.programmes.models import ChannelKind
from tandem.programmes.operations import Channel, Publication
from tandem.web.templatetags.tandem import own_name

ROWS = 4  # ways of making it known on the page


class ChannelForm(forms.Form):
    """One way of making it known."""

    code = forms.ChoiceField(label=gettext_lazy("Way"), choices=ChannelKind.choices)
    where = forms.CharField(label=gettext_lazy("Where"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"] = day_field(_("Day"), required=True)

    @property
    def channel(self) -> Channel:
        """What was typed; call it when the form is valid."""
        data = self.cleaned_data
        return Channel(data["code"], data["on"], data["where"])


class ReviewForm(forms.Form):
    """What a review found."""

    found = forms.CharField(
        label=gettext_lazy("What it found"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Say what the review found.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"] = day_field(_("Day of the review"), required=True)
        self.order_fields(["on", "found"])


class PublishForm(forms.Form):
    """Approver, consultation, ways of making it known, what changed in each language, why it may loosen."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    approver = forms.CharField(
        label=gettext_lazy("Approved by, as it is published"), max_length=200, required=False,
        help_text=gettext_lazy("Name and office, such as “Omar Lunde, team leader”."),
    )

    def __init__(
        self, *args: Any, rulebook: Rulebook, follows: bool, loosens: bool, today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rulebook, self.follows = rulebook, follows
        asked = rulebook.publishing
        self.fields["consulted_on"] = day_field(_("Consulted on"), required=asked.consult)
        self.fields["consulted_with"] = forms.CharField(label=_("Consulted with"), max_length=300,
                                                        required=asked.consult)
        for number in range(max(ROWS, asked.channels)):
            needed = number < asked.channels
            self.fields[f"channel_{number}"] = forms.ChoiceField(
                label=_("Way %(n)d") % {"n": number + 1}, required=needed,
                choices=[("", "–"), *ChannelKind.choices], initial=ChannelKind.WEBSITE if number == 0 else "",
            )
            self.fields[f"on_{number}"] = day_field(_("Day"), required=needed)
            self.fields[f"where_{number}"] = forms.CharField(label=_("Where"), max_length=200, required=False)
        self.initial.setdefault("on_0", today)
        for language in rulebook.languages if follows else ():
            self.fields[f"changes_{language}"] = forms.CharField(
                label=_("What changed, in %(language)s") % {"language": own_name(language)}, max_length=4000,
                widget=forms.Textarea(attrs={"rows": 3, "lang": language}),
                error_messages={"required": _("Readers have to learn what changed.")},
            )
        if loosens:
            self.fields["loosening_reason"] = forms.CharField(
                label=_("Why it may ask less than the rules it goes out from"), max_length=4000, min_length=10,
                help_text=_("This reason is published."), widget=forms.Textarea(attrs={"rows": 3}),
            )

    def clean(self) -> dict[str, Any]:
        """A way without its day is no way."""
        data = super().clean() or self.cleaned_data
        for number in range(ROWS):
            if data.get(f"channel_{number}") and not data.get(f"on_{number}") and f"on_{number}" not in self.errors:
                self.add_error(f"on_{number}", _("On which day?"))
        return data

    @property
    def channel_rows(self) -> list[list[Any]]:
        """The fields of each way, side by side."""
        numbers = [name.removeprefix("channel_") for name in self.fields if name.startswith("channel_")]
        return [[self[f"channel_{n}"], self[f"on_{n}"], self[f"where_{n}"]] for n in numbers]

    @property
    def change_fields(self) -> list[Any]:
        """What changed, a field for each language."""
        return [self[name] for name in self.fields if name.startswith("changes_")]

    @property
    def publication(self) -> Publication:
        """What was typed; call it when the form is valid."""
        data = self.cleaned_data
        numbers = [name.removeprefix("channel_") for name in self.fields if name.startswith("channel_")]
        channels = tuple(
            Channel(data[f"channel_{n}"], data[f"on_{n}"], data[f"where_{n}"]) for n in numbers if data[f"channel_{n}"]
        )
        return Publication(
            approver=data["approver"], channels=channels, consulted_on=data["consulted_on"],
            consulted_with=data["consulted_with"], loosening_reason=data.get("loosening_reason", ""),
            changes={lang: data[f"changes_{lang}"] for lang in self.rulebook.languages if self.follows},
        )
