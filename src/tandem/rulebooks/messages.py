"""Findings and problems of facts in words: what is wrong, how to mend it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from typing import Any

from tandem.core.rulebook.findings import Finding
from tandem.core.values import Problem
from tandem.rulebooks.words import N_, said

# code → (what is wrong, how to mend it); {names} are filled from the finding's values.
FINDINGS: Mapping[str, tuple[str, str]] = {
    # files and YAML
    "file_missing": (N_("there is no file {path}"), N_("create it, or correct its name")),
    "outside_folder": (
        N_("{path} lies outside the rulebook's folder"),
        N_("keep every file inside; name it without .. or /"),
    ),
    "unreadable": (N_("it cannot be read: {problem}"), N_("check that the folder is there and may be read")),
    "not_utf8": (N_("it is not UTF-8 text (byte {position})"), N_("save the file as UTF-8")),
    "file_too_big": (N_("it has {actual} characters; {limit} are allowed"), N_("split it, or shorten its texts")),
    "too_many_files": (
        N_("there are {actual} files; {limit} are allowed"),
        N_("remove what the rulebook does not use"),
    ),
    "not_yaml": (N_("this is not YAML: {problem}"), N_("look at indentation, quotes and colons here")),
    "not_a_mapping": (N_("the file is not a list of `name: value`"), N_("start with `rulebook: your-id`")),
    "not_a_bundle": (N_("this is no stored rulebook: {problem}"), N_("store it again from its folder")),
    "duplicate_key": (N_("{key} is written twice (first in line {first})"), N_("keep one of the two")),
    "key_not_text": (N_("a name has to be plain text"), N_("write `name: value`")),
    "anchor": (N_("anchors and aliases (&, *) are not allowed"), N_("write the value out")),
    "tag": (N_("the tag {tag} is not allowed"), N_("write the value without it")),
    "too_deep": (N_("it is nested more than {limit} levels deep"), N_("flatten it")),
    "too_many_entries": (N_("it has more than {limit} entries"), N_("split it")),
    "text_too_long": (N_("the text has {actual} characters; {limit} are allowed"), N_("shorten it")),
    # brought in by somebody
    "nothing_sent": ("there is nothing in it", "choose a file that is not empty"),
    "upload_too_big": ("it has {actual} bytes; {limit} are allowed", "send only the rulebook's YAML files"),
    "zip_and_more": ("a zip takes the place of everything, so it comes alone", "send the zip or the files, not both"),
    "zip_damaged": ("the zip cannot be opened", "make it again, or send the YAML files themselves"),
    "zip_without_main": ("the zip holds no {path}", "put {path} at its top, with forms/ and templates/ beside it"),
    "zip_locked": ("it is protected by a password", "send it without one"),
    "zip_bomb": ("unpacked it has more than {limit} bytes", "send only the rulebook's YAML files"),
    "file_name": ("{path} is no YAML file of a rulebook", "name it rulebook.yaml, or forms/….yaml or templates/….yaml"),
    "file_twice": ("{path} is there twice", "send each file once"),
    # schema
    "unknown_key": (N_("{key} is not known here"), N_("remove it, or correct its spelling")),
    "key_missing": (N_("{key} is missing"), N_("add it")),
    "wrong_value": (N_("{key} is not right: {problem}"), N_("see docs/reference/rulebook.md for what may stand here")),
    "parent_unknown": (N_("it extends {parent}, which is not known"), N_("extend one of: {known}")),
    "parent_unreadable": (N_("its parent {parent} cannot be read"), N_("check the parent first")),
    "extends_circle": (N_("it extends itself: {chain}"), N_("break the circle")),
    # names and texts
    "twice": (N_("the {what} {name} is there twice"), N_("keep one, or give the other another name")),
    "unknown_reference": (N_("there is no {what} {name}"), "{nearest}"),
    "bad_language": (N_("{name} is no language tag"), N_("write a tag such as en or es-GT")),
    "language_unused": (N_("no text is written in {name}"), N_("correct it, or take it out of `languages`")),
    "language_missing": (
        N_("the text has no {language}"),
        N_("add {language}, or take the language out of `languages`"),
    ),
    "text_empty": (N_("the text is empty in {language}"), N_("write it")),
    "text_missing": (N_("the text is missing"), N_("write it in {languages}")),
    "unknown_place": (N_("nobody fills the place {{{place}}}"), N_("use one of: {known}")),
    "place_missing": (N_("the letter does not say {{{place}}}"), N_("add {{{place}}} where it belongs")),
    "stray_brace": (N_("a brace stands alone"), N_("write places as {{name}}, and no other braces")),
    "letter_missing": (N_("the letter {name} is missing"), N_("write it")),
    "bad_clause": (N_("{name} is no clause"), N_("write it like MIC-3, or leave it out")),
    # forms
    "form_empty": (N_("the form has no section"), N_("add one")),
    "form_unused": (N_("no component uses this form"), N_("name it in a component, or remove the file")),
    "section_empty": (N_("the section {name} asks nothing"), N_("add a question, or remove the section")),
    "field_does_not_fit": (N_("{field} does not belong to the type {type}"), N_("remove it; it belongs to: {fits}")),
    "field_needed": (N_("a {type} needs {field}"), N_("add {field}")),
    "options_and_list": (N_("options are written here and taken from a list"), N_("keep one of the two")),
    "prefill_of_nobody": (
        N_("{name} is of one organisation, the question is asked of all together"),
        N_("ask it of `each_party` or of one party"),
    ),
    "edited_twice": (N_("{name} is already edited by {first}"), N_("let one question edit it")),
    "edits_wrong_type": (N_("{name} cannot be edited by a {actual}"), N_("make the question a {needed}")),
    "limits_contradict": (N_("the limits {low} and {high} contradict each other"), N_("let the lower one be lower")),
    "bad_limit": (N_("{value} is no limit for a {type}"), N_("write a plain number, or a day such as 2025-03-01")),
    "asks_later_question": (
        N_("it asks {name}, which comes later in the form"),
        N_("ask only questions before this one"),
    ),
    "currencies_differ": (N_("the budget is in {actual}, the selection in {needed}"), N_("use one currency")),
    "years_differ": (N_("the budget has {actual} years, the component {needed}"), N_("use the same number")),
    # rules
    "must_or_should": (N_("a rule has exactly one of must and should"), N_("write one of the two")),
    "one_check": (N_("exactly one check is needed; found: {found}"), N_("write one of: {known}")),
    "unknown_check": (N_("there is no check {name}"), "{nearest}"),
    "bad_expression": (
        N_("the expression cannot be used: {problem} {detail} (line {at_line}, column {at_column} inside it)"),
        N_("use names, comparisons, and/or/not, in, len, any/all over one list"),
    ),
    "wrong_type": (N_("{name} is a {actual}"), N_("name a {needed}")),
    "no_team_question": (N_("the form names no people"), N_("add a question with `edits: team`")),
    "unknown_remedy": (N_("there is no remedy {name}"), N_("{nearest}, or `remedy: none`")),
    "remedy_does_not_fit": (
        N_("the remedy {name} does not mend this check"),
        N_("use one of: {fits}; or `remedy: none`"),
    ),
    "source_missing": (N_("the rule names no source"), N_("name the guideline's heading, or write house advice")),
    "rule_never": (N_("no answers can meet this rule ({why})"), N_("loosen it, or take it out")),
    "rule_always": (N_("this rule refuses nothing ({why})"), N_("tighten it, or take it out")),
    "rule_never_applies": (N_("its condition never lets it apply"), N_("correct the condition, or take the rule out")),
    "condition_constant": (N_("the condition always gives {holds}"), N_("let it ask a question, or take it out")),
    "rule_twice": (N_("it says the same as {other}"), N_("keep one of the two")),
    "rules_contradict": (N_("together with {other} it can never be met"), N_("make their numbers overlap")),
    # beside a parent
    "loosened_removed": (
        N_("{parent} has the {what} {name}, and it is gone here"),
        N_("keep it; a parent's must holds"),
    ),
    "loosened_to_should": (N_("{name} is a must in {parent}, and only advice here"), N_("write `must`")),
    "loosened_number": (
        N_("{name} is {after}; in {parent} it is {before}, which is stricter"),
        N_("keep it as strict"),
    ),
    "loosened_list": (N_("{parent} does not allow the {what} {more}"), N_("take them out; a child only tightens")),
    "loosened_condition": (N_("{name} lets the rule apply less often than in {parent} ({before})"), N_("take it out")),
    "loosened_question": (N_("{name} has to be answered in {parent}, and not here"), N_("write `required: true`")),
    "loosened_unsure": (N_("{name} asks something else than in {parent}"), N_("look whether it is as strict")),
    # people
    "rules_dead_end": (N_("no team can meet it together with {others}"), N_("make their numbers fit, or take one out")),
    "usual_is_no_must": (
        N_("`usually` says what is usual, and must refuses"),
        N_("write `should`, or `exactly: {limit}`"),
    ),
    # kinds of support
    "country_of_two_regions": (N_("{name} belongs to {other} already"), N_("let one region have it")),
    "country_without_region": (N_("{name} belongs to no region"), N_("add it to one, or let rows hold everywhere")),
    # how is chosen
    "floor_one_of": (N_("the floor {name} has not exactly one of share and at_least"), N_("write one of the two")),
    "floor_share_of_money": (N_("{name} is a share of a number"), N_("write `of: money`, or `at_least`")),
    "floors_share_more": (
        N_("the floors take {actual} % of the money together"),
        N_("see that one application may serve two"),
    ),
    "needs_scoring": (N_("{name} needs scores, and there are none"), N_("write scoring: true, or take it out")),
    "not_below_outside_scale": (
        N_("a score of {actual} is not between {lowest} and {highest}"),
        N_("choose one that leaves room above and below"),
    ),
    "follow_up_unasked": (N_("no rule asks whether {name} is followed up"), N_("add a rule with follow_up")),
    "finding_uncited": (N_("no criterion rests on the finding {name}"), N_("name it in `findings` of a criterion")),
    "profile_unused": (
        N_("nothing asks for {name} of the profile"),
        N_("take it out: what nobody needs is not looked at"),
    ),
    "row_never_reached": (N_("rows before row {number} hold for all its cases"), N_("put it higher, or remove it")),
    "ceiling_row_missing": (N_("no row holds for {region} with {parties} parties"), N_("add one")),
    "two_ceilings": (N_("there is a table of ceilings too"), N_("keep one of `ceiling` and `ceilings`")),
    "tool_unused": (N_("no component uses {name}"), N_("name it in `during` or in a rule with tool, or remove it")),
    "tool_steps_differ": (
        N_("the steps are {actual}; the sections of {form} are {needed}"),
        N_("give each step a section of the same id, in order"),
    ),
    "plan_column_missing": (N_("{name} needs a column {column}"), N_("add it to the parts, or leave out `edits`")),
    "recorded_unused": (N_("no rule asks for {name}"), N_("add a rule with recorded, or remove it")),
    "leads_to_itself": (N_("{name} leads to itself"), N_("name what comes after it")),
    "components_wait": (
        N_("{name} waits for {other}, which waits for {name}"),
        N_("let one of them be applied for first"),
    ),
    # participants
    "participants_form": (
        N_("the participants' form asks {number} questions about people, or others too"),
        N_("give it one question of the type people, and nothing else"),
    ),
    "participants_lack": (
        N_("the participants' form lacks {name}, which {component} asks of its team"),
        N_("add the column"),
    ),
    "participants_differ": (
        N_("{name} is another question in the participants' form than in {component}"),
        N_("give it the same type, and every option"),
    ),
    "participants_without_team": (N_("{name} asks for no team"), N_("add a question with `edits: team`")),
    "lines_not_asked": (
        N_("lines name people, but costs may be for anybody"),
        N_("write costs_only_for_approved: true"),
    ),
    # programme
    "list_empty": (N_("{name} is empty"), N_("add an entry")),
    "list_unused": (N_("no question takes its options from {name}"), N_("use the list, or remove it")),
    "record_unused": (N_("no rule asks for {name}"), N_("add a rule with on_record, or remove it")),
    "party_unused": (N_("no component has the party {name}"), N_("use it, or remove it")),
    "no_component": (N_("there is no component"), N_("add one")),
    "weights": (N_("the weights add up to {actual}, not to {limit}"), N_("change them until they add up")),
    "scale_empty": (N_("the scale runs from {lowest} to {highest}"), N_("let the lowest be lower")),
    "anchor_outside_scale": (
        N_("the score {actual} lies outside {lowest} to {highest}"),
        N_("move it inside the scale"),
    ),
    "principle_without_evidence": (N_("the principle {name} has no evidence to look at"), N_("name a question")),
    "scoring_without_criteria": (N_("it scores, but has no criteria"), N_("add criteria, or write scoring: false")),
    "criteria_without_scoring": (N_("it has criteria, but does not score"), N_("remove them, or write scoring: true")),
    "blind_without_scores": (N_("a panel that scores nothing cannot be blind"), N_("add criteria, or remove `blind`")),
    "evidence_hidden": (
        N_("the blind panel does not see {name}, evidence of {criterion}"),
        N_("name another question"),
    ),
    "tells_who": (N_("{name} tells a blind panel who applies"), N_("write identifies: true")),
    "identifies_for_nobody": (N_("no panel is blind, so nothing hides {name}"), N_("add `blind`, or remove the flag")),
    "outlier_of_one": (
        N_("with {actual} assessor there is nobody to differ from"),
        N_("let `assessors.each` be 2 or more"),
    ),
    "interview_without_step": (
        N_("there are rules for an interview, but no such step"),
        N_("add the step interviewed"),
    ),
    "interview_without_criteria": (
        N_("there are no criteria to confirm"),
        N_("add criteria, or remove each_criterion"),
    ),
    "step_unknown": (N_("there is no step {name}"), N_("use one of: {limit}")),
    "step_twice": (N_("the step {name} is there twice"), N_("keep one")),
    "step_needed": (N_("the step {name} is missing"), N_("add it")),
    "step_order": (
        N_("the step {name} stands in the wrong place"),
        N_("draft, submitted first; proposed, decided last"),
    ),
    "dead_end": (N_("the workflow leads nowhere at {name} ({why})"), N_("add or remove the step, or change scoring")),
    "bad_number": (N_("{value} is no number from {low} to {high}"), N_("write a plain number in quotes")),
    "no_donor": (N_("the cycle has no donor"), N_("add one")),
    "day_unreadable": (N_("{actual} is no day"), N_("write 1 October, not applicable or not yet set")),
    "month_unknown": (N_("there is no month {actual}"), N_("use one of: {limit}")),
    "day_not_in_month": (N_("there is no {actual}"), N_("write a day that exists")),
    "day_not_every_year": (N_("{actual} is not in every year"), N_("write 28 February or 1 March")),
    "year_offset": (N_("{actual} years from the call is not plausible"), N_("use {lowest} to {highest}")),
    "instalments_out_of_order": (
        N_("this instalment is not later than the one before"),
        N_("put the earliest first, each once"),
    ),
    "country_of_no_party": (N_("no party may come from {name}"), N_("remove it, or allow it in `parties`")),
    "country_of_two_donors": (N_("{name} belongs to {other} already"), N_("let one donor have it")),
    # after the award
    "section_needed": (N_("this needs the section {name}"), N_("write {name}, or take this out")),
    "section_source_missing": (N_("{name} names no source"), N_("name the guideline's heading, or write house advice")),
    "centre_twice": (N_("{name} is a second centre; {first} is one already"), N_("let one level be the centre")),
    "no_level_stated": (N_("no level is written as statements"), N_("leave out `stated: false` where people write")),
    "no_level_measured": (N_("no level is measured"), N_("write `measured: true` where statements need indicators")),
    "level_not_stated": (
        N_("{name} is marked {mark}, but nobody writes its statements"),
        N_("mark a level with statements"),
    ),
    "level_order": (N_("{name} stands above {before}"), N_("put levels from the lowest to the highest")),
    "reminders_out_of_order": (
        N_("a reminder {actual} days before comes after {before}"),
        N_("put the earliest first"),
    ),
    "grant_step_order": (N_("the step {name} comes after {after}"), N_("conditional, firm, agreed, closed, cancelled")),
    "template_unused": (N_("nothing uses this template"), N_("name it in the main file, or remove the file")),
    "show_needed": (N_("the document does not show {name}"), N_("add a block with `show: {name}`")),
    "heading_jump": (N_("the heading's level {actual} skips one"), N_("use level {limit}")),
    "block_empty": (N_("the block says nothing"), N_("give it a heading, a text, items or `show`")),
    "unknown_figure": (N_("there is no figure {{{place}}}"), N_("use one of: {known}")),
    "number_typed": (
        N_("the number {value} is typed into the text"),
        N_("write {{figure:key}}, or say it without a number"),
    ),
    "lint_failed": (
        N_("{lint} could not finish: {problem}"),
        N_("mend the other findings first; report this one if it stays"),
    ),
}

FACTS: Mapping[str, tuple[str, str]] = {
    "not_json": (
        N_("this is neither JSON nor YAML: {problem}"),
        N_("start from `tandem rulebook facts RULEBOOK COMPONENT`"),
    ),
    "too_many_entries": (N_("there are more than {limit} entries"), N_("leave out what no rule looks at")),
    "unknown_key": (N_("{name} is not known here"), "{nearest}"),
    "unknown_party": (N_("there is no party {name}"), "{nearest}"),
    "unknown_option": (N_("{actual} is no option"), "{nearest}"),
    "wrong_type": (N_("this is {actual}"), N_("write {expected}")),
}

_PLACE = re.compile(r"\{\{|\}\}|\{([a-z_]+)\}")


def finding_text(finding: Finding) -> tuple[str, str]:
    """What is wrong and how to mend it, in one short sentence each."""
    what, mend = FINDINGS.get(finding.code, (finding.code, ""))
    values = dict(finding.values)
    if finding.code == "wrong_value":
        values["key"] = values.get("key") or (str(finding.path[-1]) if finding.path else said(N_("the file")))
    return _filled(said(what), values), _filled(said(mend), values)


def problem_text(problem: Problem) -> tuple[str, str]:
    """What is wrong with a fact and how to mend it."""
    what, mend = FACTS.get(problem.code, (problem.code, ""))
    return _filled(said(what), dict(problem.values)), _filled(said(mend), dict(problem.values))


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
        return said(N_("did you mean {near}?")).format(near=near[0])
    return said(N_("use one of: {names}")).format(names=_said(names)) if names else said(N_("remove it"))
