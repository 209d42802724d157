"""Tools: what plugin authors write, and how a call of one is run."""
