"""Access tokens as token.php gives them out and judges them (API notes, section 2)."""

import re
import secrets
from collections.abc import Callable
from enum import StrEnum
from threading import Lock
from typing import NamedTuple

_SHAPE = re.compile(r"[0-9a-fA-F]{40}")


class TokenFault(StrEnum):
    """The documented failure texts; which token earns which one is inferred."""

    INVALID = "Invalid token"
    UNKNOWN = "Unknown token"
    EXPIRED = "Expired token"


class Token(NamedTuple):
    """40 hex characters, and the Unix second at which they stop being accepted."""

    text: str
    expire: int


class Tokens:
    """The tokens of one account; one at a time is current.

    The lifetime is in seconds, and so is what `now` gives; `gets` counts refused requests too.
    """

    def __init__(
        self, login: tuple[str, str], *, lifetime: float, now: Callable[[], float]
    ) -> None:
        self._login = login
        self._lifetime = lifetime
        self._now = now
        self._expiries: dict[str, int] = {}
        self._current: Token | None = None
        self._lock = Lock()
        self.gets = 0

    def get(self, username: str, password: str) -> Token | None:
        """The current token while it is valid, else a new one; None for a wrong login."""
        with self._lock:
            self.gets += 1
            if (username, password) != self._login:
                return None
            if self._current is None or self._expiries[self._current.text] <= self._now():
                self._current = Token(secrets.token_hex(20), int(self._now() + self._lifetime))
                self._expiries[self._current.text] = self._current.expire
            return self._current

    def fault(self, text: str) -> TokenFault | None:
        """What is wrong with the token: its shape, its origin or its age; None if it is valid."""
        if not _SHAPE.fullmatch(text):
            return TokenFault.INVALID
        with self._lock:
            expire = self._expiries.get(text)
            if expire is None:
                return TokenFault.UNKNOWN
            return TokenFault.EXPIRED if expire <= self._now() else None

    def expire_of(self, text: str) -> int:
        """The Unix second of a token that was given out; KeyError for another."""
        with self._lock:
            return self._expiries[text]

    def expire_all(self) -> None:
        """End every token now."""
        with self._lock:
            self._expiries = dict.fromkeys(self._expiries, 0)
