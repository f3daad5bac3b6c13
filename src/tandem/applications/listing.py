"""What lists show of an application and search in: kept with it, so that a list asks one table."""

from __future__ import annotations

from collections.abc import Sequence

from tandem.applications.models import Application
from tandem.core.values.folding import folded
from tandem.organisations.events import OrganisationRenamed
from tandem.partnerships.models import Party
from tandem.partnerships.queries import parties_of_many

COLUMNS = ("names", "countries", "search")


def refresh(application: Application, parties: Sequence[Party] | None = None) -> None:
    """Set names, countries and the text that is searched; the caller saves `COLUMNS`.

    Without `parties` the names stay as they are: only title and reference have changed.
    """
    if parties is not None:
        application.names = " – ".join(party.organisation.name for party in parties)[:500]
        application.countries = f" {' '.join(sorted({party.organisation.country for party in parties}))} "[:60]
    application.search = searched(application.title, application.reference, application.names)


def renamed(event: OrganisationRenamed) -> None:
    """Now: lists show and find the organisation under its new name."""
    own = Party.objects.filter(organisation=event.organisation, left_at=None).values("partnership")
    rows = list(Application.objects.filter(partnership__in=own))
    parties = parties_of_many([row.partnership_id for row in rows])
    for row in rows:
        refresh(row, parties[row.partnership_id])
    Application.objects.bulk_update(rows, COLUMNS, batch_size=200)


def searched(title: str, reference: str, names: str) -> str:
    """The folded text: what stands after the mark is names of organisations."""
    before = folded(f"{title} {reference}").replace("|", " ")
    return f"{before} | {folded(names).replace('|', ' ')}"
