"""How results are shown: tables, JSON, colour."""
