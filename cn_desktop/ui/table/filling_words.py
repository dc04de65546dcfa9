"""What is said of filling and setting many cells, and of taking one back."""

from cn_desktop.records.fields import Lock
from cn_desktop.records.sheet import Sheet
from cn_desktop.records.undo import Cell
from cn_desktop.ui.field_names import full_name
from cn_desktop.ui.notices import Notice, Tone
from cn_desktop.ui.words import LOCKS, counted, named

NOTHING_TO_CHANGE = Notice("Nothing to change", "The selected cells hold it already.", Tone.INFO)
NOTHING_ABOVE = Notice(
    "Nothing to fill from",
    "There is no row above. Select the cells to fill, the first row with what is to go into them.",
    Tone.INFO,
)
NOTHING_LEFT = Notice(
    "Nothing to fill from",
    "There is no field to the left. Select the cells to fill, the first column with what is to go "
    "into them.",
    Tone.INFO,
)
BUSY = Notice("Cells are still being filled", "Do it again when that is done.", Tone.INFO)
FILL = "fill {}"
SET = "set {}"
SET_EMPTY = "set {} to empty"
SET_NULL = "set {} to null"
"""Names of undo steps; they complete “Undo …”."""


def step_name(form: str, cells: int) -> str:
    """The name of a step that changes so many cells."""
    return form.format(counted(cells, "cell"))


def of_reverted(sheet: Sheet, cell: Cell) -> Notice:
    """The cell has the server's value again."""
    key, field = cell
    title = f"Reverted {full_name(field, sheet.vocabulary)} of {named(sheet, key)}"
    return Notice(title, "Ctrl+Z brings it back.", Tone.INFO)


def left_alone(changed: int, locked: int, lock: Lock | None) -> Notice:
    """Some of the cells could not be changed, or none could."""
    why = f"{LOCKS[lock]} " if lock else ""
    if not changed:
        return Notice("Nothing was changed", f"{why}".strip(), Tone.INFO)
    were = "was" if locked == 1 else "were"
    return Notice(
        f"{counted(changed, 'cell')} changed, {counted(locked, 'locked cell')} {were} left alone",
        f"{why}Undo takes the change back.",
        Tone.INFO,
    )


def too_many(cells: int, most: int) -> Notice:
    """Why nothing is changed."""
    return Notice(
        f"Nothing was changed: {cells:,} cells are too many",
        f"Choose fewer rows or columns: up to {most:,} cells can be changed at once.",
        Tone.INFO,
    )
