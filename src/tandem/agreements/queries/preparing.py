"""A paper as it would be issued now, with what stands in its way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tandem.agreements.access import paper_of
from tandem.agreements.findings import Finding, findings
from tandem.agreements.instalments import PlannedInstalment
from tandem.agreements.models import Agreement
from tandem.agreements.paper import documents
from tandem.agreements.queries.basis import Basis, basis
from tandem.agreements.queries.reading import partners_agreed
from tandem.core.rulebook.cooperation import Agreement as Paper
from tandem.foundation.documents.blocks import Document
from tandem.foundation.documents.stored import checksum, stored
from tandem.partnerships.access import Held
from tandem.plans.models import Version


@dataclass(frozen=True)
class Prepared:
    """What would be issued: findings, the paper in every language, the instalments, and one checksum of it all."""

    basis: Basis
    paper: Paper
    kind: str
    number: int
    findings: tuple[Finding, ...]
    documents: Mapping[str, Document]

    @property
    def musts(self) -> tuple[Finding, ...]:
        """What refuses it."""
        return tuple(each for each in self.findings if each.severity == "must")

    @property
    def instalments(self) -> tuple[PlannedInstalment, ...]:
        """What is paid when; nothing in a paper between the partners alone."""
        return self.basis.instalments if self.paper.between == "organiser_and_parties" else ()

    @cached_property
    def content(self) -> dict[str, Any]:
        """The documents as they are kept."""
        return {language: stored(document) for language, document in self.documents.items()}

    @cached_property
    def checksum(self) -> str:
        """Of kind, number, documents and instalments."""
        return checksum([self.kind, self.number, self.content, [each.plain for each in self.instalments]])


def prepare(held: Held, kind: str, *, version: Version | None = None) -> Prepared:
    """The paper of this kind as it would be issued now; Refused (404) for a kind the programme does not have."""
    paper = paper_of(held, kind)
    found = basis(held, version=version)
    last = Agreement.objects.filter(grant=held.grant, kind=kind).order_by("-number").values_list("number", flat=True)
    number = (last.first() or 0) + 1
    agreed = paper.between == "parties" or partners_agreed(held)
    said = findings(found, paper, partners_agreed=agreed)
    made = documents(found, paper, number, found.today) if found.version is not None else {}
    return Prepared(found, paper, kind, number, said, made)
