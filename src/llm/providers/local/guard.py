"""Runs an installer that must not outlive whoever asked for it.

Started as a program of its own, `python guard.py COMMAND...`, with a pipe as standard input that
the asker holds open. When the asker closes it, or dies in any way, the installer is killed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading


def main(command: list[str]) -> int:
    """Run *command* until it ends or standard input does; return its exit status."""
    installer = subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603 - what it is for

    def watch() -> None:
        # Not through sys.stdin, whose lock a thread may not hold while the interpreter ends.
        while os.read(0, 4096):
            pass
        installer.kill()

    threading.Thread(target=watch, daemon=True).start()
    return installer.wait()


if __name__ == "__main__":
    os._exit(main(sys.argv[1:]) & 0xFF)
