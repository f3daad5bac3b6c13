"""Programmes, their donors, and the rulebook versions that calls pin."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.db import models

from tandem.core.rulebook.schema import Component, Rulebook
from tandem.foundation.tenancy.owned import OrganiserOwned


class Donor(OrganiserOwned):
    """Who funds; `key` is the donor's id in rulebook cycles."""

    key = models.SlugField(max_length=60)
    name = models.JSONField(default=dict)

    class Meta(OrganiserOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["organiser", "key"], name="donor_key_once")]


class Programme(OrganiserOwned):
    """A support programme: its title, donors and rulebook."""

    slug = models.SlugField(max_length=60)
    title = models.JSONField(default=dict)
    rulebook = models.CharField(max_length=60)
    donors = models.ManyToManyField(Donor, related_name="programmes", blank=True)

    class Meta(OrganiserOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["organiser", "slug"], name="programme_slug_once")]


class RulebookVersion(OrganiserOwned):
    """A published rulebook: the stored bundle, its hash and who published it. Never changed."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="versions")
    version = models.CharField(max_length=40)
    bundle = models.JSONField()  # {file name: text}
    sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta(OrganiserOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["programme", "sha256"], name="rulebook_version_once")]

    @property
    def rulebook(self) -> Rulebook:
        """The parsed rulebook; parsed once per process, because a version never changes."""
        return _parsed(self.id)

    def component(self, id: str) -> Component:
        """One of its components; KeyError when it has none of that id."""
        return self.rulebook.components[id]


def parsed(version: UUID) -> Rulebook:
    """The rulebook of a version whose id was found in scope; read once per process."""
    return _parsed(version)


@lru_cache(maxsize=256)
def _parsed(version: UUID) -> Rulebook:
    sha256 = RulebookVersion.everywhere.values_list("sha256", flat=True).get(id=version)
    if sha256 not in _by_content:
        if len(_by_content) >= 64:
            _by_content.clear()
        from tandem.core.rulebook import load_bundle

        _by_content[sha256] = load_bundle(RulebookVersion.everywhere.values_list("bundle", flat=True).get(id=version))
    return _by_content[sha256]


_by_content: dict[str, Rulebook] = {}  # the same content is the same rulebook, whoever has published it
