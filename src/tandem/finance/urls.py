"""Addresses of the money, under the organiser's."""

from django.urls import URLPattern, path

from tandem.finance import documents
from tandem.finance.views import audits, entering, expenses, money, paying

app_name = "finance"
GRANT = "grants/<uuid:grant>/"
EXPENSE, INSTALMENT, AUDIT = (
    f"{GRANT}expenses/<uuid:expense>/", f"{GRANT}instalments/<uuid:instalment>/", f"{GRANT}audit/<uuid:audit>/"
)
FINDING = f"{GRANT}audit/findings/<uuid:finding>/"
urlpatterns: list[URLPattern] = [
    path("payments/", paying.payments, name="payments"),
    path(f"{GRANT}money/", money.money, name="money"),
    path(f"{GRANT}money/ledger/", money.book, name="ledger"),
    path(f"{GRANT}expenses/", expenses.listing, name="expenses"),
    path(f"{GRANT}expenses/new/", entering.new, name="enter"),
    path(EXPENSE, expenses.page, name="expense"),
    path(f"{EXPENSE}receipt/", expenses.receipt, name="receipt"),
    path(f"{EXPENSE}withdraw/", expenses.withdraw, name="withdraw"),
    path(f"{EXPENSE}accept/", expenses.accept, name="accept"),
    path(f"{EXPENSE}refuse/", expenses.refuse, name="refuse"),
    path(f"{EXPENSE}disallow/", expenses.disallow, name="disallow"),
    path(f"{GRANT}instalments/", paying.listing, name="instalments"),
    path(f"{GRANT}instalments/repay/", paying.repay, name="repay"),
    path(INSTALMENT, paying.page, name="instalment"),
    path(f"{INSTALMENT}authorise/", paying.authorise, name="authorise"),
    path(f"{INSTALMENT}take-back/", paying.take_back, name="take-back"),
    path(f"{INSTALMENT}pay/", paying.pay, name="pay"),
    path(f"{INSTALMENT}order.pdf", documents.order, name="order"),
    path(f"{GRANT}audit/", audits.listing, name="audits"),
    path(f"{GRANT}audit/engage/", audits.engage, name="engage"),
    path(AUDIT, audits.page, name="audit"),
    path(f"{AUDIT}deliver/", audits.deliver, name="deliver"),
    path(f"{AUDIT}end/", audits.end, name="end-audit"),
    path(f"{AUDIT}report/", audits.report, name="audit-report"),
    path(f"{FINDING}respond/", audits.respond, name="respond"),
    path(f"{FINDING}settle/", audits.settle, name="settle"),
]
