"""What the public reads about how a programme, or one of its offices, decides (TAC-5, TAC-17)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from tandem.foundation.access import Refused
from tandem.foundation.tenancy.models import Office
from tandem.programmes.models import HEAVY, Programme, RulebookVersion


@dataclass(frozen=True)
class Published:
    """One published version with what stands around it: the office's other versions, newest first, and who else has
    one."""

    programme: Programme
    version: RulebookVersion
    versions: tuple[RulebookVersion, ...]
    offices: tuple[Office, ...]

    @property
    def current(self) -> bool:
        """Whether it is the one in force."""
        return self.versions[0].id == self.version.id

    @property
    def before(self) -> RulebookVersion | None:
        """The version before it of the same office."""
        older = [row for row in self.versions if row.published_at < self.version.published_at]
        return older[0] if older else None


def published(slug: str, *, office: str = "", version: UUID | None = None) -> Published:
    """The version in force for an office ('' for the whole organiser), or the one named. A 404 refusal when there is
    none. Three queries."""
    rows = RulebookVersion.objects.filter(programme__slug=slug).select_related("programme", "office", "published_by")
    found = list(rows.defer("bundle", "sources").order_by("-published_at", "-id"))
    offices = {row.office_id: row.office for row in reversed(found) if row.office_id}
    if version is not None:
        one = next((row for row in found if row.id == version), None)
    else:
        one = next((row for row in found if (row.office.slug if row.office_id else "") == office), None)
    if one is None:
        raise Refused("no_such_version", _("There is no such version."), status=404)
    same = tuple(row for row in found if row.office_id == one.office_id)
    return Published(one.programme, one, same, tuple(sorted(offices.values(), key=lambda each: each.slug)))


def with_texts(version: RulebookVersion) -> RulebookVersion:
    """The version with what is hardly ever read with it."""
    version.refresh_from_db(fields=list(HEAVY))
    return version
