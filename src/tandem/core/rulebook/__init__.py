"""The rulebook language: load, check, format, bundle."""

from tandem.core.rulebook.findings import Finding, RulebookError
from tandem.core.rulebook.load import bundle, load, load_bundle
from tandem.core.rulebook.schema import Component, Rule, Rulebook
from tandem.core.rulebook.sources import Bundle

__all__ = ["Bundle", "Component", "Finding", "Rule", "Rulebook", "RulebookError", "bundle", "load", "load_bundle"]
