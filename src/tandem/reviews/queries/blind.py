"""An application as a panel reads it that must not know who applies: the same answers without names, size and place.

Questions that the rulebook marks as identifying are left out whole. Organisations stand under the title of their side,
people and places under neutral words, wherever they are written in other answers too; files bear a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from tandem.answers.queries import Stored
from tandem.answers.subjects import Side, Subject
from tandem.core.forms.budget import totals
from tandem.core.forms.definition import Form
from tandem.core.values import Money
from tandem.organisations.models import Member
from tandem.partnerships.models import Party
from tandem.web.countries import country_names
from tandem.web.templatetags.tandem import localised

Key = tuple[str, str]
LANGUAGES = ("en", "es", "nb", "sv", "pl", "sr", "tr", "uk")  # in which the name of a country may stand
SHORTEST = 4  # letters of a single word of a name that is hidden by itself
# words of names that say nothing about whose name it is
COMMON = frozenset(
    """
    administration agency alcaldía alliance area asociación association ayuntamiento belediye belediyesi board bureau
    center centre centro city civil club committee common community comuna comune cooperation cooperativa council county
    department derneği development directorate district drustvo društvo education environment europe european federation
    forum förening fond fondation fondo foundation fund fundación fundacja fylkeskommune gemeinde gmina grad group
    health help home house human initiative institute instituto international kommun kommune kommunen league library
    local management mreža municipal municipalidad municipality national network north office opština open organisation
    organización organizacija partner people program project protection public región regional rights rural samarbeid
    school section sector service services social society south stiftelse stiftung stowarzyszenie support town udruženje
    union unit university urban vakfı village women young youth east west with from that this your them
    """.split()
)


@dataclass(frozen=True)
class Words:
    """What is replaced in texts: a pattern for each sort of word, and what stands in its place."""

    rows: tuple[tuple[re.Pattern[str], str], ...]

    def masked(self, value: Any) -> Any:
        """The value with every such word replaced, however deep it lies; numbers and keys stay."""
        if isinstance(value, str):
            for pattern, instead in self.rows:
                value = pattern.sub(instead, value)
            return value
        if isinstance(value, list):
            return [self.masked(each) for each in value]
        if isinstance(value, dict):
            return {key: self.masked(each) for key, each in value.items()}
        return value


def blinded(
    subject: Subject, found: Mapping[Key, Stored], parties: Sequence[Party], hidden: frozenset[str], name: str,
    address: str,
) -> tuple[Subject, dict[Key, Stored]]:
    """Subject and answers as a blind panel reads them. `name` stands for the title, `address` for the files' links.

    One query: who acts for the parties.
    """
    words = hiding(subject, found, parties, hidden)
    titles = {side.id: localised(side.title) or side.id for side in subject.sides}
    sides = subject.sides
    if "names" in hidden:
        sides = tuple(Side(side.id, titles[side.id], side.organisation_id, side.title) for side in sides)
    types = {question.id: question.type for question in subject.form.questions()}
    files = iter(range(1, 10_000))
    amounts = _amounts(subject, found) if "place" in hidden else {}
    made: dict[Key, Stored] = {}
    for key, kept in sorted(found.items()):
        type_ = types.get(key[0].split("/")[0], "")
        value = kept.value
        if "names" in hidden and type_ in {"people", "organisation"} and isinstance(value, dict):
            value = _without_name(value)
        if "place" in hidden and isinstance(value, dict):
            value = {part: each for part, each in value.items() if part != "country"}
            if type_ == "budget":
                value = _in_one_currency(value, key[1], amounts)
        if type_ == "file" and isinstance(value, dict):
            title = words.masked(value.get("title"))
            value = _paper(value, next(files)) if "files" in hidden else {**value, "title": title}
        elif type_ not in {"choice", "many"}:
            value = _masked(value, words)
        made[key] = replace(kept, value=value, by="", taken_from="")
    blind = replace(
        subject, sides=sides, title=name, form=seen_form(subject.form), address=address, home=address, extra=None
    )
    return blind, made


def hiding(
    subject: Subject, found: Mapping[Key, Stored], parties: Sequence[Party], hidden: frozenset[str]
) -> Words:
    """What is replaced in any text that belongs to the application. One query: who acts for the parties."""
    return words_of(subject, found, parties, hidden, _acting(parties) if "names" in hidden else ())


def _amounts(subject: Subject, found: Mapping[Key, Stored]) -> dict[str, dict[str, Money]]:
    """Budget rows in the grant's currency: by row and year."""
    answers = {key: kept.value for key, kept in found.items() if kept.value is not None}
    made: dict[str, dict[str, Money]] = {}
    for question in subject.form.questions():
        if question.type == "budget":
            for cell in totals(question, subject.parties, answers).cells:
                made.setdefault(cell.row, {})[str(cell.year)] = cell.amount
    return made


