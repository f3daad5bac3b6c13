"""Drafts of rulebooks: who sees which, and everything that can be said about one while it is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from tandem.core.rulebook import Difference, Finding, Rulebook, RulebookError
from tandem.core.rulebook.check import findings_of
from tandem.core.rulebook.differences import differences
from tandem.core.rulebook.load import bundled
from tandem.core.rulebook.load import draft as read
from tandem.core.rulebook.sources import Files, files_of, pack
from tandem.foundation.access import Actor, Refused
from tandem.foundation.access.offices import readable_offices
from tandem.programmes.models import DraftStep, RulebookDraft, RulebookVersion, heavy
from tandem.programmes.queries.finding import latest_version
from tandem.programmes.queries.parents import Parents, extended_by, parents_for

UNTRANSLATED = frozenset({"language_missing", "text_missing", "text_empty"})


@dataclass(frozen=True)
class Examined:
    """A draft as it stands: the rulebook when it can be read, and everything that is to be said about it.

    `missing` are texts that lack a language, `loosened` what the parent asks and this does not; neither is in `faults`.
    `differences` are those to what it was started from. `sha256` is that of what would be published, or of the texts.
    """

    rulebook: Rulebook | None
    findings: tuple[Finding, ...]
    differences: tuple[Difference, ...]
    sha256: str
    parents: Parents

    @property
    def faults(self) -> tuple[Finding, ...]:
        """Errors other than missing translations and what loosens the parent."""
        return tuple(
            each for each in self.findings
            if each.level == "error" and each.code not in UNTRANSLATED and not each.code.startswith("loosened_")
        )

    @property
    def missing(self) -> tuple[Finding, ...]:
        """Texts that lack a language, with file, line and language."""
        return tuple(each for each in self.findings if each.code in UNTRANSLATED)

    @property
    def loosened(self) -> tuple[Finding, ...]:
        """What the parent asks and this does not."""
        return tuple(e for e in self.findings if e.code.startswith("loosened_") and e.level == "error")

    @property
    def advice(self) -> tuple[Finding, ...]:
        """What might be better."""
        return tuple(each for each in self.findings if each.level == "advice")

    @property
    def complete(self) -> bool:
        """Whether it may be sent for publishing; loosening is asked about then."""
        return self.rulebook is not None and not self.faults and not self.missing


def drafts(actor: Actor, *, all_steps: bool = False) -> list[RulebookDraft]:
    """Drafts of the organiser that the actor may read, latest change first. One query."""
    rows = RulebookDraft.objects.filter(readable_offices(actor)).select_related(
        "programme", "office", "made_by", "changed_by", "sent_by"
    )
    if not all_steps:
        rows = rows.filter(step__in=(DraftStep.DRAFT, DraftStep.SENT))
    return list(rows.defer("files").order_by("-changed_at", "-id"))


def draft(actor: Actor, id: UUID) -> RulebookDraft:
    """One draft; a 404 refusal when there is none that the actor may read."""
    rows = RulebookDraft.objects.filter(readable_offices(actor), id=id)
    found: RulebookDraft | None = rows.select_related(
        "programme", "office", "base_version", "made_by", "changed_by", "sent_by", "published_version"
    ).defer(*heavy("base_version"), *heavy("published_version")).first()
    if found is None or not actor.has("officer"):
        raise Refused("no_such_draft", _("There is no such draft."), status=404)
    return found


def examined(draft: RulebookDraft, files: Mapping[str, str] | None = None) -> Examined:
    """Everything about a draft, or about texts that are not saved yet in its place. Never raises; at most 3 queries."""
    texts = dict(draft.files if files is None else files)
    parents = parents_for(texts)
    found = read(Files(texts), parents.by_id)
    above = extended_by(texts)
    parent = read(files_of(parents.by_id[above]), parents.by_id).rulebook if above in parents.by_id else None
    try:
        sha256 = bundled(Files(texts), parents.by_id).sha256
    except RulebookError:
        sha256 = pack(texts).sha256
    return Examined(found.rulebook, findings_of(found, parent), _differences(draft, texts, parents), sha256, parents)


def _differences(draft: RulebookDraft, texts: Mapping[str, str], parents: Parents) -> tuple[Difference, ...]:
    before = compared_with(draft)
    if before is None:
        return ()
    try:
        return differences(before.bundle, {"files": texts}, parents.by_id)
    except RulebookError:
        return ()


def compared_with(draft: RulebookDraft) -> RulebookVersion | None:
    """The version a draft would follow: the newest of its office, the whole organiser's where that has none."""
    return latest_version(draft.programme, draft.office_id) if draft.programme else None
