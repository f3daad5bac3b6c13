"""Reading plans: the content of a version, which versions there are, what a plan lacks."""

from tandem.plans.queries.content import content, contents
from tandem.plans.queries.rounds import ToolAnswers, offered_tools, rounds_of, tool_answers, tools_of
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
    "Contents", "ToolAnswers", "agreed", "comments", "content", "contents", "draft", "history", "latest", "newest",
    "numbered", "of_grant", "offered_tools", "one_sided", "proposed", "rounds_of", "tool_answers", "tools_of",
    "versions", "versions_in",
]
