"""The published JSON Schemas: of a rulebook with the whole vocabulary of checks, of forms, templates and remedies."""

from __future__ import annotations

from typing import Any

from tandem.core.eligibility import CHECKS, remedies_schema
from tandem.core.eligibility.remedies import WORDS
from tandem.core.forms.definition import PREFILLS, Form
from tandem.core.rulebook.cooperation import FIGURES, PLACES, SHOWN, Template
from tandem.core.rulebook.schema import Rulebook

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def rulebook_schema() -> dict[str, Any]:
    """JSON Schema of `rulebook.yaml`: must and should are one of the registered checks, remedies one of the words."""
    schema = Rulebook.model_json_schema()
    for beside in ("forms", "templates"):
        schema["properties"].pop(beside)
    definitions = schema["$defs"]
    names = []
    for word in sorted(CHECKS):
        model = CHECKS[word].model_json_schema(by_alias=True)
        definitions |= model.pop("$defs", {})
        name = f"Check_{word}"
        definitions[name] = {**model, "title": word}
        names.append({"$ref": f"#/$defs/{name}"})
    rule = definitions["Rule"]["properties"]
    for strength in ("must", "should"):
        rule[strength] = {"oneOf": [*names, {"type": "null"}], "default": None}
    definitions["Rule"]["oneOf"] = [{"required": ["must"]}, {"required": ["should"]}]
    target = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
    words = dict.fromkeys(sorted(WORDS), target)
    rule["remedy"] = {
        "oneOf": [
            {"const": "none"},
            {"type": "object", "properties": {**words, "value": {}}, "additionalProperties": False, "minProperties": 1},
        ]
    }
    return {"$schema": DRAFT, **schema, "title": "Tandem rulebook"}


def form_schema() -> dict[str, Any]:
    """JSON Schema of a form file."""
    schema = Form.model_json_schema()
    named = "|".join(["earlier", r"profile\.[a-z_]+", r"tool\.[a-z][a-z0-9_]*/[a-z][a-z0-9_]*", *sorted(PREFILLS)])
    schema["$defs"]["Question"]["properties"]["prefill"]["pattern"] = f"^({named})?$"
    return {"$schema": DRAFT, **schema, "title": "Tandem form"}


def template_schema() -> dict[str, Any]:
    """JSON Schema of a template file; places and figures that texts may name stand in the descriptions."""
    schema = Template.model_json_schema()
    block = schema["$defs"]["TemplateBlock"]["properties"]
    for name in ("show", "when"):
        block[name]["enum"] = ["", *sorted(frozenset().union(*SHOWN.values()))]
    said = [f"{kind}: {' '.join(sorted(places))}" for kind, places in PLACES.items()]
    figures = " ".join(sorted(FIGURES))
    block["text"]["description"] = f"Places by kind of document. {'; '.join(said)}. Figures: {figures}"
    return {"$schema": DRAFT, **schema, "title": "Tandem template"}


def schemas() -> dict[str, dict[str, Any]]:
    """Every published schema by file name."""
    return {
        "rulebook.schema.json": rulebook_schema(),
        "form.schema.json": form_schema(),
        "template.schema.json": template_schema(),
        "remedies.schema.json": remedies_schema(),
    }
