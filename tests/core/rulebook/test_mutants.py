"""check names one fault among thousands of right lines, and says nothing where nothing is wrong."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tandem.core.rulebook import check
from tandem.core.rulebook.check import check_documents
from tandem.core.rulebook.sources import read_folder
from tandem.core.rulebook.yaml_tree import read_yaml
from tandem.rulebooks import shipped
from tests.core.rulebook import mutants as made

HARBOUR = Path(__file__).parents[2] / "rulebooks" / "harbour-exchange"
BOOKS = {**shipped(), "harbour-exchange": HARBOUR}
TEXTS = {name: read_folder(folder).texts for name, folder in BOOKS.items()}
OF_EACH_KIND = 16  # in each book, spread evenly over all of that kind: a thousand in all, at about 25 ms each
KINDS = {"renamed", "retyped", "broken", "doubled", "out_of_range", "dead_ends", "untold", "doubled_in_text"}


@pytest.mark.parametrize("book", sorted(BOOKS))
def test_nothing_is_found_in_what_is_right(book: str) -> None:
    assert check(BOOKS[book], shipped()) == ()


@pytest.mark.parametrize("book", sorted(BOOKS))
def test_nineteen_of_twenty_faults_are_named_at_their_line(book: str) -> None:
    texts = TEXTS[book]
    everyone = list(made.mutants(made.Book({name: read_yaml(name, text) for name, text in texts.items()}, texts)))
    assert {mutant.kind for mutant in everyone} == KINDS
    chosen = [m for kind in sorted(KINDS) for m in spread([each for each in everyone if each.kind == kind])]
    for file in sorted(set(texts) - {mutant.file for mutant in chosen}):  # a short one that all steps went over
        chosen += spread([mutant for mutant in everyone if mutant.file == file])
    missed = [mutant for mutant in chosen if not mutant.named(check_documents(mutant.documents, TEXTS))]
    assert len(chosen) >= 120
    assert {mutant.file for mutant in chosen} == set(texts)
    share = 1 - len(missed) / len(chosen)
    kinds = Counter(mutant.kind for mutant in missed)
    print(f"{book}: {len(everyone)} mutants, {len(chosen)} tried, {share:.1%} named, missed {dict(kinds)}")
    assert share >= 0.95, [(mutant.kind, mutant.where) for mutant in missed]


def spread(things: list[made.Mutant], number: int = OF_EACH_KIND) -> list[made.Mutant]:
    """So many of them, evenly over the whole list."""
    if len(things) <= number:
        return things
    return [things[index * len(things) // number] for index in range(number)]
