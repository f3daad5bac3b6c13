"""What stands in the way of an agreement, and what is advised: each with its rule and how to mend it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.agreements.instalments import undated
from tandem.agreements.queries.basis import Basis
from tandem.core import planning
from tandem.core.rulebook.cooperation import Agreement as Paper
from tandem.partnerships.states import GrantStep
from tandem.plans.words import finding as said
from tandem.web.templatetags.tandem import joined, localised, money


@dataclass(frozen=True)
class Finding:
    """One thing to say: a must refuses the agreement, a should advises. `url` leads to where it is mended."""

    code: str
    severity: str  # 'must' or 'should'
    sentence: str
    mend: str
    cites: str
    url: str = ""
    name: str = ""  # the part of the plan that is meant

    @property
    def shown(self) -> Mapping[str, Any]:
        """As the verdicts component reads it."""
        text = f"{self.name}: {self.sentence}" if self.name else self.sentence
        return {
            "severity": self.severity, "passed": False, "refusal": text, "mend": self.mend, "url": self.url,
            "source": {"cites": self.cites},
        }


def findings(basis: Basis, paper: Paper, *, partners_agreed: bool = True) -> tuple[Finding, ...]:
    """Everything about this paper, musts first. Call it with the reader's language active."""
    found = [*_plan(basis, paper)]
    if paper.between == "organiser_and_parties":
        found += [*_step(basis), *_goal(basis), *_money(basis), *_days(basis)]
        if not partners_agreed:
            found.append(_no_partners(basis))
    if basis.version is not None and _draft_waits(basis):
        said_draft = _("A newer draft of the plan is being written; this is about version %(number)s.")
        found.append(Finding(
            "draft_waits", "should", said_draft % {"number": basis.version.number},
            _("Let the partners propose it first"), _("The plan"), _plan_url(basis),
        ))
    return tuple(sorted(found, key=lambda each: each.severity != "must"))


def _plan_url(basis: Basis) -> str:
    grant = basis.held.grant
    return reverse("plans:plan", args=[grant.organiser.slug, grant.id])


def _draft_waits(basis: Basis) -> bool:
    from tandem.plans.queries import draft

    assert basis.version is not None
    waiting = draft(basis.version.plan_id)
    return waiting is not None and waiting.number > basis.version.number


def _step(basis: Basis) -> Iterator[Finding]:
    """The award has to be firm: the donor's own grant is recorded (MIC-20)."""
    grant = basis.held.grant
    if grant.step == GrantStep.CONDITIONAL:
        yield Finding(
            "not_firm", "must", _("The award is conditional: the donor's own grant has not been recorded."),
            _("Record the donor's grant"), _("Annual programme cycle"), _donor_url(basis),
        )
    elif grant.step in {GrantStep.CLOSED, GrantStep.CANCELLED}:
        yield Finding("grant_closed", "must", _("This grant is closed."), "", _("The grant"))


def _donor_url(basis: Basis) -> str:
    grant = basis.held.grant
    if grant.donor is None or not basis.held.acts:
        return ""
    args = [grant.organiser.slug, grant.programme.slug, grant.donor.key, grant.cycle_year]
    return reverse("awards:funding", args=args)


def _plan(basis: Basis, paper: Paper) -> Iterator[Finding]:
    """What the plan lacks; between the partners alone only that there is one (the rest is theirs to decide)."""
    if basis.version is None:
        yield Finding("no_plan", "must", _("This grant has no plan."), _("Write the plan"), _("The plan"))
        return
    severity = "must" if paper.between == "organiser_and_parties" else "should"
    parts = {part.identity: planning.label(part) for _kind, part in basis.plan.parts()}
    for each in basis.terms.blocks(basis.plan):
        words = said(each, basis.terms)
        rule = basis.held.rulebook.risks if each.part == "risk" else basis.held.rulebook.results
        yield Finding(
            each.code, severity, words.sentence, words.remedy, rule.source if rule and rule.source else _("The plan"),
            f"{_plan_url(basis)}#{each.part}-{each.identity}" if each.identity else _plan_url(basis),
            parts.get(each.identity, "") if each.identity else "",
        )


