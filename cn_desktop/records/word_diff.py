"""Two texts word by word: which words went, and which came instead."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

WORD = re.compile(r"\s+|[,.;:/()\-]|[^\s,.;:/()\-]+")
"""White space, a mark between words, or anything else without a break: emoji stay whole."""

MOST_COMPARED = 40_000
"""Words times words: some 10 ms. Beyond it all between the common ends counts as changed."""


class Piece(NamedTuple):
    """A run of words that are all the same in both texts, or all not."""

    text: str
    is_changed: bool


def compare(old: str, new: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts in pieces, of which the changed ones are not in the other text."""
    before, after = WORD.findall(old), WORD.findall(new)
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    ends = len(before) - tail, len(after) - tail
    gone, come = _changed(before[head : ends[0]], after[head : ends[1]])
    first, last = [False] * head, [False] * tail
    return _pieces(before, [*first, *gone, *last]), _pieces(after, [*first, *come, *last])


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words they begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))


def _changed(before: Sequence[str], after: Sequence[str]) -> tuple[list[bool], list[bool]]:
    """For each word whether it is changed; white space alone never counts as kept."""
    gone, come = [True] * len(before), [True] * len(after)
    if len(before) * len(after) > MOST_COMPARED:
        return gone, come
    for a, b, size in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks():
        if any(not word.isspace() for word in before[a : a + size]):
            gone[a : a + size] = come[b : b + size] = [False] * size
    return gone, come


def _pieces(words: Sequence[str], changed: Sequence[bool]) -> list[Piece]:
    pieces: list[Piece] = []
    for word, is_changed in zip(words, changed, strict=True):
        if pieces and pieces[-1].is_changed == is_changed:
            pieces[-1] = Piece(pieces[-1].text + word, is_changed)
        else:
            pieces.append(Piece(word, is_changed))
    return pieces
