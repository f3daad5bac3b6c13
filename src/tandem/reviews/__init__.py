"""The judgement: conflicts of interest, assignment, scores, interviews."""
