"""The Responses API: requests, items and streams, as it says them."""
