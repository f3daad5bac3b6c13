"""Starting programmes and publishing their rulebooks. Each function is one transaction, or changes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.core.rulebook import Finding, Rulebook
from tandem.core.rulebook.sources import Bundle
from tandem.foundation import clock
from tandem.foundation.access import Actor, Refused
from tandem.foundation.audit.chain import record
from tandem.foundation.outbox.events import happened
from tandem.programmes.access import may_run
from tandem.programmes.events import RulebookPublished
from tandem.programmes.models import Donor, Programme, RulebookVersion
from tandem.rulebooks import checked
from tandem.rulebooks.messages import finding_text


@transaction.atomic
def create_programme(
    actor: Actor, *, folder: Path, slug: str = "", title: dict[str, str] | None = None,
    donors: Iterable[str] | None = None,
) -> Programme:
    """A programme of the organiser in scope, with the rulebook in `folder` as its first version.

    `title` and `slug` default to the rulebook's own; `donors` (keys of its cycle) to all of them. Refuses actors who
    are no officers, addresses that are taken, and rulebooks with findings.
    """
    _officer(actor)
    rulebook, packed = _ready(folder)
    address = slugify(slug or rulebook.rulebook)[:60]
    if Programme.objects.filter(slug=address).exists():
        raise Refused("programme_exists",
                      _("There is already a programme at the address “%(slug)s”.") % {"slug": address},
                      _("Publish a new version of its rulebook instead, or choose another address."))
    programme = Programme.objects.create(slug=address, title=title or dict(rulebook.title), rulebook=rulebook.rulebook)
    programme.donors.set(_donors(rulebook, donors))
    record(actor, "programme.created", "programme", programme.id, {"slug": address, "rulebook": rulebook.rulebook})
    _store(actor, programme, rulebook, packed)
    return programme


@transaction.atomic
def publish_rulebook(actor: Actor, programme: Programme, folder: Path) -> RulebookVersion:
    """Check the rulebook in `folder` and store it as the programme's newest version.

    Publishing the same content again returns the stored version and records nothing. Calls that are there keep
    theirs. Refuses another rulebook's id, and findings (each named with file and line in `values["findings"]`).
    """
    _officer(actor)
    rulebook, packed = _ready(folder)
    row = Programme.objects.select_for_update().get(id=programme.id)
    if rulebook.rulebook != row.rulebook:
        raise Refused(
            "another_rulebook",
            _("This programme runs on the rulebook “%(own)s”; the folder holds “%(other)s”.")
            % {"own": row.rulebook, "other": rulebook.rulebook},
            _("Start a programme of its own for it."),
        )
    if row.versions.filter(version=rulebook.version).exclude(sha256=packed.sha256).exists():
        raise Refused(
            "version_taken",
            _("Version %(version)s of this rulebook is published already, with another content.")
            % {"version": rulebook.version},
            _("Give the changed rulebook a version of its own: calls and grants name the version they follow."),
            status=409,
        )
    row.donors.add(*_donors(rulebook, None))
    return _store(actor, row, rulebook, packed)


def _officer(actor: Actor) -> None:
    if not (decision := may_run(actor)):
        raise Refused.by(decision)


def _ready(folder: Path) -> tuple[Rulebook, Bundle]:
    """The same, refused while the rulebook calls itself a draft."""
    rulebook, packed = _checked(folder)
    if rulebook.status != "ready":
        raise Refused(
            "rulebook_draft", _("The rulebook “%(id)s” is still a draft.") % {"id": rulebook.rulebook},
            _("Check and try it with “tandem rulebook”; set its status to ready when it is."),
        )
    return rulebook, packed


def _checked(folder: Path) -> tuple[Rulebook, Bundle]:
    """The rulebook and what to store of it; refused with every finding that is an error."""
    found = checked(folder)
    if found.rulebook is None or found.bundle is None:
        raise _faulty(found.faults)
    return found.rulebook, found.bundle


def _faulty(findings: Sequence[Finding]) -> Refused:
    named = [
        {"file": f.file, "line": f.line, "code": f.code, "rule": f.rule, "says": " ".join(finding_text(f)).strip()}
        for f in findings
    ]
    first = named[0]
    return Refused(
        "rulebook_faulty",
        ngettext(
            "The rulebook has a fault in %(file)s, line %(line)s: %(says)s",
            "The rulebook has %(number)d faults; the first is in %(file)s, line %(line)s: %(says)s", len(named),
        ) % {"number": len(named), **first},
        _("Run “tandem rulebook check” on the folder: it names each fault and how to mend it."),
        values={"findings": named},
    )


def _donors(rulebook: Rulebook, keys: Iterable[str] | None) -> list[Donor]:
    wanted = list(rulebook.cycle.donors) if keys is None else list(keys)
    unknown = [key for key in wanted if key not in rulebook.cycle.donors]
    if unknown:
        raise Refused("donor_unknown", _("The rulebook's cycle has no donor “%(key)s”.") % {"key": unknown[0]},
                      _("Use the keys written in the cycle."))
    rows = []
    for key in wanted:
        row, _created = Donor.objects.get_or_create(key=key, defaults={"name": dict(rulebook.cycle.donors[key].title)})
        rows.append(row)
    return rows


def _store(actor: Actor, programme: Programme, rulebook: Rulebook, packed: Bundle) -> RulebookVersion:
    version, created = RulebookVersion.objects.get_or_create(
        programme=programme, sha256=packed.sha256,
        defaults={
            "version": rulebook.version, "bundle": json.loads(packed.content), "published_at": clock.now(),
            "published_by_id": actor.person_id,
        },
    )
    if created:
        record(actor, "rulebook.published", "programme", programme.id,
               {"version": rulebook.version, "sha256": packed.sha256})
        happened(RulebookPublished(str(programme.id), str(version.id)))
    return version
