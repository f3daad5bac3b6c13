"""App registration."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    """Who: organisations, memberships, profiles, papers handed in once."""

    name = "tandem.organisations"
