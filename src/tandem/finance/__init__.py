"""The money: instalments and their conditions, expenses, the ledger, audit engagements."""
