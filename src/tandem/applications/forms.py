"""What is asked when a partnership is founded: who you are, who your partners are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from tandem.applications.founding import Newcomer
from tandem.core.rulebook.schema import Rulebook
from tandem.organisations.models import Organisation, OrganisationKind
from tandem.web.countries import country_names
from tandem.web.templatetags.tandem import country, localised

NEW = "new"


class StartForm(forms.Form):
    """Title, your side with your organisation, and each other side with its organisation and a person there."""

    title = forms.CharField(
        label=gettext_lazy("Name of the project"),
        max_length=200,
        help_text=gettext_lazy("You can change it later."),
    )
    side = forms.ChoiceField(label=gettext_lazy("On which side do you stand?"), widget=forms.RadioSelect)

    def __init__(self, rulebook: Rulebook, component: str, mine: list[Organisation], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rulebook, self.mine = rulebook, mine
        self.sides = rulebook.components[component].parties
        self.fields["side"].choices = [(s, localised(rulebook.parties[s].title)) for s in self.sides]  # type: ignore[attr-defined]
        if mine:
            own = [(str(o.id), f"{o.name} ({country(o.country)})") for o in mine]
            self.fields["own"] = forms.ChoiceField(
                label=_("Your organisation"),
                choices=[*own, (NEW, _("Another one, not here yet"))],
                widget=forms.RadioSelect,
                initial=own[0][0],
            )
        self._newcomer("own", needed=not mine, person=False)
        for side in self.sides:
            self._newcomer(side, needed=not rulebook.parties[side].optional, person=True)

    def _newcomer(self, prefix: str, *, needed: bool, person: bool) -> None:
        """Fields of one organisation; `needed` ones do not say that they are optional: all but one group are filled."""
        kinds = [("", _("Choose")), *OrganisationKind.choices]
        countries = [("", _("Choose")), *country_names(get_language() or "en").items()]
        self.fields[f"{prefix}_name"] = forms.CharField(label=_("Name"), required=False, max_length=200)
        self.fields[f"{prefix}_kind"] = forms.ChoiceField(label=_("Kind"), choices=kinds, required=False)
        self.fields[f"{prefix}_country"] = forms.ChoiceField(label=_("Country"), choices=countries, required=False)
        if person:
            self.fields[f"{prefix}_person"] = forms.CharField(
                label=_("Name of a person there who may sign"), required=False, max_length=200
            )
            self.fields[f"{prefix}_mail"] = forms.EmailField(
                label=_("Their mail address"),
                required=False,
                help_text=_("They get an invitation and write from an account of their own."),
            )
            self.fields[f"{prefix}_language"] = forms.ChoiceField(
                label=_("Language of the invitation"), choices=settings.LANGUAGES, required=False
            )
        for name in ("name", "kind", "country", "mail", "language") if needed else ():
            if f"{prefix}_{name}" in self.fields:
                self.fields[f"{prefix}_{name}"].needed = True  # type: ignore[attr-defined]

    def groups(self) -> Iterator[dict[str, Any]]:
        """Fields side by side as the page shows them: the own organisation, then each other side."""
        own = [self[name] for name in ("own_name", "own_kind", "own_country")]
        yield {
            "title": _("Your organisation"),
            "choose": self["own"] if "own" in self.fields else None,
            "fields": own,
            "hint": _("Only if it is not in the list above.") if self.mine else "",
        }
        for side in self.sides:
            if side == self.own_side and self.is_bound:
                continue
            names = ("name", "kind", "country", "person", "mail", "language")
            yield {
                "title": localised(self.rulebook.parties[side].title),
                "choose": None,
                "side": side,
                "fields": [self[f"{side}_{name}"] for name in names],
                "hint": _("Leave this empty if it is the side you stand on yourself."),
            }

    @property
    def own_side(self) -> str:
        """The side chosen, '' before anything was."""
        return str(self.data.get(self.add_prefix("side"), "")) if self.is_bound else ""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        own_side = cleaned.get("side", "")
        if cleaned.get("own", NEW) == NEW:
            self._complete("own", ("name", "kind", "country"), _("Your organisation"))
        for side in self.sides:
            optional = self.rulebook.parties[side].optional
            named = cleaned.get(f"{side}_name")
            if own_side and side != own_side and (named or not optional):
                title = localised(self.rulebook.parties[side].title)
                self._complete(side, ("name", "kind", "country", "mail"), title)
        return cleaned

    def _complete(self, prefix: str, names: tuple[str, ...], title: str) -> None:
        texts = {
            "name": _("Type the organisation's name."),
            "kind": _("Choose what kind of organisation it is."),
            "country": _("Choose its country."),
            "mail": _("Type the mail address of somebody there."),
        }
        for name in names:
            field = f"{prefix}_{name}"
            if not self.cleaned_data.get(field) and field not in self.errors:
                self.add_error(field, f"{title}: {texts[name]}")

    def named_sides(self) -> dict[str, UUID | Newcomer]:
        """Who stands on each side, for `founding.found_together`."""
        cleaned, found = self.cleaned_data, {}
        for side in self.sides:
            if side == cleaned["side"]:
                own = cleaned.get("own", NEW)
                found[side] = UUID(own) if own != NEW else self._newcomer_of("own")
            elif cleaned.get(f"{side}_name"):
                found[side] = self._newcomer_of(side)
        return found

    def _newcomer_of(self, prefix: str) -> Newcomer:
        get = self.cleaned_data.get
        return Newcomer(
            get(f"{prefix}_name", ""),
            get(f"{prefix}_kind", ""),
            get(f"{prefix}_country", ""),
            get(f"{prefix}_mail", "") or "",
            get(f"{prefix}_person", "") or "",
            get(f"{prefix}_language", "") or "",
        )
