"""What people type about money, read as they write it in their language."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from tandem.answers.sentences import sentence
from tandem.core.forms.amounts import money as read_money
from tandem.core.forms.days import day as read_day
from tandem.core.forms.locales import currencies_in_use
from tandem.core.forms.numerals import number as read_number
from tandem.core.rulebook.cooperation import AuditRules
from tandem.core.values import Money, Problem
from tandem.finance.operations import ExpenseInput
from tandem.finance.queries.lines import Line
from tandem.foundation import clock
from tandem.foundation.access import Refused
from tandem.foundation.files.kinds import accept_attribute
from tandem.web.templatetags.tandem import joined, localised

Choices = Sequence[tuple[Any, Any]]


def locale() -> str:
    """How the person who reads this page writes numbers and days."""
    return get_language() or "en"


def _text(label: Any, hint: Any = "", *, required: bool = True, width: str = "", most: int = 300) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, required=required, max_length=most,
        widget=forms.TextInput(attrs={"class": width} if width else {}),
        error_messages={"required": lazy("This is missing."), "max_length": lazy("This is too long; shorten it.")},
    )


def _long(label: Any, hint: Any = "", rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": rows})
    )


class DayField(forms.CharField):
    """A day: the browser's own control, or typed in words in the person's language."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date", "class": "w14"}, format="%Y-%m-%d")
        kwargs.setdefault("error_messages", {"required": lazy("Which day?")})
        super().__init__(widget=widget, **kwargs)

    def clean(self, value: Any) -> date | None:
        text = super().clean(value)
        if not text:
            return None
        read = read_day(text, locale())
        if isinstance(read, Problem):
            raise ValidationError(sentence(read))
        return read


class People(forms.MultipleChoiceField):
    """Marks in the list of approved people; somebody who is not in it is refused by the operation, by name."""

    def valid_value(self, value: Any) -> bool:
        return True


