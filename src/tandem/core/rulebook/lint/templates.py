"""Templates of documents: only data that there is, only places somebody fills, no number typed where a figure goes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from tandem.core.aggregation import typed_numbers
from tandem.core.forms.definition import Text
from tandem.core.rulebook.cooperation import FIGURES, PLACES, SHOWN, Template, TemplateBlock
from tandem.core.rulebook.findings import Path
from tandem.core.rulebook.lint.desk import Desk
from tandem.core.rulebook.schema import Rulebook

# what a kind of document cannot do without
NEEDED: Mapping[str, tuple[str, ...]] = {
    "agreement": ("signatures",),
    "programme_application": ("grants",),
    "donor_report": ("results", "money"),
}
# what a block shows → the section of the main file that words it
SECTIONS: Mapping[str, str] = {
    "results": "results", "indicators": "results", "risks": "risks", "meeting": "meeting", "audit": "audit",
    "audits": "audit", "findings": "audit", "reporting": "reports", "reports": "reports",
}  # fmt: skip
_PLACE = re.compile(r"\{(figure:)?([a-z][a-z0-9_]*)\}")


def lint_templates(desk: Desk) -> None:
    """Every template beside what it is used for; templates that nobody uses."""
    used = list(_used(desk.rulebook))
    for file, kind in dict.fromkeys(used):
        template = desk.rulebook.templates.get(file)
        if template is not None:
            _template(desk, file, kind, template)
    files = {file for file, _ in used}
    for file in desk.documents:
        if file.startswith("templates/") and file not in files:
            desk.say("template_unused", (), file, level="advice")


def _used(rulebook: Rulebook) -> Iterator[tuple[str, str]]:
    """(file, kind of document) of every template that the main file names."""
    for agreement in rulebook.agreements.values():
        yield agreement.template, "agreement"
    if rulebook.programme_application:
        yield rulebook.programme_application, "programme_application"
    if rulebook.donor_report:
        yield rulebook.donor_report, "donor_report"


def _template(desk: Desk, file: str, kind: str, template: Template) -> None:
    if not template.source.strip():
        desk.say("section_source_missing", ("source",), file, name=file)
    for name in ("title", "subtitle", "footer"):
        _text(desk, file, kind, (name,), getattr(template, name))
    blocks: Path = ("blocks",)
    shown = {block.show for block in template.blocks}
    for needed in NEEDED[kind]:
        if needed not in shown:
            desk.say("show_needed", blocks, file, name=needed)
    above = 0
    for index, block in enumerate(template.blocks):
        here: Path = (*blocks, index)
        if block.heading:
            if block.level > above + 1:
                desk.say("heading_jump", (*here, "level"), file, actual=block.level, limit=above + 1)
            above = block.level
        _block(desk, file, kind, here, block)
    _repeated(desk, file, template)


def _block(desk: Desk, file: str, kind: str, path: Path, block: TemplateBlock) -> None:
    if not (block.heading or block.text or block.items or block.show):
        desk.say("block_empty", path, file)
    for name in ("show", "when"):
        word: str = getattr(block, name)
        if not word or desk.unknown(word, sorted(SHOWN[kind]), (*path, name), "data to show", file):
            continue
        section = SECTIONS.get(word)
        if section is not None and not getattr(desk.rulebook, section):
            desk.say("section_needed", (*path, name), file, name=section)
    if block.caption and not block.show:
        desk.say("field_does_not_fit", (*path, "caption"), file, field="caption", type="text", fits=["show"])
    if block.ordered and not block.items:
        desk.say("field_does_not_fit", (*path, "ordered"), file, field="ordered", type="text", fits=["items"])
    for name in ("heading", "text", "caption"):
        _text(desk, file, kind, (*path, name), getattr(block, name))
    for index, item in enumerate(block.items):
        _text(desk, file, kind, (*path, "items", index), item)
    desk.twice([str(dict(item)) for item in block.items], (*path, "items"), "item", file)


def _repeated(desk: Desk, file: str, template: Template) -> None:
    """Say a block whose heading or data stand in an earlier block."""
    seen: dict[str, int] = {}
    for index, block in enumerate(template.blocks):
        marks = [("heading", str(dict(block.heading)) if block.heading else ""), ("show", block.show)]
        marks += [] if block.heading or block.show else [("text", str(dict(block.text)))]
        for name, mark in marks:
            if mark and (key := f"{name}|{mark}") in seen:
                said = next(iter(block.heading.values()), "") if name == "heading" else mark[:60]
                desk.say("twice", ("blocks", index, name), file, what=name, name=said, first=seen[key])
            elif mark:
                seen[key] = index + 1


def _text(desk: Desk, file: str, kind: str, path: Path, text: Text) -> None:
    for language, written in text.items():
        here: Path = (*path, language)
        for figure, name in sorted(set(_PLACE.findall(written))):
            known = (FIGURES if kind == "donor_report" else frozenset[str]()) if figure else PLACES[kind]
            if name not in known:
                code = "unknown_figure" if figure else "unknown_place"
                desk.say(code, here, file, place=f"{figure}{name}", known=sorted(known))
        left = _PLACE.sub("", written)
        if "{" in left or "}" in left:
            desk.say("stray_brace", here, file)
        if kind == "donor_report":
            for number in typed_numbers(written):
                desk.say("number_typed", here, file, value=number)
