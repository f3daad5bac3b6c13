"""Checks on who takes part: country, kind, on_record."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import ClassVar

from tandem.core.eligibility.case import EACH_PARTY, Case, mapping
from tandem.core.eligibility.outcome import Coded, Outcome
from tandem.core.eligibility.registry import Check, Hopeless, Reference, register
from tandem.core.values import Remedy


class OfParty(Check):
    """A check of one party, or of each, against a list in its role."""

    remedies: ClassVar[frozenset[str]] = frozenset({"replace_party"})

    @property
    @abstractmethod
    def whom(self) -> str:
        """The party as written: an id or each_party."""

    @abstractmethod
    def allowed(self, case: Case, party: str) -> Sequence[str]:
        """What the role allows."""

    def asked_of(self, case: Case) -> tuple[str, ...]:
        return case.chosen_parties(self.whom)

    def judge(self, case: Case, party: str) -> Outcome:
        allowed = self.allowed(case, party)
        actual = case.party(party).get(self.word)
        known = actual if isinstance(actual, str) and actual else None
        if known in allowed:
            return Outcome(True, known, list(allowed))
        arguments = {"party": party, "at": f"/parties/{party}/{self.word}", "one_of": list(allowed), "what": self.word}
        remedy = Remedy("replace_organisation", arguments)
        words = {
            "actual": Coded(self.word, known) if known else "–",
            "limit": [Coded(self.word, value) for value in allowed],
        }
        return Outcome(False, known, list(allowed), None, "", remedy, words)

    def references(self) -> Iterator[Reference]:
        if self.whom != EACH_PARTY:
            yield Reference("party", self.whom, self.word)

    def hopeless(self, case: Case) -> Iterator[Hopeless]:
        for party in case.component.parties if self.whom == EACH_PARTY else (self.whom,):
            if party in case.book.parties and not self.allowed(case, party):
                yield Hopeless("never", "nothing_counts", {"party": party})


@register
class Country(OfParty):
    """`country: abroad` — the party's organisation is in one of the countries of its role."""

    word: ClassVar[str] = "country"

    country: str

    @property
    def whom(self) -> str:
        return self.country

    def allowed(self, case: Case, party: str) -> Sequence[str]:
        role = case.book.parties.get(party)
        return role.countries if role else ()


@register
class Kind(OfParty):
    """`kind: each_party` — the party's organisation is of one of the kinds of its role."""

    word: ClassVar[str] = "kind"

    kind: str

    @property
    def whom(self) -> str:
        return self.kind

    def allowed(self, case: Case, party: str) -> Sequence[str]:
        role = case.book.parties.get(party)
        return role.kinds if role else ()


@register
class OnRecord(Check):
    """`on_record: code_of_ethics` — each party has handed in a paper that is asked once."""

    word: ClassVar[str] = "on_record"
    remedies: ClassVar[frozenset[str]] = frozenset({"hand_in"})

    on_record: str
    of: str = EACH_PARTY

    def asked_of(self, case: Case) -> tuple[str, ...]:
        return case.chosen_parties(self.of)

    def judge(self, case: Case, party: str) -> Outcome:
        there = mapping(case.party(party).get("records")).get(self.on_record) is True
        at = f"/parties/{party}/records/{self.on_record}"
        remedy = None if there else Remedy("hand_in", {"record": self.on_record, "party": party, "at": at})
        record = case.book.once_per_organisation.get(self.on_record)
        return Outcome(there, there, True, None, "", remedy, {"names": [record.title] if record else []})

    def references(self) -> Iterator[Reference]:
        yield Reference("record", self.on_record, "on_record")
        if self.of != EACH_PARTY:
            yield Reference("party", self.of, "of")
