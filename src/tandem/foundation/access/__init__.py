"""May this person do this? Always with the reason; a refusal is an exception that carries it."""

from tandem.foundation.access.decision import Actor, Decision, Refused, allow, deny
from tandem.foundation.access.offices import acting, in_office, offices_of, reads_office

__all__ = ["Actor", "Decision", "Refused", "acting", "allow", "deny", "in_office", "offices_of", "reads_office"]
