"""Questions: what a form is made of, what people type into it, what is missing, what a budget adds up to.

`read` (typed → value), `gaps` (what is missing), `expand`/`field_at` (paths), `visible` (conditions), `canonical`
(receipt), `totals` (budget). Problem codes: `problems.PROBLEM_CODES`. Stored shapes: `answers`.
"""
