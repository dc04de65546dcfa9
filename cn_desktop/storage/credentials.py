"""Keys, in the keychain of this computer or else in memory; never in a file of ours."""

import threading
from collections.abc import Callable
from enum import Enum
from typing import TypeVar
from urllib.parse import urlsplit

import keyring
from keyring.backend import KeyringBackend
from keyring.backends.chainer import ChainerBackend
from keyring.errors import PasswordDeleteError

from cn_desktop.base.errors import KeychainFailed
from cn_desktop.base.secret import Secret

T = TypeVar("T")

SERVICE = "CN Desktop"
LEAST_PRIORITY = 1
"""Below it are the back ends that refuse, that forget, and that write plain text."""


class Kept(Enum):
    """Where a key is now."""

    IN_KEYCHAIN = "in keychain"
    IN_MEMORY = "in memory"
    NO_KEYCHAIN = "no keychain"
    KEYCHAIN_FAILED = "keychain failed"


class Keychain:
    """The keys of the connections, by address and user name.

    Everything but `is_remembered` may block for as long as the computer asks its user for
    a password, so it belongs in a thread. What a back end says when it fails is not kept:
    it may hold anything.
    """

    def __init__(self) -> None:
        self._session: dict[str, Secret] = {}
        self._remembered: set[str] = set()
        self._lock = threading.Lock()

    def is_there(self) -> bool:
        """Whether this computer has a keychain that is one."""
        try:
            return self._asked(self._backend) is not None
        except KeychainFailed:
            return False

    def get(self, base_url: str, username: str) -> Secret:
        """The key; an empty one if none is kept. Raises `KeychainFailed`."""
        entry = _entry(base_url, username)
        if known := self._session.get(entry):
            return known
        backend = self._asked(self._backend)
        if backend is None:
            return Secret("")
        text = self._asked(lambda: backend.get_password(SERVICE, entry))
        if not isinstance(text, str) or not text:
            return Secret("")
        self._remembered.add(entry)
        self._session[entry] = Secret(text)
        return self._session[entry]

    def is_remembered(self, base_url: str, username: str) -> bool:
        """Whether the key is known to be in the keychain; does not ask it."""
        return _entry(base_url, username) in self._remembered

    def keep(self, base_url: str, username: str, key: Secret, *, remember: bool) -> Kept:
        """Keep it until the program ends and, if it is to be remembered, in the keychain."""
        entry = _entry(base_url, username)
        self._session[entry] = key
        if not remember:
            return Kept.IN_MEMORY
        try:
            backend = self._asked(self._backend)
            if backend is None:
                return Kept.NO_KEYCHAIN
            self._asked(lambda: backend.set_password(SERVICE, entry, key.reveal()))
        except KeychainFailed:
            return Kept.KEYCHAIN_FAILED
        self._remembered.add(entry)
        return Kept.IN_KEYCHAIN

    def forget(self, base_url: str, username: str) -> None:
        """Keep it nowhere. Raises `KeychainFailed` when the keychain may still hold it."""
        entry = _entry(base_url, username)
        self._session.pop(entry, None)
        self._remembered.discard(entry)
        backend = self._asked(self._backend)
        if backend is not None:
            self._asked(lambda: _delete(backend, entry))

    def _asked(self, call: Callable[[], T]) -> T:
        """The call's value, or our error, raised outside the handler and without theirs."""
        try:
            return call()
        except BaseException:  # noqa: BLE001  the edge to foreign back ends, which raise anything
            failure = KeychainFailed()
        raise failure

    def _backend(self) -> KeyringBackend | None:
        """The keychain in force; None where it is none worth the name."""
        with self._lock:
            chosen = keyring.get_keyring()
        chain = chosen.backends if isinstance(chosen, ChainerBackend) else [chosen]
        return next((each for each in chain if each.priority >= LEAST_PRIORITY), None)


def _delete(backend: KeyringBackend, entry: str) -> None:
    try:
        backend.delete_password(SERVICE, entry)
    except PasswordDeleteError:
        if backend.get_password(SERVICE, entry) is not None:
            raise


def _entry(base_url: str, username: str) -> str:
    """One account, one entry: a slash at the end and capitals in the host don't matter."""
    try:
        parts = urlsplit(base_url)
    except ValueError:
        return f"{username} at {base_url}"
    address = f"{parts.scheme}://{parts.netloc.lower()}{parts.path.rstrip('/')}/"
    return f"{username} at {address}"