class ExpenseForm(forms.Form):
    """One expense. Everything is kept as typed when something is refused, the receipt too."""

    line = forms.ChoiceField(label=lazy("Budget line"), error_messages={"required": lazy("Choose a budget line.")})
    spent_on = DayField(label=lazy("Paid on"))
    text = _text(lazy("What was paid for"))
    payee = _text(lazy("Who was paid"), lazy("As the receipt says."), most=200)
    amount = _text(lazy("Amount"), lazy("As the receipt says, tax included."), width="w14 num", most=60)
    currency = forms.ChoiceField(label=lazy("Currency"), widget=forms.Select(attrs={"class": "w14"}))
    rate = _text(lazy("Rate"), required=False, width="w14 num", most=60)
    rate_source = _text(lazy("Where the rate comes from"), lazy("A bank or a publication."), required=False, most=200)
    rate_on = DayField(label=lazy("Rate of"), required=False)
    number = _text(lazy("Number of the receipt"), lazy("If it has one."), required=False, width="w14", most=80)
    person = forms.CharField(
        label=lazy("Whose journey or stay"), required=False, max_length=200,
        help_text=lazy("Only when it was for one person. People on the form of the team or a visit can be named."),
        widget=forms.TextInput(attrs={"list": "people", "autocomplete": "off"}),
    )
    persons = People(label=lazy("Whose journey or stay"), required=False, widget=forms.CheckboxSelectMultiple)
    receipt = forms.FileField(
        label=lazy("Receipt"), required=False, help_text=lazy("PDF, JPEG or PNG, at most 10 MB."),
        widget=forms.FileInput(attrs={"accept": accept_attribute(("pdf", "jpg", "png"))}),
    )

    def __init__(
        self, *args: Any, lines: Sequence[tuple[str, Choices]], used: Iterable[str], grant_currency: str,
        people: Choices | None = None, needed: Sequence[str] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        first = list(dict.fromkeys([grant_currency, *used]))
        rest = sorted(code for code in currencies_in_use(clock.now().date()) if code not in first)
        self.fields["line"].choices = [("", _("Choose")), *lines]  # type: ignore[attr-defined]
        self.fields["currency"].choices = [  # type: ignore[attr-defined]
            (_("Used here"), [(code, code) for code in first]), (_("All"), [(code, code) for code in rest])
        ]
        self._people(people, needed)
        self.fields["receipt"].needed = True  # type: ignore[attr-defined]  # unless it is one's own money
        self.fields["rate"].help_text = _(
            "How many %(currency)s one unit costs. Leave it empty when the amount is in %(currency)s."
        ) % {"currency": grant_currency}

    def _people(self, people: Choices | None, needed: Sequence[str]) -> None:
        """Marks among the approved people where the programme approves them, else a name that may be typed."""
        if people is None:
            del self.fields["persons"]
            return
        del self.fields["person"]
        self.fields["persons"].choices = people  # type: ignore[attr-defined]
        if needed:
            self.fields["persons"].help_text = _("Needed for: %(lines)s. Costs of approved people are covered.") % {
                "lines": joined(needed)
            }

    def clean_rate(self) -> Decimal | None:
        text = str(self.cleaned_data.get("rate") or "").strip()
        if not text:
            return None
        plain, problem = read_number(text, locale())
        if problem is not None or plain is None:
            raise ValidationError(sentence(problem or Problem("number_unreadable")))
        return Decimal(plain)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        typed, currency = str(data.get("amount") or "").strip(), data.get("currency") or ""
        if typed and currency:
            read = read_money(typed, locale(), currency)
            if isinstance(read, Problem):
                self.add_error("amount", sentence(read))
            else:
                data["money"] = read
        return data

    def given(self, side: str, receipt: UUID | None) -> ExpenseInput:
        """What the operation takes, once the form is valid."""
        data = self.cleaned_data
        return ExpenseInput(
            side=side, line=UUID(data["line"]), spent_on=data["spent_on"], amount=data["money"], text=data["text"],
            payee=data["payee"], number=data["number"], rate=data["rate"], rate_source=data["rate_source"],
            rate_on=data["rate_on"], person=data.get("person", ""), persons=tuple(data.get("persons", ())),
            receipt=receipt,
        )


def blame(form: forms.Form, refused: Refused, where: dict[str, str]) -> None:
    """Put each problem of a refusal at its field; a refusal that is not about what was typed goes on."""
    if refused.status != 422:
        raise refused
    for problem in refused.problems:
        field = where.get(problem.where, problem.where)
        said = str(problem.values.get("says") or refused.said)
        form.add_error(field if field in form.fields else None, said)
    if not refused.problems:
        form.add_error(None, refused.said)


def line_choices(lines: Iterable[Line], titles: dict[str, str], sides: Collection[str], names: dict[str, str]
                 ) -> list[tuple[str, Choices]]:
    """The lines of these sides, grouped by party."""
    return [
        (names[side], [(str(line.identity), titles[str(line.identity)]) for line in lines if line.side == side])
        for side in names if side in sides and any(line.side == side for line in lines)
    ]


class AuthoriseForm(forms.Form):
    """Who is paid, and where to."""

    side = forms.ChoiceField(
        label=lazy("Paid to"), widget=forms.RadioSelect, error_messages={"required": lazy("Choose who is paid.")}
    )
    account = _text(lazy("Account"), lazy("As the bank writes it, for example an IBAN."), width="w20", most=80)
    note = _long(lazy("Note for the cashier"), rows=2)

    def __init__(self, *args: Any, sides: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["side"].choices = sides  # type: ignore[attr-defined]


class PayForm(forms.Form):
    """What the bank did."""

    amount = _text(lazy("Amount paid"), width="w14 num", most=60)
    paid_on = DayField(label=lazy("Paid on"))
    bank_reference = _text(lazy("The bank's reference"), lazy("As it stands on the bank's advice."), most=80)

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency
        self.fields["amount"].label = _("Amount paid, in %(currency)s") % {"currency": currency}

    def clean_amount(self) -> Money:
        read = read_money(str(self.cleaned_data["amount"]), locale(), self.currency)
        if isinstance(read, Problem):
            raise ValidationError(sentence(read))
        return read


class RepayForm(PayForm):
    """Who has paid back what."""

    side = forms.ChoiceField(
        label=lazy("Paid back by"), widget=forms.RadioSelect,
        error_messages={"required": lazy("Choose who has paid back.")},
    )
    field_order = ("side", "amount", "paid_on", "bank_reference")

    def __init__(self, *args: Any, sides: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["side"].choices = sides  # type: ignore[attr-defined]


class EngageForm(forms.Form):
    """Who audits what, until when."""

    period = forms.ChoiceField(label=lazy("What is audited"), widget=forms.RadioSelect)
    auditor = forms.ChoiceField(
        label=lazy("Auditor"), help_text=lazy("People who are registered as auditors of this organiser."),
        error_messages={"required": lazy("Choose the auditor.")},
    )
    firm = _text(lazy("Firm or office"), most=200)
    until = DayField(label=lazy("The books stay open until"))

    def __init__(self, *args: Any, periods: Choices, auditors: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["period"].choices = periods  # type: ignore[attr-defined]
        self.fields["auditor"].choices = [("", _("Choose")), *auditors]  # type: ignore[attr-defined]

    @property
    def year(self) -> int | None:
        """The calendar year that was chosen; None for the whole grant."""
        period = self.cleaned_data["period"]
        return None if period == "all" else int(period)


FINDINGS = 5  # places for findings on the auditor's page


class AuditForm(forms.Form):
    """The auditor's statements, opinion, findings and report."""

    def __init__(self, *args: Any, rules: AuditRules, expenses: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rules = rules
        for each in rules.statements:
            self.fields[f"statement-{each.id}"] = forms.ChoiceField(
                label=localised(each.label), required=False, help_text=localised(each.hint),
                choices=[("yes", _("Yes")), ("no", _("No"))], widget=forms.RadioSelect,
            )
            self.fields[f"remark-{each.id}"] = _long(_("Remark"), rows=2)
        self.fields["opinion"] = forms.ChoiceField(
            label=_("Opinion"), required=False, widget=forms.RadioSelect,
            choices=[(each.id, localised(each.label)) for each in rules.opinions],
        )
        self.fields["remark"] = _long(_("Remark to the opinion"))
        for number in range(1, FINDINGS + 1):
            self.fields[f"finding-{number}"] = _long(_("Finding %(number)d") % {"number": number}, rows=2)
            self.fields[f"expense-{number}"] = forms.ChoiceField(
                label=_("About the expense"), required=False, choices=[("", _("none in particular")), *expenses]
            )
        self.fields["report"] = forms.FileField(
            label=_("The report"), required=False, help_text=_("PDF or Word, at most 20 MB."),
            widget=forms.FileInput(attrs={"accept": accept_attribute(("pdf", "docx", "odt"))}),
        )
        self._name_what_is_needed()

    def _name_what_is_needed(self) -> None:
        """These have to be answered; the operation says so, each at its field."""
        for name, field in self.fields.items():
            field.needed = name.startswith("statement-") or name in {"opinion", "report"}  # type: ignore[attr-defined]

    def statements(self) -> dict[str, tuple[bool | None, str]]:
        """Answers and remarks by statement."""
        answers: dict[str, bool | None] = {"yes": True, "no": False}
        data = self.cleaned_data
        return {
            each.id: (answers.get(data.get(f"statement-{each.id}", "")), data.get(f"remark-{each.id}", ""))
            for each in self.rules.statements
        }

    def findings(self) -> list[tuple[str, UUID | None]]:
        """Texts with the expense each is about."""
        data = self.cleaned_data
        return [
            (data.get(f"finding-{n}", ""), UUID(data[f"expense-{n}"]) if data.get(f"expense-{n}") else None)
            for n in range(1, FINDINGS + 1)
        ]

    @property
    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Each statement with its remark."""
        return [(self[f"statement-{each.id}"], self[f"remark-{each.id}"]) for each in self.rules.statements]

    @property
    def places(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Each finding with its expense."""
        return [(self[f"finding-{n}"], self[f"expense-{n}"]) for n in range(1, FINDINGS + 1)]
