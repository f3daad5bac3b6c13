"""What the views of the installation share: a page with one form, and addresses that lead on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.forms import BaseForm, Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from tandem.web import places
from tandem.web.templatetags.tandem import clock as clock_text


def with_next(name: str, next_url: str) -> str:
    """The address of a page of ours that leads on to `next_url`."""
    return reverse(name) + (f"?{urlencode({'next': next_url})}" if next_url else "")


def form_page(request: HttpRequest, template: str, form: Form, **context: Any) -> HttpResponse:
    """A page with one form; `errors` feeds the summary and the title when the form was refused (status 422)."""
    errors = errors_of(form)
    context |= {"form": form, "errors": errors, "next": places.safe_next(request)}
    return render(request, template, context, status=422 if errors else 200)


def errors_of(form: BaseForm | None) -> list[dict[str, str]]:
    """The summary of a form that was refused: each fault leads to its field, to the first choice where there are many.

    [] for a form that nobody has sent.
    """
    if form is None or not form.is_bound:
        return []
    errors = [
        {"url": f"#{field.auto_id}{'_0' if field.use_fieldset else ''}", "text": str(text)}
        for field in form for text in field.errors
    ]
    return errors + [{"url": "", "text": str(text)} for text in form.non_field_errors()]


def too_many(until: datetime) -> str:
    """What somebody reads when their account takes no codes for a while."""
    return _("Too many wrong codes were typed for this address. It takes codes again at %(time)s.") % {
        "time": clock_text(until)
    }
