"""Reproducible chance: one seed always gives the same throws."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar

Choice = TypeVar("Choice")


def spread(shares: Mapping[Choice, int]) -> tuple[Choice, ...]:
    """Each choice as often as its share says, so that an even draw is a weighted one."""
    return tuple(choice for choice, share in shares.items() for _ in range(share))


def listed(names: str) -> tuple[str, ...]:
    """Names with commas between them, each without the white space around and doubled inside."""
    return tuple(" ".join(name.split()) for name in names.split(","))


class Dice:
    """Draws made of `Random.random` alone, which is the same in every version of Python."""

    def __init__(self, seed: str) -> None:
        self._random = Random(seed).random  # noqa: S311 - demo records, not secrets

    def one_of(self, choices: Sequence[Choice]) -> Choice:
        return choices[int(self._random() * len(choices))]

    def chance(self, share: float) -> bool:
        return self._random() < share

    def number(self, lowest: int, highest: int) -> int:
        """A whole number from lowest to highest, both included."""
        return lowest + int(self._random() * (highest - lowest + 1))
