"""What stands beside a section while it is filled in: pieces that later apps add, and what the rules say."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from tandem.answers import page
from tandem.answers.page import State
from tandem.answers.subjects import Subject
from tandem.core.forms.definition import Section
from tandem.web import panels

KIND = "answers-side"  # of the panels


@dataclass
class Beside:
    """A section with everything known about its subject; a panel that shows verdicts itself puts their rules here."""

    state: State
    section: Section
    told: set[str] = field(default_factory=set)  # ids of rules that need not be told again below


def beside(request: HttpRequest, subject: Subject, state: State, section: Section) -> dict[str, Any]:
    """The context of `answers/side.html`: panels first, then the verdicts that no panel has told."""
    about = Beside(state, section)
    shown = panels.rendered(KIND, request, about)
    return {
        "subject": subject,
        "panels": shown,
        "verdicts": [one for one in page.shown_verdicts(state, section) if one["rule"] not in about.told],
        "gap_count": len(state.gaps) + state.refusals,
    }
