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
WANTED = 480  # of each book, spread evenly over every kind
SHARE = {"icld-partnership": 2}  # five components: each check takes longer, so that fewer are tried
# Whole rulebooks in two languages; an office's inherits most of its lines, so that its faults are named in its parent.
WHOLE = ["harbour-exchange", "icld-partnership", "ks-mic", "local-partnership"]
KINDS = {"renamed", "retyped", "broken", "doubled", "out_of_range", "dead_ends", "untold", "doubled_in_text"}


@pytest.mark.parametrize("book", sorted(BOOKS))
def test_nothing_is_found_in_what_is_right(book: str) -> None:
    assert check(BOOKS[book], shipped()) == ()


@pytest.mark.parametrize("book", WHOLE)
def test_nineteen_of_twenty_faults_are_named_at_their_line(book: str) -> None:
    texts = read_folder(BOOKS[book]).texts
    documents = {name: read_yaml(name, text) for name, text in texts.items()}
    made.TEXTS.clear()
    made.TEXTS.update({name: text for name, text in texts.items() if name != "rulebook.yaml"})
    made.TEMPLATES = {name for name in texts if name.startswith("templates/")}
    main = documents["rulebook.yaml"].data
    made.DONOR_REPORT = main.get("donor_report", "")
    made.OTHER_LANGUAGE = next(language for language in main["languages"] if language != "en")
    wanted = WANTED // SHARE.get(book, 1)
    everyone = list(made.mutants(documents))
    assert {mutant.kind for mutant in everyone} == KINDS
    chosen = [
        mutant for kind in sorted(KINDS) for mutant in spread([m for m in everyone if m.kind == kind], wanted // 8)
    ]
    missed = [mutant for mutant in chosen if not mutant.named(check_documents(mutant.documents))]
    assert len(chosen) >= 300 // SHARE.get(book, 1)
    share = 1 - len(missed) / len(chosen)
    kinds = Counter(mutant.kind for mutant in missed)
    tried = {mutant.file for mutant in chosen}
    assert tried == set(texts), f"no fault was made in {set(texts) - tried}"
    print(f"{book}: {len(everyone)} mutants, {len(chosen)} tried, {share:.1%} named, missed {kinds}")
    assert share >= 0.95, [(mutant.kind, mutant.where) for mutant in missed]


def spread(things: list[made.Mutant], number: int) -> list[made.Mutant]:
    """So many of them, evenly over the whole list."""
    if len(things) <= number:
        return things
    return [things[index * len(things) // number] for index in range(number)]
