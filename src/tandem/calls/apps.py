"""App registration."""

from typing import TYPE_CHECKING, Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from tandem.foundation.duties.models import Duty


class CallsConfig(AppConfig):
    """The invitation: window, budget, published criteria, questions and answers."""

    name = "tandem.calls"

    def ready(self) -> None:
        from tandem.calls import jobs
        from tandem.calls.checking.rulewords import condition, said
        from tandem.calls.operations import ANSWER
        from tandem.foundation.duties import book
        from tandem.programmes.words import register_rule_words
        from tandem.web.navigation import Entry, register
        from tandem.web.routes import ANYONE

        book.register(book.Kind(ANSWER, _("Answer a question about “{call}”"), _where))
        jobs.register()
        register_rule_words(lambda *rule: (said(*rule), condition(*rule)))
        register(Entry(_("Calls"), "calls:list", (ANYONE,), 10))


def _where(duty: "Duty") -> str:
    from django.urls import reverse

    values: dict[str, Any] = duty.values
    return reverse("calls:manage", kwargs={"organiser": duty.organiser.slug, "slug": values["slug"]})
