"""Every command of the window, as data, in the order of the menus."""

from cn_desktop.ui.bulk.bulk_menu import CHANGING
from cn_desktop.ui.checks.check_menu import PROBLEMS
from cn_desktop.ui.command import Command, Needs, Submenu
from cn_desktop.ui.filters.filter_menu import FILTERING, FINDING
from cn_desktop.ui.table.edit_menu import (
    CLEARING,
    COPYING,
    FILLING,
    REVERTING,
    UNDOING,
)
from cn_desktop.ui.views.view_menus import COLUMNS, SORTING, TEXT, VIEWS

SUPPORT = (
    Command(
        "actionShowRequest",
        "Show re&quest…",
        "The exact text that is sent for the current record, without what proves who you are",
        (),
        Needs.CHANGED,
        words="support",
    ),
    Command(
        "actionShowAnswer",
        "Show &answer…",
        "What the server answered when the current record was sent",
        (),
        Needs.CHANGED,
        words="support",
    ),
    Command(
        "actionCopyJson",
        "Copy as &JSON",
        "Copy the selected cells as programs write them to each other",
        (),
        Needs.DATASET,
        words="support",
    ),
    Command(
        "actionLogFolder",
        "Open &log folder",
        "Where the program’s log is kept; no record stands in it",
        words="support",
    ),
)
"""What helps whoever looks into a fault, and nobody needs on the phone floor."""

