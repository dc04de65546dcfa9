"""What a person reads about columns and views."""

from cn_desktop.ui.notices import Notice, Tone
from cn_desktop.ui.views.view_store import Damage
from cn_desktop.ui.words import counted

LAST_COLUMN = Notice(
    "That is the last column that is shown",
    "Show another one first: F9 lists all of them.",
    Tone.INFO,
)
NO_SORT = Notice(
    "The records can’t be sorted by their status",
    "The boxes above the table show only the records of one status.",
    Tone.INFO,
)
NO_VIEW = Notice(
    "No saved view has been chosen",
    "“Save view…” keeps what is shown now under a name.",
    Tone.INFO,
)
RESET = Notice(
    "Columns are as they first were, and the records in the server’s order",
    "Saved views are still there.",
    Tone.INFO,
)
FILTER_TOO = "Save the &filter too: its texts are then written to this computer"
FILTER_TIP = "Names and numbers that are filtered for can then be read in the file of settings."
KEPT_IN_VIEW = (
    "A view keeps which columns are shown, their order, width and pins, and how records are sorted."
)
KEPT_WITHOUT_FILTER = (
    f"{KEPT_IN_VIEW} No filter is on: the view will leave the filter as it is then."
)
NONE_YET = "No view is saved yet. View › Saved views › Save view… keeps what is shown now."
CHOOSE_VIEW = "Choose a view in the list first."
IS_LOCKED = "This view is locked: unlock it to rename or delete it."
NEEDS_NAME = "A view needs a name."
FIND_COLUMN = "Find a column"
FIND_PLACE = "A column’s name, or a row’s number"
DELETE_ADVICE = "What is shown now stays as it is. Nothing changes on the server."


def locked(name: str) -> Notice:
    """Nothing was written into it."""
    return Notice(
        f"The view “{name}” is locked",
        "Unlock it under View › Saved views › Saved views…, or save what is shown under another "
        "name.",
        Tone.INFO,
    )


def saved(name: str) -> Notice:
    """It was written."""
    return Notice(f"What is shown is kept in the view “{name}”", "", Tone.GOOD)


def gone(name: str) -> Notice:
    """It can't be shown."""
    return Notice(f"There is no view “{name}” any more", "", Tone.INFO)


def unreadable(damage: Damage) -> Notice:
    """Saved views are missing, and where what is left of them is."""
    title = "Part of the settings could not be read: columns and saved views may be missing"
    if damage.views:
        title = f"{counted(damage.views, 'saved view')} of this dataset could not be read"
    kept = f" The file as it was is kept as {damage.aside.name}." if damage.aside else ""
    return Notice(
        title,
        f"Records and pending changes are safe: they are not kept there.{kept} Arrange the table "
        "and save the view again.",
        Tone.WARNING,
        stays=True,
    )


def save_note(name: str, *, is_there: bool, is_locked: bool) -> str:
    """What saving under this name would do to a view that has it."""
    if is_locked:
        return f"“{name}” is locked: choose another name, or unlock it first."
    return f"Replaces the view “{name}”." if is_there else ""


def not_renamed(wanted: str) -> str:
    """Why a view can't have this name."""
    return f"There is a view “{wanted}” already." if wanted else NEEDS_NAME


def column_line(name: str, *, is_pinned: bool, is_empty: bool, is_locked: bool) -> str:
    """A column in a list: its full name, and what is to be known of it."""
    notes = [
        word
        for word, holds in (("pinned", is_pinned), ("empty", is_empty), ("locked", is_locked))
        if holds
    ]
    return " · ".join([name, *notes])


def row_line(number: int, count: int) -> str:
    """The row of this number, if there is one."""
    if 1 <= number <= count:
        return f"Row {number:,} of {count:,}"
    return f"There are {counted(count, 'row')}: none has the number {number:,}"


def button_text(name: str, *, is_changed: bool) -> str:
    """Of the button that lists the saved views."""
    if not name:
        return "View"
    return f"View: {name}, changed" if is_changed else f"View: {name}"
