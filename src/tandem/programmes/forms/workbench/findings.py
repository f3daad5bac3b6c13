"""What is wrong with a draft, in words and at the place where it is mended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.core.rulebook.findings import Finding
from tandem.core.rulebook.sources import MAIN
from tandem.programmes.forms.workbench.programme_pages import Desk
from tandem.programmes.forms.workbench.rules import EVERYONE
from tandem.programmes.forms.workbench.tree import entries, mapping, titled
from tandem.rulebooks.messages import finding_text
from tandem.web.templatetags.tandem import localised, own_name

# Findings of those who write files, said to those who fill in pages: code → (what is wrong, how to mend it).
WORDS: Mapping[str, tuple[Any, Any]] = {
    "weights": (
        gettext_lazy("The weights add up to %(actual)s, not to 100."),
        gettext_lazy("Change them until they do."),
    ),
    "list_empty": (gettext_lazy("Nothing is written here yet: %(name)s."), gettext_lazy("Write at least one.")),
    "list_unused": (
        gettext_lazy("No question takes its options from this list."),
        gettext_lazy("Use it in a question, or take it out."),
    ),
    "record_unused": (
        gettext_lazy("No rule asks for this paper."),
        gettext_lazy("Add a rule about it, or take it out."),
    ),
    "party_unused": (gettext_lazy("No kind of support has this side."), gettext_lazy("Mark it there, or take it out.")),
    "no_component": (gettext_lazy("Nothing can be applied for yet."), gettext_lazy("Add a kind of support.")),
    "form_empty": (gettext_lazy("The form has no section."), gettext_lazy("Add one.")),
    "section_empty": (
        gettext_lazy("This section asks nothing."),
        gettext_lazy("Add a question, or take the section out."),
    ),
    "language_missing": (gettext_lazy("A text is not there in %(language)s."), gettext_lazy("Write it.")),
    "text_empty": (gettext_lazy("A text is empty in %(language)s."), gettext_lazy("Write it.")),
    "text_missing": (gettext_lazy("A text is missing."), gettext_lazy("Write it in every language.")),
    "letter_missing": (gettext_lazy("A letter is not written yet: %(name)s."), gettext_lazy("Write it.")),
    "place_missing": (gettext_lazy("The letter does not say {%(place)s}."), gettext_lazy("Put it where it belongs.")),
    "unknown_place": (gettext_lazy("Nothing fills in {%(place)s} here."), gettext_lazy("Use one of: %(known)s.")),
    "stray_brace": (
        gettext_lazy("A brace stands alone."),
        gettext_lazy("Braces belong around a word that is filled in."),
    ),
    "scoring_without_criteria": (
        gettext_lazy("Scores decide, and there are no criteria."),
        gettext_lazy("Add criteria, or let the record of the interview decide."),
    ),
    "criteria_without_scoring": (
        gettext_lazy("There are criteria, and scores do not decide."),
        gettext_lazy("Mark scores under selection, or take the criteria out."),
    ),
    "dead_end": (
        gettext_lazy("The steps do not lead to a decision: “%(name)s” is missing or does not fit."),
        gettext_lazy("Mark it, or change what decides under selection."),
    ),
    "step_order": (gettext_lazy("The step “%(name)s” stands in the wrong place."), gettext_lazy("Move it.")),
    "no_donor": (gettext_lazy("Nobody funds yet."), gettext_lazy("Add a donor; your own fund counts as one.")),
    "asks_later_question": (
        gettext_lazy("Its condition asks “%(name)s”, which comes later in the form."),
        gettext_lazy("Move that question up, or ask one that comes before."),
    ),
    "limits_contradict": (
        gettext_lazy("The limits contradict each other: %(low)s and %(high)s."),
        gettext_lazy("Let the smaller one be smaller."),
    ),
    "no_team_question": (
        gettext_lazy("The rule is about people, and the form names none."),
        gettext_lazy("Add a question of the type people."),
    ),
    "rule_never": (gettext_lazy("No answers can meet this rule."), gettext_lazy("Loosen it, or take it out.")),
    "rule_always": (gettext_lazy("This rule refuses nothing."), gettext_lazy("Tighten it, or take it out.")),
    "rule_twice": (gettext_lazy("It says the same as another rule."), gettext_lazy("Keep one of the two.")),
    "rules_contradict": (
        gettext_lazy("Together with another rule it can never be met."),
        gettext_lazy("Make their numbers overlap."),
    ),
    "principle_without_evidence": (
        gettext_lazy("Evidence is asked for, and no answer is marked to read."),
        gettext_lazy("Mark an answer, or unmark the evidence."),
    ),
    "anchor_outside_scale": (
        gettext_lazy("The score %(actual)s cannot be given."),
        gettext_lazy("Scores run from %(lowest)s to %(highest)s."),
    ),
    "instalments_out_of_order": (
        gettext_lazy("This instalment is not later than the one before."),
        gettext_lazy("Put the earliest first."),
    ),
    "years_differ": (
        gettext_lazy("The budget has %(actual)s years, the support lasts %(needed)s."),
        gettext_lazy("Use the same number."),
    ),
    "currencies_differ": (
        gettext_lazy("The budget is in %(actual)s, the grants are in %(needed)s."),
        gettext_lazy("Use one currency."),
    ),
    "country_of_no_party": (
        gettext_lazy("No side may come from %(name)s."),
        gettext_lazy("Take it out, or allow it for a side."),
    ),
    "twice": (gettext_lazy("“%(name)s” is there twice (%(what)s)."), gettext_lazy("Take one out, or rename it.")),
    "source_missing": (
        gettext_lazy("It is not said where this comes from."),
        gettext_lazy("Name the heading of your guideline, or write “house advice”."),
    ),
    "field_needed": (gettext_lazy("This type of question needs more: %(field)s."), gettext_lazy("Fill it in.")),
    "field_does_not_fit": (
        gettext_lazy("“%(field)s” does not belong to this type of question."),
        gettext_lazy("Empty it, or choose another type."),
    ),
    "unknown_reference": (
        gettext_lazy("“%(name)s” is not there any more (%(what)s)."),
        gettext_lazy("Choose another one, or take this out."),
    ),
}


@dataclass(frozen=True)
class Said:
    """A finding for an officer: what it says, where it is mended, and whether it stops publishing."""

    text: str
    mend: str
    url: str
    place: str
    stops: bool
    code: str
    page: str  # key of the page, as sheets and listings call themselves
    question: str = ""  # of a form, for its list

    @property
    def whole(self) -> str:
        """One sentence after the other."""
        return f"{self.text} {self.mend}".strip()


def said(desk: Desk, findings: Sequence[Finding]) -> list[Said]:
    """All findings in words, at their pages, those that stop first."""
    found = [_said(desk, each) for each in findings]
    return sorted(found, key=lambda each: not each.stops)


def _said(desk: Desk, finding: Finding) -> Said:
    page, pieces, label = place_of(desk, finding)
    values = {key: _words(desk, key, value) for key, value in finding.values.items()}
    if finding.code == "dead_end" or finding.code.startswith("step_"):
        from tandem.programmes.forms.workbench.proposals import STEP_WORDS

        values["name"] = str(STEP_WORDS.get(str(finding.values.get("name")), values.get("name", "")))
    try:
        text, mend = (str(words) % values for words in WORDS[finding.code])
    except (KeyError, TypeError, ValueError):
        text, mend = (_sentence(words) for words in finding_text(finding))
    stops = finding.level == "error"
    return Said(text, mend, desk.url(*pieces), label, stops, finding.code, page)


def _sentence(words: str) -> str:
    plain = words.strip()
    return f"{plain[:1].upper()}{plain[1:]}{'' if plain.endswith(('.', '?', '!')) else '.'}" if plain else ""


def _words(desk: Desk, key: str, value: Any) -> str:
    if isinstance(value, list | tuple):
        shown = [str(each) for each in value[:8]]
        return ", ".join(shown) + (", …" if len(value) > 8 else "")
    text = str(value)
    if key == "language":
        return own_name(text)
    if key in ("name", "other"):
        return _named(desk, text)
    if key == "what":
        return str(WHAT.get(text, text))
    return text


WHAT: Mapping[str, Any] = {
    "question": gettext_lazy("a question"),
    "list": gettext_lazy("a list"),
    "party": gettext_lazy("a side"),
    "option": gettext_lazy("an option"),
    "criterion": gettext_lazy("a criterion"),
    "section": gettext_lazy("a section"),
    "column": gettext_lazy("a column of the team"),
    "part": gettext_lazy("a point"),
    "record": gettext_lazy("a paper"),
    "rule": gettext_lazy("a rule"),
    "fact": gettext_lazy("something a rule asks"),
    "country": gettext_lazy("a country"),
    "component": gettext_lazy("a kind of support"),
    "remedy target": gettext_lazy("what is to be mended"),
}


def _named(desk: Desk, id: str) -> str:
    """What people call the thing with this id; the id itself when nothing has it."""
    for component in desk.tree.components:
        found = desk.tree.question(component, id)
        if found:
            return localised(titled(found[1].get("label"), id))
    for group in ("parties", "lists", "components", "once_per_organisation"):
        entry = mapping(mapping(desk.tree.main.get(group)).get(id))
        if entry:
            return localised(titled(entry.get("title"), id))
    return id


def place_of(desk: Desk, finding: Finding) -> tuple[str, tuple[str, ...], str]:
    """(key of the page, pieces of its address, its name) where a finding is mended."""
    path = finding.path
    if finding.file != MAIN:
        return _in_form(desk, finding)
    first = str(path[0]) if path else ""
    if first == "components" and len(path) > 1:
        return _in_component(desk, str(path[1]), path[2:])
    if first == "everyone":
        rule = _entry_id(desk.tree.main.get("everyone"), path[1:])
        return "everyone/rules", ("components", EVERYONE, "rules", *rule), _("Rules of everyone")
    if first == "cycle":
        donor = str(path[2]) if len(path) > 2 and path[1] == "donors" else ""
        return (f"donors/{donor}" if donor else "donors"), (("donors", donor) if donor else ("donors",)), _("Dates")
    named = {
        "parties": ("parties", _("Sides")),
        "lists": ("lists", _("Lists")),
        "once_per_organisation": ("papers", _("Papers")),
    }
    if first in named:
        part, label = named[first]
        entry = str(path[1]) if len(path) > 1 and path[1] in mapping(desk.tree.main.get(first)) else ""
        return (f"{part}/{entry}" if entry else part), ((part, entry) if entry else (part,)), label
    if first in ("goal", "letters"):
        return first, (first,), _("Goal") if first == "goal" else _("Letters")
    if first in ("title", "summary", "languages", "organiser_currency", "version", "guideline", "rulebook"):
        return "basics", ("basics",), _("Name and languages")
    if first == "components":
        return "components", ("components",), _("What can be applied for")
    return "files", ("files",), _("After the award") if first else _("The whole rulebook")


def _entry_id(value: Any, path: Sequence[Any]) -> tuple[str, ...]:
    """The id of the entry of a list that a path leads into."""
    found = entries(value)
    if path and isinstance(path[0], int) and 0 <= path[0] < len(found) and found[path[0]].get("id"):
        return (str(found[path[0]]["id"]),)
    return ()


def _in_component(desk: Desk, component: str, path: Sequence[Any]) -> tuple[str, tuple[str, ...], str]:
    one = desk.tree.components.get(component, {})
    name = localised(titled(one.get("title"), component))
    here = ("components", component)
    part = str(path[0]) if path else ""
    if part in ("rules", "criteria"):
        inside = _entry_id(one.get(part), path[1:])
        label = _("Rules") if part == "rules" else _("Criteria")
        return "/".join((*here, part, *inside)), (*here, part, *inside), f"{label} · {name}"
    pages = {
        "workflow": ("steps", _("Steps")),
        "selection": ("selection", _("Selection")),
        "scale": ("scale", _("Scores")),
        "assessors": ("scale", _("Scores")),
        "blind": ("scale", _("Scores")),
        "interview": ("steps", _("Steps")),
    }
    if part in pages:
        page, label = pages[part]
        if page == "selection" and len(path) > 2 and path[1] in ("floors", "prefer"):
            inside = _entry_id(mapping(one.get("selection")).get(path[1]), path[2:])
            below = "floors" if path[1] == "floors" else "preferences"
            return "/".join((*here, "selection", str(path[1]), *inside)), (*here, below, *inside), f"{label} · {name}"
        return "/".join((*here, page)), (*here, page), f"{label} · {name}"
    return "/".join(here), here, name


def _in_form(desk: Desk, finding: Finding) -> tuple[str, tuple[str, ...], str]:
    component = next((id for id in desk.tree.components if desk.tree.form_file(id) == finding.file), "")
    if not component:
        return "files", ("files",), finding.file
    here, path = ("components", component), finding.path
    label = _("Form") + f" · {localised(titled(desk.tree.components[component].get('title'), component))}"
    data: Any = desk.tree.file(finding.file)
    section = _entry_id(data.get("sections"), path[1:]) if path[:1] == ("sections",) else ()
    if section and len(path) > 3 and path[2] == "questions":
        sections = entries(data.get("sections"))
        question = _entry_id(sections[int(path[1])].get("questions"), path[3:])
        if question:
            return "/".join((*here, "questions", *question)), (*here, "questions", *question), label
    if section:
        return "/".join((*here, "sections", *section)), (*here, "sections", *section), label
    page = "start" if path and path[0] in ("title", "intro", "minutes", "papers") else "form"
    return "/".join((*here, page)), (*here, page), label
