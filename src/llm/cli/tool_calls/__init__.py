"""The calls of tools by a command: who is asked about them, and how long they may take."""
