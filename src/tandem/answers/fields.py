"""Fields of ordinary forms that read what people write in their own way."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from tandem.answers.sentences import sentence
from tandem.core.forms.amounts import money
from tandem.core.values import Money, Problem
from tandem.web.templatetags.tandem import number


class AmountField(forms.Field):
    """An amount as people write it in their language, in a currency that the field knows."""

    def __init__(self, currency: str, **kwargs: Any) -> None:
        self.currency = currency
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "w15"}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return number(value.amount) if isinstance(value, Money) else value

    def to_python(self, value: Any) -> Money | None:
        text = str(value or "").strip()
        if not text:
            return None
        read = money(text, get_language() or "en", self.currency)
        if isinstance(read, Problem):
            raise ValidationError(sentence(read))
        return read


class MomentField(forms.Field):
    """A local date and time without zone, as browsers' own control sends it; also '2024-10-01 23:59'."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local", "class": "w15"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, **kwargs)

    def to_python(self, value: Any) -> datetime | None:
        text = str(value or "").strip().replace(" ", "T", 1)
        if not text:
            return None
        try:
            return datetime.strptime(text[:16], "%Y-%m-%dT%H:%M")  # noqa: DTZ007 the zone is a field of its own
        except ValueError as error:
            raise ValidationError(_("Write day and time like 2024-10-01 23:59.")) from error


def day_field(label: Any, help_text: Any = "", *, required: bool = False) -> forms.DateField:
    """A day with the browser's own control."""
    return forms.DateField(
        label=label, help_text=help_text, required=required,
        widget=forms.DateInput(attrs={"type": "date", "class": "w15"}, format="%Y-%m-%d"),
        error_messages={
            "invalid": gettext_lazy("Write the day like 2025-01-15."),
            "required": gettext_lazy("Choose a day, like 2025-01-15."),
        },
    )
