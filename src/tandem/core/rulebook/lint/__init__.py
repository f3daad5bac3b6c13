"""What a rulebook can get wrong beyond its schema, found before anybody applies."""

from tandem.core.rulebook.lint.choosing import lint_choosing
from tandem.core.rulebook.lint.cooperation import lint_cooperation
from tandem.core.rulebook.lint.desk import Desk
from tandem.core.rulebook.lint.forms import lint_forms
from tandem.core.rulebook.lint.judgement import lint_judgement
from tandem.core.rulebook.lint.programme import lint_programme
from tandem.core.rulebook.lint.rules import lint_rules
from tandem.core.rulebook.lint.support import lint_support
from tandem.core.rulebook.lint.templates import lint_templates
from tandem.core.rulebook.lint.texts import lint_texts

__all__ = [
    "Desk",
    "lint_choosing",
    "lint_cooperation",
    "lint_forms",
    "lint_judgement",
    "lint_programme",
    "lint_rules",
    "lint_support",
    "lint_templates",
    "lint_texts",
]
