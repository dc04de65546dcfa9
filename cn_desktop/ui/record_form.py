"""The current record beside the table, one field below the other."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from cn_desktop.records.changes import Edit
from cn_desktop.records.fields import (
    LOCKED_FIELDS,
    PHONES,
    STANDARD,
    FieldName,
    Lock,
    RecordKey,
    text_of,
)
from cn_desktop.records.marks import Mark
from cn_desktop.records.sheet import Sheet
from cn_desktop.records.vocabulary import Vocabulary
from cn_desktop.ui.bars import wrapped_label
from cn_desktop.ui.choices import offer
from cn_desktop.ui.editors.line_editor import NO_LIMIT
from cn_desktop.ui.theme import Icons
from cn_desktop.ui.words import LOCKS, LONGEST_SHOWN, describe, moved, shown_text, was
from cn_desktop.ui.workspace import Workspace

NAMES = ("title", "firstname", "lastname")
OWN_GROUPS = ("Name", "Phone numbers", "Address", "Your account’s fields", "Calls")
KEPT = "Kept by the system"


class FieldRow(QWidget):
    """Label, editor, what it was, and a way back."""

    def __init__(
        self, field: FieldName, workspace: Workspace, icons: Icons, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.field = field
        self.label = ""
        self._vocabulary: Vocabulary | None = None
        self._workspace = workspace
        self._key: RecordKey | None = None
        self._label = wrapped_label(self)
        self._label.setProperty("isDim", True)
        self.editor = QLineEdit(self, maxLength=NO_LIMIT)
        self.editor.setObjectName(f"form_{field}")
        self._label.setBuddy(self.editor)
        self._back = QToolButton(self, autoRaise=True)
        icons.dress(self._back, "rotate-ccw")
        self._back.setToolTip("Back to the server’s value")
        self._was = wrapped_label(self)
        self._was.setProperty("isDim", True)
        self._arrange()
        self.show_vocabulary()
        self.editor.editingFinished.connect(self.take)
        self._back.clicked.connect(self._revert)

    def _arrange(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(2)
        line.addWidget(self.editor, 1)
        line.addWidget(self._back)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(1)
        column.addWidget(self._label)
        column.addLayout(line)
        column.addWidget(self._was)

    def show_vocabulary(self) -> None:
        """The field's label, and the values there are to choose from."""
        vocabulary = self._workspace.sheet.vocabulary
        if vocabulary is self._vocabulary:
            return
        self._vocabulary = vocabulary
        label = vocabulary.label(self.field)
        self.label = label
        self._label.setText(label)
        self.editor.setAccessibleName(label)
        self._back.setAccessibleName(f"Revert {label}")
        if choices := vocabulary.choices.get(self.field):
            offer(self.editor, choices)
        elif completer := self.editor.completer():
            completer.deleteLater()

    def show_record(self, key: RecordKey) -> None:
        """Fill in from this record, unless it is being typed into for the same one."""
        sheet = self._workspace.sheet
        if key == self._key and self.editor.hasFocus() and self.editor.isModified():
            return
        self.take()
        self._key = key
        text = text_of(sheet.value(key, self.field))
        lock = sheet.lock(key, self.field) or _lock_of(text)
        shown = shown_text(text) if lock else text
        if shown != self.editor.text():  # else the cursor and the selection stay
            self.editor.setText(shown)
            self.editor.setCursorPosition(0)
        self.editor.setReadOnly(lock is not None)
        self.editor.setEnabled(lock is None)
        self.editor.setToolTip(LOCKS[lock] if lock else "")
        edit = None if sheet.changes.is_new(key) else sheet.changes.edit(key, self.field)
        self._back.setVisible(edit is not None)
        contested = sheet.changes.contested(key)
        if edit and self.field in contested:
            other = moved(contested[self.field], edit.server_value)
        else:
            other = self._other_value(edit, sheet.changes.mark(key))
        self._was.setText(other)
        self._was.setVisible(bool(self._was.text()))

    def _other_value(self, edit: Edit | None, mark: Mark | None) -> str:
        """What the server has, or what was sent where it stored something else."""
        if edit:
            return f"was: {was(edit.server_value)}"
        return f"sent: {was(mark.sent[self.field])}" if mark and self.field in mark.sent else ""

    def take(self) -> None:
        """Hand over what was typed."""
        if self._key is not None and self.editor.isModified():
            self.editor.setModified(False)
            self._workspace.type_text(self._key, self.field, self.editor.text())

    def _revert(self) -> None:
        if self._key is not None:
            self._workspace.revert_cells([(self._key, self.field)])

    # Qt calls this; the name is Qt's.

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        """A click on the label or beside it goes to the field."""
        self.editor.setFocus(Qt.FocusReason.MouseFocusReason)


def _lock_of(text: str) -> Lock | None:
    """Why the form's one line is no place to edit this."""
    if "\n" in text:
        return Lock.NOT_ONE_LINE
    return Lock.LONG_TEXT if len(text) > LONGEST_SHOWN else None


