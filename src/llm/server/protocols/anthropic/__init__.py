"""The protocol of Anthropic's Messages API: its requests -> ours, our events -> its streams."""
