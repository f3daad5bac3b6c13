"""App registration."""

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """The judgement: conflicts of interest, assignment, scores, interviews."""

    name = "tandem.reviews"
