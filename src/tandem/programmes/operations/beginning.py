"""What a draft begins with: an installed rulebook, a published version, an office's own page, or the smallest one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.text import slugify
from django.utils.translation import gettext as _

from tandem.core.rulebook.editing import Set, edited
from tandem.core.rulebook.lint.codes import CURRENCIES
from tandem.core.rulebook.skeleton import child_skeleton, skeleton
from tandem.core.rulebook.sources import MAIN, read_folder
from tandem.core.rulebook.yaml_tree import read_yaml
from tandem.foundation.access import Actor, Refused, reads_office
from tandem.foundation.tenancy.models import Office
from tandem.programmes.models import Programme, RulebookVersion
from tandem.programmes.operations.words import skeleton_words
from tandem.programmes.queries.finding import latest_version, office_version
from tandem.programmes.queries.parents import entry
from tandem.rulebooks import shipped

ID = re.compile(r"[a-z][a-z0-9-]{1,59}\Z")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")


@dataclass(frozen=True)
class Beginning:
    """What somebody asked for."""

    template: str
    title: Mapping[str, str]
    languages: tuple[str, ...]
    currency: str
    id: str
    programme: Programme | None
    office: Office | None
    component: str
    countries: Mapping[str, list[str]]


@dataclass(frozen=True)
class Begun:
    """What the draft starts with."""

    files: dict[str, str]
    title: dict[str, str]
    programme: Programme | None = None
    office_id: UUID | None = None
    base: RulebookVersion | None = field(default=None)


def beginning(actor: Actor, asked: Beginning) -> Begun:
    """The files, and what they become a version of. Refuses what cannot be begun."""
    if asked.id and not ID.match(asked.id):
        raise Refused("bad_id", _("“%(id)s” cannot be the short name of a rulebook.") % {"id": asked.id},
                      _("Use small letters, digits and hyphens, beginning with a letter."))
    if asked.template in shipped():
        return _installed(asked)
    if asked.template:
        return _of_version(asked, _version(actor, asked.template))
    if asked.programme is None:
        return _new(asked)
    base = (office_version(asked.programme, asked.office) if asked.office else latest_version(asked.programme))
    if base is not None:
        return _of_version(asked, RulebookVersion.objects.get(id=base.id))
    return _for_office(asked, asked.programme)


def _version(actor: Actor, written: str) -> RulebookVersion:
    try:
        id: UUID | None = UUID(written)
    except ValueError:
        id = None
    found: RulebookVersion | None = RulebookVersion.objects.select_related("programme").filter(id=id).first()
    if found is None or not reads_office(actor, found.office_id):
        raise Refused("template_unknown", _("There is no rulebook “%(name)s” to begin from.") % {"name": written[:80]},
                      _("Choose one that is installed or published."))
    return found


def _installed(asked: Beginning) -> Begun:
    files = dict(read_folder(shipped()[asked.template]).texts)
    if asked.programme is not None:
        files = _bumped(files, asked.programme, asked.office.id if asked.office else None)
        title = dict(asked.programme.title)
        return Begun(files, title, asked.programme, asked.office.id if asked.office else None)
    return _copy(asked, files, asked.template)


def _of_version(asked: Beginning, version: RulebookVersion) -> Begun:
    files = dict(version.sources or version.bundle["files"])
    if asked.id and asked.id != version.programme.rulebook and asked.programme is None:
        return _copy(asked, files, asked.id)
    programme, office = version.programme, version.office_id
    return Begun(_bumped(files, programme, office), dict(programme.title), programme, office, version)


def _copy(asked: Beginning, files: dict[str, str], id: str) -> Begun:
    """A programme of its own, with another title and short name where they were asked for."""
    id = _free(asked.id or id, asked.id != "")
    title = dict(asked.title) or dict(_top(files).get("title") or {})
    edits = [Set(MAIN, ("rulebook",), id)]
    edits += [Set(MAIN, ("title", language), text) for language, text in asked.title.items() if text.strip()]
    return Begun(edited(files, edits), title)


def _new(asked: Beginning) -> Begun:
    title = {language: text.strip() for language, text in asked.title.items() if text.strip()}
    if not title:
        raise Refused("title_missing", _("The programme needs a title."), _("Write it in at least one language."))
    wrong = [language for language in asked.languages if not LANGUAGE.match(language)]
    if wrong or not asked.languages:
        raise Refused("bad_language", _("A rulebook needs the languages it is written in."),
                      _("Choose at least one, such as en or es-GT."))
    if asked.currency not in CURRENCIES:
        raise Refused("bad_currency", _("“%(currency)s” is no currency that is in use.") % {"currency": asked.currency},
                      _("Choose one of the list."))
    proposed = asked.id or slugify(next(iter(title.values())))[:60] or "programme"
    id = _free(proposed if ID.match(proposed) else f"programme-{proposed}"[:60], asked.id != "")
    languages = list(dict.fromkeys(asked.languages))
    files = skeleton(id, title, languages, asked.currency, component=asked.component, countries=asked.countries,
                     words=skeleton_words(languages))
    return Begun(files, title)


def _for_office(asked: Beginning, programme: Programme) -> Begun:
    if asked.office is None:
        raise Refused("no_rulebook", _("The programme has no rulebook yet."), _("Publish its rulebook first."))
    parent = latest_version(programme)
    if parent is None:
        raise Refused("no_parent", _("The office's rulebook goes out from the programme's, and there is none yet."),
                      _("Publish the programme's rulebook first."))
    languages = asked.languages or parent.rulebook.languages
    id = asked.id or f"{programme.rulebook}-{asked.office.slug}"[:60].rstrip("-")
    title = dict(asked.title) or dict(programme.title)
    files = child_skeleton(id, programme.rulebook, title, languages)
    return Begun(files, title, programme, asked.office.id)


def _free(id: str, chosen: bool) -> str:
    """The short name, or, when nobody chose it and it is taken, the next one that is free."""
    taken = set(Programme.objects.filter(rulebook__startswith=id[:50]).values_list("rulebook", flat=True))
    taken |= set(Programme.objects.filter(slug__startswith=id[:50]).values_list("slug", flat=True))
    if id not in taken:
        return id
    if chosen:
        raise Refused("id_taken", _("There is already a programme with the short name “%(id)s”.") % {"id": id},
                      _("Choose another, or begin a new version of that programme."))
    return next(name for name in (f"{id[:56]}-{number}" for number in range(2, 999)) if name not in taken)


def _bumped(files: dict[str, str], programme: Programme, office: Any) -> dict[str, str]:
    """The files with a version of their own: calls and grants name the one they follow."""
    used = set(RulebookVersion.objects.filter(programme=programme, office=office).values_list("version", flat=True))
    version = entry(files, "version") or "1"
    while version in used:
        version = next_version(version)
    return files if version == entry(files, "version") else edited(files, [Set(MAIN, ("version",), version)])


def next_version(version: str) -> str:
    """'1' → '2', '2024.1' → '2024.2', 'spring' → 'spring.2'."""
    found = re.search(r"(\d+)(?!.*\d)", version)
    if found is None:
        return f"{version[:36]}.2"
    return f"{version[: found.start()]}{int(found[1]) + 1}{version[found.end() :]}"[:40]


def _top(files: Mapping[str, str]) -> dict[str, Any]:
    data = read_yaml(MAIN, files.get(MAIN, "")).data
    return data if isinstance(data, dict) else {}
