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
        Command(
            "actionHistory",
            "&History…",
            "Everything that was done to this dataset as a list: a click goes to that moment",
            needs=Needs.DATASET,
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
        Command("actionFilter", "&Filter", "Go to the quick filter", ("Ctrl+F", "Ctrl+Shift+F")),
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
        Command("actionKeys", "&Keys", "What the keys do", ("F1",)),
        Command("actionLogFolder", "Open &log folder", "Where the program's log is kept"),
        Command("actionAbout", "&About CN Desktop", "Version and licences"),
    ),
}


def commands() -> list[Command]:
    """Every command, in menu order."""
    return [command for menu in MENUS.values() for entry in menu for command in _within(entry)]


def _within(entry: Command | Submenu | None) -> tuple[Command, ...]:
    if isinstance(entry, Submenu):
        return entry.commands
    return (entry,) if entry else ()
