"""Histories of other places and for other places: what is exported, and what can be imported."""
