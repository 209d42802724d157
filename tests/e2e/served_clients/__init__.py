"""Programs that use `llm serve` with client libraries, each run in an environment of its own."""
