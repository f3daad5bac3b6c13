"""A second officer publishes what a first one has written: bound to the content they saw, with everything the public
has a right to know about how it came about (TAC-5, TAC-17)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from tandem.core.rulebook import Rulebook
from tandem.core.rulebook.load import bundled
from tandem.core.rulebook.sources import Bundle, Files
from tandem.foundation import clock
from tandem.foundation.access import Actor, Refused
from tandem.foundation.accounts.models import Person
from tandem.foundation.audit.chain import record
from tandem.foundation.outbox.events import happened
from tandem.programmes.access import may_approve
from tandem.programmes.events import DraftSettled, RulebookPublished
from tandem.programmes.models import Donor, DraftStep, Programme, RulebookDraft, RulebookVersion
from tandem.programmes.operations.checking import as_published, examine_whole
from tandem.programmes.queries.changes import kept
from tandem.programmes.queries.drafts import Examined, compared_with

LONGEST = 4000


@dataclass(frozen=True)
class Channel:
    """One way in which a rulebook was made known: a code of `models.ChannelKind`, the day, and where in words."""

    code: str
    on: date
    where: str = ""


@dataclass(frozen=True)
class Publication:
    """What the public reads about the approval. `changes` is {language: text}; a first version needs none."""

    approver: str = ""  # as published; empty: the name of the officer who publishes
    channels: tuple[Channel, ...] = ()
    consulted_on: date | None = None
    consulted_with: str = ""
    changes: Mapping[str, str] = field(default_factory=dict)
    loosening_reason: str = ""


@transaction.atomic
def publish(actor: Actor, draft_id: UUID, seen_sha256: str, publication: Publication) -> RulebookVersion:
    """Publish a draft that was sent: it starts its programme, or becomes the newest version of one.

    By an officer who has not written in it (403 `own_work`), of exactly what they saw (409 `changed`). Refused (422):
    what `examine_whole` refuses; fewer channels than the rulebook promises, no consultation where it promises one;
    no words about what changed; what loosens the parent without the officer's own reason.
    """
    draft = RulebookDraft.objects.select_for_update().filter(id=draft_id).first()
    if draft is None:
        raise Refused("no_such_draft", _("There is no such draft."), status=404)
    if not (decision := may_approve(actor, draft.office_id, draft.authors)):
        raise Refused.by(decision)
    if draft.step == DraftStep.PUBLISHED and draft.published_version and draft.sent_sha256 == seen_sha256:
        return draft.published_version  # twice the same button
    if draft.step != DraftStep.SENT:
        raise Refused("not_sent", _("This draft does not wait for approval."), status=409)
    whole = examine_whole(draft)
    if not seen_sha256 or seen_sha256 != whole.sha256 or seen_sha256 != draft.sent_sha256:
        raise Refused("changed", _("The rulebook, or the one it goes out from, has changed since it was sent."),
                      _("Give it back; its writers look at it and send it again."), status=409)
    assert whole.rulebook is not None
    as_published(whole, publication, clock.now().date(), follows=compared_with(draft) is not None)
    return _publish(actor, draft, whole, whole.rulebook, publication)


def _publish(
    actor: Actor, draft: RulebookDraft, whole: Examined, rulebook: Rulebook, publication: Publication
) -> RulebookVersion:
    now = clock.now()
    programme = draft.programme or _programme(actor, draft, rulebook)
    packed = bundled(Files(draft.files), whole.parents.by_id)
    version = stored(actor, programme, rulebook, packed, draft.office_id, {
        "parent_version": whole.parents.version, "sources": draft.files,
        "drafted_on": draft.made_at.date(), "drafted_by": _authors(draft),
        "consulted_on": publication.consulted_on, "consulted_with": publication.consulted_with.strip()[:300],
        "approved_at": now, "approver": (publication.approver.strip() or actor.name)[:200],
        "channels": [{"channel": c.code, "on": c.on.isoformat(), "where": c.where.strip()[:200]}
                     for c in publication.channels],
        "changes": {lang: text.strip()[:LONGEST] for lang, text in publication.changes.items() if text.strip()},
        "differences": kept(whole.differences),
        "loosened": [{"line": f.line, "code": f.code, "values": {k: str(v) for k, v in f.values.items()}}
                     for f in whole.loosened],
        "loosened_reason": publication.loosening_reason.strip()[:LONGEST] if whole.loosened else "",
    })
    draft.step, draft.published_version, draft.programme = DraftStep.PUBLISHED, version, programme
    draft.save(update_fields=["step", "published_version", "programme"])
    happened(DraftSettled(str(draft.id)))
    if whole.loosened:
        record(actor, "rulebook.loosened", "programme", programme.id,
               {"version": version.id, "places": len(whole.loosened), "reason": version.loosened_reason})
    return version


def _programme(actor: Actor, draft: RulebookDraft, rulebook: Rulebook) -> Programme:
    address = slugify(rulebook.rulebook)[:60]
    if Programme.objects.filter(slug=address).exists():
        raise Refused("programme_exists",
                      _("There is already a programme at the address “%(slug)s”.") % {"slug": address},
                      _("Give the draft back: its short name has to be another one."), status=409)
    programme: Programme = Programme.objects.create(
        slug=address, title=dict(rulebook.title), rulebook=rulebook.rulebook
    )
    record(actor, "programme.created", "programme", programme.id, {"slug": address, "rulebook": rulebook.rulebook})
    return programme


def stored(
    actor: Actor, programme: Programme, rulebook: Rulebook, packed: Bundle, office: UUID | None,
    more: Mapping[str, object],
) -> RulebookVersion:
    """The version with this content: made, recorded and announced now, or the one that is there already."""
    for key, donor in rulebook.cycle.donors.items():
        row, _created = Donor.objects.get_or_create(key=key, defaults={"name": dict(donor.title)})
        programme.donors.add(row)
    version, created = RulebookVersion.objects.get_or_create(
        programme=programme, sha256=packed.sha256,
        defaults={
            "version": rulebook.version, "bundle": json.loads(packed.content), "published_at": clock.now(),
            "published_by_id": actor.person_id, "office_id": office, **more,
        },
    )
    if created:
        record(actor, "rulebook.published", "programme", programme.id,
               {"version": rulebook.version, "sha256": packed.sha256, "office": office})
        happened(RulebookPublished(str(programme.id), str(version.id)))
    return version


def _authors(draft: RulebookDraft) -> str:
    names = Person.objects.filter(id__in=draft.authors).values_list("name", flat=True)
    return ", ".join(sorted(name for name in names if name))[:300]
