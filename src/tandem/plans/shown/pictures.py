"""The results chain and the risk matrix, each wide and narrow. They speak for themselves and stand as tables below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tandem.core import pictures, planning
from tandem.plans.rules import Terms
from tandem.web.templatetags.tandem import localised

WIDE, NARROW = 1080, 330
MATRIX_WIDE, MATRIX_NARROW = 640, 330
Pair = tuple[SafeString, SafeString]


def chain_pictures(plan: planning.Plan, terms: Terms, codes: Mapping[UUID, str]) -> Pair | None:
    """The chain with the level that counts at the centre; None when nothing is written yet."""
    if not plan.statements:
        return None
    levels = [
        pictures.Level(level.id, localised(level.title), core.centre)
        for level, core in zip(reversed(terms.stated), reversed(terms.levels), strict=True)
    ]
    statements = [
        pictures.Statement(
            str(row.identity), row.level, row.text, (str(row.parent),) if row.parent else (),
            codes.get(row.identity, ""),
        )
        for row in plan.statements
    ]
    drawn = [
        pictures.chain(
            levels, statements, name=f"chain-{name}", title=_("Results chain"),
            description=_("What each statement contributes to. The same stands in the table below."), width=width,
        )
        for name, width in (("wide", WIDE), ("narrow", NARROW))
    ]
    return mark_safe(drawn[0].svg), mark_safe(drawn[1].svg)


def matrix_pictures(risks: Sequence[planning.Risk], terms: Terms) -> Pair | None:
    """The register on its scales, numbered as it is listed; None without risks."""
    scales, scale = terms.rulebook.risks, terms.scale
    if not risks or scales is None:
        return None
    dots = [
        pictures.Risk(
            str(number), risk.text, _within(risk.probability, scale.probability),
            _within(risk.consequence, scale.consequence), _after(risk, scale),
        )
        for number, risk in enumerate(risks, start=1)
    ]
    drawn = [
        pictures.matrix(
            dots, [localised(each) for each in scales.probability], [localised(each) for each in scales.consequence],
            medium_from=scale.medium_from, high_from=scale.high_from, bands=(_("low"), _("medium"), _("high")),
            name=f"risks-{name}", title=_("Risk matrix"),
            description=_("How likely and how bad each risk is. The same stands in the register below."),
            axes=(_("How likely"), _("How bad")), before_after=(_("before"), _("after the answer")), width=width,
        )
        for name, width in (("wide", MATRIX_WIDE), ("narrow", MATRIX_NARROW))
    ]
    return mark_safe(drawn[0].svg), mark_safe(drawn[1].svg)


def _within(point: int, highest: int) -> int:
    return min(max(point, 1), highest)


def _after(risk: planning.Risk, scale: planning.Scale) -> tuple[int, int] | None:
    if risk.answer in ("", "accept") or (risk.residual_probability is None and risk.residual_consequence is None):
        return None
    return (
        _within(risk.residual_probability or risk.probability, scale.probability),
        _within(risk.residual_consequence or risk.consequence, scale.consequence),
    )
