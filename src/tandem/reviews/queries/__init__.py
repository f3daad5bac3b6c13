"""Reading the judgement: counting scores, lists for assessors, the officer's view of it."""
