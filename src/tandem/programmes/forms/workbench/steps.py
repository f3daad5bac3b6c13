"""The field of the workflow: steps ticked on and off, each in the programme's own words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from tandem.core.rulebook.editing import Edit, Set
from tandem.core.transitions.workflow import STEPS
from tandem.programmes.forms.workbench.items import NOTHING, Item, Raws, Shown, Wrong, checked_text, one
from tandem.programmes.forms.workbench.lines import listed
from tandem.programmes.forms.workbench.tree import Path, Tree, entries, mapping
from tandem.web.shapes import Answer, Asked, Cell, Choice
from tandem.web.templatetags.tandem import own_name

ALWAYS = ("draft", "submitted", "decided")
KEYS = ("title", "explains")


@dataclass(frozen=True)
class StepsItem(Item):
    """Steps in the engine's order; each has a mark, a name and what the applicant reads, in every language."""

    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def raws(self, value: Any, tree: Tree) -> dict[str, list[str]]:
        there = {str(step.get("id")): step for step in entries(value)}
        raws: dict[str, list[str]] = {}
        for step in STEPS:
            found = there.get(step, {})
            raws[f"{self.name}.{step}.on"] = ["yes"] if step in there else []
            for key in KEYS:
                texts = mapping(found.get(key)) or (self.words.get(step, {}) if key == "title" else {})
                for code in tree.languages:
                    raws[f"{self.name}.{step}.{key}.{code}"] = [str(texts.get(code) or "")]
            raws[f"{self.name}.{step}.takes"] = [str(found.get("takes") or "")]
        return raws

    def read(self, raws: Raws, tree: Tree, before: Any) -> Any:
        old = {str(step.get("id")): step for step in entries(before)}
        order = [step for step in old if step in STEPS] + [step for step in STEPS if step not in old]
        chosen = [step for step in order if raws.get(f"{self.name}.{step}.on") or step in ALWAYS]
        if sorted(chosen, key=order.index) != chosen or any(step not in old for step in chosen):
            chosen = [step for step in STEPS if step in chosen]
        return [self.step(step, old.get(step, {}), raws, tree) for step in chosen]

    def step(self, id: str, old: Mapping[str, Any], raws: Raws, tree: Tree) -> dict[str, Any]:
        """One step as typed."""
        made: dict[str, Any] = {"id": id}
        for key in KEYS:
            names = {code: f"{self.name}.{id}.{key}.{code}" for code in tree.languages}
            texts = {code: checked_text(one(raws, name).strip(), name) for code, name in names.items()}
            if key == "title" and not any(texts.values()):
                raise Wrong(_("Give this step a name."), names[tree.languages[0]])
            if kept := {code: text for code, text in texts.items() if text}:
                made[key] = kept
        if takes := one(raws, f"{self.name}.{id}.takes").strip():
            made["takes"] = checked_text(takes)
        return made

    def edits(self, file: str, root: Path, before: Any, after: Any, tree: Tree) -> Iterator[Edit]:
        here = (*root, *self.path)
        if after is NOTHING or not entries(before):
            yield Set(file, here, after)
        else:
            yield from listed(file, here, entries(before), after)

    def asked(self, raws: Raws, shown: Shown, tree: Tree) -> Asked:
        answers = [self.one_step(step, raws, shown, tree) for step in STEPS]
        return self.frame("organisation", answers)

    def one_step(self, step: str, raws: Raws, shown: Shown, tree: Tree) -> Answer:
        """Mark, names, texts and time of one step."""
        here, many = f"{self.name}.{step}", len(tree.languages) > 1
        on = bool(raws.get(f"{here}.on")) or step in ALWAYS
        label = str(self.words.get(step, {}).get(tree.languages[0]) or step)
        mark = Choice("yes", _("Always there") if step in ALWAYS else _("Used"), chosen=on)
        cells = [Cell(f"{here}.on", _("Step"), "many", choices=[mark], required=True)]
        cells.append(Cell(f"{here}.takes", _("Usual time"), "text", one(raws, f"{here}.takes"), hint=_("like 3 weeks")))
        for key, words in (("title", _("Name")), ("explains", _("What the applicant reads"))):
            for code in tree.languages:
                name = f"{here}.{key}.{code}"
                said = f"{words}, {own_name(code)}" if many else words
                error, wide = shown.errors.get(name, ""), "all" if key == "explains" else ""
                cells.append(Cell(name, said, "text", one(raws, name), error=error, required=True, width=wide))
        return self.answer(here, raws, shown, cells=cells, party=label)
