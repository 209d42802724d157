"""What is built of the project, and what it is where somebody installs it."""
