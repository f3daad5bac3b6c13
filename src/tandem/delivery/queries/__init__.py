"""What was done: activities begun, visits, values, meetings; what other stages ask."""

from tandem.delivery.queries.counting import Counted, counted
from tandem.delivery.queries.doing import Doing, carried_out, doing, frozen, starts
from tandem.delivery.queries.gathering import both_ways, meetings, unmatched, visits
from tandem.delivery.queries.results import Reached, actuals, actuals_of_many, reached
from tandem.delivery.queries.team import TeamMember, team

__all__ = [
    "Counted", "Doing", "Reached", "TeamMember", "actuals", "actuals_of_many", "both_ways", "carried_out", "counted",
    "doing", "frozen", "meetings", "reached", "starts", "team", "unmatched", "visits",
]
