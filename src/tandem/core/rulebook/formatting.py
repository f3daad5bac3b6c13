"""One way to write a rulebook: spacing normalised, comments and order kept, meaning unchanged."""

from __future__ import annotations

from collections.abc import Mapping
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.representer import RoundTripRepresenter

from tandem.core.rulebook.findings import Finding, RulebookError
from tandem.core.rulebook.yaml_tree import read_yaml

WIDTH = 4096  # lines are broken where their author broke them


class _Writer(RoundTripRepresenter):
    """Writes nothing as `null`, so that it cannot be overlooked."""

    def represent_none(self, data: Any) -> Any:
        return self.represent_scalar("tag:yaml.org,2002:null", "null")


_Writer.add_representer(type(None), _Writer.represent_none)


def formatted(file: str, text: str) -> str:
    """The text in normal spacing; RulebookError when it is no YAML that a rulebook may use.

    A text that would mean something else afterwards is returned as it was.
    """
    before = read_yaml(file, text)
    if before.findings:
        raise RulebookError(before.findings)
    yaml = YAML(typ="rt")
    yaml.Representer = _Writer
    yaml.preserve_quotes = True
    yaml.width = WIDTH
    yaml.indent(mapping=2, sequence=4, offset=2)
    out = StringIO()
    try:
        yaml.dump(yaml.load(text), out)
    except (YAMLError, ValueError, RecursionError) as error:
        raise RulebookError((Finding(file, 1, "not_yaml", {"problem": str(error)[:200]}),)) from error
    lines = [line.rstrip() for line in out.getvalue().splitlines()]
    after = "\n".join(lines).rstrip("\n") + "\n"
    again = read_yaml(file, after)
    return after if not again.findings and again.data == before.data else text


def formatted_files(texts: Mapping[str, str]) -> dict[str, str]:
    """Every file whose text changes, with its new text; RulebookError when one cannot be read."""
    changed = {file: formatted(file, text) for file, text in texts.items()}
    return {file: text for file, text in changed.items() if text != texts[file]}
