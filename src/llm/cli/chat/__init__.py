"""`llm chat`: reading what the user says, its commands, and the terminal."""
