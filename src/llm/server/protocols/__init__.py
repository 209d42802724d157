"""What each protocol says, as pure functions: its requests -> ours, our events -> its streams."""
