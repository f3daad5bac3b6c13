"""Who belongs to partnerships: what the other stages ask."""

from tandem.partnerships.parties import names_of_many, parties_for, parties_in, parties_of, parties_of_many

__all__ = ["names_of_many", "parties_for", "parties_in", "parties_of", "parties_of_many"]
