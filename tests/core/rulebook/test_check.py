"""What check finds beyond the schema: one spoilt line each, named at that line with that code."""

from __future__ import annotations

import ast
import shutil
from pathlib import Path

import pytest

from tandem.core.eligibility import CHECKS
from tandem.core.eligibility.remedies import WORDS
from tandem.core.rulebook import check
from tandem.rulebooks import shipped
from tandem.rulebooks.messages import FINDINGS, finding_text

HARBOUR = Path(__file__).parents[2] / "rulebooks" / "harbour-exchange"
MAIN, FORM, LOG = "rulebook.yaml", "forms/logbook.yaml", "forms/log.yaml"
BOND, LAMP = "templates/bond.yaml", "templates/lamp.yaml"

SPOILT = [
    # rules that nobody can meet, and rules that refuse nothing
    (MAIN, "between: [1, 3]}", "between: [3, 1]}", "rule_never"),
    (MAIN, "between: [1, 3]}", "at_least: 6}", "rule_never"),
    (MAIN, "between: [1, 3]}", "at_most: 5}", "rule_always"),
    (MAIN, "between: [1, 3]}", "at_least: 0}", "rule_always"),
    (MAIN, "{choose: wind, exactly: 1}", "{choose: wind, exactly: 2}", "rule_never"),
    (MAIN, "countries: [JP]", "countries: []", "rule_never"),
    (MAIN, "include: [day, night], of: watch", "include: [day, dusk], of: watch", "rule_never"),
    (MAIN, 'at_least: "30", per: team', 'at_least: "60", per: team', "rule_never"),
    (MAIN, 'at_least: "25", rest', 'at_least: "125", rest', "rule_never"),
    (MAIN, 'at_least: "25", rest', 'at_least: "0", rest', "rule_always"),
    (MAIN, "at_most: ceiling", "at_least: 5, at_most: 4", "rule_never"),
    (MAIN, 'ceiling: "4000000"', "# no ceiling", "rule_always"),
    (MAIN, "{leads: [who_steers], by: tide}", "{leads: [wind], by: tide}", "rule_never"),
    (MAIN, "'answers.days >= 30 and answers.days <= 300'", "'1 > 2'", "rule_never"),
    (MAIN, "'answers.days >= 30 and answers.days <= 300'", "'answers.days >= 30 or true'", "rule_always"),
    (MAIN, "when: 'answers.wind == \"north\"'", "when: '2 > 3'", "rule_never_applies"),
    (MAIN, "unless: 'party.kind == \"university\"'", "unless: 'true'", "rule_never_applies"),
    (MAIN, "when: 'answers.wind == \"north\"'", "when: 'answers.wind == \"east\"'", "unknown_reference"),
    (MAIN, "when: 'answers.wind == \"north\"'", "when: 'answers.breeze == \"north\"'", "unknown_reference"),
    (MAIN, "when: 'answers.wind == \"north\"'", "when: '9**9**9 == 1'", "bad_expression"),
    (MAIN, "'answers.days >= 30 and answers.days <= 300'", "'answers.days and weather.fine'", "unknown_reference"),
    (MAIN, "count: 'rank == \"skipper\"'", "count: 'rang == \"skipper\"'", "unknown_reference"),
    (MAIN, "count: 'rank == \"skipper\"'", "count: 'any(any(r for r in q) for q in p)'", "bad_expression"),
    # rules that contradict or repeat each other
    (MAIN, "should: {choose: wind, exactly: 1}", "must: {choose: crafts_carried, at_least: 4}", "rules_contradict"),
    (MAIN, "should: {choose: wind, exactly: 1}", "must: {choose: crafts_carried, between: [1, 3]}", "rule_twice"),
    # checks, strengths, remedies, sources
    (MAIN, "must: {rates: purse}", "mustard: {rates: purse}", "unknown_key"),
    (MAIN, "must: {rates: purse}", "should: {rates: purse}\n        must: {rates: purse}", "must_or_should"),
    (MAIN, "must: {rates: purse}", "must: {rate: purse}", "unknown_check"),
    (MAIN, "must: {rates: purse}", "must: {rates: purse, answered: days}", "one_check"),
    (MAIN, "must: {rates: purse}", "must: {rates: days}", "wrong_type"),
    (MAIN, "must: {rates: purse}", "must: {rates: [purse]}", "wrong_value"),
    (MAIN, "remedy: {add_rates: purse}", "remedy: {addrates: purse}", "unknown_remedy"),
    (MAIN, "remedy: {add_rates: purse}", "remedy: {fill_in: purse}", "remedy_does_not_fit"),
    (MAIN, "remedy: {add_rates: purse}", "remedy: {add_rates: days}", "unknown_reference"),
    (MAIN, "remedy: {add_rates: purse}", "remedy: {}", "unknown_remedy"),
    (MAIN, "{declared: berth}", "{declared: berth, truthy: [moorings]}", "wrong_type"),
    (MAIN, '{"yes": berth/safe}', '{"yes": berth/depth}', "wrong_type"),
    (MAIN, "remedy: none", "remedy: nothing", "wrong_value"),
    (MAIN, "source: Harbour law", 'source: " "', "source_missing"),
    (MAIN, "No wind is named.", "No wind {is} named.", "unknown_place"),
    (MAIN, "No wind is named.", "No wind { is named.", "stray_brace"),
    # workflow and selection
    (MAIN, "- id: decided", "- id: eligible", "step_twice"),
    (MAIN, "- id: interviewed", "- id: scored", "dead_end"),
    (MAIN, "scoring: false", "scoring: true", "scoring_without_criteria"),
    (MAIN, 'budget: "9000000"', 'budget: "lots"', "bad_number"),
    (MAIN, "currency: JPY\n      budget", "currency: YEN\n      budget", "unknown_reference"),
    (MAIN, "form: forms/logbook.yaml", "form: forms/nowhere.yaml", "file_missing"),
    # cycle
    (MAIN, "{on: 31 May}", "{on: 31 June}", "day_not_in_month"),
    (MAIN, "{on: 31 May}", "{on: 29 February}", "day_not_every_year"),
    (MAIN, "{on: 31 May}", "{on: 3 Mai}", "month_unknown"),
    (MAIN, "{on: 31 May}", "{on: soon}", "day_unreadable"),
    (MAIN, "{on: 30 November, year: 1}", "{on: 30 November, year: 11}", "year_offset"),
    (MAIN, "{on: 30 November, year: 1}", "{on: 30 November, when: blue_moon}", "unknown_reference"),
    (MAIN, "- {on: 1 September}", "- {on: 1 September}\n        - {on: 1 August}", "instalments_out_of_order"),
    (MAIN, "for_countries: [CL, PE, NZ]", "for_countries: [CL, PE, NO]", "country_of_no_party"),
    # names and texts
    (MAIN, "countries: [JP]", "countries: [JAP]", "unknown_reference"),
    (MAIN, "kinds: [municipality, association]", "kinds: [village]", "unknown_reference"),
    (MAIN, "languages: [en, es]", "languages: [en, es, fr]", "language_unused"),
    (MAIN, "  en: Harbour Exchange\n", "", "language_missing"),
    (MAIN, "  en: Harbour Exchange\n", '  en: ""\n', "text_empty"),
    (MAIN, "  en: Harbour Exchange\n", "  en: Harbour Exchange\n  fr: Ports\n", "unknown_reference"),
    (MAIN, "  reserve:\n", "  reserved:\n", "letter_missing"),
    (MAIN, "winds:", "wind:", "list_unused"),
    (MAIN, "quay_pledge:", "quay_promise:", "record_unused"),
    (MAIN, "parties: [lantern, tide, guild]", "parties: [lantern, tide]", "party_unused"),
    # forms
    (FORM, "type: number", "type: nombre", "wrong_value"),
    (FORM, "options_from: winds", "options_from: breezes", "unknown_reference"),
    (FORM, "options_from: winds", "options_from: winds\n        options: [{id: x, label: {en: x, es: x}}]",
     "options_and_list"),
    (FORM, "when: wind == \"north\"", "when: sails_on == 1", "asks_later_question"),
    (FORM, "when: wind == \"north\"", "when: wind == \"east\"", "unknown_reference"),
    (FORM, "when: wind == \"north\"", "when: \"true\"", "condition_constant"),
    (FORM, "limit: {words: 80, at_least_words: 3}", "limit: {words: 2, at_least_words: 3}", "limits_contradict"),
    (FORM, "limit: {words: 80, at_least_words: 3}", "limit: {files: 3}", "field_does_not_fit"),
    (FORM, 'limit: {minimum: "1", maximum: "400"}', 'limit: {minimum: "500", maximum: "400"}', "limits_contradict"),
    (FORM, 'limit: {minimum: "2024-01-01", maximum', 'limit: {minimum: "2024-02-30", maximum', "bad_limit"),
    (FORM, "accept: [pdf, png]", "accept: [pdf, exe]", "unknown_reference"),
    (FORM, "edits: plan.results", "edits: plan.learning_goals", "edited_twice"),
    (FORM, "edits: plan.results", "edits: team", "edits_wrong_type"),
    (FORM, "of: tide", "of: harbour", "unknown_reference"),
    (FORM, "currency: JPY\n        other", "currency: EUR\n        other", "currencies_differ"),
    (FORM, "years: 2", "years: 3", "years_differ"),
    (FORM, "- id: wake", "- id: tale", "twice"),
    (FORM, "        lines:\n          - {id: rope, label: {en: Rope and tar, es: Cuerda y brea}}\n"
     "          - {id: bread, label: {en: Bread, es: Pan}}\n", "", "field_needed"),
    # after the award: results, risks, agreements, reports, audit, steps
    (MAIN, "- id: quay\n", "- id: craft\n", "twice"),
    (MAIN, "horizon, es: El horizonte}\n", "horizon, es: El horizonte}\n      centre: true\n", "centre_twice"),
    (MAIN, "      measured: true\n", "", "no_level_measured"),
    (MAIN, "      measured: true\n", "      measured: true\n      stated: false\n", "level_not_stated"),
    (MAIN, "horizon, es: El horizonte}\n", "horizon, es: El horizonte}\n      stated: false\n", "level_order"),
    (MAIN, "vague:\n      en: [nice, fine]\n", "vague:\n", "language_missing"),
    (MAIN, "es: [bonito, lindo]", "es: [bonito, Bonito]", "twice"),
    (MAIN, "es: [bonito, lindo]", "es: [bonito, ' ']", "text_empty"),
    (MAIN, "high_from: 9", "high_from: 13", "bad_number"),
    (MAIN, "high_from: 9", "high_from: 3", "limits_contradict"),
    (MAIN, "{en: Every week, es: Cada semana}", "{en: Once a year, es: Cada semana}", "twice"),
    (MAIN, "templates/bond.yaml", "templates/knot.yaml", "file_missing"),
    (MAIN, "templates/bond.yaml", "../bond.yaml", "outside_folder"),
    (MAIN, "languages: [es]\n    source", "languages: [de]\n    source", "unknown_reference"),
    (MAIN, "- {id: stores,", "- {id: weather,", "twice"),
    (MAIN, 'over_line_percent: "0"', 'over_line_percent: "plenty"', "bad_number"),
    (MAIN, "form: forms/log.yaml", "form: forms/lug.yaml", "file_missing"),
    (MAIN, "remind_days: [60, 5]", "remind_days: [5, 60]", "reminders_out_of_order"),
    (MAIN, "escalate_days: 3", "escalate_days: 400", "bad_number"),
    (MAIN, "clean: fair_wind", "clean: no_wind", "unknown_reference"),
    (MAIN, "{id: rough_sea", "{id: fair_wind", "twice"),
    (MAIN, "  - id: firm\n    title: {en: Purse filled, es: Bolsa llena}\n", "", "step_needed"),
    (MAIN, "  - id: firm\n", "  - id: agreed\n", "twice"),
    (LOG, "prefill: deviations", "prefill: deviation", "unknown_reference"),
    (LOG, "        type: number\n", "        type: number\n        prefill: deviations\n", "field_does_not_fit"),
    (LOG, "prefill: plan_learning_goals", "edits: plan.learning_goals", "field_does_not_fit"),
    (LOG, "of: each_party", "of: everybody", "unknown_reference"),
    (FORM, "        edits: plan.results", "        prefill: deviations", "field_does_not_fit"),
    (BOND, "show: parties", "show: partners", "unknown_reference"),
    (BOND, "show: instalments", "show: parties", "twice"),
    (BOND, "show: instalments", "show: risks\n    when: reports", "unknown_reference"),
    (BOND, "{amount}", "{price}", "unknown_place"),
    (BOND, "{amount}", "{figure:spent}", "unknown_figure"),
    (BOND, "{amount}", "{amount", "stray_brace"),
    (BOND, "    show: signatures", "    level: 1", "show_needed"),
    (BOND, "heading: {en: The purse,", "level: 3\n    heading: {en: The purse,", "heading_jump"),
    (BOND, "    show: instalments\n", "", "field_does_not_fit"),
    (BOND, "source: Charter of the Quays", "source: ''", "section_source_missing"),
    (BOND, ", es: Quien lleva el timón escucha.", "", "language_missing"),
    (LAMP, "boats,", "3 boats,", "number_typed"),
    (LAMP, "{figure:spent} spent", "{figure:drunk} spent", "unknown_figure"),
]  # fmt: skip


