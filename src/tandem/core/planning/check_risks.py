"""Checks of risks: rated on the scales, set against the chain, answered, honest about what is left (MIC-10)."""

from __future__ import annotations

from collections.abc import Iterator

from tandem.core.planning.case import Case, must, should
from tandem.core.planning.model import Finding, Risk
from tandem.core.planning.risks import original, residual


def risks(case: Case) -> Iterator[Finding]:
    """Codes, must: no_risks, no_text, score_outside_scale, threatens_nothing, unknown_statement, residual_incomplete,
    residual_higher, high_without_answer, high_only_accepted, high_after_answer. Should: answer_without_text."""
    if not case.plan.risks:
        yield must("no_risks", "risk")
    for risk in case.plan.risks:
        if not risk.text.strip():
            yield must("no_text", "risk", risk.identity, "text")
        yield from _linked(case, risk)
        outside = list(_outside(case, risk))
        yield from outside
        if not outside:
            yield from _left(case, risk)


def _linked(case: Case, risk: Risk) -> Iterator[Finding]:
    if risk.threatens is None:
        yield must("threatens_nothing", "risk", risk.identity, "threatens")
    elif risk.threatens not in case.statements:
        yield must("unknown_statement", "risk", risk.identity, "threatens")
    if risk.answer and not risk.answer_text.strip():
        yield should("answer_without_text", "risk", risk.identity, "answer_text")


def _outside(case: Case, risk: Risk) -> Iterator[Finding]:
    points = (
        ("probability", risk.probability, case.scale.probability),
        ("consequence", risk.consequence, case.scale.consequence),
        ("residual_probability", risk.residual_probability, case.scale.probability),
        ("residual_consequence", risk.residual_consequence, case.scale.consequence),
    )
    for name, actual, highest in points:
        if actual is not None and not 1 <= actual <= highest:
            yield must("score_outside_scale", "risk", risk.identity, name, actual=actual, lowest=1, highest=highest)


def _left(case: Case, risk: Risk) -> Iterator[Finding]:
    before, after = original(risk, case.scale), residual(risk, case.scale)
    numbers = {"score": before.score, "residual": after.score, "high_from": case.scale.high_from}
    if (risk.residual_probability is None) != (risk.residual_consequence is None):
        missing = "residual_probability" if risk.residual_probability is None else "residual_consequence"
        yield must("residual_incomplete", "risk", risk.identity, missing)
    if after.score > before.score:
        yield must("residual_higher", "risk", risk.identity, "residual_probability", **numbers)
    if after.band != "high" or risk.tolerance.strip():
        return
    code, where = {"": ("high_without_answer", "answer"), "accept": ("high_only_accepted", "tolerance")}.get(
        risk.answer, ("high_after_answer", "tolerance")
    )
    yield must(code, "risk", risk.identity, where, **numbers)
