"""What the program is busy with, as the window shows it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Activity:
    """What is going on. With a `unit`, how much of it is done stands behind the text.

    `total` 0: not known.
    """

    text: str
    done: int = 0
    total: int = 0
    unit: str = ""
