"""Small pictures as pure SVG, each with title, description and the same as table rows.

No style sheet and no `style=` inside: classes for the page, presentation attributes for documents (a page's style sheet
overrides them). Texts come from the caller, in the reader's language.
"""

from tandem.core.pictures.bars import Bar, bars
from tandem.core.pictures.burn import Burn, burn
from tandem.core.pictures.chain import Level, Statement, chain
from tandem.core.pictures.drawing import Picture
from tandem.core.pictures.lines import Mark, Stage, tandem_line, timeline
from tandem.core.pictures.matrix import Risk, matrix
from tandem.core.pictures.spread import Dot, spread

__all__ = [
    "Bar",
    "Burn",
    "Dot",
    "Level",
    "Mark",
    "Picture",
    "Risk",
    "Stage",
    "Statement",
    "bars",
    "burn",
    "chain",
    "matrix",
    "spread",
    "tandem_line",
    "timeline",
]
