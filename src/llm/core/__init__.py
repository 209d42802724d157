"""Decisions, written once as plain objects and generators.

Nothing here knows a model, a file, a clock, a thread or an event loop; `models/` and `tooling/`
wait for what is decided here, blocking or in a loop.
"""
