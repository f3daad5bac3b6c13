"""A rulebook's template as the blocks of a document, in one language, filled from records."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from tandem.core.rulebook.cooperation import Template, TemplateBlock
from tandem.core.values import pick
from tandem.foundation.documents.blocks import Block, Clause, Heading, List, Paragraph, Picture, Table

Show = Callable[[], Sequence[Block]]  # the records' own blocks, already in the language of the document
_PLACE = re.compile(r"\{(\w+)\}")
_WRAP = re.compile(r"(?<=\S)[ \t]*\n(?=\S)")  # a single line feed is the file's, an empty line the writer's


@dataclass
class _Writer:
    """One document being put together; `article` and `clause` number an agreement."""

    language: str
    languages: Sequence[str]
    places: Mapping[str, str]
    shows: Mapping[str, Show]
    numbered: bool
    article: int = 0
    clause: int = 0
    shown: dict[str, tuple[Block, ...]] = field(default_factory=dict)

    def data(self, word: str) -> tuple[Block, ...]:
        """What the records say under this word, made once."""
        if word not in self.shown:
            self.shown[word] = tuple(self.shows[word]()) if word in self.shows else ()
        return self.shown[word]

    def say(self, text: Mapping[str, str]) -> str:
        """A text of the template in the language, with its places filled; unknown places stay as they are."""
        return _PLACE.sub(lambda found: self.places.get(found[1], found[0]), pick(text, self.language, self.languages))

    def block(self, block: TemplateBlock) -> Iterator[Block]:
        """The blocks that one block of the template becomes."""
        if block.when and not self.data(block.when):
            return
        heading = self.say(block.heading)
        if heading and self.numbered and block.level == 1:
            self.article, self.clause = self.article + 1, 0
            heading = f"{self.article}. {heading}"
        if heading:
            yield Heading(block.level, heading)
        yield from self.words(block)
        if block.show:
            found = self.data(block.show)
            if not found and not block.text and not block.items:
                found = (Paragraph(_("Nothing is recorded here."), "quiet"),)
            below = min((block.level if heading else 0) + 1, 3)
            for made in _captioned(found, self.say(block.caption)):
                yield Heading(below, made.text) if isinstance(made, Heading) else made

    def words(self, block: TemplateBlock) -> Iterator[Block]:
        """Text and items: clauses inside an article of an agreement, else paragraphs and a list."""
        texts = [_WRAP.sub(" ", part).strip() for part in self.say(block.text).split("\n\n") if part.strip()]
        items = tuple(self.say(item) for item in block.items)
        if not (self.numbered and self.article):
            yield from (Paragraph(text) for text in texts)
            if items:
                yield List(items, ordered=block.ordered)
            return
        for place, text in enumerate(texts):
            self.clause += 1
            last = place == len(texts) - 1
            yield Clause(f"{self.article}.{self.clause}", text, items=items if last else ())
        if items and not texts and block.ordered:
            for item in items:
                self.clause += 1
                yield Clause(f"{self.article}.{self.clause}", item)
        elif items and not texts:
            yield List(items)


def _captioned(found: Sequence[Block], caption: str) -> Iterator[Block]:
    """The blocks with a caption on the only table or picture among them; without one there is nothing to name."""
    named = [block for block in found if isinstance(block, Table | Picture)]
    for block in found:
        alone = caption and len(named) == 1 and block is named[0] and not named[0].caption
        yield replace(named[0], caption=caption) if alone else block


def compose(
    template: Template, language: str, languages: Sequence[str], places: Mapping[str, str],
    shows: Mapping[str, Show], *, numbered: bool = False,
) -> tuple[Block, ...]:
    """The template's blocks in a language, {places} filled and records shown.

    `numbered` makes headings of the first level articles and the texts under them clauses ('4.2'), as agreements have
    them. A block whose `when` has no data is left out. Call it with `language` active, so that records speak it too.
    """
    writer = _Writer(language, languages, places, shows, numbered)
    found = tuple(made for block in template.blocks for made in writer.block(block))
    return tuple(_levelled(found))


def _levelled(found: Sequence[Block]) -> Iterator[Block]:
    """Headings never jump downwards by more than one level, whatever was left out."""
    level = 0
    for block in found:
        if isinstance(block, Heading):
            level = min(block.level, level + 1)
            yield Heading(level, block.text)
        else:
            yield block


def titled(text: Mapping[str, str], language: str, languages: Sequence[str], places: Mapping[str, str]) -> str:
    """A title, subtitle or footer of a template with its places filled."""
    return _PLACE.sub(lambda found: places.get(found[1], found[0]), pick(text, language, languages))
