"""What people do with money. Each function is one transaction: load, decide, write, record, announce."""

from tandem.finance.operations.auditing import (
    FindingInput,
    deliver,
    end_audit,
    engage,
    respond,
    settle_finding,
)
from tandem.finance.operations.entering import ExpenseInput, enter, keep_receipt, withdraw
from tandem.finance.operations.judging import accept, disallow, refuse
from tandem.finance.operations.paying import authorise, order_of, pay, repay, take_back
from tandem.finance.operations.planning import plan_instalments

__all__ = [
    "ExpenseInput", "FindingInput", "accept", "authorise", "deliver", "disallow", "end_audit", "engage", "enter",
    "keep_receipt", "order_of", "pay", "plan_instalments", "refuse", "repay", "respond", "settle_finding", "take_back",
    "withdraw",
]
