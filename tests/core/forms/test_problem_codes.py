"""The closed list of problem codes is what the source gives, no more and no less."""

from __future__ import annotations

import re
from pathlib import Path

import tandem.core.forms
from tandem.core.forms.problems import PROBLEM_CODES

_GIVEN = re.compile(r'(?:Problem|_beyond|too_many)\(\s*"([a-z_]+)"')


def test_every_code_is_listed_and_every_listed_code_is_given() -> None:
    folder = Path(tandem.core.forms.__file__).parent
    source = "".join(path.read_text() for path in sorted(folder.glob("*.py")))
    assert set(_GIVEN.findall(source)) == set(PROBLEM_CODES)
