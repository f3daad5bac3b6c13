"""The money as later stages read it."""

from tandem.finance.queries.audits import MissingAudit, audits_missing, delivered_audits
from tandem.finance.queries.ledger import Received, Spent, received, spent, transactions, unspent
from tandem.finance.queries.many import PaidRow, SpentRow, received_of_many, refused_of_many, spent_of_many
from tandem.finance.queries.variances import LineVariance, variances

__all__ = [
    "LineVariance", "MissingAudit", "PaidRow", "Received", "Spent", "SpentRow", "audits_missing", "delivered_audits",
    "received", "received_of_many", "refused_of_many", "spent", "spent_of_many", "transactions", "unspent", "variances",
]