@pytest.mark.clause("MIC-14")
@pytest.mark.parametrize("number", ["3", "1,204.50", "٣", "½", "Ⅳ"])
def test_a_number_typed_into_a_donor_report_is_named(tmp_path: Path, number: str) -> None:
    folder = Path(shutil.copytree(HARBOUR, tmp_path / "harbour"))
    text = (folder / LAMP).read_text(encoding="utf-8")
    (folder / LAMP).write_text(text.replace("boats,", f"boats and {number} more,"), encoding="utf-8")
    (finding,) = check(folder)
    line = text[: text.index("boats,")].count("\n") + 1
    assert (finding.file, finding.code, finding.line) == (LAMP, "number_typed", line)
    assert finding.where == "blocks[0].text.en"


def test_forms_and_templates_that_nobody_uses_are_advice(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(HARBOUR, tmp_path / "harbour"))
    shutil.copy(folder / BOND, folder / "templates" / "spare.yaml")
    shutil.copy(folder / LOG, folder / "forms" / "spare.yaml")
    found = [(finding.file, finding.code, finding.level) for finding in check(folder)]
    assert found == [
        ("forms/spare.yaml", "form_unused", "advice"), ("templates/spare.yaml", "template_unused", "advice"),
    ]  # fmt: skip


@pytest.mark.parametrize(("section", "code"), [("results", "section_needed"), ("audit", "section_needed")])
def test_a_section_that_others_need_is_missed(tmp_path: Path, section: str, code: str) -> None:
    folder = Path(shutil.copytree(HARBOUR, tmp_path / "harbour"))
    lines = (folder / MAIN).read_text(encoding="utf-8").splitlines()
    start = lines.index(f"{section}:")
    end = next(n for n in range(start + 1, len(lines)) if lines[n] and not lines[n].startswith(" "))
    (folder / MAIN).write_text("\n".join(lines[:start] + lines[end:]) + "\n", encoding="utf-8")
    assert {(finding.code, finding.values["name"]) for finding in check(folder)} == {(code, section)}


