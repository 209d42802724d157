"""One module a command, named in `cli/table.py`: each parses, calls the library, and prints."""
