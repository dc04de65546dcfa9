"""The commands that change many cells, as data."""

from cn_desktop.ui.command import Command, Needs

CHANGING = (
    Command(
        "actionSetValue",
        "&Set value…",
        "Put one value into the selected cells, or into a field of all rows shown",
        needs=Needs.EDITABLE,
    ),
    Command(
        "actionTransform",
        "&Transform…",
        "Tidy texts: spaces, case, postcodes, digits, phone numbers, patterns",
        needs=Needs.EDITABLE,
        words="upper lower case trim tidy",
    ),
    Command(
        "actionReplace",
        "&Find and replace…",
        "Find texts in the selection or in all rows shown, and put others in their place",
        ("Ctrl+H",),
        Needs.EDITABLE,
    ),
)
