"""The HTTP layer: what this package asks of other computers goes through here."""
