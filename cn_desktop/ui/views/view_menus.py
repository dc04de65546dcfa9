"""The commands on columns, sorting, saved views and text size, as data."""

from cn_desktop.ui.command import Command, Needs

SORTING = (
    Command(
        "actionSortUp",
        "Sort &ascending",
        "Sort by the current column, the smallest first",
        ("Alt+Shift+Up",),
        Needs.RECORD,
        words="a-z order",
    ),
    Command(
        "actionSortDown",
        "Sort &descending",
        "Sort by the current column, the largest first",
        ("Alt+Shift+Down",),
        Needs.RECORD,
        words="z-a order",
    ),
    Command(
        "actionSortAlso",
        "Sort al&so by this column",
        "Sort records that are alike so far by the current column too; once more: the other way; "
        "then no longer",
        ("Alt+Shift+S",),
        Needs.RECORD,
    ),
    Command(
        "actionClearSort",
        "Server’s &order",
        "Show the records in the server’s order",
        (),
        Needs.DATASET,
    ),
)
COLUMNS = (
    Command(
        "actionColumns",
        "&Columns…",
        "Show, hide, move and pin columns",
        ("F9",),
        Needs.DATASET,
        "columns-3",
        words="freeze panes pin hide",
    ),
    Command(
        "actionGoToColumn",
        "&Go to column or row…",
        "Type a part of a column’s name, or a row’s number, and go there",
        ("Ctrl+Alt+G",),
        Needs.DATASET,
    ),
    Command("actionHideColumn", "&Hide this column", "Hide the current column", (), Needs.RECORD),
    Command(
        "actionShowColumns",
        "&Show all columns",
        "Show the columns that were hidden",
        (),
        Needs.DATASET,
    ),
    Command(
        "actionHideEmpty",
        "Hide &empty columns",
        "Hide the columns in which no record has anything",
        is_switch=True,
    ),
    Command(
        "actionPinColumns",
        "&Pin up to here",
        "Keep the columns from the first to the current one at the left while the others scroll",
        (),
        Needs.RECORD,
        "pin",
        words="freeze panes",
    ),
    Command("actionUnpinColumns", "&Unpin all", "Let every column scroll", (), Needs.DATASET),
    Command(
        "actionColumnLeft",
        "Move &left",
        "Move the current column to the left",
        ("Alt+Shift+Left",),
        Needs.RECORD,
    ),
    Command(
        "actionColumnRight",
        "Move &right",
        "Move the current column to the right",
        ("Alt+Shift+Right",),
        Needs.RECORD,
    ),
    Command(
        "actionFitColumns",
        "&Fit column widths",
        "Make every column as wide as its records need",
        (),
        Needs.DATASET,
    ),
    Command(
        "actionResetColumns",
        "Rese&t columns and order",
        "Columns as they first were, and the records in the server’s order",
        (),
        Needs.DATASET,
    ),
)
VIEWS = (
    Command(
        "actionSaveView",
        "&Save view…",
        "Keep the columns, their order and the sort under a name",
        (),
        Needs.DATASET,
        "save",
    ),
    Command(
        "actionUpdateView",
        "&Update this view",
        "Keep what is shown now in the view that was chosen last",
        (),
        Needs.DATASET,
    ),
    Command(
        "actionViews",
        "Saved &views…",
        "Choose, rename, lock and delete saved views",
        ("Ctrl+Alt+V",),
        Needs.DATASET,
        "layout-list",
    ),
)
TEXT = (
    Command(
        "actionZoomIn",
        "&Larger text",
        "Larger text in the table",
        ("Ctrl++", "Ctrl+="),
        words="zoom bigger",
    ),
    Command(
        "actionZoomOut",
        "&Smaller text",
        "Smaller text in the table",
        ("Ctrl+-",),
        words="zoom smaller",
    ),
    Command("actionZoomUsual", "&Usual text", "The table’s text in its usual size", ("Ctrl+0",)),
    Command("actionRoomy", "&Roomy rows", "Rows with more room between them", is_switch=True),
)
OF_COLUMNS_BUTTON = (
    "actionColumns",
    "actionGoToColumn",
    "actionHideEmpty",
    "actionPinColumns",
    "actionUnpinColumns",
    "actionFitColumns",
    "actionResetColumns",
)
"""What the button above the table offers."""
