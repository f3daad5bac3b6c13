"""The rulebook language: load, check, format, bundle, try."""

from tandem.core.rulebook.check import check, check_bundle, check_documents, check_texts
from tandem.core.rulebook.differences import Difference, differences
from tandem.core.rulebook.findings import Finding, RulebookError
from tandem.core.rulebook.formatting import formatted, formatted_files
from tandem.core.rulebook.load import bundle, load, load_bundle
from tandem.core.rulebook.schema import Component, Rule, Rulebook
from tandem.core.rulebook.schemas import rulebook_schema, schemas
from tandem.core.rulebook.sources import Bundle
from tandem.core.rulebook.trying import asked_by, example_facts, try_

__all__ = [
    "Bundle",
    "Component",
    "Difference",
    "Finding",
    "Rule",
    "Rulebook",
    "RulebookError",
    "asked_by",
    "bundle",
    "check",
    "check_bundle",
    "check_documents",
    "check_texts",
    "differences",
    "example_facts",
    "formatted",
    "formatted_files",
    "load",
    "load_bundle",
    "rulebook_schema",
    "schemas",
    "try_",
]
