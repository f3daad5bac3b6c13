"""What officers type about a donor's grant."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from tandem.answers.fields import AmountField, day_field
from tandem.answers.sentences import sentence
from tandem.awards.models import ProgrammeApplicationRow
from tandem.awards.operations import DonorDecision, Except
from tandem.awards.states import Answer
from tandem.core.forms.amounts import known_currency, money
from tandem.core.values import Money, Problem
from tandem.web.templatetags.tandem import money as said_money

SAID = {
    "reference_missing": lazy("Write the donor's reference, as it stands on the letter."),
    "reference_twice": lazy("A grant with the reference %(actual)s is recorded already."),
    "amount_not_positive": lazy("Write an amount above zero."),
    "in_the_future": lazy("This day has not come yet; today is %(limit)s."),
    "before_sent": lazy("The application was sent on %(limit)s; the donor decided on that day or later."),
    "rate_missing": lazy("Write how many %(to)s one %(from)s costs, as a number above zero."),
    "rate_without_source": lazy("Write where the rate is from, and of which day it is."),
    "unknown_award": lazy("This award does not wait for this donor any more."),
    "reason_missing": lazy("Write why “%(award)s” does not become firm as it stands."),
    "cut_out_of_range": lazy("Write what “%(award)s” gets: more than nothing, and less than %(limit)s."),
    "over_donor_amount": lazy("The awards sum to more than this."),
}


class DonorGrantForm(forms.Form):
    """The donor's letter in figures, and what it means for each award."""

    reference = forms.CharField(
        label=lazy("The donor's reference"), max_length=80, required=False,
        widget=forms.TextInput(attrs={"class": "w20", "spellcheck": "false"}),
    )
    currency = forms.CharField(
        label=lazy("Currency"), max_length=3, help_text=lazy("Three letters, as on the letter."),
        widget=forms.TextInput(attrs={"class": "w10", "spellcheck": "false", "autocapitalize": "characters"}),
        error_messages={"required": lazy("Write the currency's three letters.")},
    )
    amount = forms.CharField(
        label=lazy("Amount granted"), widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "w15"}),
        error_messages={"required": lazy("Write the amount that the donor granted.")},
    )
    rate = forms.CharField(
        label=lazy("Exchange rate"), required=False, max_length=40,
        help_text=lazy("Only for another currency: what one unit of it costs in the awards' currency."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "w10"}),
    )
    rate_source = forms.CharField(label=lazy("Where the rate is from"), required=False, max_length=200)

    def __init__(self, *args: Any, rows: Sequence[ProgrammeApplicationRow], currency: str, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"currency": currency})
        super().__init__(*args, **kwargs)
        self.rows, self.own = rows, currency
        self.fields["rate_on"] = day_field(lazy("Day of the rate"))
        self.fields["decided_on"] = day_field(lazy("The donor decided on"))
        self.fields["decided_on"].error_messages["required"] = _("Write the day of the donor's decision.")
        self.fields["decided_on"].required = True
        self.fields["paper"] = forms.FileField(label=lazy("The donor's letter"), required=False)
        for name in ("reference", "paper"):
            self.fields[name].needed = True  # type: ignore[attr-defined]
        for row in rows:
            self._award(row)
        self.order_fields([
            "reference", "decided_on", "amount", "currency", "rate", "rate_source", "rate_on", "paper"
        ])

    def _award(self, row: ProgrammeApplicationRow) -> None:
        id = row.grant_id
        self.fields[f"outcome-{id}"] = forms.ChoiceField(
            label=row.grant.title, choices=Answer.choices, initial=Answer.FIRM, required=False,
            widget=forms.RadioSelect,
            help_text=_("%(reference)s, %(amount)s") % {
                "reference": row.grant.reference, "amount": said_money(row.amount),
            },
        )
        self.fields[f"less-{id}"] = AmountField(
            row.currency, label=_("With less: how much, in %(currency)s") % {"currency": row.currency}, required=False
        )
        self.fields[f"reason-{id}"] = forms.CharField(
            label=_("Reason, when it is not firm as it stands"), required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
        )

    def awards(self) -> list[dict[str, Any]]:
        """The fields of each award, for the page."""
        return [
            {name: self[f"{name}-{row.grant_id}"] for name in ("outcome", "less", "reason")} for row in self.rows
        ]

    def general(self) -> list[Any]:
        """The fields of the letter itself."""
        wanted = ("reference", "decided_on", "amount", "currency", "rate", "rate_source", "rate_on", "paper")
        return [self[name] for name in wanted]

    def clean_currency(self) -> str:
        """Three letters that name a currency."""
        code = str(self.cleaned_data["currency"]).strip().upper()
        if not known_currency(code):
            raise ValidationError(_("“%(code)s” is no currency; write three letters like %(own)s.") % {
                "code": code, "own": self.own,
            })
        return code

    def clean(self) -> dict[str, Any]:
        """The amount as people write it, in the currency of the letter."""
        data: dict[str, Any] = super().clean() or {}
        text, code = data.get("amount"), data.get("currency")
        if text and code:
            read = money(text, get_language() or "en", code)
            if isinstance(read, Problem):
                self.add_error("amount", sentence(read))
            else:
                data["amount"] = read
        return data

    def decision(self) -> DonorDecision:
        """What the operation takes; only after the form is valid."""
        data, exceptions = self.cleaned_data, {}
        for row in self.rows:
            outcome = data.get(f"outcome-{row.grant_id}") or Answer.FIRM
            if outcome != Answer.FIRM:
                less: Money | None = data.get(f"less-{row.grant_id}")
                exceptions[row.grant_id] = Except(outcome, data.get(f"reason-{row.grant_id}", ""), less)
        return DonorDecision(
            data["reference"], data["amount"], data["decided_on"], _plain(data.get("rate", "")),
            data.get("rate_source", ""), data.get("rate_on"), exceptions,
        )

    def refuse(self, problems: Sequence[Problem]) -> None:
        """Put what the operation found beside its fields."""
        for problem in problems:
            name = problem.where if problem.where in self.fields else self._field_of(problem)
            text = str(SAID[problem.code])
            self.add_error(name, text % problem.values if problem.values else text)

    def _field_of(self, problem: Problem) -> str:
        id = UUID(problem.where.removeprefix("grant-"))
        return f"less-{id}" if problem.code == "cut_out_of_range" else f"reason-{id}"


def _plain(text: str) -> str:
    """A rate as people write it, with a comma or a point, as a plain decimal."""
    kept = "".join(text.split())
    return kept.replace(",", ".") if kept.count(",") == 1 and "." not in kept else kept
