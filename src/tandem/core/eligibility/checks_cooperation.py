"""Checks on who the parties are and on what follows their activities: profile, follow_up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from tandem.core.eligibility.case import EACH_PARTY, Case, is_blank, mapping, sequence
from tandem.core.eligibility.outcome import Outcome
from tandem.core.eligibility.registry import Check, Hopeless, Reference, register
from tandem.core.values import Remedy

EXAMPLE: Mapping[str, Any] = {
    "rural_based": True, "rural_serves": True, "sectors": ["education"], "work": ["services"], "founded": 2004,
}  # fmt: skip


@register
class Profile(Check):
    """`profile: [based_in, sectors]` — each party has said this about itself in its profile."""

    word: ClassVar[str] = "profile"
    remedies: ClassVar[frozenset[str]] = frozenset({"fill_in_profile"})

    profile: tuple[str, ...]
    of: str = EACH_PARTY

    def asked_of(self, case: Case) -> tuple[str, ...]:
        return case.chosen_parties(self.of)

    def judge(self, case: Case, party: str) -> Outcome:
        said = mapping(case.party(party).get("profile"))
        lacking = [field for field in self.profile if is_blank(said.get(field))]
        set_ = {f"/parties/{party}/profile/{field}": [EXAMPLE.get(field, "…")] for field in lacking}
        remedy = Remedy("fill_in_profile", {"party": party, "fields": lacking, "set": set_}) if lacking else None
        done = len(self.profile) - len(lacking)
        return Outcome(not lacking, done, len(self.profile), len(lacking), "", remedy, {"fields": lacking})

    def references(self) -> Iterator[Reference]:
        for field in self.profile:
            yield Reference("profile", field, "profile")
        if self.of != EACH_PARTY:
            yield Reference("party", self.of, "of")

    def hopeless(self, case: Case) -> Iterator[Hopeless]:
        if not self.profile:
            yield Hopeless("always", "asks_for_nothing", {})


@register
class FollowedUp(Check):
    """`follow_up: activities` — rows whose kind has to be followed by something name it: how, what exactly, by whom.

    The table has the columns `kind` (options as the rulebook's activities), `follow_up` (how it is followed, options
    as the `kinds` of that activity's `followed_by`, and `other` where its list is open), `follow_up_what` in words and
    `follow_up_by`, of which only those in `followed_by.by` count. `of` narrows it to some kinds of activity.
    """

    word: ClassVar[str] = "follow_up"
    remedies: ClassVar[frozenset[str]] = frozenset({"fill_in"})

    follow_up: str
    of: tuple[str, ...] = ()

    def judge(self, case: Case, party: str) -> Outcome:
        rows = [row for row in sequence(case.answer(self.follow_up)) if isinstance(row, Mapping)]
        lacking = {index: gaps for index, row in enumerate(rows) if (gaps := self.gaps(case, row))}
        asked = sum(1 for row in rows if self.rule_of(case, row) is not None)
        at = case.pointer(self.follow_up)
        set_ = {f"{at}/{index}/{column}": values for index, gaps in lacking.items() for column, values in gaps.items()}
        path = case.path(self.follow_up)
        remedy = Remedy("fill_in", {"path": path, "paths": [path], "at": [], "set": set_}) if lacking else None
        names = [self.named(case, rows[index]) for index in lacking]
        return Outcome(not lacking, asked - len(lacking), asked, len(lacking), path, remedy, {"names": names})

    def rule_of(self, case: Case, row: Mapping[str, Any]) -> Any:
        """What has to follow this row; None when nothing has to."""
        kind = next((one for one in case.book.activities if one.id == row.get("kind")), None)
        wanted = kind is not None and (not self.of or kind.id in self.of)
        return kind.followed_by if kind is not None and wanted else None

    def gaps(self, case: Case, row: Mapping[str, Any]) -> dict[str, list[Any]]:
        """By column of a row: the values that would do, for each that does not."""
        rule = self.rule_of(case, row)
        if rule is None:
            return {}
        kinds = [option.id for option in rule.kinds]
        known = {*kinds, *(("other",) if rule.open else ())}
        gaps: dict[str, list[Any]] = {}
        if row.get("follow_up") not in known:
            gaps["follow_up"] = kinds
        if is_blank(row.get("follow_up_what")):
            gaps["follow_up_what"] = ["…"]
        if row.get("follow_up_by") not in rule.by:
            gaps["follow_up_by"] = list(rule.by)
        return gaps

    def named(self, case: Case, row: Mapping[str, Any]) -> Any:
        """What the row is called: its `title`, else its kind."""
        kind = next((one for one in case.book.activities if one.id == row.get("kind")), None)
        return row.get("title") or (kind.label if kind else "")

    def references(self) -> Iterator[Reference]:
        yield Reference("question", self.follow_up, "follow_up", ("table",))
        for column in ("kind", "follow_up", "follow_up_what", "follow_up_by"):
            yield Reference("part", column, "follow_up", inside=self.follow_up)
        for kind in self.of:
            yield Reference("activity", kind, "of")

    def hopeless(self, case: Case) -> Iterator[Hopeless]:
        if not any(one.followed_by for one in case.book.activities if not self.of or one.id in self.of):
            yield Hopeless("always", "nothing_is_followed", {})