def _in_one_currency(
    value: Mapping[str, Any], row: str, amounts: Mapping[str, Mapping[str, Money]]
) -> dict[str, Any]:
    """An entry of the budget as the grant counts it: the currency it was typed in tells the country."""
    known = amounts.get(row, {})
    currency = next((money.currency for money in known.values()), None)
    kept = {part: each for part, each in value.items() if part not in {"rate", "rate_source", "rate_on"}}
    if currency is None:
        return {**kept, "years": {}} | ({"currency": ""} if "currency" in kept else {})
    return {**kept, "currency": currency, "rate": "1", "years": {year: money.minor for year, money in known.items()}}


def seen_form(form: Form) -> Form:
    """The form without the questions that say who or where the parties are; sections that lose all of theirs go."""
    sections = []
    for section in form.sections:
        kept = tuple(question for question in section.questions if not question.identifies)
        if kept:
            sections.append(section.model_copy(update={"questions": kept}))
    return form.model_copy(update={"sections": tuple(sections)})


def _masked(value: Any, words: Words) -> Any:
    """The texts of a value, but nothing that the engine reads: parties, lines, currencies, ids."""
    if not isinstance(value, dict):
        return words.masked(value)
    fixed = {"party", "line", "currency", "kind", "paid_by", "level", "leads_to", "file", "years", "rate"}
    return {part: each if part in fixed else words.masked(each) for part, each in value.items()}


def _without_name(value: Mapping[str, Any]) -> dict[str, Any]:
    return {part: each for part, each in value.items() if part not in {"name", "email", "organisation"}}


def _paper(value: Mapping[str, Any], number: int) -> dict[str, Any]:
    """A file by number: its name and title are the applicants' words."""
    _stem, dot, ending = str(value.get("name") or "").rpartition(".")
    name = _("Paper %(number)s") % {"number": number}
    named = f"{name}.{ending.lower()}" if dot and ending.isalnum() else name
    return {**value, "name": named, "title": "", "sha256": ""}


def _acting(parties: Sequence[Party]) -> list[str]:
    """Names and addresses of everybody who acts or acted for the parties."""
    rows = Member.objects.filter(organisation__in=[party.organisation_id for party in parties])
    return [said for pair in rows.values_list("person__name", "person__email") for said in pair if said]


def words_of(
    subject: Subject, found: Mapping[Key, Stored], parties: Sequence[Party], hidden: frozenset[str],
    people: Sequence[str] = (),
) -> Words:
    """Names of organisations and people, and places, as far as `hidden` says; longer ones first."""
    rows: list[tuple[re.Pattern[str], str]] = []
    if "names" in hidden:
        for side in subject.sides:
            organisation = next((party.organisation for party in parties if party.side == side.id), None)
            known = [side.name, organisation.org_id if organisation is not None else ""]
            rows += _rows(known, f"[{localised(side.title) or side.id}]")
        rows += _rows([*_people(subject.form, found), *people], _("[somebody]"))
        rows += _rows(_organisations(subject.form, found), _("[an organisation]"))
    if "place" in hidden:
        places = [party.organisation.place for party in parties]
        rows += _rows([*places, *_countries(subject, parties)], _("[a place]"))
    return Words(tuple(rows))


def _rows(names: Iterable[str], instead: str) -> list[tuple[re.Pattern[str], str]]:
    """A pattern for the whole names, and one for the words of them that no other name bears."""
    whole = sorted({name.strip() for name in names if len(name.strip()) > 1}, key=lambda one: (-len(one), one))
    single = {
        word for name in whole for word in re.findall(r"[^\W\d_]+", name)
        if len(word) >= SHORTEST and word.casefold() not in COMMON
    }
    made = []
    if whole:
        made.append((re.compile("|".join(_loosely(name) for name in whole), re.IGNORECASE), instead))
    if single:
        ordered = sorted(single, key=lambda one: (-len(one), one))
        # with its ending too: 'Fjordviks', 'Vrbovcu'
        made.append((re.compile(rf"\b(?:{'|'.join(map(re.escape, ordered))})\w{{0,3}}\b", re.IGNORECASE), instead))
    return made


def _loosely(name: str) -> str:
    """A name however its words are spaced."""
    return r"(?<!\w)" + r"\s+".join(map(re.escape, name.split())) + r"(?!\w)"


def _people(form: Form, found: Mapping[Key, Stored]) -> list[str]:
    people = {question.id for question in form.questions() if question.type == "people"}
    rows = [kept.value for (path, _row), kept in found.items() if path.split("/")[0] in people]
    return [str(row[part]) for row in rows if isinstance(row, dict) for part in ("name", "email") if row.get(part)]


def _organisations(form: Form, found: Mapping[Key, Stored]) -> list[str]:
    asked = {question.id for question in form.questions() if question.type == "organisation"}
    rows = [kept.value for (path, _row), kept in found.items() if path.split("/")[0] in asked]
    return [str(row["name"]) for row in rows if isinstance(row, dict) and row.get("name")]


def _countries(subject: Subject, parties: Sequence[Party]) -> list[str]:
    """Names of the parties' countries, where the programme leaves open which it is."""
    names = []
    for party in parties:
        role = subject.rulebook.parties.get(party.side)
        if role is not None and len(role.countries) == 1:
            continue
        code = party.organisation.country
        names += [country_names(language).get(code, "") for language in LANGUAGES]
    return names