class RecordForm(QWidget):
    """Fields in groups; locked ones last. It follows the table's current record."""

    def __init__(self, workspace: Workspace, icons: Icons, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("recordForm")
        self.setAccessibleName("Record form")
        self._workspace = workspace
        self._icons = icons
        self._rows: list[FieldRow] = []
        self._groups: list[tuple[QWidget, list[FieldRow]]] = []
        self._shown_groups: list[tuple[str, list[FieldName]]] = []
        self._building = QTimer(self, singleShot=True, interval=0)
        self._building.timeout.connect(self._build_and_show)
        self._title = wrapped_label(self, "recordFormTitle")
        self._title.setProperty("isTitle", True)
        self._state = wrapped_label(self, "recordFormState")
        self._find = QLineEdit(self)
        self._find.setObjectName("findField")
        self._find.setAccessibleName("Find a field")
        self._find.setPlaceholderText("Find a field…")
        self._find.setClearButtonEnabled(True)
        self._find.textChanged.connect(self._show_matching)
        self._find.returnPressed.connect(self._go_to_found)
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        for widget in (self._title, self._state, self._find, self._area):
            column.addWidget(widget)
        column.setAlignment(Qt.AlignmentFlag.AlignTop)
        workspace.editing_ends.connect(self._end_editing)
        workspace.editing_pauses.connect(self._end_editing)
        workspace.sheet_changed.connect(self._rebuild)
        workspace.vocabulary_changed.connect(self._rebuild)
        workspace.current_changed.connect(self._rebuild)
        workspace.rows_changed.connect(self._show)
        self._rebuild()

    def _rebuild(self) -> None:
        if self._workspace.current is not None:  # its fields are hidden otherwise
            self._bring_up_to_date()
        self._show()

    def _bring_up_to_date(self) -> None:
        """Other fields take some 20 ms, for which the table's first rows need not wait."""
        groups = grouped(self._workspace.sheet)
        if groups != self._shown_groups and not self._is_typed_into():
            self._building.start()
            return
        self._building.stop()
        for row in self._rows:
            row.show_vocabulary()

    def _build_and_show(self) -> None:
        groups = grouped(self._workspace.sheet)
        if not self._is_typed_into():
            self._shown_groups = groups
            self._build()
        for row in self._rows:
            row.show_vocabulary()
        self._show()

    def _is_typed_into(self) -> bool:
        """Whoever is typing keeps the field, be it in last time's group."""
        return any(row.editor.hasFocus() for row in self._rows)

    def _build(self) -> None:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(2, 0, 4, 0)
        self._rows = []
        self._groups = []
        for title, fields in self._shown_groups:
            heading = wrapped_label(page)
            heading.setText(title)
            heading.setProperty("isTitle", True)
            column.addWidget(heading)
            rows = [FieldRow(field, self._workspace, self._icons, page) for field in fields]
            for row in rows:
                column.addWidget(row)
            self._rows += rows
            self._groups.append((heading, rows))
        column.addStretch(1)
        self._area.setWidget(page)
        self._show_matching(self._find.text())

    def _show(self) -> None:
        current = self._workspace.current
        self._area.setVisible(current is not None and not self._building.isActive())
        self._find.setVisible(current is not None)
        self._state.setVisible(False)
        if current is None:
            self._title.setText("Choose a record in the table to see it here.")
            return
        key = current[0]
        changes = self._workspace.sheet.changes
        self._title.setText("New record" if changes.is_new(key) else f"Record {shown_text(key)}")
        problems = [finding.problem for finding in self._workspace.sheet.findings(key)]
        words = describe(changes.state(key), changes.mark(key), problems)
        self._state.setText(words)
        self._state.setVisible(bool(words))
        for row in self._rows:
            row.show_record(key)

    def _end_editing(self) -> None:
        for row in self._rows:
            row.take()

    def _show_matching(self, text: str) -> None:
        wanted = text.strip().casefold()
        for row in self._rows:
            names = f"{row.field} {row.label}".casefold()
            row.setVisible(wanted in names)
        for heading, rows in self._groups:
            heading.setVisible(not all(row.isHidden() for row in rows))

    def _go_to_found(self) -> None:
        """Enter goes on into the first field found."""
        for row in self._rows:
            if not row.isHidden() and row.editor.isEnabled():
                row.editor.setFocus(Qt.FocusReason.TabFocusReason)
                return


def grouped(sheet: Sheet) -> list[tuple[str, list[FieldName]]]:
    """Headings and their fields, without empty groups: the account's groups, else our own.

    What can't be edited stands last.
    """
    groups: dict[str, list[FieldName]] = {title: [] for title in OWN_GROUPS}
    locked = []
    for field in sheet.fields:
        if sheet.column_lock(field):
            locked.append(field)
        else:
            title = sheet.vocabulary.of(field).group or _own_group(field)
            groups.setdefault(title, []).append(field)
    groups[KEPT] = locked
    return [(title, members) for title, members in groups.items() if members]


def _own_group(field: FieldName) -> str:
    if field in NAMES:
        return "Name"
    if field in PHONES:
        return "Phone numbers"
    if field not in STANDARD:
        return "Your account’s fields"
    return "Calls" if field in LOCKED_FIELDS else "Address"
