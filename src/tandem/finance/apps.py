"""App registration."""

from django.apps import AppConfig


class FinanceConfig(AppConfig):
    """The money: instalments, expenses, ledger, audits."""

    name = "tandem.finance"

    def ready(self) -> None:
        from tandem.finance import jobs, panels
        from tandem.web.panels import Panel, register

        jobs.register()
        register(Panel("finance-grant", "grant", 40, panels.money))
        register(Panel("audit-grant", "grant", 60, panels.audits))
