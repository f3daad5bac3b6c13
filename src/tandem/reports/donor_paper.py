"""The report to a donor as a document: the rulebook's template, an officer's words, and registered figures only."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import override

from tandem.core.aggregation import placeholders, typed_numbers
from tandem.core.rulebook.cooperation import Template
from tandem.core.rulebook.schema import Rulebook
from tandem.core.values import Problem, pick
from tandem.foundation.documents.blocks import Block, Document, Figure, List, Paragraph, Text
from tandem.reports import donor_blocks
from tandem.reports.figures.labels import Labels
from tandem.reports.figures.register import Computed
from tandem.reports.figures.shown import address_of, shown
from tandem.reports.models import DonorReport
from tandem.reports.states import NARRATIVE
from tandem.web.templatetags.tandem import day, localised
from tandem.web.written import Show, compose, titled

_FIGURE = re.compile(r"\{figure:([A-Za-z_][A-Za-z0-9_.:/-]*)\}")


@dataclass(frozen=True)
class Paper:
    """Everything that a report to a donor is made from."""

    report: DonorReport
    made: Computed
    rulebook: Rulebook
    labels: Labels

    @property
    def template(self) -> Template:
        """The rulebook's template; KeyError when the programme has none."""
        return self.rulebook.template(self.rulebook.donor_report)

    def figure(self, key: str) -> Figure:
        """A registered figure as the document shows it. KeyError for one that nobody registered."""
        return shown(self.made.register[key], address_of(self.report.organiser.slug, self.report.id, key))

    def has(self, key: str) -> bool:
        """Whether it is registered."""
        return key in self.made.register


def document(paper: Paper, language: str) -> Document:
    """The report in one language of the rulebook."""
    report, rulebook = paper.report, paper.rulebook
    with override(language):
        on = (report.frozen_at or report.made_at).date()
        places = {
            "organiser": localised(report.organiser.name),
            "donor": localised(report.donor.name),
            "programme": localised(report.programme.title),
            "year": str(report.year),
            "date": day(on),
        }
        shows = {word: _once(maker, paper) for word, maker in donor_blocks.SHOWS.items()}
        shows |= {word: _told(paper, word, language) for word in NARRATIVE}
        body = compose(paper.template, language, rulebook.languages, places, shows)
        title = titled(paper.template.title, language, rulebook.languages, places)
        return Document(
            title=title,
            subtitle=titled(paper.template.subtitle, language, rulebook.languages, places),
            language=language,
            blocks=tuple(_filled(paper, block) for block in (*_top(paper, places), *body)),
            author=places["organiser"],
            date=on,
            footer=titled(paper.template.footer, language, rulebook.languages, places) or title,
        )


def _once(maker: Callable[[Paper], Sequence[Block]], paper: Paper) -> Show:
    return lambda: maker(paper)


def _told(paper: Paper, word: str, language: str) -> Show:
    """What an officer has written in a section."""

    def say() -> Sequence[Block]:
        text = pick(paper.report.narrative.get(word, {}), language, paper.rulebook.languages)
        return [Paragraph(part.strip()) for part in text.split("\n\n") if part.strip()]

    return say


def _top(paper: Paper, places: dict[str, str]) -> Iterable[Block]:
    """An officer's summary opens the report when the template has no place for it."""
    if any(block.show == "summary" for block in paper.template.blocks):
        return
    for block in _told(paper, "summary", paper_language())():
        yield replace(block, tone="lead") if isinstance(block, Paragraph) else block


def paper_language() -> str:
    """The language that is active now."""
    from django.utils.translation import get_language

    return (get_language() or "en").split("-")[0]


def _filled(paper: Paper, block: Block) -> Block:
    """The block with its {figure:key} replaced by registered figures."""
    if isinstance(block, Paragraph) and isinstance(block.text, str):
        return replace(block, text=with_figures(paper, block.text))
    if isinstance(block, List):
        items = tuple(with_figures(paper, item) if isinstance(item, str) else item for item in block.items)
        return replace(block, items=items)
    return block


def with_figures(paper: Paper, text: str) -> Text:
    """Texts and figures in turn; an unknown key stays visible as it was typed."""
    pieces: list[str | Figure] = []
    at = 0
    for found in _FIGURE.finditer(text):
        if paper.has(found[1]):
            pieces += [text[at : found.start()], paper.figure(found[1])]
            at = found.end()
    if not pieces:
        return text
    return tuple(piece for piece in (*pieces, text[at:]) if piece != "")


def problems(paper: Paper) -> list[Problem]:
    """Numbers typed into the template or into an officer's text, and figures that nobody registered, with the place.

    Codes: number_typed (values: the number), figure_unknown (values: the key). `where` is 'block 3, text, en' or
    'summary, es'.
    """
    allowed = [paper.rulebook.audit.standard] if paper.rulebook.audit else []
    known = paper.made.register.keys()
    found: list[Problem] = []
    for where, text in (*_template_texts(paper.template), *_own_texts(paper.report)):
        found += checked(where, text, known, allowed)
    return found


def checked(where: str, text: str, known: Iterable[str], allowed: Sequence[str]) -> list[Problem]:
    """What is wrong with one text."""
    found = [Problem("number_typed", where, {"number": number}) for number in typed_numbers(text, allowed)]
    keys = {key for key in placeholders(text) if "{figure:" + key + "}" in text}
    return found + [Problem("figure_unknown", where, {"key": key}) for key in sorted(keys - set(known))]


def _template_texts(template: Template) -> Iterable[tuple[str, str]]:
    for number, block in enumerate(template.blocks, start=1):
        parts = [("heading", block.heading), ("text", block.text), ("caption", block.caption)]
        parts += [("items", item) for item in block.items]
        for name, texts in parts:
            for language, text in texts.items():
                yield f"{_('template')}, {_('block')} {number}, {name}, {language}", text


def _own_texts(report: DonorReport) -> Iterable[tuple[str, str]]:
    for section, texts in report.narrative.items():
        for language, text in texts.items():
            yield f"{section}, {language}", text


def sentence(problem: Problem) -> str:
    """What is wrong and how to mend it."""
    if problem.code == "number_typed":
        return _("“%(number)s” is typed in %(where)s. Write {figure:key} instead, so that it can be traced.") % {
            **problem.values,
            "where": problem.where,
        }
    return _("There is no figure “%(key)s” (%(where)s). Take one from the list.") % {
        **problem.values,
        "where": problem.where,
    }
