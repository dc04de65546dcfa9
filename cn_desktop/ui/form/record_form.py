"""The current record beside the table, one field below the other."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from cn_desktop.records.fields import UID, FieldName, RecordKey
from cn_desktop.records.permits import LOCKING_STATES
from cn_desktop.records.validation import Finding
from cn_desktop.ui.bars import plain_label, wrapped_label
from cn_desktop.ui.field_names import is_called
from cn_desktop.ui.form.field_row import FieldRow
from cn_desktop.ui.form.groups import Group, grouped
from cn_desktop.ui.theme import Icons, Theme
from cn_desktop.ui.words import LOCKS, NO_RECORD_CHOSEN, named, status_said
from cn_desktop.ui.workspace import Workspace

HIDDEN = "hidden by the filter"
NONE_FOUND = "No field is called so."
NONE_CHANGED = "No field of this record is changed."


class FindField(QLineEdit):
    """Where a field is looked for by its name. `left`: Esc with nothing in it."""

    left = Signal()

    # Qt calls this; the name is Qt's.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.text():
            self.clear()
        else:
            self.left.emit()


class FieldArea(QScrollArea):
    """Where the fields scroll: what comes below it covers no field that is typed into."""

    # Qt calls this; the name is Qt's.

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.isAncestorOf(focused := QApplication.focusWidget() or self):
            self.ensureWidgetVisible(focused)


class RecordForm(QWidget):
    """Fields in groups; locked ones last. It follows the table's current record.

    `left`: the keyboard goes back to the table.
    """

    left = Signal()

    def __init__(self, workspace: Workspace, theme: Theme, icons: Icons, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("recordForm")
        self.setAccessibleName("Record form")
        self._workspace = workspace
        self._theme = theme
        self._icons = icons
        self._rows: dict[FieldName, FieldRow] = {}
        self._groups: list[tuple[list[QLabel], list[FieldRow]]] = []
        self._shown_groups: list[Group] = []
        self._building = QTimer(self, singleShot=True, interval=0)
        self._building.timeout.connect(self._build_late)
        self._build_head()
        self._area = FieldArea(self)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._arrange()
        self._connect()
        self._rebuild()

    def _build_head(self) -> None:
        self._title = wrapped_label(self, "recordFormTitle")
        self._title.setProperty("isTitle", True)
        self._place = plain_label(self, "recordFormPlace")
        self._place.setProperty("isDim", True)
        self._arrows = QHBoxLayout()
        self._arrows.setSpacing(0)
        self._state = wrapped_label(self, "recordFormState")
        self._find = FindField(self)
        self._find.setObjectName("findField")
        self._find.setAccessibleName("Find a field")
        self._find.setPlaceholderText("Find a field…")
        self._find.setClearButtonEnabled(True)
        self._only = QCheckBox("Changed only", self)
        self._only.setObjectName("changedOnly")
        self._only.setToolTip("Show only the fields that are changed or need a look")
        self._nothing = wrapped_label(self, "recordFormNothing")
        self._nothing.setProperty("isDim", True)

    def _arrange(self) -> None:
        self._head = QWidget(self)
        head = QHBoxLayout(self._head)
        head.setContentsMargins(0, 0, 0, 0)
        head.addWidget(self._title, 1)
        head.addWidget(self._place)
        head.addLayout(self._arrows)
        search = QHBoxLayout()
        search.addWidget(self._find, 1)
        search.addWidget(self._only)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.addWidget(self._head)
        column.addWidget(self._state)
        column.addLayout(search)
        column.addWidget(self._nothing)
        column.addWidget(self._area, 1)
        column.addStretch(0)

    def _connect(self) -> None:
        workspace = self._workspace
        self._find.textChanged.connect(self._show_matching)
        self._find.returnPressed.connect(self._go_to_found)
        self._find.left.connect(self.left)
        self._only.toggled.connect(self._show_matching)
        workspace.editing_ends.connect(self._end_editing)
        workspace.editing_pauses.connect(self._end_editing)
        for signal in (
            workspace.sheet_changed,
            workspace.vocabulary_changed,
            workspace.current_changed,
        ):
            signal.connect(self._rebuild)
        workspace.current_changed.connect(self._follow_current)
        workspace.rows_changed.connect(self._show_changed)
        workspace.order_changed.connect(self._show_place)
        self._theme.changed.connect(self._show)

    # What others ask of it

    def use_steps(self, previous: QAction, following: QAction) -> None:
        """The commands that go to the record above and to the one below."""
        for action, arrow in (
            (previous, Qt.ArrowType.LeftArrow),
            (following, Qt.ArrowType.RightArrow),
        ):
            button = QToolButton(self, autoRaise=True)
            button.setArrowType(arrow)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setToolTip(action.toolTip())
            button.setAccessibleName(action.text().replace("&", ""))
            button.clicked.connect(action.trigger)
            self._arrows.addWidget(button)

    @property
    def is_built(self) -> bool:
        """Its fields are those of the dataset; a moment after that was opened they are not yet."""
        return not self._building.isActive()

    def has_keyboard(self) -> bool:
        """Somebody types in it."""
        focused = QApplication.focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    def enter(
        self, field: FieldName, reason: Qt.FocusReason = Qt.FocusReason.ShortcutFocusReason
    ) -> None:
        """Go to this field; into the search where it is not there or locked.

        By the `reason` Qt decides whether all of its text is selected.
        """
        if self._building.isActive():
            self._building.stop()
            self._build_late()
        row = self._rows.get(field)
        if row is None:
            self._find.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
        if row.isHidden():
            self._find.clear()
            self._only.setChecked(False)
        row.editor.setFocus(reason)
        self._area.ensureWidgetVisible(row)

    # Following the workspace

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
        for row in self._rows.values():
            row.show_vocabulary()

    def _build_late(self) -> None:
        if not self._is_typed_into():
            self._shown_groups = grouped(self._workspace.sheet)
            self._build()
        for row in self._rows.values():
            row.show_vocabulary()
        self._show()

    def _is_typed_into(self) -> bool:
        """Whoever is typing keeps the field, be it in last time's group."""
        return any(row.editor.hasFocus() for row in self._rows.values())

    def _build(self) -> None:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(2, 0, 4, 0)
        self._rows = {}
        self._groups = []
        for group in self._shown_groups:
            headings = self._headings(group, page)
            rows = [self._row(field, page) for field in group.fields]
            for widget in (*headings, *rows):
                column.addWidget(widget)
            self._rows.update(zip(group.fields, rows, strict=True))
            self._groups.append((headings, rows))
        column.addStretch(1)
        self._area.setWidget(page)

    def _headings(self, group: Group, page: QWidget) -> list[QLabel]:
        heading = wrapped_label(page)
        heading.setText(group.title)
        heading.setProperty("isTitle", True)
        if not group.reason:
            return [heading]
        reason = wrapped_label(page)
        reason.setText(group.reason)
        reason.setProperty("isDim", True)
        return [heading, reason]

    def _row(self, field: FieldName, page: QWidget) -> FieldRow:
        row = FieldRow(field, self._workspace, self._theme, self._icons, page)
        row.entered.connect(self._follow_field)
        row.done.connect(self._go_on)
        row.left.connect(self.left)
        return row

    def _show_changed(self, keys: set[RecordKey] | None) -> None:
        current = self._workspace.current
        if keys is None or (current is not None and current[0] in keys):
            self._show()

    def _show(self) -> None:
        current = self._workspace.current
        for widget in (self._head, self._find, self._only):
            widget.setVisible(current is not None)
        self._area.setVisible(current is not None and self.is_built)
        self._state.setVisible(False)
        self._show_place()
        if current is None:
            self._nothing.setText(NO_RECORD_CHOSEN)
            self._nothing.setVisible(True)
            return
        findings = self._workspace.sheet.holding.findings(current[0])
        self._show_head(current[0], findings)
        for row in self._rows.values():
            row.show_record(current[0], findings)
        self._show_matching()

    def _show_head(self, key: RecordKey, findings: Sequence[Finding]) -> None:
        sheet = self._workspace.sheet
        self._title.setText(named(sheet, key))
        problems = [finding.problem for finding in findings]
        words = status_said(sheet, key, problems)
        lock = sheet.locks.of_row(key)
        is_said = sheet.changes.state(key) in LOCKING_STATES
        told = [words, LOCKS[lock] if lock and not is_said else ""]
        self._state.setText("\n".join(filter(None, told)))
        self._state.setVisible(bool(self._state.text()))

    def _show_place(self) -> None:
        """`3 of 60` of the rows on screen, or that it is none of them."""
        current = self._workspace.current
        row = self._workspace.sheet.store.row_of(current[0]) if current else None
        rows = self._workspace.rows
        place = None if row is None else rows.place_of(row)
        if place is not None:
            self._place.setText(f"{place + 1:,} of {len(rows):,}")
        else:
            is_hidden = row is not None and not self._workspace.is_counting
            self._place.setText(HIDDEN if is_hidden else "")

    def _end_editing(self) -> None:
        for row in self._rows.values():
            row.take()

    # Finding a field, and going from one to the next

    def _show_matching(self) -> None:
        wanted = self._find.text().strip()
        vocabulary = self._workspace.sheet.vocabulary
        is_only = self._only.isChecked()
        rows = self._rows.values()
        for row in rows:
            is_meant = row.is_marked or row.editor.hasFocus() or not is_only
            row.setVisible(is_called(row.field, vocabulary, wanted) and is_meant)
        for headings, members in self._groups:
            is_empty = all(row.isHidden() for row in members)
            for heading in headings:
                heading.setVisible(not is_empty)
        if self._workspace.current is not None:
            is_nothing = self.is_built and all(row.isHidden() for row in rows)
            self._nothing.setText(NONE_CHANGED if is_only and not wanted else NONE_FOUND)
            self._nothing.setVisible(is_nothing)
        marked = sum(1 for row in rows if row.is_marked)
        self._only.setText(f"Changed only ({marked})" if marked else "Changed only")

    def _go_to_found(self) -> None:
        """Enter goes on into the first field found."""
        self._enter_first(list(self._rows.values()))

    def _go_on(self, field: FieldName) -> None:
        """Enter goes on to the next field that can be edited."""
        names = list(self._rows)
        self._enter_first([self._rows[name] for name in names[names.index(field) + 1 :]])

    def _enter_first(self, rows: Sequence[FieldRow]) -> None:
        for row in rows:
            if not row.isHidden() and row.is_editable:
                row.editor.setFocus(Qt.FocusReason.TabFocusReason)
                self._area.ensureWidgetVisible(row)
                return

    def _follow_current(self) -> None:
        """The current cell's field is in sight; whoever is in another field goes to it.

        The uid is in sight already, in the heading, and its field is the last but one.
        """
        current = self._workspace.current
        row = self._rows.get(current[1]) if current else None
        if row is None or row.isHidden() or not self.isVisible():
            return
        is_typed_into = self._is_typed_into()
        if is_typed_into and not row.editor.hasFocus():
            row.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        if is_typed_into or row.field != UID:
            self._scroll_to(row)

    def _scroll_to(self, row: FieldRow) -> None:
        """No further than needed, but to the top for a field that is seen from there."""
        bar, room = self._area.verticalScrollBar(), self._area.viewport().height()
        if row.y() < bar.value() and row.geometry().bottom() < room:
            bar.setValue(0)
        self._area.ensureWidgetVisible(row)

    def _follow_field(self, field: FieldName) -> None:
        """The table goes to the cell that is being looked at here."""
        row = self._rows.get(field)
        current = self._workspace.current
        if row and current and row.key == current[0] and current[1] != field:
            self._workspace.set_current((current[0], field))

    # Qt calls this; the name is Qt's.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc, wherever in the form nobody else wants it."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
