"""What the core finds in a plan, and what changed between two versions, as sentences in the reader's language."""

from tandem.plans.words.changes import said
from tandem.plans.words.findings import Said, finding, problem

__all__ = ["Said", "finding", "problem", "said"]
