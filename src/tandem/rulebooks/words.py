"""Words about rulebooks in the reader's language where there are pages; in English on the command line."""

from __future__ import annotations


def N_(text: str) -> str:
    """Marks a sentence for the catalogues; it is said later."""
    return text


def said(text: str) -> str:
    """The sentence in the language of the page that is being made, or as it stands where there are no pages."""
    from django.conf import settings

    if not settings.configured or not text:
        return text
    from django.utils.translation import gettext

    return gettext(text)
