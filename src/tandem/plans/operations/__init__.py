"""What is done to plans: the form's answers written through, editing after the award, versions, tolerance of risks."""

from tandem.plans.operations.commenting import comment
from tandem.plans.operations.editing import put, take_away
from tandem.plans.operations.following import Written, attach, draft_of, start, write
from tandem.plans.operations.tolerating import tolerate
from tandem.plans.operations.tooling import begin_tool
from tandem.plans.operations.versioning import agree, propose, reopen, revise

__all__ = [
    "Written", "agree", "attach", "begin_tool", "comment", "draft_of", "propose", "put", "reopen", "revise", "start",
    "take_away", "tolerate", "write",
]
