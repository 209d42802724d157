"""The user directory: keys, aliases, defaults and saved options, each in a file of its own.

`files.py` knows how a file is read and replaced; every other module owns one file's meaning.
"""
