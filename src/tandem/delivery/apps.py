"""App registration."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    """The doing: activities begun, visits, values reported, yearly meetings."""

    name = "tandem.delivery"
