"""App registration."""

from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    """The answer: an application from first draft to receipt."""

    name = "tandem.applications"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from tandem.answers import beside, subjects
        from tandem.applications import composition, jobs, life_jobs, panels
        from tandem.applications.lists import acts, filters
        from tandem.applications.subject import ApplicationKind
        from tandem.web import navigation
        from tandem.web.panels import Panel, register
        from tandem.web.routes import SIGNED_IN

        subjects.register(ApplicationKind())
        jobs.register()
        filters.register_own()
        acts.register_own()
        life_jobs.register()
        register(Panel("applications-team", beside.KIND, 10, composition.team))
        register(Panel("applications", "call", 20, panels.sent_in))
        register(Panel("applications-profiles", "application", 30, panels.profiles))
        register(Panel("applications-next", "partnership", 20, panels.next_steps))
        register(Panel("applications-next-grant", "grant", 15, panels.leads_to))
        navigation.register(navigation.Entry(_("Applications"), "applications:mine", (SIGNED_IN,), 30, staff=False))
