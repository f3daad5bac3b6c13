"""App registration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FinanceConfig(AppConfig):
    """The money: instalments, expenses, ledger, audits."""

    name = "tandem.finance"

    def ready(self) -> None:
        from tandem.finance import jobs, panels
        from tandem.web import navigation
        from tandem.web.panels import Panel, register
        from tandem.web.routes import CASHIER

        jobs.register()
        navigation.register(navigation.Entry(_("Payments"), "finance:payments", (CASHIER,), 47))
        register(Panel("finance-grant", "grant", 40, panels.money))
        register(Panel("audit-grant", "grant", 60, panels.audits))
