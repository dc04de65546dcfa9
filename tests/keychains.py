"""Keychains of the tests' own: real keyring back ends, kept in a dictionary."""

from contextlib import contextmanager

import keyring
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, PasswordDeleteError

CANARY = "locked by canary-4711"


class MemoryKeyring(KeyringBackend):
    """A sound keychain."""

    priority = 5

    def __init__(self):
        super().__init__()
        self.entries = {}

    def get_password(self, service, username):
        return self.entries.get((service, username))

    def set_password(self, service, username, password):
        self.entries[service, username] = password

    def delete_password(self, service, username):
        if (service, username) not in self.entries:
            raise PasswordDeleteError("no such entry")
        del self.entries[service, username]


class PlainKeyring(MemoryKeyring):
    """One that would write plain text: its kind has a priority below 1."""

    priority = 0.5


class LockedKeyring(MemoryKeyring):
    """One whose owner does not unlock it. Its words must be shown nowhere."""

    def get_password(self, *_entry):
        raise KeyringLocked(CANARY)

    set_password = delete_password = get_password


class OddKeyring(MemoryKeyring):
    """One that raises what no back end should."""

    def get_password(self, *_entry):
        raise RuntimeError(CANARY)

    set_password = delete_password = get_password


@contextmanager
def keychain_in_use(backend):
    """This computer's keychain is `backend`."""
    before = keyring.get_keyring()
    keyring.set_keyring(backend)
    try:
        yield backend
    finally:
        keyring.set_keyring(before)
