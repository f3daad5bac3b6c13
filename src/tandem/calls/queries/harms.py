"""Changes of a published call that would hurt people who rely on it (UX-23)."""

from __future__ import annotations

from tandem.calls.queries.sound import instant
from tandem.calls.queries.terms import Terms
from tandem.core.values import Problem


def harms(before: Terms, after: Terms, *, opened: bool) -> list[Problem]:
    """Every harm, with the form's field in `where`. Both terms are sound; `opened` says whether people may apply."""
    found = []
    if after.slug != before.slug:
        found.append(Problem("slug_changed", "slug"))
    if instant(after.closes, after.zone) < instant(before.closes, before.zone):
        found.append(Problem("closes_earlier", "closes"))
    if opened and instant(after.opens, after.zone) != instant(before.opens, before.zone):
        found.append(Problem("opens_changed", "opens"))
    if after.budget.currency != before.budget.currency:
        found.append(Problem("currency_changed", "budget"))
    elif after.budget < before.budget:
        found.append(Problem("budget_lower", "budget"))
    if after.ceiling and (before.ceiling is None or after.ceiling.minor < before.ceiling.minor):
        found.append(Problem("ceiling_lower", "ceiling"))
    if any(_papers(after, language) > _papers(before, language) for language in before.papers):
        found.append(Problem("more_papers", f"papers_{next(iter(before.papers))}"))
    if opened and after.decision_on != before.decision_on and before.closes == after.closes:
        found.append(Problem("decision_changed", "decision_on"))
    return found


def _papers(terms: Terms, language: str) -> int:
    return sum(1 for line in terms.papers.get(language, "").splitlines() if line.strip())
