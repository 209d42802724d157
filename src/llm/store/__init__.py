"""The history: what was said, where, and by whom, each stored once (ARCHITECTURE.md)."""
