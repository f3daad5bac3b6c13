"""Checks of the results chain: each statement on one level under one of the level above, said plainly (MIC-7)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tandem.core.planning.case import Case, Words, must, should
from tandem.core.planning.model import Finding, Statement

WORDS_OF_AN_OBJECTIVE = 3
"""House advice: a joiner between two runs of at least so many words is taken for two objectives in one."""


def chain(case: Case) -> Iterator[Finding]:
    """Codes: no_text, unknown_level, unknown_parent, wrong_parent, no_parent (all must), no_centre (must),
    no_indicator (must on the centre, should on another measured level), nothing_leads_here, vague_words,
    double_objective (should)."""
    if case.centre and not any(statement.level == case.centre for statement in case.plan.statements):
        yield must("no_centre", "statement", level=case.centre)
    measured = {indicator.statement for indicator in case.plan.indicators}
    parents = {statement.parent for statement in case.plan.statements}
    for statement in case.plan.statements:
        yield from _placed(case, statement)
        if statement.level in case.measured and statement.identity not in measured:
            say = must if statement.level == case.centre else should
            yield say("no_indicator", "statement", statement.identity, level=statement.level)
        if statement.level == case.centre and statement.identity not in parents:
            yield should("nothing_leads_here", "statement", statement.identity, level=statement.level)
        yield from _worded(case, statement)


def _placed(case: Case, statement: Statement) -> Iterator[Finding]:
    here = statement.identity
    if statement.level not in case.places:
        yield must("unknown_level", "statement", here, "level", level=statement.level)
        return
    above = case.above(statement.level)
    if statement.parent is None:
        if above:
            yield must("no_parent", "statement", here, "parent", level=statement.level, parent_level=above)
        return
    parent = case.statements.get(statement.parent)
    if parent is None:
        yield must("unknown_parent", "statement", here, "parent")
    elif parent.level != above:
        numbers = {"level": statement.level, "actual": parent.level, "parent_level": above}
        yield must("wrong_parent", "statement", here, "parent", **numbers)


def _worded(case: Case, statement: Statement) -> Iterator[Finding]:
    if not statement.text.strip():
        yield must("no_text", "statement", statement.identity, "text")
        return
    found = vague_words(statement.text, statement.language, case.vague)
    if found:
        yield should("vague_words", "statement", statement.identity, "text", words=", ".join(found))
    joiner = double_objective(statement.text, statement.language, case.joiners)
    if joiner:
        yield should("double_objective", "statement", statement.identity, "text", joiner=joiner)


def _words(of: Words, language: str) -> tuple[str, ...]:
    """The list of the language, or of its main part; all lists when the language is not known."""
    if not language:
        return tuple(word for words in of.values() for word in words)
    return of.get(language) or of.get(language.split("-")[0], ())


def vague_words(text: str, language: str, vague: Words) -> tuple[str, ...]:
    """The words of the list that the text uses, each once, in the list's order; whole words, any capitals."""
    found = (
        word
        for word in dict.fromkeys(_words(vague, language))
        if word.strip() and re.search(rf"(?<!\w){re.escape(word.strip())}(?!\w)", text, re.IGNORECASE)
    )
    return tuple(found)


def double_objective(text: str, language: str, joiners: Words) -> str:
    """The joiner between what looks like two objectives in one statement, '' when there is none.

    Modest on purpose: both halves must be long enough to stand alone, so 'water and sanitation' says nothing.
    """
    for joiner in _words(joiners, language):
        word = joiner.strip()
        if not word:
            continue
        pattern = rf"(?<!\w){re.escape(word)}(?!\w)" if word[0].isalnum() else re.escape(word)
        for match in re.finditer(pattern, text, re.IGNORECASE):
            halves = (text[: match.start()], text[match.end() :])
            if all(len(re.findall(r"\w+", half)) >= WORDS_OF_AN_OBJECTIVE for half in halves):
                return word
    return ""
