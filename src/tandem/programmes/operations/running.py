"""Starting programmes and publishing their rulebooks. Each function is one transaction, or changes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from tandem.core.rulebook import Rulebook, check_texts
from tandem.core.rulebook.load import bundled
from tandem.core.rulebook.load import draft as read
from tandem.core.rulebook.sources import Bundle, read_folder
from tandem.foundation import clock
from tandem.foundation.access import Actor, Refused
from tandem.foundation.audit.chain import record
from tandem.foundation.tenancy.models import Office
from tandem.programmes.access import may_run, may_write
from tandem.programmes.models import Donor, Programme, RulebookVersion
from tandem.programmes.operations.publishing import stored
from tandem.programmes.operations.refusing import faulty
from tandem.programmes.queries.parents import parents_for
from tandem.rulebooks import checked


@transaction.atomic
def create_programme(
    actor: Actor, *, folder: Path, slug: str = "", title: dict[str, str] | None = None,
    donors: Iterable[str] | None = None,
) -> Programme:
    """A programme of the organiser in scope, with the rulebook in `folder` as its first version.

    `title` and `slug` default to the rulebook's own; `donors` (keys of its cycle) to all of them. Refuses actors who
    are no officers, addresses that are taken, and rulebooks with findings.
    """
    _officer(actor, None)
    rulebook, packed = _ready(folder)
    address = slugify(slug or rulebook.rulebook)[:60]
    if Programme.objects.filter(slug=address).exists():
        raise Refused("programme_exists",
                      _("There is already a programme at the address “%(slug)s”.") % {"slug": address},
                      _("Publish a new version of its rulebook instead, or choose another address."))
    programme = Programme.objects.create(slug=address, title=title or dict(rulebook.title), rulebook=rulebook.rulebook)
    named = _donors(rulebook, donors)
    record(actor, "programme.created", "programme", programme.id, {"slug": address, "rulebook": rulebook.rulebook})
    stored(actor, programme, rulebook, packed, None, _approved())
    programme.donors.set(named)
    return programme


@transaction.atomic
def publish_rulebook(
    actor: Actor, programme: Programme, folder: Path, office: Office | None = None
) -> RulebookVersion:
    """Check the rulebook in `folder` and store it as the programme's newest version, or as the office's.

    Publishing the same content again returns the stored version and records nothing. Calls that are there keep
    theirs. Refuses another rulebook's id (an office's has to extend the programme's), a version that is taken, and
    findings (each named with file and line in `values["findings"]`).
    """
    _officer(actor, office.id if office else None)
    rulebook, packed = _ready(folder) if office is None else (None, None)
    row = Programme.objects.select_for_update().get(id=programme.id)
    more: dict[str, Any] = {}
    if rulebook is None or packed is None:
        rulebook, packed, more = _of_office(folder, row)
    elif rulebook.rulebook != row.rulebook:
        raise Refused(
            "another_rulebook",
            _("This programme runs on the rulebook “%(own)s”; the folder holds “%(other)s”.")
            % {"own": row.rulebook, "other": rulebook.rulebook},
            _("Start a programme of its own for it."),
        )
    same = row.versions.filter(version=rulebook.version, office=office)
    if same.exclude(sha256=packed.sha256).exists():
        raise Refused(
            "version_taken",
            _("Version %(version)s of this rulebook is published already, with another content.")
            % {"version": rulebook.version},
            _("Give the changed rulebook a version of its own: calls and grants name the version they follow."),
            status=409,
        )
    return stored(actor, row, rulebook, packed, office.id if office else None, {**_approved(), **more})


def _of_office(folder: Path, programme: Programme) -> tuple[Rulebook, Bundle, dict[str, Any]]:
    """An office's rulebook, laid over the newest one the programme has published, and what is kept beside it."""
    files = read_folder(folder)
    parents = parents_for(files.texts)
    faults = tuple(each for each in check_texts(files.texts, parents.by_id) if each.level == "error")
    if files.findings or faults:
        raise faulty((*files.findings, *faults))
    packed = bundled(files, parents.by_id)
    rulebook = read(files, parents.by_id).rulebook
    if rulebook is None or rulebook.extends != programme.rulebook:
        raise Refused(
            "another_parent",
            _("An office's rulebook extends the programme's, “%(own)s”; this one extends “%(other)s”.")
            % {"own": programme.rulebook, "other": rulebook.extends if rulebook else ""},
            _("Write “extends: %(own)s” at the top.") % {"own": programme.rulebook},
        )
    return rulebook, packed, {"parent_version": parents.version, "sources": dict(files.texts)}


def _approved() -> dict[str, Any]:
    return {"approved_at": clock.now()}


def _officer(actor: Actor, office: UUID | None) -> None:
    if not (decision := may_write(actor, office)) and not (office and actor.offices is None and may_run(actor)):
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
        raise faulty(found.faults)
    return found.rulebook, found.bundle


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
