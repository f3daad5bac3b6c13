"""The participant form of the whole team as a document: on the page, in Word and as PDF."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import override

from tandem.core.forms.definition import Form, Question
from tandem.delivery import queries
from tandem.delivery.models import ApprovedPerson, ParticipantForm
from tandem.delivery.participant_words import differences, facts
from tandem.foundation.documents.blocks import (
    Block,
    Column,
    Document,
    Facts,
    Heading,
    List,
    Paragraph,
    Signatures,
    Table,
)
from tandem.partnerships.access import Held
from tandem.web.templatetags.tandem import day, localised, moment


def form_of(held: Held) -> Form | None:
    """The programme's own participant form, where it has one."""
    people = held.rulebook.participants
    return held.rulebook.forms[people.form] if people else None


def languages_of(held: Held) -> tuple[str, ...]:
    """The languages in which the form is written: the programme's, those that a party reads first."""
    read = {code for party in held.parties for code in party.organisation.languages}
    return tuple(sorted(held.rulebook.languages, key=lambda code: code not in read))


def document(
    held: Held, versions: Sequence[ParticipantForm], people: Sequence[ApprovedPerson], language: str
) -> Document:
    """One version (the first of `versions`, the one before it second) in one language."""
    row = versions[0]
    question = queries.columns_of(held.rulebook, held.grant.component)
    with override(language):
        form = form_of(held)
        title = localised(form.title) if form else _("Participants")
        names = {party.side: party.organisation.name for party in held.parties}
        blocks: list[Block] = [*_opening(held, row, form), _table(row, people, names)]
        if len(versions) > 1 and question:
            said = differences(versions[1].people, row.people, question, names)
            blocks += [Heading(1, _("What differs from version %(n)s") % {"n": versions[1].number}), List(tuple(said))]
        blocks += _persons(row, question, names)
        lines = tuple((name, _("Day and signature")) for name in names.values())
        blocks += [Heading(1, _("Signatures")), Signatures(lines)]
        blocks.append(Paragraph(_("SHA-256 of the answers: %(sum)s") % {"sum": row.sha256}, "quiet"))
        return Document(
            title=title, subtitle=f"{held.grant.reference} · {held.grant.title}", language=language,
            author=localised(held.grant.organiser.name), date=row.made_at.date(), blocks=tuple(blocks),
        )


def _opening(held: Held, row: ParticipantForm, form: Form | None) -> list[Block]:
    known = [
        (_("Version"), str(row.number)), (_("Holds from"), day(row.from_on)),
        (_("Approved"), ", ".join(filter(None, (str(row.made_by or ""), moment(row.made_at))))),
        (_("Why it was renewed"), row.reason),
    ]
    intro = localised(form.intro) if form and form.intro else ""
    return [*((Paragraph(intro, "lead"),) if intro else ()), Facts(tuple(pair for pair in known if pair[1]))]


def _table(row: ParticipantForm, people: Sequence[ApprovedPerson], names: dict[str, str]) -> Table:
    """Everybody on the form at a glance, with the days for which they are approved."""
    stays = {str(one.person): one for one in people}
    rows = []
    for person in row.people:
        stay = stays.get(str(person.get("person")))
        rows.append((
            str(person.get("name") or ""), names.get(str(person.get("party")), ""), stay.post if stay else "",
            day(stay.from_on) if stay else "", day(stay.until_on) if stay and stay.until_on else "",
        ))
    columns = (_("Name"), _("Organisation"), _("Post"), _("Approved from"), _("Until"))
    return Table(tuple(Column(label) for label in columns), tuple(rows), _("The team"), row_headers=True)


def _persons(row: ParticipantForm, question: Question | None, names: dict[str, str]) -> list[Block]:
    found: list[Block] = []
    for person in row.people if question else ():
        found.append(Heading(1, str(person.get("name") or "")))
        if question and (pairs := facts(question, person, names)):
            found.append(Facts(tuple(pairs)))
    return found
