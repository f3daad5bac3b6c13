"""An invented form with every question type, and answers that fill it."""

from __future__ import annotations

from typing import Any

from tandem.core.forms.definition import Form, Question

PARTIES = ("abroad", "home")
PERSON = "01900000-0000-7000-8000-000000000001"
ENTRY = "01900000-0000-7000-8000-00000000000a"
FILE = "01900000-0000-7000-8000-00000000000f"


def text(english: str) -> dict[str, str]:
    return {"en": english}


def question(id: str, type: str, **more: Any) -> Question:
    return Question.model_validate({"id": id, "type": type, "label": text(id), **more})


def options(*ids: str) -> list[dict[str, Any]]:
    return [{"id": id, "label": text(id)} for id in ids]


PARTS = [
    {"id": "task", "type": "short_text", "label": text("task")},
    {"id": "led", "type": "yes_no", "label": text("led")},
    {"id": "share", "type": "number", "label": text("share"), "required": False},
]

FORM = Form.model_validate(
    {
        "id": "application",
        "title": text("Application"),
        "sections": [
            {
                "id": "what",
                "title": text("What"),
                "questions": [
                    question("name", "short_text", required=True, limit={"characters": 20}),
                    question("summary", "long_text", of="each_party", required=True, limit={"words": 5}),
                    question("purposes", "many", options=options("water", "schools", "trust"), required=True),
                    question("form_of_work", "choice", options=options("visits", "courses")),
                    question("pupils", "number", limit={"minimum": "1"}, when="'schools' in purposes"),
                    question("deposit", "money", currency="NOK"),
                    question("starts", "date", limit={"minimum": "2024-01-01", "maximum": "2026-12-31"}),
                ],
            },
            {
                "id": "who",
                "title": text("Who"),
                "questions": [
                    question("core_task", "declaration", of="each_party", required=True, parts=PARTS),
                    question("consent", "declaration", parts=PARTS[1:2]),
                    question("decision", "file", of="home", limit={"files": 1}),
                    question("third", "organisation", of="observer"),
                    question("partner", "organisation", of="abroad", required=True),
                    question(
                        "team",
                        "people",
                        required=True,
                        edits="team",
                        parts=[
                            {"id": "profession", "type": "short_text", "label": text("profession")},
                            {"id": "days", "type": "number", "label": text("days"), "required": False},
                        ],
                    ),
                ],
            },
            {
                "id": "money",
                "title": text("Money"),
                "questions": [
                    question(
                        "budget",
                        "budget",
                        required=True,
                        currency="NOK",
                        other_currencies=["GTQ"],
                        years=2,
                        lines=options("travel", "salaries"),
                    )
                ],
            },
        ],
    }
)


def filled() -> dict[tuple[str, str], Any]:
    """Answers with nothing missing."""
    task = {"task": "Water supply", "led": False}
    return {
        ("name", ""): "Clean water",
        ("summary/abroad", ""): "Agua para todas",
        ("summary/home", ""): "Vann til alle",
        ("purposes", ""): ["water", "schools"],
        ("pupils", ""): "12",
        ("deposit", ""): {"minor": 0, "currency": "NOK"},
        ("starts", ""): "2024-10-01",
        **{(f"core_task/{party}/{part}", ""): value for party in PARTIES for part, value in task.items()},
        ("partner/abroad", ""): {"organisation": "", "name": "Valle Verde", "country": "GT", "kind": "municipality"},
        ("team", PERSON): {"name": "Bo", "email": "bo@example.org", "party": "home", "profession": "engineer"},
        ("budget", ENTRY): {
            "line": "travel",
            "text": "Flights",
            "party": "abroad",
            "currency": "GTQ",
            "rate": "1.3850",
            "rate_source": "Central bank",
            "rate_on": "2024-09-12",
            "years": {"1": 41250000, "2": 0},
        },
    }
