"""Facts of an application that meets every rule of the municipal programme, to be spoilt one at a time."""

from __future__ import annotations

import copy
from typing import Any

OWN_TASK = {
    "task": "Collecting household waste",
    "legal_basis": "Municipal act, section 12",
    "locally_determined": True,
    "budget_line": "Waste and streets",
    "inside_budget": True,
    "led_by": "Head of technical services",
    "led_by_employees": True,
}


def whole() -> dict[str, Any]:
    """A new copy each time."""
    return copy.deepcopy(WHOLE)


WHOLE: dict[str, Any] = {
    "call": {"year": 2024, "closes_at": "2024-10-01T21:59:59+00:00"},
    "parties": {
        "home": {
            "name": "Fjordvik kommune", "kind": "municipality", "country": "NO", "languages": ["nb", "en"],
            "records": {"code_of_ethics": True},
        },
        "abroad": {
            "name": "San Mateo", "kind": "municipality", "country": "GT", "languages": ["es"],
            "records": {"code_of_ethics": True},
        },
    },
    "answers": {
        "effects": ["public_trust"],
        "purposes": ["efficient_services", "trust_and_participation"],
        "core_task": {"home": OWN_TASK, "abroad": OWN_TASK},
        "focus_areas": ["services"],
        "competence": {"home": "We sort waste", "abroad": "We know the neighbourhoods"},
        "learning_goals": {"home": "To listen before planning", "abroad": "To plan routes"},
        "adapted_practices": "Neighbourhood committees",
        "mobilisation": "Council, staff and schools",
        "leads_prioritisation": "abroad",
        "leads_planning": "abroad",
        "leads_implementation": "abroad",
        "documents_language": "es",
        "context_knowledge": {"home": "Who decides", "abroad": "Whom to ask first"},
        "harm": {"home": "Collectors may lose income", "abroad": "Families living from the tip"},
        "dominance": {"home": "Meetings in Spanish", "abroad": "Our calendar first"},
        "national_plans": {"plans": "Municipal development plan 2032", "nothing_against": True},
        "after_support": "The service fee pays for it",
        "other_support": {"donors": "none", "coordination": "Yearly round table"},
        "council_decision": {"home": 1, "abroad": 1},
        "framework": {"home": {"inside": True}, "abroad": {"inside": True}},
    },
    "team": [
        {"name": "Bo", "party": "home", "profession": "engineer", "role": "employee"},
        {"name": "Dee", "party": "abroad", "profession": "engineer", "role": "councillor"},
    ],
    "budget": {
        "currency": "NOK", "years": {"1": "900000.00", "2": "900000.00", "3": "900000.00"}, "total": "2700000.00",
        "by_party": {"home": "1000000.00", "abroad": "1700000.00"}, "asked": "2400000.00",
        "own_contribution": "300000.00", "unconverted": [],
    },
}  # fmt: skip
