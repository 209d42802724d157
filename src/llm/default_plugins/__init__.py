"""The plugins of this package, and old import paths of theirs."""
