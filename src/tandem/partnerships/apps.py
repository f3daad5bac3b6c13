"""App registration."""

from django.apps import AppConfig


class PartnershipsConfig(AppConfig):
    """Together: partnerships, who belongs, and the thin row of a grant."""

    name = "tandem.partnerships"