MENUS: dict[str, tuple[Command | Submenu | None, ...]] = {
    "&File": (
        Command("actionConnect", "&Connect…", "Connect to another account", icon="plug"),
        Command(
            "actionEditConnection",
            "&Edit this connection…",
            "Change how the present account is connected to",
            needs=Needs.CONNECTION,
        ),
        Command("actionOpenDataset", "Choose &dataset", "Go to the list of datasets", ("Ctrl+O",)),
        Command(
            "actionElsewhere",
            "&Pending rows elsewhere",
            "Open the next dataset that has pending rows",
            (),
            Needs.ELSEWHERE,
            words="other dataset unsent",
        ),
        Command(
            "actionReload",
            "&Reload",
            "Read the dataset again; pending changes are kept",
            ("F5",),
            Needs.DATASET,
            "refresh-cw",
            words="refresh update",
        ),
        None,
        Command(
            "actionSubmit",
            "&Submit all",
            "Send every pending row of this dataset",
            ("Ctrl+S",),
            Needs.SENDABLE,
            "send",
            words="save send upload",
        ),
        Command(
            "actionSubmitSelected",
            "Submit se&lected rows",
            "Send only the selected rows",
            ("Ctrl+Alt+S",),
            Needs.SENDABLE,
        ),
        Command(
            "actionSubmitTicked",
            "Submit tic&ked rows",
            "Send only the rows that are ticked in the review",
            ("Ctrl+Shift+S",),
            Needs.SENDABLE,
        ),
        Command(
            "actionRetryRejected",
            "Send rejec&ted rows again",
            "Send once more what the server rejected",
            ("Ctrl+Alt+R",),
            Needs.REJECTED,
        ),
        Command(
            "actionCancel",
            "Ca&ncel",
            "Stop loading, or stop sending after the present row",
            ("Ctrl+.",),
            Needs.WORK,
            "x",
        ),
        Command(
            "actionSaveResults",
            "Sa&ve results…",
            "Write what became of each row of the last sending into a file",
            (),
            Needs.RESULTS,
            "save",
            words="export download csv",
        ),
        Command(
            "actionSaveReview",
            "Save revie&w…",
            "Write every change, old and new, into a file",
            (),
            Needs.REVIEWABLE,
            words="export download csv",
        ),
        Command(
            "actionKeepAgain",
            "Tr&y again to keep changes",
            "Write what is pending to this computer’s disk, if that works by now",
            (),
            Needs.UNKEPT,
        ),
        None,
        Command("actionQuit", "&Quit", "Close the program", ("Ctrl+Q",)),
    ),
    "&Edit": (
        *UNDOING,
        None,
        Command(
            "actionCut",
            "Cu&t",
            "Copy the selected cells, and empty those that can be edited",
            ("Ctrl+X",),
            Needs.EDITABLE,
        ),
        Command("actionCopy", "&Copy", "Copy the selected cells", ("Ctrl+C",), Needs.DATASET),
        Submenu("Cop&y as", COPYING),
        Command(
            "actionPaste",
            "&Paste",
            "Paste cells from here or from a spreadsheet, from the first selected cell on",
            ("Ctrl+V",),
            Needs.EDITABLE,
        ),
        Command(
            "actionPasteSpecial",
            "Paste &special…",
            "Look at what a paste would do, and choose how",
            ("Ctrl+Shift+V",),
            Needs.EDITABLE,
        ),
        None,
        Command(
            "actionInsertToday",
            "&Insert today’s date",
            "Type today’s date into the current cell; Enter takes it",
            ("Ctrl+;",),
            Needs.RECORD,
        ),
        Submenu("C&lear", CLEARING),
        Submenu("&Fill", FILLING),
        Submenu("Change &many", CHANGING),
        None,
        Submenu("Fi&nd", FINDING),
        Submenu("Pro&blems", PROBLEMS),
        None,
        Submenu("Re&vert", REVERTING),
    ),
    "&View": (
        Submenu("&Filter", FILTERING),
        Submenu("Sor&t", SORTING),
        Submenu("Col&umns", COLUMNS),
        Submenu("Sav&ed views", VIEWS),
        None,
        Command(
            "actionForm",
            "Record for&m",
            "From the table to the current record beside it, and back",
            ("F4",),
        ),
        Command(
            "actionReview",
            "&Review changes",
            "From the table to every change before it is sent, and back",
            ("Ctrl+Shift+P",),
            icon="list-checks",
        ),
        None,
        Submenu("Text si&ze", TEXT),
        Submenu(
            "&Colours",
            (
                Command(
                    "actionThemeSystem",
                    "As the &system",
                    "Follow the system’s colours",
                    words="theme mode",
                ),
                Command("actionThemeLight", "&Light", "Light colours", words="theme mode"),
                Command("actionThemeDark", "&Dark", "Dark colours", words="theme mode night"),
            ),
        ),
        Command(
            "actionShowDamaged",
            "Show unrea&dable records, read-only",
            "Show a dataset all the same that has characters nobody can read, with "
            "\N{REPLACEMENT CHARACTER} for them; such records can’t be changed",
            (),
            Needs.DAMAGED,
        ),
        None,
        Command(
            "actionNextPart",
            "&Next part of the window",
            "Take the keyboard on: toolbar, filter, table, side panel, pending bar",
            ("F6",),
        ),
        Command(
            "actionPreviousPart",
            "&Previous part of the window",
            "Take the keyboard back by one part",
            ("Shift+F6",),
        ),
    ),
    "&Record": (
        Command(
            "actionNewRecord",
            "&New record",
            "Add a record; it is created when it is submitted",
            ("Ctrl+N", "Ins"),
            Needs.EDITABLE,
            "plus",
        ),
        Command(
            "actionClone",
            "Cl&one records",
            "New records like the selected ones, without their uids and what the system keeps",
            ("Ctrl+Shift+D",),
            Needs.EDITABLE,
            "copy-plus",
            words="duplicate copy record",
        ),
        Command(
            "actionDoNotCall",
            "&Mark do not call…",
            "Take the selected records off: outcome code 98, where the connection allows it",
            needs=Needs.RECORD,
            icon="phone-off",
            words="remove opt out dnc",
        ),
        Command(
            "actionReloadRecord",
            "Reload th&is record",
            "Read the current record again; its pending changes are kept",
            ("Shift+F5",),
            Needs.RECORD,
            "refresh-cw",
        ),
        Command(
            "actionLookup",
            "&Look up…",
            "Read one record by its uid, or find a phone number in the loaded data",
            ("Ctrl+G",),
        ),
        Command(
            "actionShowTwins",
            "Others with this n&umber",
            "Find the loaded records that have a number of the current record, in any spelling",
            ("Ctrl+Shift+G",),
            Needs.RECORD,
        ),
        Command(
            "actionEditCell", "&Edit cell", "Edit the current cell", (), Needs.RECORD, "pencil"
        ),
        Command(
            "actionEditLarge",
            "Edit in a lar&ge field",
            "Edit the current cell with room for several lines; Alt+Enter starts a new one",
            ("Ctrl+Shift+Return", "Ctrl+Shift+Enter"),
            Needs.RECORD,
        ),
        Command(
            "actionDecide",
            "&Decide…",
            "Choose what is to become of a row in conflict, or of one nobody knows of",
            ("F7",),
            Needs.DECISION,
            "hand",
        ),
        Command(
            "actionCreateAsNew",
            "Create as ne&w",
            "Make a new record of a change whose record is gone",
            (),
            Needs.ORPHAN,
            "copy-plus",
        ),
        None,
        Command("actionPrevious", "&Previous record", "Go one up", ("Alt+Up",), Needs.RECORD),
        Command("actionNext", "Ne&xt record", "Go one down", ("Alt+Down",), Needs.RECORD),
    ),
    "&Tools": (
        Command(
            "actionPalette",
            "&Find a command…",
            "Type a part of a command, dataset, column or uid, and go there",
            ("Ctrl+K",),
            icon="search",
        ),
        None,
        Command(
            "actionLogIn",
            "Log in &again",
            "Log in with the same user name and API key, when the session has ended",
            needs=Needs.CONNECTION,
            icon="plug",
        ),
        Command(
            "actionReadOnly",
            "&Read-only",
            "Over this connection nothing can be changed or sent",
            needs=Needs.CONNECTION,
            is_switch=True,
        ),
        Command(
            "actionOldAfter",
            "&Warn of old records…",
            "After how many minutes to say that records are old before they are edited",
        ),
    ),
    "&Help": (
        Command(
            "actionKeys",
            "&Keys…",
            "What the keys do, and other keys for it",
            ("F1",),
            words="shortcuts hotkeys help",
        ),
        Submenu("For &support", SUPPORT),
        Command("actionAbout", "&About CN Desktop", "Version and licences"),
    ),
}


TABLE_MENU: tuple[tuple[str, ...], ...] = (
    ("actionEditCell", "actionCut", "actionCopy", "actionCopyWithHeadings", "actionPaste"),
    ("actionClear", "actionFillDown", "actionSetValue", "actionTransform"),
    ("actionRevertCell", "actionRevertRow", "actionDecide", "actionUseProposed"),
    ("actionFilterByValue", "actionExcludeValue", "actionShowTwins"),
    ("actionNewRecord", "actionClone", "actionCreateAsNew", "actionDoNotCall"),
)
"""What a right click on the table offers, in groups."""


def commands() -> list[Command]:
    """Every command, in menu order."""
    return [command for _, command in places()]


def places() -> list[tuple[str, Command]]:
    """The same, each with the name of its menu; that of a submenu stands behind it."""
    return [
        (path, command)
        for menu, entries in MENUS.items()
        for entry in entries
        for path, command in _within(menu.replace("&", ""), entry)
    ]


def _within(menu: str, entry: Command | Submenu | None) -> list[tuple[str, Command]]:
    if isinstance(entry, Submenu):
        path = f"{menu} › {entry.title.replace('&', '')}"
        return [(path, command) for command in entry.commands]
    return [(menu, entry)] if entry else []
