"""Countries by ISO 3166 code, in the reader's language."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale, UnknownLocaleError

_NO_COUNTRY = frozenset("EU EZ QO UN XA XB ZZ".split())


def is_country(code: str) -> bool:
    """Whether this is the alpha-2 code of a country or territory."""
    return code in country_names("en")


@lru_cache(maxsize=32)
def country_names(language: str) -> dict[str, str]:
    """Name of every country by code, sorted as the language reads."""
    try:
        locale = Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        locale = Locale("en")
    names = {
        code: name for code, name in locale.territories.items()
        if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRY
    }
    return dict(sorted(names.items(), key=lambda pair: pair[1].casefold()))
