"""A process that deletes, redacts and collects, to be killed: `deleting_process.py FILE WHAT`."""

import sys

from llm.store.opening import open_store
from llm.store.records import Selection
from llm.store.upkeep import ToRedact


def main(path: str, what: str) -> None:
    """Say that it begins, do *what*, and say that it is done."""
    store = open_store(path)
    print("begun", flush=True)
    if what == "rm":
        store.delete(store.call_ids(Selection(model=["gone"])))
    elif what == "redact":
        store.redact(ToRedact(text="walrus", reason="so"))
    else:
        store.collect()
    print("done", flush=True)
    store.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
