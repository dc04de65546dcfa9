"""Every command of the window, as data, in the order of the menus."""

from cn_desktop.ui.command import Command, Needs, Submenu

MENUS: dict[str, tuple[Command | Submenu | None, ...]] = {
    "&File": (
        Command("actionConnect", "&Connect…", "Connect to another account", icon="plug"),
        Command(
            "actionEditConnection",
            "&Edit this connection…",
            "Change how the present account is connected to",
            needs=Needs.CONNECTION,
        ),
        Command("actionOpenDataset", "&Choose dataset", "Go to the dataset picker", ("Ctrl+O",)),
        Command(
            "actionReload",
            "&Reload",
            "Read the dataset again; pending changes are kept",
            ("F5",),
            Needs.DATASET,
            "refresh-cw",
        ),
        None,
        Command(
            "actionSubmit",
            "&Submit all",
            "Send every pending row of this dataset",
            ("Ctrl+S",),
            Needs.SENDABLE,
            "send",
        ),
        Command(
            "actionSubmitSelected",
            "Submit se&lected rows",
            "Send only the selected rows",
            ("Ctrl+Alt+S",),
            Needs.SENDABLE,
        ),
        Command(
            "actionRetryRejected",
            "Re&try rejected rows",
            "Send again what the server rejected",
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
        Command(
            "actionUndo", "&Undo", "Take back the last change", ("Ctrl+Z",), Needs.UNDO, "undo-2"
        ),
        Command(
            "actionRedo",
            "&Redo",
            "Do again what was undone",
            ("Ctrl+Y", "Ctrl+Shift+Z"),
            Needs.REDO,
            "redo-2",
        ),
        None,
        Command("actionCopy", "&Copy", "Copy the selected cells", ("Ctrl+C",), Needs.DATASET),
        Submenu(
            "Co&py as",
            (
                Command(
                    "actionCopyWithHeadings",
                    "Cells with &headings",
                    "Copy the selected cells with the columns’ names above them",
                    ("Ctrl+Shift+C",),
                    Needs.DATASET,
                ),
                Command("actionCopyCsv", "&CSV", "Copy as comma-separated text", (), Needs.DATASET),
                Command("actionCopyJson", "&JSON", "Copy as JSON", (), Needs.DATASET),
                Command(
                    "actionCopyMarkdown",
                    "&Markdown",
                    "Copy as a table for notes",
                    (),
                    Needs.DATASET,
                ),
            ),
        ),
        Command(
            "actionPaste",
            "P&aste",
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
        Command("actionClear", "C&lear cells", "Empty the selected cells", ("Del",), Needs.RECORD),
        Command(
            "actionSetEmpty",
            "Set to &empty text",
            "An empty text in the selected cells, in those that are null too",
            ("Ctrl+Alt+0",),
            Needs.RECORD,
        ),
        Command(
            "actionSetNull",
            "Set to nu&ll",
            "Null in the selected cells: no text at all, not even an empty one",
            ("Ctrl+0",),
            Needs.NULL,
        ),
        None,
        Command(
            "actionFillDown",
            "Fill &down",
            "The first selected row’s values in all selected rows; in one row: those above it",
            ("Ctrl+D",),
            Needs.RECORD,
        ),
        Command(
            "actionFillRight",
            "Fill ri&ght",
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
        Command(
            "actionInsertToday",
            "&Insert today’s date",
            "Type today’s date into the current cell; Enter takes it",
            ("Ctrl+;",),
            Needs.RECORD,
        ),
        None,
        Command(
            "actionSetValue",
            "Set &value…",
            "Put one value into the selected cells, or into a field of all rows shown",
            needs=Needs.EDITABLE,
        ),
        Command(
            "actionTransform",
            "&Transform…",
            "Tidy texts: spaces, case, postcodes, digits, phone numbers, patterns",
            needs=Needs.EDITABLE,
        ),
        Command(
            "actionReplace",
            "&Find and replace…",
            "Find texts in the selection or in all rows shown, and put others in their place",
            ("Ctrl+H",),
            Needs.EDITABLE,
        ),
        None,
        Command(
            "actionFind",
            "&Find…",
            "Find a text in the rows and columns on screen",
            ("Ctrl+Shift+F",),
            Needs.DATASET,
            "search",
        ),
        Command(
            "actionFindNext",
            "Find ne&xt",
            "Go to the next cell that has the text",
            ("F3",),
            Needs.DATASET,
            "chevron-down",
        ),
        Command(
            "actionFindPrevious",
            "Find pre&vious",
            "Go to the cell before that has the text",
            ("Shift+F3",),
            Needs.DATASET,
            "chevron-up",
        ),
        None,
        Command(
            "actionRevertCell",
            "Revert &cells",
            "Back to the server’s values in the selected cells",
            ("Ctrl+Alt+Z",),
            Needs.PENDING,
            "rotate-ccw",
        ),
        Command(
            "actionRevertRow",
            "Revert r&ows",
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
        ),
    ),
    "&View": (
        Command("actionFilter", "&Filter", "Go to the quick filter", ("Ctrl+F",)),
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
            "Filter &by this value",
            "Show only records that have what the current cell has",
            ("Ctrl+F3",),
            Needs.RECORD,
        ),
        Command(
            "actionExcludeValue",
            "E&xclude this value",
            "Hide the records that have what the current cell has",
            ("Ctrl+Shift+F3",),
            Needs.RECORD,
        ),
        Command(
            "actionNotUnique",
            "&Only values that are not unique",
            "Show only records whose value in the current column another record has too",
            ("Ctrl+Alt+D",),
            Needs.RECORD,
        ),
        Command(
            "actionStates",
            "&States of rows",
            "Go to the counts above the table, which show only rows in a state",
            ("Ctrl+Shift+B",),
            Needs.DATASET,
        ),
        Command(
            "actionApplyFilter",
            "A&pply the filter again",
            "Judge rows anew that were changed or added since",
            ("Ctrl+Alt+L",),
            Needs.DATASET,
        ),
        Command(
            "actionFilterOff",
            "Filter o&ff or on",
            "Show every record, and later the same filter again",
            ("Ctrl+Shift+L",),
            Needs.DATASET,
        ),
        Command(
            "actionClearFilter",
            "&Clear the filter",
            "Show every record; conditions go, the order stays",
            (),
            Needs.DATASET,
        ),
        None,
        Command(
            "actionClearSort",
            "Server’s &order",
            "Show the records in the server’s order",
            (),
            Needs.DATASET,
        ),
        Command(
            "actionShowDamaged",
            "Show with replacement &signs, read-only",
            "Read the answer again that had characters that can’t be read, and show "
            "\N{REPLACEMENT CHARACTER} for them; such records can’t be changed",
            (),
            Needs.DAMAGED,
        ),
        Command(
            "actionHideEmpty",
            "&Hide empty columns",
            "Hide the columns in which no record has anything",
            is_switch=True,
        ),
        None,
        Command("actionForm", "Record &form", "Show the current record beside the table", ("F4",)),
        Command(
            "actionReview",
            "Re&view changes",
            "Show every change before it is sent",
            ("Ctrl+Shift+P",),
            icon="list-checks",
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
        None,
        Command("actionThemeSystem", "Colours: as the &system", "Follow the system’s colours"),
        Command("actionThemeLight", "Colours: &light", "Light colours"),
        Command("actionThemeDark", "Colours: &dark", "Dark colours"),
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
            "C&lone records",
            "New records like the selected ones, without their uids and what the system keeps",
            ("Ctrl+Shift+D",),
            Needs.EDITABLE,
            "copy-plus",
        ),
        Command(
            "actionDoNotCall",
            "&Mark do not call…",
            "Take the selected records off: outcome code 98, where the connection allows it",
            needs=Needs.RECORD,
            icon="phone-off",
        ),
        Command("actionLookup", "&Look up a uid", "Read one record by its uid", ("Ctrl+G",)),
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
        Command(
            "actionShowRequest",
            "Show re&quest…",
            "The exact text that is sent for the current record, without the token",
            (),
            Needs.CHANGED,
        ),
        Command(
            "actionShowAnswer",
            "Show &answer…",
            "What the server answered when the current record was sent",
            (),
            Needs.CHANGED,
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
            "Ask for a new session",
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
    ),
    "&Help": (
        Command("actionKeys", "&Keys…", "What the keys do, and other keys for it", ("F1",)),
        Command("actionLogFolder", "Open &log folder", "Where the program's log is kept"),
        Command("actionAbout", "&About CN Desktop", "Version and licences"),
    ),
}


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
