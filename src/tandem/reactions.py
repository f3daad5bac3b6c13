"""When X happened: what happens now (same transaction) and later (outbox, may run twice)."""

from tandem.agreements import events as agreements
from tandem.agreements import jobs as agreement_jobs
from tandem.applications import adopting, life_jobs
from tandem.applications import events as applications
from tandem.applications import jobs as application_jobs
from tandem.applications import listing as application_listing
from tandem.awards import events as awards
from tandem.awards import funding_jobs, later_jobs
from tandem.awards import jobs as award_jobs
from tandem.calls import events as calls
from tandem.calls import jobs as call_jobs
from tandem.delivery import events as delivery
from tandem.delivery import jobs as delivery_jobs
from tandem.delivery import participant_jobs
from tandem.finance import events as finance
from tandem.finance import jobs as finance_jobs
from tandem.foundation.outbox.events import react
from tandem.organisations import events as organisations
from tandem.plans import events as plans
from tandem.plans import jobs as plan_jobs
from tandem.programmes import events as programmes
from tandem.programmes import jobs as programme_jobs
from tandem.reports import events as reports
from tandem.reports import jobs as report_jobs
from tandem.reviews import events as reviews
from tandem.reviews import jobs as review_jobs
from tandem.reviews import panel_jobs


def register() -> None:
    """Called once when every app is loaded. Event by event, in the order of a programme's life."""
    _until_the_award()
    _until_the_agreement()
    _until_the_closure()


def _until_the_award() -> None:
    react(programmes.RulebookSent, now=(programme_jobs.ask_to_approve,))
    react(programmes.DraftSettled, now=(programme_jobs.settle,))
    react(calls.AdoptionProposed, now=(adopting.refuse_otherwise_judged, call_jobs.ask_to_decide))
    react(calls.AdoptionDecided, now=(call_jobs.settle_adoption,))
    react(calls.RulebookAdopted, now=(adopting.move_drafts,), later=(adopting.tell_drafts,))
    react(applications.ApplicationFounded, now=(application_jobs.give_writing_duties,))
    react(applications.PartySigned, now=(application_jobs.ask_others_to_sign,))
    react(
        applications.ApplicationSubmitted,
        now=(application_jobs.settle_after_submission,), later=(application_jobs.send_receipts,),
    )
    react(
        applications.EligibilityDecided,
        now=(application_jobs.settle_check, award_jobs.ask_after_eligibility),
        later=(application_jobs.tell_ineligible,),
    )
    _around_the_form()
    react(reviews.PanelAsked, now=(review_jobs.ask_to_declare,))
    react(reviews.AssessorsAssigned, now=(review_jobs.give_work,))
    react(reviews.AssessorsReminded, later=(panel_jobs.remind,))
    react(reviews.InterestsDeclared, now=(review_jobs.open_work,))
    react(reviews.AssessmentLocked, now=(review_jobs.settle_score,))
    react(reviews.AssignmentTakenBack, now=(review_jobs.settle_score,))
    react(reviews.AssessmentReopened, now=(review_jobs.score_again,))
    react(reviews.EvidenceRequested, now=(review_jobs.ask_for_evidence,))
    react(reviews.EvidenceRecorded, now=(review_jobs.settle_evidence,))
    react(reviews.InterviewWritten, now=(review_jobs.ask_to_confirm,))
    react(reviews.InterviewRecorded, now=(review_jobs.settle_interview, award_jobs.ask_for_proposal))
    react(reviews.ApplicationScored, now=(award_jobs.ask_for_proposal,))
    react(reviews.ScoreRecounted, now=(award_jobs.ask_for_proposal,))
    react(awards.ProposalMade, now=(award_jobs.ask_for_donors,))
    react(awards.ProposalSent, now=(award_jobs.ask_for_decision,))
    react(awards.ProposalReturned, now=(award_jobs.ask_again,))
    react(
        awards.AwardsDecided,
        now=(award_jobs.settle, funding_jobs.ask_for_applications, participant_jobs.make_participant_forms),
    )
    react(awards.ComplaintMade, now=(later_jobs.ask_to_answer,))
    react(awards.ComplaintAnswered, now=(later_jobs.settle_complaint,))
    react(awards.AwardFellAway, now=(later_jobs.look_at_reserve,))
    react(awards.LaterProposed, now=(later_jobs.ask_for_later,))
    react(awards.LaterDecided, now=(later_jobs.settle_later,))
    react(awards.AwardsFirm, now=(plan_jobs.ask_to_complete,))
    react(awards.ProgrammeApplicationMade, now=(funding_jobs.ask_to_send,))
    react(awards.ProgrammeApplicationSent, now=(funding_jobs.ask_to_record,))
    react(
        awards.DonorGrantRecorded,
        now=(funding_jobs.settle_recording, plan_jobs.ask_to_complete), later=(funding_jobs.tell_partners,),
    )


