"""Chat completions: requests, messages and streams, as that API says them."""
