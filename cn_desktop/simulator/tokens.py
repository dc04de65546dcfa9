"""Tokens: who token.php gives them to, and how they are judged (API notes, section 2)."""

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
    """40 hex characters, the Unix second they end at, the addresses that may use them."""

    text: str
    expire: int
    addresses: frozenset[str]


class Tokens:
    """The tokens of one account; for each set of addresses one is current.

    The lifetime is in seconds, and so is what `now` gives; `gets` counts refused requests too.
    """

    def __init__(
        self, login: tuple[str, str], *, lifetime: float, now: Callable[[], float]
    ) -> None:
        self._login = login
        self._lifetime = lifetime
        self._now = now
        self._tokens: dict[str, Token] = {}
        self._current: dict[frozenset[str], str] = {}
        self._lock = Lock()
        self.gets = 0

    def get(self, username: str, password: str, addresses: frozenset[str]) -> Token | None:
        """The current token of the addresses while it is valid, else a new one.

        None for a wrong login.
        """
        with self._lock:
            self.gets += 1
            if (username, password) != self._login:
                return None
            token = self._tokens.get(self._current.get(addresses, ""))
            if token is None or self._is_over(token):
                token = Token(secrets.token_hex(20), int(self._now() + self._lifetime), addresses)
                self._tokens[token.text] = token
                self._current[addresses] = token.text
            return token

    def fault(self, text: str, source: str) -> TokenFault | None:
        """What is wrong with the token when `source` uses it; None if it is good.

        That is its shape, its origin, its address or its age, in this order.
        """
        if not _SHAPE.fullmatch(text):
            return TokenFault.INVALID
        with self._lock:
            token = self._tokens.get(text)
            if token is None:
                return TokenFault.UNKNOWN
            if source not in token.addresses:
                return TokenFault.INVALID
            return TokenFault.EXPIRED if self._is_over(token) else None

    def expire_of(self, text: str) -> int:
        """The Unix second of a token that was given out; KeyError for another."""
        with self._lock:
            return self._tokens[text].expire

    def expire_all(self) -> None:
        """End every token now."""
        with self._lock:
            self._tokens = {text: token._replace(expire=0) for text, token in self._tokens.items()}

    def forget_all(self) -> None:
        """Know no token any more, as after a revocation."""
        with self._lock:
            self._tokens.clear()

    def _is_over(self, token: Token) -> bool:
        return token.expire <= self._now()