def _around_the_form() -> None:
    react(organisations.OrganisationRenamed, now=(application_listing.renamed,))
    react(
        applications.ApplicationWithdrawn,
        now=(life_jobs.after_withdrawal, review_jobs.end_with_application), later=(life_jobs.tell_withdrawn,),
    )
    react(applications.LateAsked, now=(life_jobs.ask_about_late,))
    react(applications.LateProposed, now=(life_jobs.ask_about_late,))
    react(applications.LateAdmitted, now=(life_jobs.settle_late,), later=(life_jobs.tell_late_admission,))
    react(applications.LateRefused, now=(life_jobs.settle_late,), later=(life_jobs.tell_late_refused,))
    react(
        applications.ClarificationOpened,
        now=(life_jobs.ask_for_clarification,), later=(life_jobs.tell_clarification,),
    )
    react(
        applications.SupplementSent,
        now=(life_jobs.settle_clarification,), later=(life_jobs.send_supplement_receipts,),
    )
    react(applications.MessageSent, later=(life_jobs.send_message,))


def _until_the_agreement() -> None:
    react(plans.PlanRevised, now=(plan_jobs.ask_again,))
    react(plans.PlanCommented, now=(plan_jobs.ask_to_answer,))
    react(plans.PlanProposed, now=(plan_jobs.settle, agreement_jobs.follow_plan, agreement_jobs.ask_to_issue))
    react(plans.RiskTolerated, now=(agreement_jobs.follow_plan,))
    react(
        agreements.AgreementIssued, now=(agreement_jobs.ask_to_sign,), later=(agreement_jobs.tell_to_sign,),
    )
    react(agreements.CopySigned, now=(agreement_jobs.settle_signing,))
    react(agreements.PartnersAgreed, now=(agreement_jobs.settle_all,))
    react(
        agreements.AgreementSigned,
        now=(
            agreement_jobs.settle_all, delivery_jobs.ask_for_the_years, finance_jobs.plan, report_jobs.make_reports,
        ),
    )
    react(agreements.AmendmentAsked, now=(agreement_jobs.ask_to_write,))
    react(agreements.AmendmentSubmitted, now=(agreement_jobs.ask_to_decide,))
    react(
        agreements.AmendmentDecided, now=(agreement_jobs.settle_amendment,), later=(agreement_jobs.tell_amendment,),
    )


def _until_the_closure() -> None:
    react(delivery.ReplacementProposed, now=(participant_jobs.ask_to_decide,))
    react(
        delivery.ReplacementDecided,
        now=(participant_jobs.settle_replacement,), later=(participant_jobs.tell_partners,),
    )
    react(delivery.ActualsSent, now=(delivery_jobs.ask_to_read,))
    react(delivery.ActualsReturned, now=(delivery_jobs.ask_to_answer,))
    react(
        delivery.ActualsApproved,
        now=(delivery_jobs.settle_values,), later=(report_jobs.correct_donor_reports,),
    )
    react(delivery.MeetingHeld, now=(delivery_jobs.settle_meeting,))
    react(delivery.DecisionSettled, now=(delivery_jobs.settle_decision,))
    react(finance.InstalmentsPlanned, now=(finance_jobs.ask_to_authorise,))
    react(finance.InstalmentAuthorised, now=(finance_jobs.ask_to_pay,))
    react(finance.InstalmentPaid, now=(finance_jobs.settle_payment,))
    react(finance.ExpenseEntered, now=(finance_jobs.ask_to_judge,))
    react(
        finance.ExpenseDecided, now=(finance_jobs.settle_judging,), later=(report_jobs.correct_donor_reports,),
    )
    react(finance.AuditEngaged, now=(finance_jobs.ask_to_audit,))
    react(finance.AuditDelivered, now=(finance_jobs.follow_up,))
    react(finance.FindingAnswered, now=(finance_jobs.ask_to_settle,))
    react(finance.FindingSettled, now=(finance_jobs.settle_finding,))
    react(reports.ReportSigned, now=(report_jobs.ask_others_to_sign,))
    react(reports.ReportSent, now=(report_jobs.settle_writing,))
    react(reports.ReportReturned, now=(report_jobs.ask_for_answers,), later=(report_jobs.tell_parties,))
    react(
        reports.ReportAccepted,
        now=(report_jobs.settle_check,), later=(report_jobs.tell_parties, report_jobs.correct_donor_reports),
    )
    react(reports.GrantClosed, now=(report_jobs.settle_all,))
    react(reports.DonorReportFrozen, now=(report_jobs.ask_for_approval,))
    react(reports.DonorReportSent, now=(report_jobs.settle_donor_report,))
    react(reports.DonorReportReturned, now=(report_jobs.ask_again,))
