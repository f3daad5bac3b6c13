"""Clauses that live in code: the function that guards each, and a test that has to fail when it is switched off.

`at` names the function as module:name, `everywhere` that every module which has imported it is meant. `instead` is what
runs in its place: as little as possible, so that only the guard is gone. The test bears the clause's marker.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

Instead = Callable[[Callable[..., Any]], Callable[..., Any]]  # gets the function that is switched off


@dataclass(frozen=True)
class Switch:
    """One guard in code."""

    clause: str
    name: str
    at: str
    test: str  # node id, with its parameters where only one of them shows it
    instead: Instead
    everywhere: bool = False


def gives(value: object) -> Instead:
    """Whatever it is asked, it answers this."""
    return lambda original: lambda *_arguments, **_named: value


def silent(*codes: str) -> Instead:
    """It says everything but these findings."""

    def instead(original: Callable[..., Any]) -> Callable[..., Any]:
        return lambda *arguments: [each for each in original(*arguments) if each.code not in codes]

    return instead


def same(original: Callable[..., Any]) -> Callable[..., Any]:
    """It gives back what it was given, untouched."""
    return lambda given, *_arguments, **_named: given


def more(*entries: str) -> Callable[[Any], Any]:
    """A collection that is not to hold these holds them too."""
    return lambda original: (*original, *entries)


nothing, passes = gives(()), gives(None)
PLAN = "tandem.core.planning.findings"
FAULTS = "tests/core/planning/test_findings.py::test_one_fault_is_found_by_name"
ONE_SIDED = "tests/core/planning/test_findings.py::test_a_plan_for_one_side_only_is_flagged_and_names_the_side"
AGREED = "tests/agreements/test_agreements.py"
START = "tests/delivery/test_starting.py"
VISIT = "tests/delivery/test_visiting.py"
MEET = "tests/delivery/test_meeting.py"
ASKED = "tests/awards/test_programme_application.py"
AUDIT = "tests/finance/test_auditing.py"
REPORT = "tests/reports/test_partner_report.py"
CLOSE = "tests/reports/test_closing.py"
DONOR = "tests/reports/test_donor_report.py"
TACSO = "tests/rulebooks/test_tacso.py::test_an_office_that_loosens_is_reported_at_its_line"
OFFICES = "tests/programmes/test_offices.py"
PANEL = "tests/reviews/test_panel.py"
BLIND = "tests/reviews/test_blind.py"
PEOPLE = "tests/delivery/test_participants.py"
COSTS = "tests/finance/test_approved_people.py"

SWITCHES: tuple[Switch, ...] = (
    Switch("MIC-5", "each side learns", f"{PLAN}:sides", ONE_SIDED, silent("side_without_learning_goals")),
    Switch("MIC-22", "each side knows its place", f"{PLAN}:sides", ONE_SIDED, silent("side_without_context_knowledge")),
    Switch("MIC-7", "results chain", f"{PLAN}:chain", f"{FAULTS}[wrong_parent-parent0]", nothing),
    Switch("MIC-7", "vague words", "tandem.core.planning.check_chain:vague_words",
           f"{FAULTS}[vague_words-text]", nothing),
    Switch("MIC-7", "double objectives", "tandem.core.planning.check_chain:double_objective",
           f"{FAULTS}[double_objective-text]", gives("")),
    Switch("MIC-7", "chain before agreement", f"{PLAN}:chain",
           f"{AGREED}::test_results_chain_and_risks_exist_before_any_agreement", nothing),
    Switch("MIC-8", "indicators described", f"{PLAN}:indicators", f"{FAULTS}[no_method-method]", nothing),
    Switch("MIC-8", "targets lead somewhere", "tandem.core.planning.check_indicators:_aimed",
           f"{FAULTS}[target_equals_baseline-targets/2025]", nothing),
    Switch("MIC-8", "baseline before beginning", "tandem.delivery.operations.starting:lacking_baselines",
           f"{START}::test_without_a_baseline_it_does_not_begin_and_every_indicator_is_named", nothing),
    Switch("MIC-8", "override with reason", "tandem.delivery.operations.starting:_demand_override",
           f"{START}::test_an_officer_lets_it_begin_with_a_written_reason_that_stays_on_record", passes),
    Switch("MIC-9", "every side signs", "tandem.agreements.operations.signing:_problems",
           f"{AGREED}::test_who_when_and_in_which_language_it_was_signed[ -on0-es-name_missing]", nothing),
    Switch("MIC-9", "signed copies are fixed", "tandem.agreements.operations.signing:_demand_open_paper",
           f"{AGREED}::test_each_side_signs_in_its_language_and_the_last_copy_puts_plan_and_grant_in_force", passes),
    Switch("MIC-9", "a meeting says something", "tandem.delivery.operations.meeting:_said",
           f"{MEET}::test_what_a_meeting_cannot_be", nothing),
    Switch("MIC-9", "a meeting every year", "tandem.delivery.jobs:_all_parties",
           f"{MEET}::test_every_year_asks_both_parties_for_a_meeting_and_for_its_values", passes),
    Switch("MIC-10", "risk register", f"{PLAN}:risks",
           f"{AGREED}::test_results_chain_and_risks_exist_before_any_agreement", nothing),
    Switch("MIC-10", "high after its answer", "tandem.core.planning.check_risks:_left",
           f"{AGREED}::test_a_risk_still_high_after_its_answer_refuses_the_agreement[accept-high_only_accepted]",
           nothing),
    Switch("MIC-10", "tolerance in words", "tandem.plans.operations.tolerating:_refuse_needless",
           "tests/plans/test_risks.py::test_only_officers_bear_risks_and_only_high_ones_in_words", passes),
    Switch("MIC-10", "nothing issued unready", "tandem.agreements.operations.issuing:demand_ready",
           f"{AGREED}::test_a_risk_still_high_after_its_answer_refuses_the_agreement[accept-high_only_accepted]",
           passes),
    Switch("MIC-12", "complete before signing", "tandem.reports.operations.writing:_demand_ready",
           f"{REPORT}::test_what_is_refused_before_signing", passes),
    Switch("MIC-12", "signed by both", "tandem.reports.operations.writing:_waiting",
           f"{REPORT}::test_both_sign_the_same_content_and_an_edit_voids_it", nothing),
    Switch("MIC-12", "by the donor's date", "tandem.reports.queries.due:milestone",
           f"{REPORT}::test_reports_are_owed_by_the_donors_cycle", passes),
    Switch("MIC-13", "no closing without audit", "tandem.reports.queries.hindrances:_audits",
           f"{CLOSE}::test_no_closure_without_the_audit_nor_with_an_open_finding", nothing),
    Switch("MIC-13", "nothing open at closing", "tandem.reports.operations.closing:hindrances",
           f"{CLOSE}::test_everything_that_is_open_is_listed", nothing),
    Switch("MIC-13", "five statements", "tandem.finance.operations.auditing:_wrong",
           f"{AUDIT}::test_nothing_half_done", gives([])),
    Switch("MIC-13", "independent auditor", "tandem.finance.operations.auditing:_demand_independent",
           f"{AUDIT}::test_an_auditor_with_a_hand_in_the_grant_is_refused", passes),
    Switch("MIC-13", "yearly or final", "tandem.finance.queries.audits:covered",
           f"{AUDIT}::test_one_audit_after_the_last_year_or_one_every_year_as_the_donor_wants", gives((None,))),
    Switch("MIC-14", "donor's date is required", "tandem.reports.operations.donor:due_of",
           f"{DONOR}::test_the_donors_day_is_required", gives(date(2026, 6, 1))),
    Switch("MIC-14", "no typed numbers", "tandem.reports.operations.donor:_demand_figures_only",
           f"{DONOR}::test_a_typed_number_is_refused_with_its_place[We reached 12 towns-number_typed]", passes),
    Switch("MIC-17", "equals are paired", "tandem.delivery.operations.visiting:equals",
           f"{VISIT}::test_people_of_one_profession_are_paired_and_one_without_a_counterpart_is_named", nothing),
    Switch("MIC-17", "pairs of two sides", "tandem.delivery.operations.visiting:_wrong_pairs",
           f"{VISIT}::test_pairs_that_are_none[pairs0-same_side]", nothing),
    Switch("MIC-17", "one without is shown", "tandem.delivery.queries.gathering:unmatched",
           f"{VISIT}::test_people_of_one_profession_are_paired_and_one_without_a_counterpart_is_named", nothing,
           everywhere=True),
    Switch("MIC-19", "every year but the last", "tandem.reports.queries.due:years_of",
           f"{REPORT}::test_reports_are_owed_by_the_donors_cycle", gives((1, 2, 3))),
    Switch("MIC-19", "starts from what there is", "tandem.reports.operations.making:filled",
           f"{REPORT}::test_the_application_to_go_on_starts_from_the_plan", nothing),
    Switch("MIC-19", "and from the year before", "tandem.reports.operations.making:filled",
           f"{REPORT}::test_the_second_application_to_go_on_starts_from_the_first_one_too", nothing),
    Switch("MIC-20", "conditional until recorded", "tandem.agreements.findings:_step",
           f"{AGREED}::test_a_conditional_award_gets_no_agreement", nothing),
    Switch("MIC-20", "never more firm than given", "tandem.awards.operations.granting:_demand_cover",
           f"{ASKED}::test_more_than_the_donor_gives_is_refused_until_it_is_said_which_award_waits_or_gets_less",
           passes),
    Switch("MIC-20", "recorded makes firm", "tandem.awards.operations.granting:_make_firm",
           f"{ASKED}::test_the_donors_grant_makes_the_awards_firm_and_partners_hear_it_in_their_languages", nothing),
    Switch("MIC-21", "goal and purposes as awarded", "tandem.agreements.findings:_goal",
           f"{AGREED}::test_an_agreement_names_only_goal_and_purposes_of_the_programme[goal1-no_purpose]", nothing),
    Switch("MIC-21", "never more than the award", "tandem.agreements.findings:_money",
           f"{AGREED}::test_never_more_than_the_award", nothing),
    # ---- cooperation of organisations with different expertise, experience and capacity
    Switch("TAC-1", "no field that ranks", "tandem.organisations.profiles:FIELDS",
           "tests/organisations/test_profile.py::test_no_field_ranks_organisations[en]", more("rank"), everywhere=True),
    Switch("TAC-4", "new is no fault", "tandem.reviews.operations.scoring:_refuse_below",
           f"{PANEL}::test_a_score_below_what_the_answers_earn_is_refused", passes),
    Switch("TAC-5", "rules an office loosens", "tandem.core.rulebook.loosening:_rules",
           f"{TACSO}[everybody_gains]", nothing),
    Switch("TAC-5", "countries it adds", "tandem.core.rulebook.loosening:_parties", f"{TACSO}[countries]", nothing),
    Switch("TAC-5", "floors and lines it lowers", "tandem.core.rulebook.loosening:looser_choosing",
           f"{TACSO}[share]", nothing),
    Switch("TAC-5", "panels it loosens", "tandem.core.rulebook.loosening_judgement:_component",
           "tests/core/rulebook/test_judgement.py::test_an_office_judges_as_strictly_as_its_parent", nothing),
    Switch("TAC-5", "loosened with a reason", "tandem.programmes.operations.publishing:as_published",
           f"{OFFICES}::test_what_loosens_the_parents_must_is_reported_and_needs_a_published_reason", passes),
    Switch("TAC-10", "reason of who stays out", "tandem.reviews.operations.listing:_checked",
           f"{PANEL}::test_the_short_list_by_a_line_with_a_look_before_it_is_decided", gives(frozenset())),
    Switch("TAC-10", "the interview has its turn", "tandem.reviews.operations.interviewing:_refuse_turn",
           f"{PANEL}::test_an_interview_confirms_or_revises_each_criterion_and_counts_once_confirmed", passes),
    Switch("TAC-10", "what it revised counts", "tandem.reviews.queries.counting:revised_in",
           f"{PANEL}::test_an_interview_confirms_or_revises_each_criterion_and_counts_once_confirmed", gives({})),
    Switch("TAC-16", "names in what is told", "tandem.reviews.queries.blind:_masked",
           f"{BLIND}::test_no_canary_reaches_the_panel_and_the_officer_has_them_all", same),
    Switch("TAC-16", "names of files", "tandem.reviews.queries.blind:_paper",
           f"{BLIND}::test_files_bear_a_number_and_say_nothing_about_their_makers", same),
    Switch("TAC-16", "questions that say who", "tandem.reviews.queries.blind:seen_form",
           f"{BLIND}::test_a_question_that_says_who_they_are_is_kept_from_the_panel_with_its_paper", same),
    Switch("TAC-16", "papers that say who", "tandem.reviews.views.reading:seen_form",
           f"{BLIND}::test_a_question_that_says_who_they_are_is_kept_from_the_panel_with_its_paper", same),
    Switch("TAC-17", "who drafted it", "tandem.programmes.operations.publishing:_authors",
           f"{OFFICES}::test_a_version_says_how_it_was_drafted_consulted_approved_made_known_and_reviewed", gives("")),
    Switch("TAC-17", "channels that were promised", "tandem.programmes.operations.checking:_channels",
           f"{OFFICES}::test_a_rulebook_that_promises_three_channels_is_published_with_three", passes),
    Switch("TAC-17", "what changed", "tandem.programmes.operations.publishing:kept",
           f"{OFFICES}::test_what_changed_is_read_in_the_readers_language", gives([])),
    # ---- municipal partnership
    Switch("ICLD-7", "the team's rules again", "tandem.delivery.operations.participants:broken_by",
           f"{PEOPLE}::test_the_rules_of_the_team_are_judged_again[Bo 1--cells0-two_politicians]", gives([])),
    Switch("ICLD-7", "who leaves has left", "tandem.delivery.operations.visiting:_who",
           f"{PEOPLE}::test_visits_are_made_by_people_approved_on_their_days", silent("not_approved_then")),
    Switch("ICLD-7", "costs of the approved", "tandem.finance.people:asked",
           f"{COSTS}::test_an_expense_for_somebody_not_approved_on_that_day_is_refused[Bo 1-on1-False]", passes,
           everywhere=True),
    Switch("ICLD-7", "lines that name people", "tandem.finance.people:asked",
           f"{COSTS}::test_lines_of_the_rulebook_name_people_and_others_need_not", passes, everywhere=True),
    Switch("ICLD-8", "everybody on the form", "tandem.delivery.queries.participants:team_rows",
           f"{PEOPLE}::test_the_form_of_the_whole_team_is_made_from_the_application", gives([]), everywhere=True),
    Switch("ICLD-8", "the award makes it", "tandem.delivery.participant_jobs:make_first_form",
           f"{PEOPLE}::test_the_award_makes_the_form", passes),
)
