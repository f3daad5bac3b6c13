"""A form as rules read it, drawn up once for every application that answers it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tandem.core.eligibility.book import FormLike, PartLike, QuestionLike

EACH_PARTY: Final = "each_party"
YES_NO: Final = "yes_no"
MOST_FORMS = 512  # kept at hand


class Asked:
    """The questions of a form by id, and what rules look for among them."""

    def __init__(self, form: FormLike) -> None:
        self.questions: Mapping[str, QuestionLike] = {question.id: question for question in form.questions()}
        each = [id for id, question in self.questions.items() if question.of == EACH_PARTY]
        self.each: Mapping[str, None] = dict.fromkeys(each)  # in the form's order, and quick to ask for one
        self.team = next((question for question in self.questions.values() if question.edits == "team"), None)
        self.team_path = self.team.id if self.team else ""
        self.budget = next((question for question in self.questions.values() if question.type == "budget"), None)
        columns = self.team.parts if self.team else ()
        self.yes_no = frozenset(part.id for part in columns if part.type == YES_NO)
        self._parts: dict[str, dict[str, PartLike]] = {}
        self._wanted: dict[tuple[str, tuple[str, ...], tuple[str, ...]], tuple[tuple[str, bool], ...]] = {}

    def parts(self, question: str) -> Mapping[str, PartLike]:
        """The parts of a question by id, in order; none of a question that is not there."""
        found = self._parts.get(question)
        if found is None:
            asked = self.questions.get(question)
            found = {}
            for part in asked.parts if asked is not None else ():
                found.setdefault(part.id, part)
            if asked is not None:
                self._parts[question] = found
        return found

    def wanted(self, question: str, named: tuple[str, ...], truthy: tuple[str, ...]) -> tuple[tuple[str, bool], ...]:
        """The parts that a declaration needs, in the form's order, each with whether it takes a yes.

        Those named or to be answered with yes; the required ones where none is.
        """
        key = (question, named, truthy)
        found = self._wanted.get(key)
        if found is None:
            chosen = {*named, *truthy}
            found = tuple(
                (id, id in truthy and part.type == YES_NO)
                for id, part in self.parts(question).items()
                if (id in chosen if chosen else part.required)
            )
            if len(self._wanted) < MOST_FORMS:
                self._wanted[key] = found
        return found


_KNOWN: dict[int, tuple[FormLike, Asked]] = {}  # by identity of the form, kept with it so that it stays itself


def asked_in(form: FormLike) -> Asked:
    """The form as rules read it; drawn up once for the same form."""
    known = _KNOWN.get(id(form))
    if known is not None and known[0] is form:
        return known[1]
    made = Asked(form)
    if len(_KNOWN) >= MOST_FORMS:
        _KNOWN.clear()
    _KNOWN[id(form)] = (form, made)
    return made
