"""The account: annual reports, continuation, closure and the consolidated report to the donor."""
