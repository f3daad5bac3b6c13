"""What officers type about a call, and what anybody asks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.answers.fields import AmountField, MomentField, day_field
from tandem.calls.queries import Terms
from tandem.calls.words import CONDITIONS, what_is_wrong
from tandem.core.rulebook.schema import Rulebook
from tandem.core.values import Money
from tandem.programmes.models import Programme
from tandem.programmes.queries import cycle_conditions
from tandem.web.forms import zones
from tandem.web.templatetags.tandem import own_name

TEXTS = ("title", "lead", "own_contribution", "papers")


class StartForm(forms.Form):
    """What kind of support, and for which year."""

    what = forms.ChoiceField(label=gettext_lazy("What can be applied for"), widget=forms.RadioSelect)
    year = forms.IntegerField(
        label=gettext_lazy("Year of the call"), min_value=2000, max_value=2100,
        widget=forms.NumberInput(attrs={"class": "w10"}),
        help_text=gettext_lazy("The dates of the yearly cycle count from it."),
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = choices  # type: ignore[attr-defined]


class CallForm(forms.Form):
    """All terms of a call; one field per text and language of the rulebook."""

    slug = forms.CharField(
        label=gettext_lazy("Address of the page"), max_length=60,
        help_text=gettext_lazy("Small letters, digits and dashes; it stays for good."),
        widget=forms.TextInput(attrs={"spellcheck": "false", "class": "w20"}),
    )
    opens = MomentField(label=gettext_lazy("Opens"))
    closes = MomentField(label=gettext_lazy("Closes"))
    zone = forms.ChoiceField(
        label=gettext_lazy("Time zone of both"),
        help_text=gettext_lazy("The deadline is the clock of this place, wherever applicants are."),
    )
    grace_minutes = forms.IntegerField(
        label=gettext_lazy("Minutes of grace"), min_value=0, max_value=1440, required=False,
        help_text=gettext_lazy("Published with the call: what arrives within them still counts."),
        widget=forms.NumberInput(attrs={"class": "w10"}),
    )
    decision_on = day_field(gettext_lazy("Decided by"))
    starts_on = day_field(gettext_lazy("Support starts"))
    minutes = forms.IntegerField(
        label=gettext_lazy("Time needed by each partner, in minutes"), min_value=1, max_value=100_000, required=False,
        widget=forms.NumberInput(attrs={"class": "w10"}),
    )

    def __init__(self, *args: Any, rulebook: Rulebook, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rulebook = rulebook
        self.fields["zone"].choices = zones()  # type: ignore[attr-defined]
        self.fields["budget"] = AmountField(
            currency, required=False, label=_("To share out, in %(currency)s") % {"currency": currency}
        )
        self.fields["ceiling"] = AmountField(
            currency, required=False, label=_("Largest support a year, in %(currency)s") % {"currency": currency},
            help_text=_("Leave it empty if only the whole amount limits it."),
        )
        words = cycle_conditions(rulebook.cycle)
        if words:
            self.fields["conditions"] = forms.MultipleChoiceField(
                label=_("What holds this year"), required=False, widget=forms.CheckboxSelectMultiple,
                choices=[(word, CONDITIONS.get(word, word.replace("_", " "))) for word in words],
            )
        for language in rulebook.languages:
            self._texts(language)
        self.order_fields([
            *(f"{name}_{language}" for name in ("title", "lead") for language in rulebook.languages),
            "opens", "closes", "zone", "grace_minutes", "decision_on", "starts_on", "conditions", "budget", "ceiling",
            *(f"own_contribution_{language}" for language in rulebook.languages), "minutes",
            *(f"papers_{language}" for language in rulebook.languages), "slug",
        ])

    def _texts(self, language: str) -> None:
        """The four texts in one language. None is required: a draft may be incomplete, publishing names what lacks."""
        labels = {
            "title": _("Title, in %(language)s"), "lead": _("Whom the call is for, in %(language)s"),
            "own_contribution": _("Own contribution, in %(language)s"), "papers": _("Papers needed, in %(language)s"),
        }
        hints = {
            "title": "", "lead": _("One sentence under the title."),
            "own_contribution": _("What partners carry themselves. Say it also when nothing is asked."),
            "papers": _("One on each line, in the same order in every language."),
        }
        for name in TEXTS:
            widget: forms.Widget = forms.TextInput(attrs={"lang": language})
            if name != "title":
                widget = forms.Textarea(attrs={"lang": language, "rows": 5 if name == "papers" else 3})
            self.fields[f"{name}_{language}"] = forms.CharField(
                label=labels[name] % {"language": own_name(language)}, help_text=hints[name], required=False,
                widget=widget, max_length=200 if name == "title" else 4000,
            )

    @staticmethod
    def initial_of(terms: Terms) -> dict[str, Any]:
        """What the form shows for these terms."""
        initial = {name: value for name, value in vars(terms).items() if name not in TEXTS}
        for name in TEXTS:
            initial |= {f"{name}_{language}": text for language, text in getattr(terms, name).items()}
        return initial

    def terms(self) -> Terms:
        """What was typed; call it when the form is valid."""
        data = self.cleaned_data
        texts = {
            name: {lang: data[f"{name}_{lang}"] for lang in self.rulebook.languages if data[f"{name}_{lang}"].strip()}
            for name in TEXTS
        }
        currency = self.fields["budget"].currency  # type: ignore[attr-defined]
        return Terms(
            slug=data["slug"].strip(), opens=data["opens"], closes=data["closes"], zone=data["zone"],
            budget=data["budget"] or Money(0, currency), ceiling=data["ceiling"], minutes=data["minutes"],
            decision_on=data["decision_on"], starts_on=data["starts_on"], grace_minutes=data["grace_minutes"] or 0,
            conditions=tuple(data.get("conditions") or ()), **texts,
        )

    def blame(self, problems: Any) -> None:
        """Put each problem of a refusal at its field."""
        for problem in problems:
            self.add_error(problem.where if problem.where in self.fields else None, what_is_wrong(problem))


class QuestionForm(forms.Form):
    """A question about a call."""

    text = forms.CharField(
        label=gettext_lazy("Your question"), error_messages={"required": gettext_lazy("Write your question.")},
        help_text=gettext_lazy(
            "Question and answer are shown to everybody, without your name. The answer also comes by mail."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AnswerForm(forms.Form):
    """An officer's answer."""

    answer = forms.CharField(
        label=gettext_lazy("Answer, for everybody to read"), widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write the answer.")},
    )


def choices_of(programmes: list[Programme], rulebooks: dict[Any, Rulebook], say: Any) -> list[tuple[str, str]]:
    """'programme.component' and what it is called, for every component of every programme with a rulebook."""
    found = []
    for programme in programmes:
        rulebook = rulebooks.get(getattr(programme, "latest_version_id", None))
        for id, component in (rulebook.components if rulebook else {}).items():
            found.append((f"{programme.slug}.{id}", f"{say(programme.title)} – {say(component.title)}"))
    return found
