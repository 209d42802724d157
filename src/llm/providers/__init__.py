"""Built-in providers: translators between the models of `llm.models` and what answers them."""
