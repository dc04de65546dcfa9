"""Texts that must not show up anywhere by accident, and their masking where they do."""

import re
from weakref import WeakValueDictionary

MASK = "•••"
SHORTEST = 6
"""A shorter key is not looked for: it could be any word."""

# Web addresses and scripts (they may carry a token), what is given in them, and 40
# hexadecimal characters: a token (API notes § 1).
SENSITIVE = re.compile(
    r"\bhttps?://\S+|\b\w+\.php\S*|\b[0-9a-f]{40}\b|(?<![a-z])(?:token|password|username)=[^&\s]*",
    re.IGNORECASE,
)


class Secret:
    """A key or token: shown as dots by every `repr`, `str` and format."""

    __slots__ = ("__weakref__", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        _ALIVE[id(self)] = self

    def reveal(self) -> str:
        """The text itself, for the one place that sends it."""
        return self._text

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __repr__(self) -> str:
        return f"Secret({MASK})"

    __str__ = __repr__


_ALIVE: WeakValueDictionary[int, Secret] = WeakValueDictionary()


def masked(text: str) -> str:
    """The text with every secret of this process and every address in it made unreadable."""
    secrets = {secret.reveal() for secret in list(_ALIVE.values())}
    for secret in sorted(secrets, key=len, reverse=True):  # one may be the beginning of another
        if len(secret) >= SHORTEST:
            text = text.replace(secret, MASK)
    return SENSITIVE.sub(MASK, text)
