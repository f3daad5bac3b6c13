"""What partners and officers type about the doing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from tandem.answers.fields import day_field
from tandem.core.planning import Activity
from tandem.delivery.operations import DecisionInput, MeetingInput, ReplacementInput, VisitInput
from tandem.delivery.operations.meeting import MINUTES
from tandem.delivery.queries import TeamMember
from tandem.delivery.states import Why
from tandem.delivery.words import by_field, stay
from tandem.foundation.access import Refused
from tandem.foundation.files.kinds import KINDS
from tandem.partnerships.access import Held
from tandem.web.templatetags.tandem import localised, own_name

DECISIONS, FOLDED = 3, 5  # rows for decisions on the form of a meeting, and more that are folded away
EMPTY = {"required": lazy("This cannot stay empty.")}


def accepted(kinds: Sequence[str]) -> str:
    """The `accept` attribute of a file input."""
    return ",".join(f".{ending}" for kind in kinds for ending in KINDS[kind].endings)


class Needed(forms.CharField):
    """Words that the operation asks for; their label does not say that they may stay away."""

    needed = True


class Said(forms.Form):
    """A form that shows a refusal beside its fields."""

    def refuse(self, refused: Refused) -> None:
        """Put what the operation found beside the fields it names; what names none stands above.

        A refusal that is not about what was typed goes on.
        """
        if refused.status != 422:
            raise refused
        if not refused.problems:
            field = "minutes" if refused.code.startswith("file_") and "minutes" in self.fields else None
            self.add_error(field, refused.said)
        for where, sentences in by_field(refused.problems).items():
            for sentence in sentences:
                self.add_error(where if where in self.fields else None, sentence)


class StartForm(Said):
    """When an activity began; an officer who lets it begin without baselines says why."""

    started_on = day_field(lazy("It began on"), required=True)

    def __init__(self, *args: Any, officer: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if officer:
            self.fields["override"] = Needed(
                label=lazy("Why it may begin without"), required=False,
                help_text=lazy("Everybody who looks into this grant reads the reason, and it stays on record."),
                widget=forms.Textarea(attrs={"rows": 3}),
            )


class EndForm(Said):
    """When an activity ended."""

    ended_on = day_field(lazy("It ended on"), required=True)


class AccountForm(Said):
    """What came of a visit."""

    account = Needed(
        label=lazy("What you learnt"), required=False,
        help_text=lazy("What each side will do differently. Name the thing, not the programme of the day."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class CancelForm(Said):
    """Why a visit is called off."""

    reason = Needed(label=lazy("Reason"), required=False, widget=forms.Textarea(attrs={"rows": 2}))


class DoneForm(Said):
    """When a decision was carried out."""

    done_on = day_field(lazy("Carried out on"), required=True)


class RefusalForm(Said):
    """Why a change of the team is refused."""

    reason = Needed(
        label=lazy("Reason"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=lazy("The partners read it, and can propose somebody else."),
    )


class ReplacementForm(Said):
    """Who leaves and why; who comes is asked with the columns of the programme's own form."""

    leaves = forms.ChoiceField(label=lazy("Who leaves the team?"), required=False)
    side = forms.ChoiceField(
        label=lazy("For which partner does the new person take part?"), required=False,
        help_text=lazy("Who comes in somebody's place takes part for the same partner."),
    )
    why = forms.ChoiceField(label=lazy("Because this person"), required=False, widget=forms.RadioSelect)
    reason = Needed(
        label=lazy("Why, and what the new person brings"), required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=lazy("The officer reads it and decides. Say how the group keeps what it has learnt."),
    )
    from_on = day_field(lazy("The change holds from"), required=True)

    def __init__(
        self, *args: Any, held: Held, people: Sequence[Mapping[str, Any]], sides: Sequence[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        names = {party.side: party.organisation.name for party in held.parties}
        fields: dict[str, Any] = self.fields
        mine = [row for row in people if row.get("party") in sides]
        fields["leaves"].choices = [
            ("", _("nobody: somebody comes in addition")),
            *((str(row["person"]), f"{row.get('name')}, {names.get(str(row.get('party')), '')}") for row in mine),
        ]
        fields["side"].choices = [(side, names[side]) for side in sides if side in names]
        if len(sides) < 2:
            fields["side"].widget = forms.HiddenInput()
        fields["why"].choices = list(Why.choices)

    def given(self, cells: Mapping[str, Any]) -> ReplacementInput:
        """What the operation takes; after the form is valid."""
        data = self.cleaned_data
        leaves = UUID(data["leaves"]) if data["leaves"] else None
        why = data["why"] or ("" if leaves else Why.OTHER)
        comes = {**cells, "party": data["side"]}
        return ReplacementInput(leaves, comes, why, data["reason"], data["from_on"])


class Marked(forms.MultipleChoiceField):
    """Marks in a list; somebody who is not in it is refused by the operation, which knows why."""

    def valid_value(self, value: Any) -> bool:
        return True


class VisitForm(Said):
    """A visit as it is planned."""

    host = forms.ChoiceField(label=lazy("Whose place is visited?"), widget=forms.RadioSelect, error_messages=EMPTY)
    place = forms.CharField(label=lazy("Place"), max_length=200, error_messages=EMPTY,
                            widget=forms.TextInput(attrs={"autocomplete": "off"}))
    purpose = forms.CharField(label=lazy("What for"), widget=forms.Textarea(attrs={"rows": 3}), error_messages=EMPTY)
    from_on = day_field(lazy("First day"), required=True)
    to_on = day_field(lazy("Last day"), required=True)
    activity = forms.ChoiceField(label=lazy("Activity of the plan"), required=False)
    language = forms.ChoiceField(label=lazy("Language spoken"), required=False)
    people = Marked(
        label=lazy("Who takes part?"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=lazy("Mark who travels and who receives them. People of the same profession are paired at once."),
    )

    def __init__(
        self, *args: Any, held: Held, people: Sequence[TeamMember], activities: Sequence[Activity], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        names = {party.side: party.organisation.name for party in held.parties}
        fields: Mapping[str, Any] = self.fields
        fields["host"].choices = list(names.items())
        fields["activity"].choices = [("", _("none of them")), *((str(row.identity), row.title) for row in activities)]
        spoken = sorted({code for party in held.parties for code in party.organisation.languages})
        fields["language"].choices = [("", _("not settled yet")), *((code, own_name(code)) for code in spoken)]
        fields["people"].choices = [
            (names.get(side, side), [(one.row, _member(one)) for one in people if one.side == side])
            for side in dict.fromkeys(one.side for one in people)
        ]

    def given(self) -> VisitInput:
        """What the operation takes; after the form is valid."""
        data = self.cleaned_data
        return VisitInput(
            data["host"], data["place"], data["purpose"], data["from_on"], data["to_on"], tuple(data["people"]),
            data["language"], UUID(data["activity"]) if data["activity"] else None,
        )


def _member(one: TeamMember) -> str:
    days = stay(one.from_on, one.until_on) if one.until_on else ""
    return ", ".join(filter(None, (one.name, one.profession or one.post, days)))


class MeetingForm(Said):
    """A meeting as it is written down."""

    held_on = day_field(lazy("Held on"), required=True)
    year = forms.TypedChoiceField(
        label=lazy("It counts for the year"), coerce=int, error_messages=EMPTY,
        help_text=lazy("Every year of the grant has its meeting."),
    )
    place = forms.CharField(label=lazy("Place, or how you met"), max_length=200, required=False)
    present = forms.CharField(
        label=lazy("Who was there"), required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=lazy("Names and posts, of both sides."),
    )

    def __init__(self, *args: Any, held: Held, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        years = range(held.grant.starts_on.year, held.grant.ends_on.year + 1)
        fields["year"].choices = [(year, str(year)) for year in years]
        rules = held.rulebook.meeting
        self.items = [f"agenda-{item.id}" for item in rules.agenda] if rules else ["agenda-meeting"]
        for item in rules.agenda if rules else ():
            fields[f"agenda-{item.id}"] = _words(localised(item.label), localised(item.hint))
        if rules is None:
            fields["agenda-meeting"] = _words(_("What was said"))
        sides = [("", _("both together")), *((party.side, party.organisation.name) for party in held.parties)]
        for number in range(DECISIONS + FOLDED):
            fields[f"decision-{number}"] = _words(_("What was decided"), rows=2)
            fields[f"side-{number}"] = forms.ChoiceField(label=_("Who sees to it"), choices=sides, required=False)
            fields[f"due-{number}"] = day_field(_("By when"), required=False)
        fields["minutes"] = forms.FileField(
            label=lazy("Minutes as a file"), required=False, help_text=lazy("PDF, Word, or a photo; at most 10 MB."),
            widget=forms.ClearableFileInput(attrs={"accept": accepted(MINUTES)}),
        )

    def general(self) -> list[Any]:
        """The fields about the meeting itself."""
        return [self[name] for name in ("held_on", "year", "place", "present")]

    def agenda(self) -> list[Any]:
        """A field for each item of the agenda."""
        return [self[name] for name in self.items]

    def decisions(self) -> list[dict[str, Any]]:
        """The fields of each decision."""
        return [
            {name: self[f"{name}-{number}"] for name in ("decision", "side", "due")} | {"number": number + 1}
            for number in range(DECISIONS + FOLDED)
        ]

    @property
    def folded_filled(self) -> bool:
        """Whether something was typed in what is folded away."""
        return any(self[f"decision-{number}"].value() for number in range(DECISIONS, DECISIONS + FOLDED))

    def given(self) -> MeetingInput:
        """What the operation takes; after the form is valid."""
        data = self.cleaned_data
        decisions = [
            DecisionInput(data[f"decision-{n}"], data[f"side-{n}"], data[f"due-{n}"]) for n in range(DECISIONS + FOLDED)
        ]
        agenda = {name.removeprefix("agenda-"): data[name] for name in self.items}
        return MeetingInput(
            data["year"], data["held_on"], data["place"], data["present"], agenda, "",
            tuple(one for one in decisions if one.text.strip()),
        )


def _words(label: str, help_text: str = "", rows: int = 3) -> forms.CharField:
    return Needed(
        label=label, help_text=help_text, required=False, widget=forms.Textarea(attrs={"rows": rows})
    )


def beginning(today: date, held: Held) -> dict[str, Any]:
    """What the form of a meeting starts with: the last year that has begun."""
    last = held.grant.ends_on.year
    return {"held_on": min(today, held.grant.ends_on), "year": min(max(today.year, held.grant.starts_on.year), last)}
