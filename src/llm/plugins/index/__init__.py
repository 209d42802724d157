"""The plugin index: what each installed plugin offers, known without importing it.

`entries.py` is what is known, `stored.py` the file that keeps it, `freshness.py` whether it still
holds, `probing.py` the child process that finds it out, `building.py` who starts and watches that
child. `current.py` gives the index of this process, or None where everything has to be loaded.
"""
