"""What the server says of itself: its addresses, and what goes in and out there, as OpenAPI."""
