"""App registration."""

from django.apps import AppConfig


class PartnershipsConfig(AppConfig):
    """Together: partnerships, who belongs, and the thin row of a grant."""

    name = "tandem.partnerships"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from tandem.web.navigation import Entry, register
        from tandem.web.routes import SIGNED_IN

        register(Entry(_("Partnerships"), "partnerships:partnerships", (SIGNED_IN,), 44))
        register(Entry(_("Grants"), "partnerships:grants", (SIGNED_IN,), 45))
