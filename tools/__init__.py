"""Programs for those who work on `llm`; nothing of the package imports them."""
