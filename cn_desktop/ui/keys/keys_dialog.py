"""The shortcut sheet, in which keys can be changed."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from cn_desktop.ui.bars import wrapped_label
from cn_desktop.ui.command import Command
from cn_desktop.ui.dialogs import fit
from cn_desktop.ui.keys.bindings import Bindings, refusal
from cn_desktop.ui.menus import commands, places

NAME = Qt.ItemDataRole.UserRole
NATIVE = QKeySequence.SequenceFormat.NativeText
IN_THE_TABLE = "In the table"
TABLE_KEYS = (
    ("Arrows", "Go to the next cell; with Shift: select as far as there"),
    ("Page Up, Page Down", "Go a window up, down"),
    ("Home, End", "Go to the first, the last column of the row"),
    ("Ctrl+A", "Select all cells"),
    ("Type", "Replace what the cell has"),
    ("F2, Enter", "Edit the cell, keeping its text"),
    ("Enter, Shift+Enter", "Take the edit and go down, up"),
    ("Tab, Shift+Tab", "Take the edit and go right, left"),
    ("Ctrl+Enter", "While editing: put what was typed into all selected cells"),
    ("Alt+Enter", "While editing: a new line in the text"),
    ("Alt+Down", "While editing: the list of values, where there is one"),
    ("Alt+Down", "The values of the column, to be ticked"),
    ("Esc", "Leave the editor; at once again: revert the cell"),
    ("Del", "Empty the selected cells"),
    ("Space", "Show the current record as a form"),
    ("Shift+Space, Ctrl+Space", "Select the whole rows, the whole columns"),
    ("Ctrl+arrow", "Go to the edge; with Shift: select up to there"),
    ("Ctrl+Home, Ctrl+End", "Go to the first, the last cell; with Shift: select up to there"),
)
SIZE = (1000, 640)
ROOM_BETWEEN = 16
CHOOSE = "Choose a command to change its keys."


class KeysDialog(QDialog):
    """Every command with its keys; the chosen one's can be changed below."""

    def __init__(self, bindings: Bindings, parent: QWidget) -> None:
        super().__init__(parent)
        self._bindings = bindings
        self.setObjectName("keysDialog")
        self.setWindowTitle("Keys")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._find = QLineEdit(self)
        self._find.setObjectName("keysFind")
        self._find.setAccessibleName("Find a command")
        self._find.setPlaceholderText("Find a command or a key")
        self._find.setClearButtonEnabled(True)
        self._find.textChanged.connect(self._show_matching)
        self._tree = self._make_tree()
        self._asked = QLabel(self)
        self._asked.setTextFormat(Qt.TextFormat.PlainText)
        self._keys = QKeySequenceEdit(self)
        self._keys.setObjectName("keysEdit")
        self._keys.setAccessibleName("New keys")
        self._keys.setMaximumSequenceLength(1)
        self._keys.setClearButtonEnabled(True)
        self._asked.setBuddy(self._keys)
        self._set = QPushButton("&Set", self)
        self._set.setObjectName("keysSet")
        self._reset = QPushButton("&Usual keys", self)
        self._reset.setObjectName("keysReset")
        self._word = wrapped_label(self, "keysWord")
        self._keys.keySequenceChanged.connect(self._judge)
        self._set.clicked.connect(self._give)
        self._reset.clicked.connect(self._take_back)
        bindings.changed.connect(self._fill)
        self._arrange()
        self._fill()
        fit(self, *SIZE)

    # Building

    def _make_tree(self) -> QTreeWidget:
        tree = QTreeWidget(self)
        tree.setObjectName("keysTree")
        tree.setAccessibleName("Commands and their keys")
        tree.setHeaderLabels(["Command", "Keys", "What it does"])
        tree.currentItemChanged.connect(self._choose)
        return tree

    def _arrange(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self._asked)
        row.addWidget(self._keys, 1)
        row.addWidget(self._set)
        row.addWidget(self._reset)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        usual = buttons.addButton("All &usual keys", QDialogButtonBox.ButtonRole.ResetRole)
        usual.setObjectName("keysResetAll")
        usual.clicked.connect(self._bindings.reset_all)
        buttons.rejected.connect(self.close)
        for button in (*buttons.buttons(), self._set, self._reset):
            if isinstance(button, QPushButton):
                button.setAutoDefault(False)  # Enter belongs to the field of keys
        column = QVBoxLayout(self)
        column.addWidget(self._find)
        column.addWidget(self._tree, 1)
        column.addLayout(row)
        column.addWidget(self._word)
        column.addWidget(buttons)

    def _fill(self) -> None:
        chosen = self._chosen()
        self._tree.clear()
        self._heading(IN_THE_TABLE).addChildren([_row("", *pair) for pair in TABLE_KEYS])
        menus: dict[str, list[QTreeWidgetItem]] = {}
        for menu, command in places():
            menus.setdefault(menu, []).append(self._item(command))
        for menu, items in menus.items():
            self._heading(menu).addChildren(items)
        self._tree.expandAll()
        self._fit_columns()
        self._show_matching(self._find.text())
        self._go_to(chosen.name if chosen else "")

    def _fit_columns(self) -> None:
        """To every command: what is typed above does not move them."""
        for column in (0, 1):
            width = self._tree.sizeHintForColumn(column)
            self._tree.setColumnWidth(column, width + ROOM_BETWEEN)

    def _heading(self, text: str) -> QTreeWidgetItem:
        heading = QTreeWidgetItem([text])
        heading.setFlags(Qt.ItemFlag.ItemIsEnabled)
        font = heading.font(0)
        font.setBold(True)
        heading.setFont(0, font)
        self._tree.addTopLevelItem(heading)
        heading.setFirstColumnSpanned(True)
        return heading

    def _item(self, command: Command) -> QTreeWidgetItem:
        keys = ", ".join(each.toString(NATIVE) for each in self._bindings.keys_of(command.name))
        changed = " (changed)" if self._bindings.is_changed(command.name) else ""
        item = _row(_title(command), f"{keys}{changed}".strip(), command.tip)
        item.setData(0, NAME, command.name)
        return item

    # What is done in it

    def _show_matching(self, typed: str) -> None:
        words = typed.casefold().split()
        for heading in _children(self._tree.invisibleRootItem()):
            for item in _children(heading):
                text = " ".join(map(item.text, range(3))).casefold()
                item.setHidden(not all(word in text for word in words))
            heading.setHidden(all(item.isHidden() for item in _children(heading)))

    def _go_to(self, name: str) -> None:
        for heading in _children(self._tree.invisibleRootItem()):
            for item in _children(heading):
                if name and item.data(0, NAME) == name:
                    self._tree.setCurrentItem(item)
                    return
        self._choose()

    def _chosen(self) -> Command | None:
        item = self._tree.currentItem()
        name = item.data(0, NAME) if item else None
        return next((each for each in commands() if each.name == name), None)

    def _choose(self, *_items: object) -> None:
        command = self._chosen()
        self._asked.setText(f"Keys for {_title(command)}" if command else CHOOSE)
        self._keys.setEnabled(command is not None)
        self._reset.setEnabled(command is not None and self._bindings.is_changed(command.name))
        self._keys.blockSignals(True)
        keys = self._bindings.keys_of(command.name)[:1] if command else []
        self._keys.setKeySequence(keys[0] if keys else QKeySequence())
        self._keys.blockSignals(False)
        self._set.setEnabled(False)
        self._word.setText("")

    def _judge(self, keys: QKeySequence) -> None:
        """Say at once what setting these keys would mean."""
        command = self._chosen()
        if command is None:
            return
        why_not = "" if keys.isEmpty() else refusal(keys)
        owner = None if keys.isEmpty() else self._bindings.owner(keys, command.name)
        taken = f"{keys.toString(NATIVE)} is now {_title(owner)}: Set takes it from there."
        self._word.setText(why_not or (taken if owner else ""))
        self._set.setEnabled(not why_not)

    def _give(self) -> None:
        if command := self._chosen():
            self._bindings.give(command.name, self._keys.keySequence())

    def _take_back(self) -> None:
        if command := self._chosen():
            self._bindings.reset(command.name)


def _title(command: Command | None) -> str:
    return command.text.replace("&", "") if command else ""


def _row(name: str, keys: str, tip: str) -> QTreeWidgetItem:
    """What does not fit into a column is told above it."""
    row = QTreeWidgetItem([name, keys, tip])
    row.setToolTip(2, tip)
    return row


def _children(item: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    children = (item.child(row) for row in range(item.childCount()))
    return [child for child in children if child is not None]
