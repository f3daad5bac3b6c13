"""When X happened: what happens now (same transaction) and later (outbox, may run twice)."""

from tandem.applications import events as applications
from tandem.applications import jobs as application_jobs
from tandem.foundation.outbox.events import react


def register() -> None:
    """Called once when every app is loaded. Event by event, in the order of a programme's life."""
    react(applications.ApplicationFounded, now=(application_jobs.give_writing_duties,))
    react(applications.PartySigned, now=(application_jobs.ask_others_to_sign,))
    react(
        applications.ApplicationSubmitted,
        now=(application_jobs.settle_after_submission,), later=(application_jobs.send_receipts,),
    )
    react(applications.EligibilityDecided, now=(application_jobs.settle_check,))
