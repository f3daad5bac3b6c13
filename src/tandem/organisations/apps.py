"""App registration."""

from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from tandem.foundation.duties.models import Duty


class OrganisationsConfig(AppConfig):
    """Who: organisations, memberships, profiles, papers handed in once."""

    name = "tandem.organisations"

    def ready(self) -> None:
        from tandem.foundation.duties import book
        from tandem.organisations.operations import INVITED
        from tandem.web.navigation import Entry, register
        from tandem.web.routes import SIGNED_IN

        book.register(book.Kind(INVITED, _("Say whether you act for {organisation}"), _where, remind=False))
        register(Entry(_("Organisations"), "organisations:list", (SIGNED_IN,), 60))


def _where(duty: "Duty") -> str:
    from django.urls import reverse

    return reverse("organisations:profile", kwargs={"organiser": duty.organiser.slug, "id": duty.subject_id})
