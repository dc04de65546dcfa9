"""The commands that choose and find rows, as data."""

from cn_desktop.ui.command import Command, Needs

FILTERING = (
    Command(
        "actionFilter",
        "&Quick filter",
        "Type what the rows shown must have in any column",
        ("Ctrl+F",),
        words="search find",
    ),
    Command(
        "actionAddFilter",
        "&Add a condition…",
        "Filter by one column: contains, is, is not, matches, is empty, is not unique",
        ("Ctrl+Alt+F",),
        Needs.DATASET,
        "plus",
    ),
    Command(
        "actionValues",
        "&Values of this column…",
        "Every value of the current column with its count; tick those to be shown",
        ("Ctrl+L",),
        Needs.RECORD,
        "funnel",
    ),
    Command(
        "actionFilterByValue",
        "Only &this value",
        "Show only records that have what the current cell has",
        ("Ctrl+F3",),
        Needs.RECORD,
    ),
    Command(
        "actionExcludeValue",
        "&Without this value",
        "Hide the records that have what the current cell has",
        ("Ctrl+Shift+F3",),
        Needs.RECORD,
    ),
    Command(
        "actionNotUnique",
        "Only d&uplicates",
        "Show only records whose value in the current column another record has too",
        ("Ctrl+Alt+D",),
        Needs.RECORD,
        words="duplicates double same",
    ),
    Command(
        "actionStates",
        "&Status boxes",
        "Go to the boxes above the table: All, Pending, Saved… Each shows only its rows",
        ("Ctrl+Shift+B",),
        Needs.DATASET,
    ),
    Command(
        "actionApplyFilter",
        "A&pply filter again",
        "Look again at the rows that were changed or added since",
        ("Ctrl+Alt+L",),
        Needs.DATASET,
    ),
    Command(
        "actionFilterOff",
        "Filter &off or on",
        "Show every record, and later the same filter again",
        ("Ctrl+Shift+L",),
        Needs.DATASET,
    ),
    Command(
        "actionClearFilter",
        "&Clear filter",
        "Show every record; conditions go, the order stays",
        (),
        Needs.DATASET,
    ),
)
FINDING = (
    Command(
        "actionFind",
        "&Find…",
        "Find a text in the rows and columns on screen",
        ("Ctrl+Shift+F",),
        Needs.DATASET,
        "search",
        words="search",
    ),
    Command(
        "actionFindNext",
        "Find &next",
        "Go to the next cell that has the text",
        ("F3",),
        Needs.DATASET,
        "chevron-down",
    ),
    Command(
        "actionFindPrevious",
        "Find &previous",
        "Go to the cell before that has the text",
        ("Shift+F3",),
        Needs.DATASET,
        "chevron-up",
    ),
)
