"""Programmes, their donors, and the rulebook versions that calls pin."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

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
    """A published rulebook: the stored bundle, its hash, who approved it and how it was made known (TAC-17).

    Content and approval never change; only the days of distribution and review are added later. An office's version is
    its own rules laid over those of `parent_version`; `sources` holds the files as they were written.
    """

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="versions")
    office = models.ForeignKey("tenancy.Office", null=True, on_delete=models.PROTECT, related_name="+")
    parent_version = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    version = models.CharField(max_length=40)
    bundle = models.JSONField()  # {"format": 1, "files": {file name: text}}
    sources = models.JSONField(default=dict)  # {file name: text}; empty: what is in the bundle
    sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    drafted_on = models.DateField(null=True)
    drafted_by = models.CharField(max_length=300, blank=True)
    consulted_on = models.DateField(null=True)
    consulted_with = models.CharField(max_length=300, blank=True)
    approved_at = models.DateTimeField(null=True)
    approver = models.CharField(max_length=200, blank=True)  # name and office of whoever approved it, as published
    channels = models.JSONField(default=list)  # [{"channel": code, "on": "2024-10-01", "where": words}]
    reviewed_on = models.DateField(null=True)
    review = models.TextField(blank=True)  # what the review found
    changes = models.JSONField(default=dict)  # what changed, in officers' words: {language: text}
    differences = models.JSONField(default=list)  # and entry by entry: `queries.changes.kept`
    loosened = models.JSONField(default=list)  # findings about what the parent asks and this does not
    loosened_reason = models.TextField(blank=True)

    class Meta(OrganiserOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["programme", "sha256"], name="rulebook_version_once")]

    @property
    def rulebook(self) -> Rulebook:
        """The parsed rulebook; parsed once per process, because a version never changes."""
        return _parsed(self.id)

    def component(self, id: str) -> Component:
        """One of its components; KeyError when it has none of that id."""
        return self.rulebook.components[id]


HEAVY = ("bundle", "sources", "differences", "loosened")  # of a version; hardly ever read with it


def heavy(path: str = "") -> tuple[str, ...]:
    """The fields of a version to `defer`, for queries that reach it over `path`."""
    return tuple(f"{path}__{name}" if path else name for name in HEAVY)


class ChannelKind(models.TextChoices):
    """The ways in which a rulebook is made known."""

    WEBSITE = "website", _("web site")
    MAIL = "mail", _("mail to everybody on the list")
    MEETING = "meeting", _("information meeting")
    NETWORK = "network", _("networks and associations")
    PRESS = "press", _("press")
    SOCIAL = "social", _("social media")
    PRINT = "print", _("print")
    OTHER = "other", _("another way")


class DraftStep(models.TextChoices):
    """Where a draft of a rulebook stands."""

    DRAFT = "draft", _("being written")
    SENT = "sent", _("waits for approval")
    PUBLISHED = "published", _("published")
    DROPPED = "dropped", _("dropped")


class RulebookDraft(OrganiserOwned):
    """A rulebook that is being written: its files, its revision, and who has had a hand in it.

    Without a programme, publishing it starts one. `parent` is the id of the rulebook it extends, '' for none.
    """

    programme = models.ForeignKey(Programme, null=True, on_delete=models.CASCADE, related_name="drafts")
    office = models.ForeignKey("tenancy.Office", null=True, on_delete=models.PROTECT, related_name="+")
    base_version = models.ForeignKey(RulebookVersion, null=True, on_delete=models.PROTECT, related_name="+")
    parent = models.CharField(max_length=60, blank=True)
    title = models.JSONField(default=dict)
    files = models.JSONField(default=dict)  # {file name: text}
    revision = models.PositiveIntegerField(default=1)
    step = models.CharField(max_length=12, choices=DraftStep, default=DraftStep.DRAFT)
    authors = models.JSONField(default=list)  # ids of everybody who has written in it: none of them publishes it
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField()
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    sent_at = models.DateTimeField(null=True)
    sent_sha256 = models.CharField(max_length=64, blank=True)
    returned = models.TextField(blank=True)  # why it came back
    published_version = models.ForeignKey(RulebookVersion, null=True, on_delete=models.PROTECT, related_name="+")
    notes = models.TextField(blank=True)  # the writers' own


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
