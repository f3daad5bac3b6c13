"""Reading plans: the content of a version, which versions there are, what a plan lacks."""

from tandem.plans.queries.content import content, contents
from tandem.plans.queries.sides import Contents, newest, one_sided
from tandem.plans.queries.versions import (
    agreed,
    comments,
    draft,
    history,
    latest,
    numbered,
    of_grant,
    proposed,
    versions,
    versions_in,
)

__all__ = [
    "Contents", "agreed", "comments", "content", "contents", "draft", "history", "latest", "newest", "numbered",
    "of_grant", "one_sided", "proposed", "versions", "versions_in",
]
