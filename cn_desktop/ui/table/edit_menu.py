"""The commands on cells and on the clipboard, as data."""

from cn_desktop.ui.command import Command, Needs

UNDOING = (
    Command("actionUndo", "&Undo", "Take back the last change", ("Ctrl+Z",), Needs.UNDO, "undo-2"),
    Command(
        "actionRedo",
        "&Redo",
        "Do again what was undone",
        ("Ctrl+Y", "Ctrl+Shift+Z"),
        Needs.REDO,
        "redo-2",
    ),
    Command(
        "actionHistory",
        "&History of changes…",
        "Everything that was done to this dataset as a list: a click goes to that moment",
        needs=Needs.DATASET,
        words="steps undo list",
    ),
)
COPYING = (
    Command(
        "actionCopyWithHeadings",
        "Copy with &headings",
        "Copy the selected cells with the columns’ names above them",
        ("Ctrl+Shift+C",),
        Needs.DATASET,
    ),
    Command(
        "actionCopyCsv",
        "Copy as &CSV",
        "Copy the selected cells as comma-separated text",
        (),
        Needs.DATASET,
        words="export",
    ),
    Command(
        "actionCopyMarkdown",
        "Copy as a &table for notes",
        "Copy the selected cells as a table of text, in Markdown, for notes and e-mails",
        (),
        Needs.DATASET,
        words="markdown",
    ),
    Command(
        "actionCopyReview",
        "Copy the &review",
        "Copy every change, old and new, as text",
        (),
        Needs.REVIEWABLE,
    ),
)
CLEARING = (
    Command(
        "actionClear",
        "C&lear cells",
        "Empty the selected cells",
        ("Del",),
        Needs.RECORD,
        words="delete remove",
    ),
    Command(
        "actionSetEmpty",
        "Set to &empty text",
        "An empty text in the selected cells, in those that are null too",
        ("Ctrl+Alt+0",),
        Needs.RECORD,
    ),
    Command(
        "actionSetNull",
        "Set to &null",
        "Null in the selected cells: no text at all, not even an empty one",
        ("Ctrl+Alt+Shift+0",),
        Needs.NULL,
    ),
)
FILLING = (
    Command(
        "actionFillDown",
        "Fill &down",
        "The first selected row’s values in all selected rows; in one row: those above it",
        ("Ctrl+D",),
        Needs.RECORD,
    ),
    Command(
        "actionFillRight",
        "Fill &right",
        "The first selected column’s values in all selected columns; in one: those left of it",
        ("Ctrl+R",),
        Needs.RECORD,
    ),
    Command(
        "actionFillSelection",
        "Fill &selection",
        "What is being typed, or the current cell’s value, in all selected cells",
        ("Ctrl+Return", "Ctrl+Enter"),
        Needs.RECORD,
    ),
)
REVERTING = (
    Command(
        "actionRevertCell",
        "Revert &cells",
        "Back to the server’s values in the selected cells",
        ("Ctrl+Alt+Z",),
        Needs.PENDING,
        "rotate-ccw",
        words="discard reset",
    ),
    Command(
        "actionRevertRow",
        "Revert &rows",
        "Back to the server’s values in the selected rows; new records go",
        ("Ctrl+Alt+Shift+Z",),
        Needs.PENDING,
    ),
    Command(
        "actionRevertAll",
        "Revert &all",
        "Back to the server’s values everywhere in this dataset",
        (),
        Needs.PENDING,
        words="discard reset",
    ),
)