@pytest.mark.parametrize(("file", "old", "new", "code"), SPOILT)
def test_one_spoilt_line_is_named(tmp_path: Path, file: str, old: str, new: str, code: str) -> None:
    folder = Path(shutil.copytree(HARBOUR, tmp_path / "harbour"))
    text = (folder / file).read_text(encoding="utf-8")
    assert text.count(old) >= 1, old
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    found = [finding for finding in check(folder) if finding.code == code]
    assert found, [(finding.line, finding.code, dict(finding.values)) for finding in check(folder)]
    assert found[0].file == file
    what, mend = finding_text(found[0])
    assert what and mend
    assert "{" not in what.replace("{is}", "") or code in ("unknown_place", "unknown_figure", "stray_brace")


def test_a_rule_is_named_by_its_id(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(HARBOUR, tmp_path / "harbour"))
    text = (folder / MAIN).read_text(encoding="utf-8").replace("{rates: purse}", "{rates: perse}")
    (folder / MAIN).write_text(text, encoding="utf-8")
    (finding,) = [f for f in check(folder) if f.path[-1] == "rates"]
    assert finding.rule == "rates_known"
    assert finding.where.endswith("rules[17].must.rates")
    assert finding_text(finding)[1].startswith("did you mean purse")


def test_every_code_has_its_words() -> None:
    root = Path(__file__).parents[3] / "src" / "tandem" / "core"
    said: set[str] = set()
    for file in [*(root / "rulebook").rglob("*.py")]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                at = {"say": 0, "Finding": 2}.get(name)
                code = node.args[at] if at is not None and len(node.args) > at else None
                if isinstance(code, ast.Constant):
                    said.add(str(code.value))
    assert len(said) > 60
    assert said <= set(FINDINGS), said - set(FINDINGS)


def test_the_whole_check_of_a_shipped_rulebook_is_quick() -> None:
    import time

    for folder in shipped().values():
        check(folder)
        started = time.process_time()
        check(folder)
        assert time.process_time() - started < 1


def test_the_reference_names_every_check_and_every_remedy() -> None:
    text = (Path(__file__).parents[3] / "docs" / "reference" / "rulebook.md").read_text(encoding="utf-8")
    for word in (*CHECKS, *WORDS, *(verb for verbs, _ in WORDS.values() for verb in verbs)):
        assert f"`{word}" in text, word
