"""What the keys of the table do, in an open editor and without one, as in a spreadsheet."""

from enum import Enum
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

Key = Qt.Key
Modifier = Qt.KeyboardModifier
NONE = Modifier.NoModifier
SHIFT = Modifier.ShiftModifier
CTRL = Modifier.ControlModifier
ALT = Modifier.AltModifier
Keys = tuple[int, Modifier]
TABS = (Key.Key_Tab, Key.Key_Backtab)
ENTERS = (Key.Key_Return, Key.Key_Enter)


class Leave(Enum):
    """A way out of an open editor."""

    DOWN = "down"
    UP = "up"
    RIGHT = "right"
    LEFT = "left"
    FILL = "fill"
    DROP = "drop"


class Stay(Enum):
    """What a key does in an open editor, which goes on."""

    ENLARGE = "enlarge"
    NEW_LINE = "new line"
    LIST = "list"


class Act(Enum):
    """What a key does in the table while no editor is open."""

    EDIT = "edit"
    EMPTY = "empty"
    REVERT = "revert"
    UP = "up"
    FORM = "form"
    ROWS = "rows"
    COLUMNS = "columns"


class Stride(NamedTuple):
    """To the edge of the table: -1 up or left, 1 down or right, 0 not at all.

    `extends`: what is selected reaches there too.
    """

    down: int
    right: int
    extends: bool


STEPS: dict[Leave, tuple[int, int]] = {
    Leave.DOWN: (1, 0),
    Leave.UP: (-1, 0),
    Leave.RIGHT: (0, 1),
    Leave.LEFT: (0, -1),
}
"""Where the current cell goes then: so many down, so many to the right."""

EDITOR_KEYS: dict[Keys, Leave | Stay] = {
    **{(enter, NONE): Leave.DOWN for enter in ENTERS},
    **{(enter, SHIFT): Leave.UP for enter in ENTERS},
    **{(enter, CTRL): Leave.FILL for enter in ENTERS},
    **{(enter, CTRL | SHIFT): Stay.ENLARGE for enter in ENTERS},
    **{(enter, ALT): Stay.NEW_LINE for enter in ENTERS},
    (Key.Key_Tab, NONE): Leave.RIGHT,
    (Key.Key_Backtab, SHIFT): Leave.LEFT,
    (Key.Key_Backtab, NONE): Leave.LEFT,
    (Key.Key_Escape, NONE): Leave.DROP,
    (Key.Key_Down, ALT): Stay.LIST,
}
TABLE_KEYS: dict[Keys, Act] = {
    **{(enter, NONE): Act.EDIT for enter in ENTERS},
    **{(enter, SHIFT): Act.UP for enter in ENTERS},
    (Key.Key_F2, NONE): Act.EDIT,
    (Key.Key_Backspace, NONE): Act.EMPTY,
    (Key.Key_Escape, NONE): Act.REVERT,
    (Key.Key_Space, NONE): Act.FORM,
    (Key.Key_Space, SHIFT): Act.ROWS,
    (Key.Key_Space, CTRL): Act.COLUMNS,
}
STRIDES: dict[Keys, Stride] = {
    (key, held): Stride(down, right, held != CTRL)
    for held in (CTRL, CTRL | SHIFT)
    for key, down, right in (
        (Key.Key_Up, -1, 0),
        (Key.Key_Down, 1, 0),
        (Key.Key_Left, 0, -1),
        (Key.Key_Right, 0, 1),
        (Key.Key_Home, -1, -1),
        (Key.Key_End, 1, 1),
    )
}
"""The edge is the first or last row or column, whatever is empty on the way: among a million rows
nobody knows at once where the next empty cell is."""
OF_THE_TABLE = {(Key.Key_D, CTRL), (Key.Key_R, CTRL)}
"""Keys of commands that a text field would take for itself (Ctrl+D deletes a sign on Linux)."""


def combination(event: QKeyEvent) -> Keys:
    """The key and what is held with it, be it on the number pad."""
    return event.key(), event.modifiers() & ~Modifier.KeypadModifier


def is_command(event: QKeyEvent) -> bool:
    """Held with Ctrl, Alt or the like: no text."""
    return bool(event.modifiers() & ~(SHIFT | Modifier.KeypadModifier))
