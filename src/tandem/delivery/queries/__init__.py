"""What was done: activities begun, visits, values, meetings; what other stages ask."""

from tandem.delivery.queries.counting import Counted, counted, visits_by_host
from tandem.delivery.queries.doing import Doing, carried_out, doing, frozen, starts
from tandem.delivery.queries.gathering import both_ways, meetings, unmatched, visits
from tandem.delivery.queries.participants import (
    columns_of,
    latest_form,
    participant_forms,
    register,
    replacements,
    team_verdicts,
    waiting,
)
from tandem.delivery.queries.results import Reached, actuals, actuals_of_many, reached
from tandem.delivery.queries.team import TeamMember, not_approved, team

__all__ = [
    "Counted", "Doing", "Reached", "TeamMember", "actuals", "actuals_of_many", "both_ways", "carried_out",
    "columns_of", "counted", "doing", "frozen", "latest_form", "meetings", "not_approved", "participant_forms",
    "reached", "register", "replacements", "starts", "team", "team_verdicts", "unmatched", "visits", "visits_by_host",
    "waiting",
]
