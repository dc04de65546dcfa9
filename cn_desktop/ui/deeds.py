"""What each command does, from a moment on; what is asked for before that moment waits."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeAlias

Slot: TypeAlias = Callable[..., None]
"""Takes nothing; a switch's takes whether it is on."""


class Deeds:
    """The window is painted before what it does is there: a key pressed by then is not lost."""

    def __init__(self) -> None:
        self._slots: Mapping[str, Slot] = {}
        self._names: list[str] = []
        self._waiting: list[Callable[[], None]] | None = []

    def named(self, name: str) -> Slot:
        """Does what has this name, once that is known."""
        self._names.append(name)

        def slot(*arguments: object) -> None:
            if self._waiting is None:
                self._slots[name](*arguments)
            else:
                self._waiting.append(partial(slot, *arguments))

        return slot

    def begin(self, slots: Mapping[str, Slot]) -> None:
        """From now on they are done at once; what has waited is done in the order of asking.

        Raises KeyError for a name that was asked for and is not there.
        """
        self._slots = {name: slots[name] for name in self._names}
        waiting, self._waiting = self._waiting, None
        for deed in waiting or ():
            deed()