def _goal(basis: Basis) -> Iterator[Finding]:
    """Goal and purposes as awarded, known to the rulebook, and the same as in the application (MIC-21)."""
    awarded, cites = basis.held.grant.goal, _("Programme framework")
    for word, title, known in _lists(basis):
        chosen = _ids(awarded.get(word))
        if unknown := [id for id in chosen if id not in known]:
            yield Finding(
                f"unknown_{word}", "must", _("%(list)s: the rulebook of this grant does not know %(ids)s.") % {
                    "list": title, "ids": joined(unknown)},
                _("Correct the award; an agreement cannot name it"), cites,
            )
        if word == "purposes" and not chosen:
            yield Finding("no_purpose", "must", _("The award names no purpose."), _("Correct the award"), cites)
        applied = _ids(basis.applied.get(word)) if basis.application is not None else chosen
        if set(applied) != set(chosen):
            yield Finding(
                f"other_{word}", "must",
                _("%(list)s: awarded for %(awarded)s, but the application now says %(applied)s.") % {
                    "list": title, "awarded": joined([known.get(id, id) for id in chosen]) or "–",
                    "applied": joined([known.get(id, id) for id in applied]) or "–"},
                _("Scope and objectives stay as awarded; whoever wants others applies again"), cites,
            )


def _lists(basis: Basis) -> Iterator[tuple[str, str, dict[str, str]]]:
    """The lists that make up goal and purposes: key, title, labels by id."""
    rulebook = basis.held.rulebook
    effects = {option.id: localised(option.label) for option in rulebook.goal.effects}
    yield "effects", localised(rulebook.goal.title), effects
    for key, listed in rulebook.lists.items():
        yield key, localised(listed.title), {option.id: localised(option.label) for option in listed.options}


def _ids(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value] if value else []
    return [str(each) for each in value] if isinstance(value, list | tuple) else []


def _money(basis: Basis) -> Iterator[Finding]:
    """The budget that the grant pays never passes the award; less than the award is only said."""
    awarded, asked = basis.held.grant.awarded, basis.asked
    values = {"awarded": money(awarded), "asked": money(asked)}
    if awarded < asked:
        over = _("The grant-paid budget is %(asked)s, %(over)s more than the award of %(awarded)s.")
        yield Finding(
            "over_award", "must", over % {**values, "over": money(asked - awarded)},
            _("Bring the budget down to the award"), _("The budget"), f"{_plan_url(basis)}#budget",
        )
    elif asked < awarded:
        under = _("The grant-paid budget is %(asked)s; %(left)s of the award is not planned.")
        yield Finding(
            "under_award", "should", under % {**values, "left": money(awarded - asked)},
            _("Plan the rest, or leave it with the organiser"), _("The budget"), f"{_plan_url(basis)}#budget",
        )


def _days(basis: Basis) -> Iterator[Finding]:
    """Every year with money has a day on which the donor's money goes out (MIC-15)."""
    grant, cycle = basis.held.grant, basis.held.rulebook.cycle
    if not basis.donor:
        yield Finding("no_donor", "must", _("No donor is named for this grant."), "", _("Annual programme cycle"))
        return
    years = undated(cycle, basis.donor, grant.cycle_year, basis.budget)
    if years:
        yield Finding(
            "no_instalment_day", "must",
            ngettext(
                "The donor's cycle has no day for an instalment in %(years)s.",
                "The donor's cycle has no days for instalments in %(years)s.", len(years),
            ) % {"years": joined([str(grant.first_year + year - 1) for year in years])},
            _("Set the day in the rulebook"), _("Annual programme cycle"),
        )


def _no_partners(basis: Basis) -> Finding:
    """The partners' own agreement is recommended (MIC-9)."""
    papers = basis.held.rulebook.agreements
    kind, paper = next((key, each) for key, each in papers.items() if each.between == "parties")
    grant = basis.held.grant
    return Finding(
        "no_partners_agreement", "must" if paper.strength == "must" else "should",
        _("The partners have not signed “%(title)s” with each other.") % {"title": localised(paper.title)},
        _("Prepare the partners' agreement"), paper.source or paper.clause,
        reverse("agreements:of", args=[grant.organiser.slug, grant.id, kind]),
    )
