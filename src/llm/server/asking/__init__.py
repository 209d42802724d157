"""From a decoded request to a model that answers, whichever protocol it came in."""
