"""Which facts there are: what expressions in rules, preferences and floors may name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tandem.core.eligibility import Case
from tandem.core.eligibility.case import EACH_PARTY
from tandem.core.rulebook.findings import Path
from tandem.core.rulebook.lint.desk import Desk
from tandem.core.rulebook.lint.forms import compared

FACTS: Mapping[str, frozenset[str]] = {
    "programme": frozenset({"id", "title"}),
    "call": frozenset({"year", "closes_at", "starts_on"}),
    "parties": frozenset[str](),
    "answers": frozenset[str](),
    "team": frozenset[str](),
    "budget": frozenset({"currency", "years", "total", "by_party", "asked", "own_contribution", "unconverted"}),
    "workflow": frozenset({"step", "submitted_at"}),
    "grants": frozenset({"component", "from", "to", "active", "applied"}),
    "recorded": frozenset[str](),
    "tools": frozenset[str](),
}
PARTY = frozenset({"id", "answers", "name", "kind", "country", "languages", "records", "profile"})
COLUMNS = frozenset({"name", "email", "party"})


def lint_names(desk: Desk, case: Case, source: str, path: Path, rule: str = "") -> None:
    """Every name an expression asks for must be a fact, every option compared with one of the question's."""
    expression = desk.expression(source, path, rule=rule)
    for name in sorted(expression.names) if expression else ():
        known = unknown_fact(desk, case, name)
        if known:
            desk.say("unknown_reference", path, rule=rule, what="fact", name=name, known=known)
    for asked, option in compared(expression, "answers.") if expression else ():
        offered = case.options(asked)
        if offered and option not in offered:
            desk.say("unknown_reference", path, rule=rule, what=f"option of {asked}", name=option, known=list(offered))


def unknown_fact(desk: Desk, case: Case, name: str) -> list[str]:
    """Names there are instead of this one, empty when it is one."""
    whole = name.replace("[]", "")
    root, *rest = whole.split(".")
    if root not in (*FACTS, "party"):
        return sorted([*FACTS, "party"])
    if root == "party":
        return _of_party(desk, case, "party", rest)
    if root == "parties":
        if name.startswith("parties[]"):
            return _of_party(desk, case, "parties[]", rest)
        if rest and rest[0] not in case.component.parties:
            return [f"parties.{id}" for id in case.component.parties]
        return _of_party(desk, case, f"parties.{rest[0]}", rest[1:]) if rest else []
    team = case.team_question
    groups: dict[str, Sequence[str]] = {
        "answers": list(case.questions),
        "team": sorted({*COLUMNS, *(part.id for part in team.parts)} if team else COLUMNS),
        "recorded": sorted(desk.rulebook.recorded),
        "tools": sorted(desk.rulebook.tools),
    }
    names = groups.get(root, sorted(FACTS.get(root, ())))
    return [] if not rest or rest[0] in names else [f"{root}.{inner}" for inner in names]


def _of_party(desk: Desk, case: Case, before: str, rest: Sequence[str]) -> list[str]:
    """What may be asked of one party: its own answers, and of its profile what the rulebook looks at."""
    if not rest:
        return []
    first, *deeper = rest
    if first not in PARTY:
        return [f"{before}.{inner}" for inner in sorted(PARTY)]
    if first == "answers" and before == "party":
        each = [id for id, question in case.questions.items() if question.of == EACH_PARTY]
        return [] if not deeper or deeper[0] in each else [f"party.answers.{id}" for id in each]
    if first == "profile" and deeper and deeper[0] not in desk.rulebook.profile:
        return [f"{before}.profile.{field}" for field in desk.rulebook.profile] or ["profile: [] of the main file"]
    return []
