"""Measurements: `make bench`. Runs on the installed project alone; see docs/benchmarks.md for the figures."""
