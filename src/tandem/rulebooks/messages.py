"""Findings and problems of facts in words: what is wrong, how to mend it. English, for those who write rulebooks."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from typing import Any

from tandem.core.rulebook.findings import Finding
from tandem.core.values import Problem

# code → (what is wrong, how to mend it); {names} are filled from the finding's values.
FINDINGS: Mapping[str, tuple[str, str]] = {
    # files and YAML
    "file_missing": ("there is no file {path}", "create it, or correct its name"),
    "outside_folder": ("{path} lies outside the rulebook's folder", "keep every file inside; name it without .. or /"),
    "unreadable": ("it cannot be read: {problem}", "check that the folder is there and may be read"),
    "not_utf8": ("it is not UTF-8 text (byte {position})", "save the file as UTF-8"),
    "file_too_big": ("it has {actual} characters; {limit} are allowed", "split it, or shorten its texts"),
    "too_many_files": ("there are {actual} files; {limit} are allowed", "remove what the rulebook does not use"),
    "not_yaml": ("this is not YAML: {problem}", "look at indentation, quotes and colons here"),
    "not_a_mapping": ("the file is not a list of `name: value`", "start with `rulebook: your-id`"),
    "not_a_bundle": ("this is no stored rulebook: {problem}", "store it again from its folder"),
    "duplicate_key": ("{key} is written twice (first in line {first})", "keep one of the two"),
    "key_not_text": ("a name has to be plain text", "write `name: value`"),
    "anchor": ("anchors and aliases (&, *) are not allowed", "write the value out"),
    "tag": ("the tag {tag} is not allowed", "write the value without it"),
    "too_deep": ("it is nested more than {limit} levels deep", "flatten it"),
    "too_many_entries": ("it has more than {limit} entries", "split it"),
    "text_too_long": ("the text has {actual} characters; {limit} are allowed", "shorten it"),
    # schema
    "unknown_key": ("{key} is not known here", "remove it, or correct its spelling"),
    "key_missing": ("{key} is missing", "add it"),
    "wrong_value": ("{key} is not right: {problem}", "see docs/reference/rulebook.md for what may stand here"),
    "parent_unknown": ("it extends {parent}, which is not known", "extend one of: {known}"),
    "parent_unreadable": ("its parent {parent} cannot be read", "check the parent first"),
    "extends_circle": ("it extends itself: {chain}", "break the circle"),
    # names and texts
    "twice": ("the {what} {name} is there twice", "keep one, or give the other another name"),
    "unknown_reference": ("there is no {what} {name}", "{nearest}"),
    "bad_language": ("{name} is no language tag", "write a tag such as en or es-GT"),
    "language_unused": ("no text is written in {name}", "correct it, or take it out of `languages`"),
    "language_missing": ("the text has no {language}", "add {language}, or take the language out of `languages`"),
    "text_empty": ("the text is empty in {language}", "write it"),
    "text_missing": ("the text is missing", "write it in {languages}"),
    "unknown_place": ("nobody fills the place {{{place}}}", "use one of: {known}"),
    "place_missing": ("the letter does not say {{{place}}}", "add {{{place}}} where it belongs"),
    "stray_brace": ("a brace stands alone", "write places as {{name}}, and no other braces"),
    "letter_missing": ("the letter {name} is missing", "write it"),
    "bad_clause": ("{name} is no clause", "write it like MIC-3, or leave it out"),
    # forms
    "form_empty": ("the form has no section", "add one"),
    "form_unused": ("no component uses this form", "name it in a component, or remove the file"),
    "section_empty": ("the section {name} asks nothing", "add a question, or remove the section"),
    "field_does_not_fit": ("{field} does not belong to the type {type}", "remove it; it belongs to: {fits}"),
    "field_needed": ("a {type} needs {field}", "add {field}"),
    "options_and_list": ("options are written here and taken from a list", "keep one of the two"),
    "edited_twice": ("{name} is already edited by {first}", "let one question edit it"),
    "edits_wrong_type": ("{name} cannot be edited by a {actual}", "make the question a {needed}"),
    "limits_contradict": ("the limits {low} and {high} contradict each other", "let the lower one be lower"),
    "bad_limit": ("{value} is no limit for a {type}", "write a plain number, or a day such as 2025-03-01"),
    "asks_later_question": ("it asks {name}, which comes later in the form", "ask only questions before this one"),
    "currencies_differ": ("the budget is in {actual}, the selection in {needed}", "use one currency"),
    "years_differ": ("the budget has {actual} years, the component {needed}", "use the same number"),
    # rules
    "must_or_should": ("a rule has exactly one of must and should", "write one of the two"),
    "one_check": ("exactly one check is needed; found: {found}", "write one of: {known}"),
    "unknown_check": ("there is no check {name}", "{nearest}"),
    "bad_expression": (
        "the expression cannot be used: {problem} {detail} (line {at_line}, column {at_column} inside it)",
        "use names, comparisons, and/or/not, in, len, any/all over one list",
    ),
    "wrong_type": ("{name} is a {actual}", "name a {needed}"),
    "no_team_question": ("the form names no people", "add a question with `edits: team`"),
    "unknown_remedy": ("there is no remedy {name}", "{nearest}, or `remedy: none`"),
    "remedy_does_not_fit": ("the remedy {name} does not mend this check", "use one of: {fits}; or `remedy: none`"),
    "source_missing": ("the rule names no source", "name the guideline's heading, or write house advice"),
    "rule_never": ("no answers can meet this rule ({why})", "loosen it, or take it out"),
    "rule_always": ("this rule refuses nothing ({why})", "tighten it, or take it out"),
    "rule_never_applies": ("its condition never lets it apply", "correct the condition, or take the rule out"),
    "condition_constant": ("the condition always gives {holds}", "let it ask a question, or take it out"),
    "rule_twice": ("it says the same as {other}", "keep one of the two"),
    "rules_contradict": ("together with {other} it can never be met", "make their numbers overlap"),
    # beside a parent
    "loosened_removed": ("{parent} has the {what} {name}, and it is gone here", "keep it; a parent's must holds"),
    "loosened_to_should": ("{name} is a must in {parent}, and only advice here", "write `must`"),
    "loosened_number": ("{name} is {after}; in {parent} it is {before}, which is stricter", "keep it as strict"),
    "loosened_list": ("{parent} does not allow the {what} {more}", "take them out; a child only tightens"),
    "loosened_condition": ("{name} lets the rule apply less often than in {parent} ({before})", "take it out"),
    "loosened_question": ("{name} has to be answered in {parent}, and not here", "write `required: true`"),
    "loosened_unsure": ("{name} asks something else than in {parent}", "look whether it is as strict"),
    # people
    "rules_dead_end": ("no team can meet it together with {others}", "make their numbers fit, or take one out"),
    "usual_is_no_must": ("`usually` says what is usual, and must refuses", "write `should`, or `exactly: {limit}`"),
    # kinds of support
    "country_of_two_regions": ("{name} belongs to {other} already", "let one region have it"),
    "country_without_region": ("{name} belongs to no region", "add it to one, or let rows hold everywhere"),
    # how is chosen
    "floor_one_of": ("the floor {name} has not exactly one of share and at_least", "write one of the two"),
    "floor_share_of_money": ("{name} is a share of a number", "write `of: money`, or `at_least`"),
    "floors_share_more": ("the floors take {actual} % of the money together", "see that one application may serve two"),
    "needs_scoring": ("{name} needs scores, and there are none", "write scoring: true, or take it out"),
    "not_below_outside_scale": (
        "a score of {actual} is not between {lowest} and {highest}",
        "choose one that leaves room above and below",
    ),
    "follow_up_unasked": ("no rule asks whether {name} is followed up", "add a rule with follow_up"),
    "finding_uncited": ("no criterion rests on the finding {name}", "name it in `findings` of a criterion"),
    "profile_unused": ("nothing asks for {name} of the profile", "take it out: what nobody needs is not looked at"),
    "row_never_reached": ("rows before row {number} hold for all its cases", "put it higher, or remove it"),
    "ceiling_row_missing": ("no row holds for {region} with {parties} parties", "add one"),
    "two_ceilings": ("there is a table of ceilings too", "keep one of `ceiling` and `ceilings`"),
    "tool_unused": ("no component uses {name}", "name it in `during` or in a rule with tool, or remove it"),
    "tool_steps_differ": (
        "the steps are {actual}; the sections of {form} are {needed}", "give each step a section of the same id, in order",
    ),
    "plan_column_missing": ("{name} needs a column {column}", "add it to the parts, or leave out `edits`"),
    "recorded_unused": ("no rule asks for {name}", "add a rule with recorded, or remove it"),
    "leads_to_itself": ("{name} leads to itself", "name what comes after it"),
    "components_wait": ("{name} waits for {other}, which waits for {name}", "let one of them be applied for first"),
    # participants
    "participants_form": (
        "the participants' form asks {number} questions about people, or others too",
        "give it one question of the type people, and nothing else",
    ),
    "participants_lack": ("the participants' form lacks {name}, which {component} asks of its team", "add the column"),
    "participants_differ": (
        "{name} is another question in the participants' form than in {component}",
        "give it the same type, and every option",
    ),
    "participants_without_team": ("{name} asks for no team", "add a question with `edits: team`"),
    "lines_not_asked": ("lines name people, but costs may be for anybody", "write costs_only_for_approved: true"),
    # programme
    "list_empty": ("{name} is empty", "add an entry"),
    "list_unused": ("no question takes its options from {name}", "use the list, or remove it"),
    "record_unused": ("no rule asks for {name}", "add a rule with on_record, or remove it"),
    "party_unused": ("no component has the party {name}", "use it, or remove it"),
    "no_component": ("there is no component", "add one"),
    "weights": ("the weights add up to {actual}, not to {limit}", "change them until they add up"),
    "scale_empty": ("the scale runs from {lowest} to {highest}", "let the lowest be lower"),
    "anchor_outside_scale": ("the score {actual} lies outside {lowest} to {highest}", "move it inside the scale"),
    "principle_without_evidence": ("the principle {name} has no evidence to look at", "name a question"),
    "scoring_without_criteria": ("it scores, but has no criteria", "add criteria, or write scoring: false"),
    "criteria_without_scoring": ("it has criteria, but does not score", "remove them, or write scoring: true"),
    "blind_without_scores": ("a panel that scores nothing cannot be blind", "add criteria, or remove `blind`"),
    "evidence_hidden": ("the blind panel does not see {name}, evidence of {criterion}", "name another question"),
    "tells_who": ("{name} tells a blind panel who applies", "write identifies: true"),
    "identifies_for_nobody": ("no panel is blind, so nothing hides {name}", "add `blind`, or remove the flag"),
    "outlier_of_one": ("with {actual} assessor there is nobody to differ from", "let `assessors.each` be 2 or more"),
    "interview_without_step": ("there are rules for an interview, but no such step", "add the step interviewed"),
    "interview_without_criteria": ("there are no criteria to confirm", "add criteria, or remove each_criterion"),
    "step_unknown": ("there is no step {name}", "use one of: {limit}"),
    "step_twice": ("the step {name} is there twice", "keep one"),
    "step_needed": ("the step {name} is missing", "add it"),
    "step_order": ("the step {name} stands in the wrong place", "draft, submitted first; proposed, decided last"),
    "dead_end": ("the workflow leads nowhere at {name} ({why})", "add or remove the step, or change scoring"),
    "bad_number": ("{value} is no number from {low} to {high}", "write a plain number in quotes"),
    "no_donor": ("the cycle has no donor", "add one"),
    "day_unreadable": ("{actual} is no day", "write 1 October, not applicable or not yet set"),
    "month_unknown": ("there is no month {actual}", "use one of: {limit}"),
    "day_not_in_month": ("there is no {actual}", "write a day that exists"),
    "day_not_every_year": ("{actual} is not in every year", "write 28 February or 1 March"),
    "year_offset": ("{actual} years from the call is not plausible", "use {lowest} to {highest}"),
    "instalments_out_of_order": (
        "this instalment is not later than the one before",
        "put the earliest first, each once",
    ),
    "country_of_no_party": ("no party may come from {name}", "remove it, or allow it in `parties`"),
    "country_of_two_donors": ("{name} belongs to {other} already", "let one donor have it"),
    # after the award
    "section_needed": ("this needs the section {name}", "write {name}, or take this out"),
    "section_source_missing": ("{name} names no source", "name the guideline's heading, or write house advice"),
    "centre_twice": ("{name} is a second centre; {first} is one already", "let one level be the centre"),
    "no_level_stated": ("no level is written as statements", "leave out `stated: false` where people write"),
    "no_level_measured": ("no level is measured", "write `measured: true` where statements need indicators"),
    "level_not_stated": ("{name} is marked {mark}, but nobody writes its statements", "mark a level with statements"),
    "level_order": ("{name} stands above {before}", "put levels from the lowest to the highest"),
    "reminders_out_of_order": ("a reminder {actual} days before comes after {before}", "put the earliest first"),
    "grant_step_order": ("the step {name} comes after {after}", "conditional, firm, agreed, closed, cancelled"),
    "template_unused": ("nothing uses this template", "name it in the main file, or remove the file"),
    "show_needed": ("the document does not show {name}", "add a block with `show: {name}`"),
    "heading_jump": ("the heading's level {actual} skips one", "use level {limit}"),
    "block_empty": ("the block says nothing", "give it a heading, a text, items or `show`"),
    "unknown_figure": ("there is no figure {{{place}}}", "use one of: {known}"),
    "number_typed": ("the number {value} is typed into the text", "write {{figure:key}}, or say it without a number"),
    "lint_failed": ("{lint} could not finish: {problem}", "mend the other findings first; report this one if it stays"),
}

FACTS: Mapping[str, tuple[str, str]] = {
    "not_json": ("this is neither JSON nor YAML: {problem}", "start from `tandem rulebook facts RULEBOOK COMPONENT`"),
    "too_many_entries": ("there are more than {limit} entries", "leave out what no rule looks at"),
    "unknown_key": ("{name} is not known here", "{nearest}"),
    "unknown_party": ("there is no party {name}", "{nearest}"),
    "unknown_option": ("{actual} is no option", "{nearest}"),
    "wrong_type": ("this is {actual}", "write {expected}"),
}

_PLACE = re.compile(r"\{\{|\}\}|\{([a-z_]+)\}")


def finding_text(finding: Finding) -> tuple[str, str]:
    """What is wrong and how to mend it, in one short sentence each."""
    what, mend = FINDINGS.get(finding.code, (finding.code, ""))
    values = dict(finding.values)
    if finding.code == "wrong_value":
        values["key"] = values.get("key") or (str(finding.path[-1]) if finding.path else "the file")
    return _filled(what, values), _filled(mend, values)


def problem_text(problem: Problem) -> tuple[str, str]:
    """What is wrong with a fact and how to mend it."""
    what, mend = FACTS.get(problem.code, (problem.code, ""))
    return _filled(what, dict(problem.values)), _filled(mend, dict(problem.values))


def _filled(template: str, values: dict[str, Any]) -> str:
    if "{nearest}" in template:
        values["nearest"] = _nearest(str(values.get("name", values.get("actual", ""))), values.get("known", ()))
    return _PLACE.sub(lambda m: _said(values.get(m[1], m[0])) if m[1] else m[0][0], template)


def _said(value: Any) -> str:
    if isinstance(value, list | tuple):
        shown = ", ".join(map(str, value[:12]))
        return shown + (", …" if len(value) > 12 else "")
    return str(value)


def _nearest(name: str, known: Any) -> str:
    names = [str(one) for one in known]
    near = difflib.get_close_matches(name, names, 1, 0.6)
    if near:
        return f"did you mean {near[0]}?"
    return f"use one of: {_said(names)}" if names else "remove it"
