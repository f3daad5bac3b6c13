"""May this person do this? Always with the reason; a refusal is an exception that carries it."""

from tandem.foundation.access.decision import Actor, Decision, Refused, allow, deny
from tandem.foundation.access.offices import acting, in_office, offices_of, pays_for, reads_office, tills_of

__all__ = [
    "Actor", "Decision", "Refused", "acting", "allow", "deny", "in_office", "offices_of", "pays_for", "reads_office",
    "tills_of",
]
