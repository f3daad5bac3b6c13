"""A hand at the workbench for tests without a browser: opens pages, fills in what they show, sends them back."""

from __future__ import annotations

import html
import re
from typing import Any

from django.test import Client

from tandem.programmes.models import RulebookDraft

INPUT = re.compile(r"<(input|textarea|select)\b([^>]*)>(.*?)(?=<|$)", re.S)
NAMED = re.compile(r'\b([a-z-]+)(?:="([^"]*)")?')


class Hand:
    """One officer at one draft. `sent` is the last answer."""

    def __init__(self, person: Any, draft: RulebookDraft | None = None, slug: str = "samband") -> None:
        self.client = Client()
        self.client.force_login(person)
        self.slug, self.draft = slug, draft
        self.sent: Any = None

    def at(self, *pieces: str) -> str:
        """The address of a page of the draft."""
        draft = f"{self.draft.id}/" if self.draft else ""
        return f"/{self.slug}/workbench/{draft}" + "".join(f"{piece}/" for piece in pieces)

    def read(self, *pieces: str) -> str:
        """A page, which must be there."""
        answer = self.client.get(self.at(*pieces))
        assert answer.status_code == 200, (self.at(*pieces), answer.status_code)
        return answer.content.decode()

    def send(self, *pieces: str, form: int = -1, **typed: Any) -> Any:
        """Fill in the page's last form (or the one given) as it is shown, with what is typed, and send it."""
        shown = fields(forms(self.read(*pieces))[form])
        return self.post(*pieces, data=shown | {name.replace("__", "."): value for name, value in typed.items()})

    def post(self, *pieces: str, data: dict[str, Any]) -> Any:
        """Send exactly this."""
        self.sent = self.client.post(self.at(*pieces), data)
        if self.draft:
            self.draft.refresh_from_db()
        return self.sent

    def file(self, name: str = "rulebook.yaml") -> str:
        """One of the draft's files as it is now."""
        assert self.draft is not None
        self.draft.refresh_from_db()
        return str(self.draft.files[name])


def forms(page: str) -> list[str]:
    """The forms of the page's content that have fields of their own."""
    main = page[page.index("<main") :]
    found = re.findall(r"<form\b.*?</form>", main, re.S)
    return [each for each in found if "base." in each or 'name="title"' in each or 'name="files"' in each] or found


def fields(form: str) -> dict[str, Any]:
    """What a form would send if nobody touched it."""
    found: dict[str, Any] = {}
    for tag, attributes, text in INPUT.findall(form):
        given = {key: html.unescape(value) for key, value in NAMED.findall(attributes)}
        name = given.get("name", "")
        if not name or name == "csrfmiddlewaretoken":
            continue
        if tag == "select":
            found[name] = ""
        elif given.get("type") in ("checkbox", "radio"):
            if "checked" in given:
                found.setdefault(name, [])
                found[name].append(given.get("value", "on"))
        else:
            found[name] = html.unescape(text).removeprefix("\n") if tag == "textarea" else given.get("value", "")
    for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        found[html.unescape(name)] = html.unescape(chosen.group(1)) if chosen else ""
    return found
