"""Whether a draft may be sent and published: complete, at its place, and with what its publication has to say."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.core.rulebook import Rulebook
from tandem.foundation.access import Refused
from tandem.programmes.models import ChannelKind, Programme, RulebookDraft, RulebookVersion
from tandem.programmes.operations.refusing import said
from tandem.programmes.queries.drafts import Examined, examined

if TYPE_CHECKING:
    from tandem.programmes.operations.publishing import Publication

SHORTEST_REASON = 10


def examine_whole(draft: RulebookDraft) -> Examined:
    """The draft examined; refused (422) unless it could be published as it is."""
    whole = examined(draft)
    if not whole.complete or whole.rulebook is None:
        raise _not_ready(whole)
    if whole.rulebook.status != "ready":
        raise Refused("rulebook_draft", _("The rulebook “%(id)s” is still a draft.") % {"id": whole.rulebook.rulebook},
                      _("Set its status to ready when it is."))
    at_its_place(whole.rulebook, draft)
    return whole


def _not_ready(whole: Examined) -> Refused:
    findings, missing = [said(each) for each in whole.faults], [said(each) for each in whole.missing]
    reason = ""
    if findings:
        reason = ngettext("The rulebook has one fault.", "The rulebook has %(n)d faults.", len(findings)) % {
            "n": len(findings)}
    if missing:
        more = ngettext("One translation is missing.", "%(n)d translations are missing.", len(missing)) % {
            "n": len(missing)}
        reason = f"{reason} {more}".strip()
    first = (findings or missing)[0]
    remedy = _("First %(file)s, line %(line)s: %(says)s.") % first
    return Refused("not_ready", reason, remedy, values={"findings": findings, "missing": missing})


def at_its_place(rulebook: Rulebook, draft: RulebookDraft) -> None:
    """Refused when the rulebook is another programme's, goes out from another parent, or its version is taken."""
    programme: Programme | None = draft.programme
    if programme is None:
        if Programme.objects.filter(slug=rulebook.rulebook).exists():
            raise Refused("programme_exists",
                          _("There is already a programme at the address “%(slug)s”.") % {"slug": rulebook.rulebook},
                          _("Change the short name in the first line of the rulebook."))
        return
    if draft.office_id is None and rulebook.rulebook != programme.rulebook:
        raise Refused("another_rulebook",
                      _("This programme runs on the rulebook “%(own)s”; this one is “%(other)s”.")
                      % {"own": programme.rulebook, "other": rulebook.rulebook},
                      _("Change its short name back, or start a programme of its own for it."))
    if draft.office_id is not None and rulebook.extends != programme.rulebook:
        raise Refused("another_parent",
                      _("An office's rulebook extends the programme's, “%(own)s”; this one extends “%(other)s”.")
                      % {"own": programme.rulebook, "other": rulebook.extends or _("nothing")},
                      _("Write “extends: %(own)s” at the top.") % {"own": programme.rulebook})
    taken = RulebookVersion.objects.filter(programme=programme, office=draft.office_id, version=rulebook.version)
    if taken.exists():
        raise Refused("version_taken",
                      _("Version %(version)s of this rulebook is published already, with another content.")
                      % {"version": rulebook.version},
                      _("Give the changed rulebook a version of its own: calls and grants name the version they"
                        " follow."),
                      status=409)


def as_published(whole: Examined, publication: Publication, today: date, follows: bool) -> None:
    """Refused when the publication does not say what the public has a right to know."""
    rulebook = whole.rulebook
    assert rulebook is not None
    if whole.loosened and len(publication.loosening_reason.strip()) < SHORTEST_REASON:
        raise Refused("loosens", ngettext("In one place this asks less than the rulebook it goes out from.",
                                          "In %(n)d places this asks less than the rulebook it goes out from.",
                                          len(whole.loosened)) % {"n": len(whole.loosened)},
                      _("Give it back, or say why it may; the reason is published."),
                      values={"findings": [said(each) for each in whole.loosened]})
    _channels(publication, rulebook.publishing.channels, today)
    if rulebook.publishing.consult and (not publication.consulted_on or not publication.consulted_with.strip()):
        raise Refused("not_consulted", _("This rulebook promises that it is consulted on before it is approved."),
                      _("Say on which day and with whom."))
    if publication.consulted_on and publication.consulted_on > today:
        raise Refused("day_to_come", _("The consultation lies in the future."), _("Publish when it has been held."))
    lacking = [each for each in rulebook.languages if not publication.changes.get(each, "").strip()]
    if follows and lacking:
        raise Refused("changes_missing", _("Readers have to learn what changed, in every language of the rulebook."),
                      _("Write it in: %(languages)s.") % {"languages": ", ".join(lacking)},
                      values={"languages": lacking})


def _channels(publication: Publication, least: int, today: date) -> None:
    unknown = [each.code for each in publication.channels if each.code not in ChannelKind.values]
    if unknown:
        raise Refused("channel_unknown", _("“%(name)s” is no way to make a rulebook known.") % {"name": unknown[0]},
                      _("Choose from the list; “another way” takes any words."))
    different = {(each.code, each.where.strip().casefold()) for each in publication.channels}
    if len(different) < least:
        raise Refused("channels_missing",
                      ngettext("This rulebook promises to be made known in at least one way.",
                               "This rulebook promises to be made known in at least %(n)d ways.", least) % {"n": least},
                      _("Name %(n)d more, each with its day.") % {"n": least - len(different)})
    early = [each for each in publication.channels if (each.on - today).days > 60]
    if early:
        raise Refused("day_to_come", _("A day of distribution lies more than two months ahead."),
                      _("Name the day on which it is really made known."))
