"""The invented rulebook differs wherever the engine could have learnt the first one by heart."""

from __future__ import annotations

from pathlib import Path

from tandem.core.eligibility import CHECKS, check_of
from tandem.core.rulebook import load
from tandem.core.values import exponent
from tandem.rulebooks import shipped

HARBOUR = load(Path(__file__).parent / "harbour-exchange")
MIC = load(shipped()["ks-mic"])


def test_it_shares_no_name_with_the_shipped_programme() -> None:
    for of in ("parties", "lists", "components", "once_per_organisation"):
        own, other = (set(getattr(book, of)) - {"effects"} for book in (HARBOUR, MIC))
        assert not own & other, of
    questions = [{q.id for form in book.forms.values() for q in form.questions()} for book in (HARBOUR, MIC)]
    assert not questions[0] & questions[1]
    titles = [{step.title["en"] for c in book.components.values() for step in c.workflow} for book in (HARBOUR, MIC)]
    assert not titles[0] & titles[1]


def test_three_parties_an_interview_no_scores_yen_and_three_purposes() -> None:
    voyage = HARBOUR.components["voyage"]
    steps = [step.id for step in voyage.workflow]
    assert len(voyage.parties) == 3
    assert "interviewed" in steps and "scored" not in steps
    assert not voyage.selection.scoring and not voyage.criteria
    assert exponent(voyage.selection.currency) == 0
    assert voyage.signatures == "leader"


def test_after_the_award_it_words_everything_otherwise() -> None:
    assert HARBOUR.results and MIC.results and HARBOUR.risks and MIC.risks and HARBOUR.audit and MIC.audit
    for of in ("agreements", "reports"):
        assert not set(getattr(HARBOUR, of)) & set(getattr(MIC, of)), of
    assert not {level.id for level in HARBOUR.results.levels} & {level.id for level in MIC.results.levels}
    assert HARBOUR.results.centre == "quay" and all(level.stated for level in HARBOUR.results.levels)
    assert (len(HARBOUR.risks.probability), len(HARBOUR.risks.consequence)) == (3, 4)
    assert {a.between for a in HARBOUR.agreements.values()} == {"organiser_and_parties"}
    assert [kind.signatures for kind in HARBOUR.reports.values()] == ["leader"]
    assert {cycle.audit for cycle in HARBOUR.cycle.donors.values()} == {"yearly"}
    assert HARBOUR.audit.standard != MIC.audit.standard and HARBOUR.audit.clean != MIC.audit.clean
    assert not HARBOUR.visits.counterparts and HARBOUR.programme_application == ""
    assert not {s.title["en"] for s in HARBOUR.grant_steps} & {s.title["en"] for s in MIC.grant_steps}
    assert HARBOUR.donor_report and HARBOUR.donor_report != MIC.donor_report


def test_between_them_the_rulebooks_use_every_check_and_every_type_of_question() -> None:
    books = (HARBOUR, *(load(folder, shipped()) for folder in shipped().values()))
    used = {check_of(rule).word for book in books for c in book.components.values() for rule in c.rules}
    assert used == set(CHECKS)
    types = {q.type for form in HARBOUR.forms.values() for q in form.questions()}
    assert types == {
        "short_text", "long_text", "choice", "many", "number", "money", "date", "file", "organisation", "people",
        "budget", "declaration",
    }  # fmt: skip
