"""From the options of a command to an answer: what is asked, of whom, and how it is read."""
