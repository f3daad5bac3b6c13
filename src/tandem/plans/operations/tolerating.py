"""An officer documents why a risk that stays high is borne (MIC-10)."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from tandem.core import planning
from tandem.core.values import Problem, storable
from tandem.foundation import audit, clock
from tandem.foundation.access import Actor, Refused
from tandem.foundation.outbox.events import happened
from tandem.plans import access, queries
from tandem.plans.events import RiskTolerated
from tandem.plans.models import Risk, Stage, Version
from tandem.plans.operations.versioning import copied, locked


@transaction.atomic
def tolerate(actor: Actor, plan: UUID, risk: UUID, words: str) -> Version:
    """Write down why a risk that is high after its answer is borne; returns the version that says so.

    A draft is written in; a proposed version is frozen, so the next one is made, proposed, saying the same with the
    tolerance. Refused: not an officer (403), no such plan or risk (404), a plan in force (409: it is revised first), a
    risk that is not high or words that are missing (422).
    """
    held = access.hold_plan(actor, plan, lock=True)
    if not (decision := held.may_tolerate()):
        raise Refused.by(decision, status=409 if decision.code == "grant_closed" else 403)
    kept = storable(words.replace("\r\n", "\n"))[0].strip()
    newest = locked(held.versions[0])
    row = Risk.objects.filter(version=newest, identity=risk).first()
    if row is None:
        raise Refused("no_such_risk", _("There is no such risk in this plan."), status=404)
    if newest.stage == Stage.AGREED:
        raise Refused(
            "plan_agreed", _("This plan is agreed and stays as it is."), _("The partners revise it first."), status=409
        )
    _refuse_needless(held, newest, risk, kept)
    version = newest if newest.frozen_at is None else copied(actor, newest, Stage.PROPOSED, _("A high risk is borne"))
    revision = version.revision + 1
    Risk.objects.filter(version=version, identity=risk).update(
        tolerance=kept, tolerated_by=actor.name[:200], changed_in=revision, changed_by=actor.person_id,
        changed_at=clock.now(),
    )
    if version is newest:
        Version.objects.filter(id=version.id).update(revision=F("revision") + 1)
        version.revision = revision
    else:
        version.frozen_at, version.sha256 = clock.now(), planning.digest(queries.content(version.id))
        version.save(update_fields=["frozen_at", "sha256"])
    audit.record(
        actor, "plan.risk_tolerated", "plan", plan, {"version": version.number, "risk": str(risk), "words": kept}
    )
    happened(RiskTolerated(str(plan), str(version.id), str(risk)))
    return version


def _refuse_needless(held: access.HeldPlan, version: Version, risk: UUID, words: str) -> None:
    found = next(each for each in queries.content(version.id).risks if each.identity == risk)
    if planning.residual(found, held.terms.scale).band != "high":
        raise Refused(
            "not_high", _("This risk is not high after its answer, so there is nothing to bear."),
        )
    if not words:
        raise Refused(
            "words_missing", _("Bearing a high risk needs its reasons in writing."),
            _("Say why the programme goes on although the risk stays high."), problems=[Problem("missing", "words")],
        )
