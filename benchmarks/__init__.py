"""Runnable comparisons with release 0.36, each in an environment of its own.

`python -m benchmarks` runs them all and prints ratios of medians; machines differ, ratios less so.
"""
