"""An offline form as a file of one kind; the libraries that write it are loaded only then."""

from __future__ import annotations

from tandem.answers.offline.slots import Offline


def written(form: Offline, ending: str) -> bytes:
    """The form as a file of this kind (docx or xlsx)."""
    if ending == "docx":
        from tandem.answers.offline.wording import to_docx

        return to_docx(form)
    from tandem.answers.offline.workbook import to_xlsx

    return to_xlsx(form)
