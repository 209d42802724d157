"""A keyring in memory, which comes through keyring's own interface for back ends."""

from __future__ import annotations

from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError


class MemoryKeyring(KeyringBackend):
    """Passwords for the time of a process; *locked* ones are not given."""

    # Back ends write it so; keyring's own annotation has its property.
    priority = 1.0  # pyright: ignore[reportAssignmentType]
    locked = False

    def __init__(self) -> None:
        super().__init__()
        self.passwords: dict[tuple[str, str], str] = {}
        self.asked = 0

    def get_password(self, service: str, username: str) -> str | None:
        """The password, if there is one."""
        self.asked += 1
        if self.locked:
            raise KeyringLocked("It is\nlocked")
        return self.passwords.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep it."""
        if self.locked:
            raise KeyringLocked("It is\nlocked")
        self.passwords[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        """Forget it."""
        if self.passwords.pop((service, username), None) is None:
            raise PasswordDeleteError("not there")
