"""The few forms of the installation itself: signing in, who am I, set-up."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from tandem.foundation.tenancy.models import Organiser
from tandem.web.templatetags.tandem import own_name

RESERVED = {"sign-in", "sign-out", "set-up", "me", "language", "demo", "styleguide", "static", "files", "api", "verify"}


@lru_cache(maxsize=1)
def zones() -> list[tuple[str, str]]:
    """Every IANA zone that names a place, by its name."""
    names = sorted(zone for zone in available_timezones() if "/" in zone and "Etc/" not in zone)
    return [(name, name.replace("_", " ")) for name in names]


class AddressForm(forms.Form):
    """The mail address to send a code to."""

    email = forms.EmailField(
        label=_("Mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false", "class": "w20"}),
        error_messages={
            "required": _("Type your mail address."),
            "invalid": _("This is not a whole mail address; it looks like name@example.org."),
        },
    )


class CodeForm(forms.Form):
    """The code from the mail."""

    code = forms.CharField(
        label=_("Code"),
        help_text=_("Six digits. Spaces do not matter."),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "w10", "spellcheck": "false"}
        ),
        error_messages={"required": _("Type the code from the mail.")},
    )


class MeForm(forms.Form):
    """What somebody is called, and how they read."""

    name = forms.CharField(
        label=_("Your name"),
        help_text=_("As colleagues and partners know you. It stands beside what you write and sign."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Type your name.")},
    )
    language = forms.ChoiceField(
        label=_("Language of pages and mails"),
        help_text=_("What you write in forms may be in any language."),
        choices=[(code, own_name(code).capitalize()) for code, _name in settings.LANGUAGES],
        widget=forms.RadioSelect,
    )
    time_zone = forms.ChoiceField(
        label=_("Your time zone"), help_text=_("Deadlines are shown in your own time too."), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = [("", _("the same as the organiser's")), *zones()]  # type: ignore[attr-defined]


class SetUpForm(forms.Form):
    """The organiser and its first officer."""

    token = forms.CharField(
        label=_("Token"), help_text=_("The console of the server prints it when it starts."), max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Type the token that the console printed.")},
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages you publish in"), choices=settings.LANGUAGES, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Mark at least one language.")},
    )
    slug = forms.SlugField(
        label=_("Short name in addresses"), required=False, max_length=60,
        help_text=_("Small letters, digits and dashes, as in /samband/. Left empty, it is made from the name."),
        error_messages={"invalid": _("Use small letters, digits and dashes only.")},
    )
    zone = forms.ChoiceField(label=_("Time zone of your deadlines"))
    officer = forms.CharField(
        label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Type your name.")},
    )
    email = forms.EmailField(
        label=_("Your mail address"), max_length=254, help_text=_("Sign-in codes go there."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": _("Type your mail address."),
            "invalid": _("This is not a whole mail address; it looks like name@example.org."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zone"].choices = zones()  # type: ignore[attr-defined]
        for code, language in settings.LANGUAGES:
            self.fields[f"name_{code}"] = forms.CharField(
                label=_("Name of the organiser, in %(language)s") % {"language": language},
                max_length=200, required=False,
                widget=forms.TextInput(attrs={"autocomplete": "organization", "lang": code}),
            )
        first = ["token", *(f"name_{code}" for code, _language in settings.LANGUAGES)]
        self.order_fields([*first, *(name for name in self.fields if name not in first)])

    def names(self) -> dict[str, str]:
        """{language: name}, without the empty ones."""
        named = {code: self.cleaned_data.get(f"name_{code}", "").strip() for code, _language in settings.LANGUAGES}
        return {code: name for code, name in named.items() if name}

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"]).lower()
        if slug in RESERVED:
            raise ValidationError(_("This word is one of the installation's own addresses; take another."))
        if slug and Organiser.objects.filter(slug=slug).exists():
            raise ValidationError(_("There is an organiser with this short name already."))
        return slug

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        names, wanted = self.names(), data.get("languages") or []
        for code in wanted:
            if code not in names:
                self.add_error(f"name_{code}", _("You publish in this language: type the name in it too."))
        if names and not data.get("slug") and "slug" not in self.errors:
            data["slug"] = slugify(next(iter(names.values())))[:60] or "organiser"
            if data["slug"] in RESERVED or Organiser.objects.filter(slug=data["slug"]).exists():
                self.add_error("slug", _("No short name could be made from the name; type one."))
        return data
