"""How texts compare when they are sorted: letters first, then accents; case never counts."""

import locale
import sys
import unicodedata
from collections.abc import Callable
from typing import TypeAlias

Collation: TypeAlias = Callable[[str], bytes]
"""Gives what to compare in a text's place. Texts that sort as equals have equal keys."""

PLAIN_LOCALES = {"C", "POSIX"}


def collation() -> Collation:
    """As the process's locale has it (LC_COLLATE), else without regard to any language.

    Qt sets the locale on Unix when the application is made; elsewhere it is plain unless
    somebody sets it. macOS compares bytes in every UTF-8 locale, so that it isn't asked.
    """
    name = locale.setlocale(locale.LC_COLLATE).split(".")[0]
    return plain_key if name in PLAIN_LOCALES or sys.platform == "darwin" else locale_key


def plain_key(text: str) -> bytes:
    """The letters without accents, and behind them, if there are any, with them."""
    if text.isascii():
        return text.lower().encode()
    letters = unicodedata.normalize("NFKD", text.casefold()).casefold()
    bare = "".join([letter for letter in letters if not unicodedata.combining(letter)])
    accented = "" if bare == letters else "\0" + letters
    return (bare + accented).encode("utf-8", "surrogatepass")


def locale_key(text: str) -> bytes:
    """What the C library compares; it takes neither halves of characters nor NUL."""
    readable = text.casefold().encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    try:
        key = locale.strxfrm(readable.replace("\0", "\N{REPLACEMENT CHARACTER}"))
    except OSError:
        return plain_key(text)
    return key.encode("utf-8", "surrogatepass")
