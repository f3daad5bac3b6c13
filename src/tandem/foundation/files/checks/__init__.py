"""Is this content what its name promises, and is it harmless? Pure reading of a seekable file, memory flat.

Nothing here decodes pictures, runs anything, resolves XML entities or writes. `inspected` is the door.
"""

from tandem.foundation.files.checks.verdict import CODES, Unacceptable
from tandem.foundation.files.checks.whole import inspected

__all__ = ["CODES", "Unacceptable", "inspected"]
