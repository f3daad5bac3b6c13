"""Receiving, deleting and sweeping files. The caller decides who may; here is decided what is taken."""

from __future__ import annotations

import logging
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.module_loading import import_string

from tandem.core.values import storable
from tandem.foundation import clock
from tandem.foundation.access import Actor, Refused
from tandem.foundation.files.checks import Unacceptable, inspected
from tandem.foundation.files.incoming import Written, written
from tandem.foundation.files.messages import reason_lazy, remedy_lazy
from tandem.foundation.files.models import StoredContent, StoredFile
from tandem.foundation.files.storage import Folder
from tandem.foundation.tenancy.scope import OutsideScope, current, organiser_scope

log = logging.getLogger("tandem.files")

DAY = 24 * 3600.0


def refusal(code: str, **values: Any) -> Refused:
    """The exception for one of the twelve codes; its code is 'file_<code>'."""
    return Refused(f"file_{code}", reason_lazy(code, values), remedy_lazy(code, values), values=values)


def receive(
    actor: Actor,
    organiser: Any,
    upload: Any,
    accept: Collection[str],
    max_bytes: int,
    purpose: str,
    *,
    already: int = 0,
    most: int | None = None,
) -> StoredFile:
    """Take an upload (Django's, or anything with `name` and `read`), check it and store it.

    `organiser` is an Organiser or its id, and must be the one in scope. `accept` names kinds (see `kinds.KINDS`).
    `already` of at most `most` files are there. Returns the new row; call it inside the transaction of the change
    that names the file. Raises Refused with code 'file_none', 'file_empty', … (checks.CODES); nothing is stored then.
    """
    folder = Folder(_in_scope(organiser))
    if upload is None or not getattr(upload, "name", ""):
        raise refusal("none")
    if most is not None and already >= most:
        raise refusal("too_many", most=most)
    name, _ = storable(str(upload.name))
    try:
        fresh = written(upload, folder.unfinished(), max_bytes)
    except Unacceptable as unacceptable:
        raise refusal(unacceptable.code, **unacceptable.values) from None
    except OSError:
        log.exception("an upload could not be written")
        raise refusal("failed") from None
    try:
        kind = _checked(fresh, name, accept)
        return _store(actor, folder, fresh, name, kind, purpose)
    except Unacceptable as unacceptable:
        raise refusal(unacceptable.code, **unacceptable.values) from None
    except OSError:
        log.exception("an upload could not be put in its place")
        raise refusal("failed") from None
    finally:
        fresh.path.unlink(missing_ok=True)


def _in_scope(organiser: Any) -> UUID:
    wanted = organiser if isinstance(organiser, UUID) else organiser.id
    if wanted != current():
        raise OutsideScope("a file of another organiser than the one in scope")
    return UUID(str(wanted))


def _checked(fresh: Written, name: str, accept: Collection[str]) -> str:
    with fresh.path.open("rb") as file:
        kind = inspected(file, fresh.size, name, accept)
    scanner = getattr(settings, "TANDEM_FILE_SCANNER", "")
    if scanner and import_string(scanner)(fresh.path):
        raise Unacceptable("infected")
    return kind


def _store(actor: Actor, folder: Folder, fresh: Written, name: str, kind: str, purpose: str) -> StoredFile:
    with transaction.atomic():
        _lock(fresh.sha256, fresh.size)
        folder.put(fresh.path, fresh.sha256)
        stored: StoredFile = StoredFile.objects.create(
            name=name,
            size=fresh.size,
            sha256=fresh.sha256,
            kind=kind,
            purpose=purpose,
            uploaded_by_id=actor.person_id,
            uploaded_at=clock.now(),
        )
    return stored


def _lock(sha256: str, size: int) -> StoredContent:
    """The content's row, held until the transaction ends: storing and collecting one content take turns."""
    for _ in range(5):
        try:
            with transaction.atomic():
                row, _made = StoredContent.objects.select_for_update().get_or_create(
                    organiser_id=current(), sha256=sha256, defaults={"size": size}
                )
            return row
        except IntegrityError:
            continue
    raise OSError("the content's row changed hands five times")


def delete(actor: Actor, stored: StoredFile) -> None:
    """Delete the row; after the commit the content goes too, when no other row of the organiser names it."""
    organiser, sha256 = stored.organiser_id, stored.sha256
    stored.check_scope()
    with transaction.atomic():
        stored.delete()
        transaction.on_commit(lambda: _collect_in(organiser, sha256), robust=True)


def _collect_in(organiser: UUID, sha256: str) -> bool:
    with organiser_scope(organiser):
        return collect(sha256)


def collect(sha256: str) -> bool:
    """Delete a content of the organiser in scope that no row names; True when it was deleted."""
    with transaction.atomic():
        row = _lock(sha256, 0)
        if StoredFile.objects.filter(sha256=sha256).exists():
            return False
        Folder(current()).remove(sha256)
        row.delete()
    return True


def sweep(older_than: float = DAY) -> int:
    """Delete what crashes left behind for the organiser in scope: contents without a row, unfinished uploads.

    Only what is older than `older_than` seconds, which must be longer than any transaction takes. How many.
    """
    folder = Folder(current())
    gone = folder.tidy(older_than)
    named = set(StoredFile.objects.values_list("sha256", flat=True).distinct())
    for sha256 in list(folder.contents(older_than)):
        if sha256 not in named and collect(sha256):
            gone += 1
    return gone
