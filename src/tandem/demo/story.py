"""A story: dated events beside a rulebook, read into the order in which they happen.

A stage of the demo is only a day: everything dated before it happens, nothing after it. So the same story reaches
every stage, and nothing in the player knows a stage.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ruamel.yaml import YAML

from tandem.rulebooks import shipped


class BadStory(ValueError):
    """The story says something the player cannot do; the message names file and place."""


@dataclass(frozen=True)
class Event:
    """Something that happens: when, in whose house, what, and the rest of its entry. `where` names it in messages."""

    at: datetime
    organiser: str
    do: str
    data: Mapping[str, Any]
    where: str


@dataclass(frozen=True)
class Story:
    """A whole story. `stages` are {stage: the demo's moment}; `cast` is who enters, in order."""

    rulebook: str
    folder: Path  # the rulebook's own
    stages: Mapping[str, datetime]
    people: Mapping[str, Mapping[str, Any]]
    cast: Mapping[str, Mapping[str, Any]]
    events: tuple[Event, ...]

    def until(self, moment: datetime) -> Iterator[Event]:
        """What has happened by then, in order."""
        return (event for event in self.events if event.at <= moment)


def stories() -> dict[str, Path]:
    """Rulebook folders that bring a story, by rulebook id."""
    return {id: folder for id, folder in shipped().items() if (folder / "demo" / "story.yaml").is_file()}


def load(rulebook: str) -> Story:
    """The story of a shipped rulebook; BadStory when it has none or cannot be read."""
    folder = stories().get(rulebook)
    if folder is None:
        raise BadStory(f"no story comes with {rulebook!r}; there are: {', '.join(stories()) or 'none'}")
    main = _read(folder / "demo" / "story.yaml")
    zone = ZoneInfo(main["zone"])
    people = {key: dict(person) for key, person in main["people"].items()}
    events = [_event(entry, "", zone, f"story.yaml, event {place}") for place, entry in enumerate(main["events"], 1)]
    for path in sorted((folder / "demo").glob("judging*.yaml")):
        events += [_event(each, "", zone, path.name) for each in _of_judging(_read(path))]
    applications = {path.stem: _read(path) for path in sorted((folder / "demo" / "applications").glob("*.yaml"))}
    for key, entry in applications.items():
        for side in entry["sides"].values():
            if isinstance(side.get("person"), Mapping):
                people[side["person"]["key"]] = dict(side["person"])
                side["person"] = side["person"]["key"]
        said = _of_application(key, entry, applications)
        events += [_event(each, entry["organiser"], zone, f"{key}.yaml") for each in said]
    for path in [*sorted((folder / "demo" / "cooperation").glob("*.yaml")), folder / "demo" / "donors.yaml"]:
        if path.is_file():
            entry = _read(path)
            said = _of_cooperation(entry, applications)
            events += [_event(each, entry["organiser"], zone, f"{path.parent.name}/{path.name}") for each in said]
    stages = {name: _moment(text, zone) for name, text in main["stages"].items()}
    ordered = sorted(enumerate(events), key=lambda pair: (pair[1].at, pair[0]))
    return Story(rulebook, folder, stages, people, main["cast"], tuple(event for _place, event in ordered))


def _read(path: Path) -> Any:
    try:
        return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    except Exception as error:
        raise BadStory(f"{path.name}: {error}") from error


def _moment(text: Any, zone: ZoneInfo) -> datetime:
    moment = text if isinstance(text, datetime) else datetime.fromisoformat(str(text))
    return moment.replace(tzinfo=zone)


def _event(entry: Mapping[str, Any], organiser: str, zone: ZoneInfo, where: str) -> Event:
    try:
        return Event(_moment(entry["at"], zone), entry.get("organiser", organiser), entry["do"], entry, where)
    except (KeyError, ValueError, TypeError) as error:
        raise BadStory(f"{where}: {error!r}") from error


def _of_application(
    key: str, entry: Mapping[str, Any], applications: Mapping[str, Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:
    """What an application's file says, as events: found, join, hand in, write, sign.

    `again` names an earlier application; a page that says `again: true` starts from what that side wrote there.
    """
    about = {"application": key, "sides": entry["sides"]}
    yield {"at": entry["founded"], "do": "found", "call": entry["call"], "title": entry["title"], **about}
    if "joined" in entry:
        yield {"at": entry["joined"], "do": "join", **about}
    for side, moment in entry.get("ethics", {}).items():
        yield {"at": moment, "do": "hand_in_ethics", "side": side, **about}
    for page in entry.get("written", ()):
        answers = dict(page.get("answers", {}))
        if page.get("again"):
            before = applications[entry["again"]]["written"]
            earlier = [one["answers"] for one in before if one["side"] == page["side"]]
            answers = {id: value for one in (*earlier, answers) for id, value in one.items()}
        yield {"do": "write", **page, "answers": answers, **about}
    for side, moment in entry.get("signed", {}).items():
        yield {"at": moment, "do": "sign", "side": side, **about}


def _of_cooperation(
    entry: Mapping[str, Any], applications: Mapping[str, Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:
    """What the file of a partnership, or of the donors, says, as events.

    A partnership's events carry its plan, its rates and the sides of the application that was awarded.
    """
    about: dict[str, Any] = {}
    if "grant" in entry:
        about = {name: entry[name] for name in ("grant", "plan", "rates", "donor") if name in entry}
        about["sides"] = applications[entry["grant"]]["sides"]
    for event in entry["events"]:
        yield {**about, **event}


def _of_judging(entry: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """What the assessors' file says, as events: {application: {assessor: {at, lock, scores}}}."""
    for application, assessors in entry["scores"].items():
        for assessor, said in assessors.items():
            yield {
                "do": "score", "organiser": entry["organiser"], "application": application, "who": assessor,
                "evidence": entry["evidence"], **said,
            }
