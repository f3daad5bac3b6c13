"""What is done with answers: saved, taken from elsewhere, brought back from a file, asked of a colleague."""

from tandem.answers.operations.presence import be_present
from tandem.answers.operations.saving import Edit, Outcome, Saved, save
from tandem.answers.operations.taking import Begun, Taken, begin, prefill, take_over

__all__ = ["Begun", "Edit", "Outcome", "Saved", "Taken", "be_present", "begin", "prefill", "save", "take_over"]
