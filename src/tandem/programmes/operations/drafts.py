"""Writing a rulebook: begin a draft, edit it, bring files in, send it for approval, take it back, drop it.

Each function is one transaction, or refuses and changes nothing. Approving and publishing is in `publishing`.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.core.rulebook.editing import Edit, EditError, edited
from tandem.core.rulebook.incoming import incoming
from tandem.foundation import clock
from tandem.foundation.access import Actor, Refused
from tandem.foundation.audit.chain import record
from tandem.foundation.outbox.events import happened
from tandem.foundation.tenancy.models import Office
from tandem.programmes.access import may_approve, may_write
from tandem.programmes.events import DraftSettled, RulebookSent
from tandem.programmes.models import DraftStep, Programme, RulebookDraft
from tandem.programmes.operations.beginning import Beginning, beginning
from tandem.programmes.operations.publishing import examine_whole, publish
from tandem.programmes.operations.refusing import edit_refused, files_refused
from tandem.programmes.queries.parents import extended_by, parents_for

__all__ = [
    "Edit",
    "drop",
    "edit",
    "file_of",
    "files_of",
    "publish",
    "replace_files",
    "return_",
    "send",
    "start",
    "take_back",
]


@transaction.atomic
def start(
    actor: Actor, *, template: str = "", title: Mapping[str, str] | None = None, languages: Sequence[str] = (),
    currency: str = "", id: str = "", programme: Programme | None = None, office: Office | None = None,
    component: str = "project", countries: Mapping[str, Sequence[str]] | None = None,
) -> RulebookDraft:
    """Begin a draft from an installed rulebook, a published version (its id), or, with no `template`, from nothing.

    With `programme` it becomes that programme's next version; with an office too, a rulebook of its own that extends
    the programme's. From a published version, programme and office are that version's. Refuses unknown templates,
    ids that are taken or malformed, languages and currencies that do not exist.
    """
    if not (decision := may_write(actor, office.id if office else None)):
        raise Refused.by(decision)
    asked = Beginning(template, dict(title or {}), tuple(languages), currency, id, programme, office, component,
                      {side: list(codes) for side, codes in (countries or {}).items()})
    begun = beginning(actor, asked)
    if not (decision := may_write(actor, begun.office_id)):
        raise Refused.by(decision)
    now = clock.now()
    draft = RulebookDraft.objects.create(
        programme=begun.programme, office_id=begun.office_id, base_version=begun.base, title=begun.title,
        files=begun.files, parent=extended_by(begun.files), authors=[str(actor.person_id)],
        made_by_id=actor.person_id, made_at=now, changed_by_id=actor.person_id, changed_at=now,
    )
    record(actor, "rulebook.draft_begun", "rulebook_draft", draft.id,
           {"template": template, "programme": begun.programme.id if begun.programme else None})
    return draft


@transaction.atomic
def edit(actor: Actor, draft_id: UUID, revision: int, edits: Sequence[Edit]) -> RulebookDraft:
    """Do edits on the draft as it was at `revision`, all or none; its findings are no reason to refuse one.

    Refused with 409 `lost_race` when somebody was faster: `values` holds their files and yours (as they would be).
    Refused with 422 `bad_edit` for a place that is not there, naming file and path.
    """
    draft = _open(actor, draft_id)
    try:
        files = edited(draft.files, edits)
    except EditError as error:
        if draft.revision != revision:
            raise _lost(draft, {}) from error
        raise edit_refused(error) from error
    if draft.revision != revision:
        raise _lost(draft, files)
    return _keep(actor, draft, files)


@transaction.atomic
def replace_files(
    actor: Actor, draft_id: UUID, files: Sequence[tuple[str, bytes]], revision: int | None = None
) -> RulebookDraft:
    """Bring YAML in: one file or several take the place of those of the same name, one zip replaces everything.

    Refused with 422 `files_refused`; `values["faults"]` names file, line, why and remedy of each. Nothing half-done.
    """
    draft = _open(actor, draft_id)
    texts, faults = incoming(files, draft.files, parents_for(draft.files).by_id)
    if faults:
        raise files_refused(faults)
    if revision is not None and draft.revision != revision:
        raise _lost(draft, texts)
    kept = _keep(actor, draft, texts)
    record(actor, "rulebook.draft_replaced", "rulebook_draft", draft.id,
           {"files": sorted(name for name, text in texts.items() if draft.files.get(name) != text)})
    return kept


def files_of(draft: RulebookDraft) -> bytes:
    """All files as one zip, comments and order kept; the same draft always gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(draft.files):
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), draft.files[name])
    return out.getvalue()


