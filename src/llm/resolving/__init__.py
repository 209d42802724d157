"""What the user typed -> values of the library."""
