"""What an offline form is made from, for a subject and for the empty form of a call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import get_language

from tandem.answers.offline.slots import Asker
from tandem.answers.queries import Stored
from tandem.answers.subjects import Subject
from tandem.core.forms.definition import Form, Option, Question
from tandem.core.rulebook.schema import Rulebook
from tandem.web.countries import country_names


def asker_of(subject: Subject, stored: Mapping[tuple[str, str], Stored]) -> Asker:
    """A subject's form with its answers, in the language of the page."""
    language = get_language() or "en"
    return Asker(
        kind=subject.kind, subject=str(subject.id), title=subject.title, form=subject.form,
        sides=[(side.id, side.name) for side in subject.sides], options=subject.options,
        kinds=[(id, str(label)) for id, label in subject.kinds], countries=country_names(language),
        language=language, stored=stored, writable=lambda place: not place.party or place.party in subject.mine,
    )  # fmt: skip


def empty_asker(
    kind: str, title: str, rulebook: Rulebook, form: Form, sides: Sequence[tuple[str, str]],
    kinds: Sequence[tuple[str, Any]],
) -> Asker:  # fmt: skip
    """An empty form that anybody may fill in; it fits every subject of this form with the same parties."""

    def options(question: Question) -> Sequence[Option]:
        named = question.options_from
        return rulebook.lists[named].options if named else question.options

    language = get_language() or "en"
    return Asker(
        kind=kind, subject="", title=title, form=form, sides=sides, options=options,
        kinds=[(id, str(label)) for id, label in kinds], countries=country_names(language), language=language,
    )  # fmt: skip
