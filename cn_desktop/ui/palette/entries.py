"""What can be found by typing, and which of it stands first."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """`title` is what is looked for, `detail` says where it comes from, `keys` how else to get it.

    `run` does it. One that is not ready is listed and can't be chosen. `others` are words by
    which it is found, too.
    """

    title: str
    detail: str
    run: Callable[[], None]
    keys: str = ""
    is_ready: bool = True
    others: str = ""


def found(entries: Iterable[Entry], typed: str) -> list[Entry]:
    """Those that have every typed word, best first; all, as they come, where nothing is typed."""
    words = typed.casefold().split()
    ranked = [(rank, entry) for entry in entries if (rank := _rank(entry, words)) is not None]
    return [entry for _, entry in sorted(ranked, key=lambda pair: pair[0])]


def _rank(entry: Entry, words: list[str]) -> tuple[bool, int, bool] | None:
    """Smaller is better; None where a word is missing.

    First what can be done now, then where the words begin a word of the title, then in order.
    """
    title, rest = entry.title.casefold(), f"{entry.detail} {entry.others}".casefold()
    if not all(word in title or word in rest for word in words):
        return None
    starts = sum(_begins_a_word(title, word) for word in words)
    return not entry.is_ready, -starts, bool(words) and not title.startswith(words[0])


def _begins_a_word(title: str, word: str) -> bool:
    return re.search(rf"\b{re.escape(word)}", title) is not None
