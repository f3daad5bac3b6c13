"""The small grammar of `when:` and `unless:`: bounded, exact, and without any way out."""

from tandem.core.expressions.compiled import (
    Expression,
    compile_expression,
    equalities,
    evaluate,
    names_in,
)
from tandem.core.expressions.grammar import ExpressionError

__all__ = ["Expression", "ExpressionError", "compile_expression", "equalities", "evaluate", "names_in"]
