"""What people type about organisations and whom they invite."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tandem.organisations.models import MemberRole, Organisation, OrganisationKind
from tandem.web.countries import country_names


class OrganisationForm(forms.Form):
    """The profile. `country` stands in it while founding only."""

    name = forms.CharField(
        label=_("Official name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={"required": _("Write its official name.")},
    )
    kind = forms.ChoiceField(
        label=_("What it is"), choices=[("", "–"), *OrganisationKind.choices],
        error_messages={"required": _("Choose one from the list.")},
    )
    country = forms.ChoiceField(label=_("Country"), error_messages={"required": _("Choose the country from the list.")})
    place = forms.CharField(label=_("Town and address"), max_length=200, required=False)
    languages = forms.CharField(
        label=_("Languages it reads documents in"), max_length=100, required=False,
        help_text=_("Short codes with commas, the best first, for example: es, en"),
    )
    org_id = forms.CharField(
        label=_("Registration number"), max_length=60, required=False,
        help_text=_("With the register in front where you know it, for example NO-BRC-123456789."),
        widget=forms.TextInput(attrs={"spellcheck": "false"}),
    )

    def __init__(self, *args: Any, founding: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if founding:
            names = country_names(get_language() or "en")
            self.fields["country"].choices = [("", "–"), *names.items()]  # type: ignore[attr-defined]
        else:
            del self.fields["country"]

    def clean_languages(self) -> list[str]:
        """Codes in order, each once."""
        typed = str(self.cleaned_data["languages"]).replace(";", ",").replace(" ", ",").lower().split(",")
        codes = list(dict.fromkeys(code for code in typed if code))
        wrong = [code for code in codes if not (2 <= len(code) <= 12 and code.replace("-", "").isalnum())]
        if wrong:
            raise forms.ValidationError(_("“%(code)s” is not a code of a language.") % {"code": wrong[0]})
        return codes

    @staticmethod
    def initial_of(row: Organisation) -> dict[str, Any]:
        """What the form shows for an organisation."""
        return {"name": row.name, "kind": row.kind, "place": row.place, "org_id": row.org_id,
                "languages": ", ".join(row.languages)}


class InviteForm(forms.Form):
    """Whom to invite, and to do what."""

    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    mail = forms.CharField(
        label=_("Mail address"), max_length=254, error_messages={"required": _("Type a mail address.")},
        widget=forms.EmailInput(attrs={"spellcheck": "false"}),
    )
    role = forms.ChoiceField(label=_("This person"), choices=MemberRole.choices, initial=MemberRole.EDIT,
                             widget=forms.RadioSelect)
    language = forms.ChoiceField(label=_("Language of the mail"), choices=settings.LANGUAGES)
