"""Lists that several programmes share: data beside the rulebooks."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from tandem.core.forms.definition import Option
from tandem.core.rulebook.yaml_tree import read_yaml


@lru_cache(maxsize=1)
def sectors() -> tuple[Option, ...]:
    """The sectors an organisation may work in, in the guideline's order; labels in several languages."""
    name = "sectors.yaml"
    text = (Path(__file__).parent / name).read_text(encoding="utf-8")
    return tuple(Option.model_validate(entry) for entry in read_yaml(name, text).data["options"])
