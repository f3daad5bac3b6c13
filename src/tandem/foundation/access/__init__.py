"""May this person do this? Always with the reason; a refusal is an exception that carries it."""

from tandem.foundation.access.decision import Actor, Decision, Refused, allow, deny

__all__ = ["Actor", "Decision", "Refused", "allow", "deny"]
