"""Finding programmes, their rulebooks, their drafts and the dates of the yearly cycle."""

from tandem.programmes.queries.changes import kept
from tandem.programmes.queries.drafts import Examined, draft, drafts, examined
from tandem.programmes.queries.finding import (
    CycleRow,
    CycleTable,
    cycle_conditions,
    cycle_table,
    dated,
    donors,
    latest_version,
    office_version,
    programme,
    programmes,
    rulebooks_of,
    versions,
    versions_of_all,
)
from tandem.programmes.queries.parents import Parents, parents_for

__all__ = [
    "CycleRow",
    "CycleTable",
    "Examined",
    "Parents",
    "cycle_conditions",
    "cycle_table",
    "dated",
    "donors",
    "draft",
    "drafts",
    "examined",
    "kept",
    "latest_version",
    "office_version",
    "parents_for",
    "programme",
    "programmes",
    "rulebooks_of",
    "versions",
    "versions_of_all",
]
