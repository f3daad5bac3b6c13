"""App registration."""

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """The judgement: conflicts of interest, assignment, scores, interviews."""

    name = "tandem.reviews"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from tandem.reviews import bulk, jobs, panels
        from tandem.web import navigation
        from tandem.web.panels import Panel, register
        from tandem.web.routes import ASSESSOR

        jobs.register()
        bulk.register()
        register(Panel("reviews", "application", 20, panels.appraisal))
        register(Panel("reviews-progress", "call", 40, panels.progress))
        navigation.register(navigation.Entry(_("Assess"), "reviews:list", (ASSESSOR,), 40))
