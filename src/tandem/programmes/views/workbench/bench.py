"""What every page of the workbench does: find the draft, look at it, save edits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from tandem.core.rulebook.editing import Edit
from tandem.foundation.access import Actor, Refused
from tandem.programmes import operations, queries
from tandem.programmes.forms.workbench.findings import Said, said
from tandem.programmes.forms.workbench.fitting import fitted
from tandem.programmes.forms.workbench.programme_pages import Desk
from tandem.programmes.forms.workbench.tree import Tree
from tandem.programmes.models import DraftStep, RulebookDraft
from tandem.programmes.queries import Examined
from tandem.web.templatetags.tandem import clock, localised

TRIES = 3


@dataclass(frozen=True)
class Bench:
    """A draft on the desk of one officer."""

    request: HttpRequest
    draft: RulebookDraft

    @property
    def actor(self) -> Actor:
        """Who sits there."""
        found: Actor = self.request.actor  # type: ignore[attr-defined]
        return found

    @cached_property
    def home(self) -> str:
        """The overview's address."""
        slug = self.request.organiser.slug  # type: ignore[attr-defined]
        return reverse("programmes:draft", kwargs={"organiser": slug, "draft": self.draft.id})

    def url(self, *pieces: str) -> str:
        """A page of the draft."""
        return self.home + "".join(f"{piece}/" for piece in pieces)

    @cached_property
    def desk(self) -> Desk:
        """The draft's tree and addresses."""
        parents = queries.parents_for(self.draft.files).by_id
        return Desk(Tree(self.draft.files, parents), self.url, localised(self.draft.title))

    @cached_property
    def examined(self) -> Examined:
        """Everything that can be said about the draft as it is."""
        return queries.examined(self.draft)

    @cached_property
    def said(self) -> list[Said]:
        """Its findings in words."""
        return said(self.desk, self.examined.findings)

    def here(self, key: str) -> list[Said]:
        """Those about one page."""
        return [each for each in self.said if each.page == key]

    @property
    def open(self) -> bool:
        """Whether it may be written in."""
        return self.draft.step == DraftStep.DRAFT

    @property
    def who(self) -> str:
        """Who changed it last."""
        return self.draft.changed_by.name if self.draft.changed_by else ""

    @property
    def when(self) -> str:
        """When that was, as a time of day."""
        zone = self.request.user.time_zone or self.request.organiser.time_zone  # type: ignore[union-attr,attr-defined]
        return clock(self.draft.changed_at, zone)

    def save(self, edits: Sequence[Edit]) -> Bench:
        """The draft after the edits. What colleagues have changed elsewhere meanwhile stays as they left it."""
        if not edits:
            return self
        found = self.draft
        for left in range(TRIES, 0, -1):
            tree = Tree(found.files, self.desk.tree.parents)
            try:
                saved = operations.drafts.edit(self.actor, found.id, found.revision, fitted(tree, edits))
                return Bench(self.request, saved)
            except Refused as refused:
                if refused.code != "lost_race" or left == 1:
                    raise
                found = queries.draft(self.actor, found.id)
        return self

    def context(self, **more: Any) -> dict[str, Any]:
        """What every template reads."""
        return {"bench": self, "draft": self.draft, "name": self.desk.name, "home": self.home, **more}


def bench(request: HttpRequest, draft: UUID) -> Bench:
    """The draft at this address; Refused (404) when there is none for this officer."""
    return Bench(request, queries.draft(request.actor, draft))  # type: ignore[attr-defined]


def not_found() -> Refused:
    """Nothing of this name in the draft."""
    return Refused("not_found", "", status=404)
