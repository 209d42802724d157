"""Published plugins, unmodified: an environment with them, servers, and what each is used for."""