def file_of(draft: RulebookDraft, name: str) -> str:
    """One file; a 404 refusal when the draft has none of that name."""
    if name not in draft.files:
        raise Refused("no_such_file", _("There is no such file."), status=404)
    return str(draft.files[name])


@transaction.atomic
def send(actor: Actor, draft_id: UUID) -> RulebookDraft:
    """Send the draft for approval by a second officer, as it is now. Refused while anything is missing (422
    `not_ready`: `values` holds `findings` and `missing`)."""
    draft = _open(actor, draft_id)
    whole = examine_whole(draft)
    draft.step, draft.sent_by_id, draft.sent_at = DraftStep.SENT, actor.person_id, clock.now()
    draft.sent_sha256, draft.returned = whole.sha256, ""
    draft.save(update_fields=["step", "sent_by", "sent_at", "sent_sha256", "returned"])
    record(actor, "rulebook.draft_sent", "rulebook_draft", draft.id, {"sha256": whole.sha256})
    happened(RulebookSent(str(draft.id)))
    return draft


@transaction.atomic
def take_back(actor: Actor, draft_id: UUID) -> RulebookDraft:
    """Write on: whoever may write in it takes it back before it is approved."""
    draft = _locked(draft_id)
    if not (decision := may_write(actor, draft.office_id)):
        raise Refused.by(decision)
    return _back(actor, draft, "rulebook.draft_taken_back", "")


@transaction.atomic
def return_(actor: Actor, draft_id: UUID, why: str) -> RulebookDraft:
    """The second officer gives it back with a reason that its writers read."""
    draft = _locked(draft_id)
    if not (decision := may_approve(actor, draft.office_id, draft.authors)):
        raise Refused.by(decision)
    if not why.strip():
        raise Refused("reason_missing", _("Say why it comes back."), _("One sentence is enough."))
    return _back(actor, draft, "rulebook.draft_returned", why.strip()[:2000])


def _back(actor: Actor, draft: RulebookDraft, verb: str, why: str) -> RulebookDraft:
    if draft.step != DraftStep.SENT:
        raise Refused("not_sent", _("This draft does not wait for approval."), status=409)
    draft.step, draft.returned = DraftStep.DRAFT, why
    draft.save(update_fields=["step", "returned"])
    record(actor, verb, "rulebook_draft", draft.id, {"why": why} if why else {})
    happened(DraftSettled(str(draft.id)))
    return draft


@transaction.atomic
def drop(actor: Actor, draft_id: UUID) -> RulebookDraft:
    """Give a draft up; it stays readable, nobody writes in it."""
    draft = _open(actor, draft_id)
    draft.step = DraftStep.DROPPED
    draft.save(update_fields=["step"])
    record(actor, "rulebook.draft_dropped", "rulebook_draft", draft.id)
    happened(DraftSettled(str(draft.id)))
    return draft


def _locked(id: UUID) -> RulebookDraft:
    found: RulebookDraft | None = RulebookDraft.objects.select_for_update().filter(id=id).first()
    if found is None:
        raise Refused("no_such_draft", _("There is no such draft."), status=404)
    return found


def _open(actor: Actor, id: UUID) -> RulebookDraft:
    draft = _locked(id)
    if not (decision := may_write(actor, draft.office_id)):
        raise Refused.by(decision)
    if draft.step == DraftStep.SENT:
        raise Refused("waits", _("This draft waits for a second officer; nobody writes in it meanwhile."),
                      _("Take it back first."), status=409)
    if draft.step != DraftStep.DRAFT:
        raise Refused("draft_over", _("This draft is finished; it is kept as it was."),
                      _("Begin a new draft from the published version."), status=409)
    return draft


def _keep(actor: Actor, draft: RulebookDraft, files: Mapping[str, str]) -> RulebookDraft:
    draft.files, draft.revision = dict(files), draft.revision + 1
    draft.parent, draft.changed_by_id, draft.changed_at = extended_by(files)[:60], actor.person_id, clock.now()
    if str(actor.person_id) not in draft.authors:
        draft.authors = [*draft.authors, str(actor.person_id)]
    draft.save(update_fields=["files", "revision", "parent", "changed_by", "changed_at", "authors"])
    return draft


def _lost(draft: RulebookDraft, yours: Mapping[str, str]) -> Refused:
    return Refused(
        "lost_race",
        _("Somebody else has changed the rulebook since you opened it; nothing of theirs was overwritten."),
        _("Look at both, then save yours again or take theirs."), status=409,
        values={"theirs": dict(draft.files), "yours": dict(yours), "revision": draft.revision},
    )
