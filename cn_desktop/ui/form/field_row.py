"""One field of the form: its label, its editor, what is special about it, and a way back."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from cn_desktop.records.changes import Edit
from cn_desktop.records.fields import FieldName, Lock, RecordKey, text_of
from cn_desktop.records.marks import State
from cn_desktop.records.sheet import Sheet
from cn_desktop.records.validation import Finding
from cn_desktop.records.vocabulary import Vocabulary
from cn_desktop.ui.bars import wrapped_label
from cn_desktop.ui.choices import offer
from cn_desktop.ui.editors.unwieldy import lock_of
from cn_desktop.ui.field_names import full_name
from cn_desktop.ui.form.form_editor import FormEditor, FormLine, FormText
from cn_desktop.ui.form.name_line import NameLine
from cn_desktop.ui.theme import Icons, Theme
from cn_desktop.ui.words import (
    CONTESTED_SIGN,
    LOCKS,
    PASTE_REFUSED,
    PROBLEMS,
    as_sentences,
    moved,
    shown_text,
    was,
)
from cn_desktop.ui.workspace import Workspace

STOPS = "! The row is not sent before this is put right"
PASSES = "! The row can be sent as it is; the server decides"
CONTESTED = f"{CONTESTED_SIGN} Somebody else changed this field too since it was read"
LONG = 80
"""Characters: a longer text, or one of a field for long ones, gets several lines."""
LONG_FIELD = 255
LONGEST = 20_000
"""Characters that are laid out in several lines before anybody could notice."""
WORKS_BESIDE = {Lock.IDENTITY, Lock.SERVER_KEEPS, Lock.DIALLING, Lock.ACCOUNT}
"""The heading of such fields says why they are locked."""
BAR = 3


class FieldRow(QWidget):
    """Shows one field of the current record; hands over what is typed when it is left.

    `entered`: it has the keyboard. `done`: Enter, on to the next. `left`: Esc.
    """

    entered = Signal(str)
    done = Signal(str)
    left = Signal()

    def __init__(
        self, field: FieldName, workspace: Workspace, theme: Theme, icons: Icons, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.field = field
        self.is_marked = False
        self._workspace = workspace
        self._theme = theme
        self._vocabulary: Vocabulary | None = None
        self._key: RecordKey | None = None
        self._bar = ""
        self._names = NameLine(theme, self)
        self._line = FormLine(self)
        self._text: FormText | None = None
        self.editor: FormEditor = self._line
        self._back = QToolButton(self, autoRaise=True)
        self._back.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        icons.dress(self._back, "rotate-ccw")
        self._back.setToolTip("Back to the server’s value")
        self._was = wrapped_label(self)
        self._was.setProperty("isDim", True)
        self._note = wrapped_label(self)
        self._note.setProperty("isFault", True)
        self._note.setToolTip(STOPS)
        self._doubt = wrapped_label(self)
        self._doubt.setProperty("isDoubt", True)
        self._doubt.setToolTip(PASSES)
        self._arrange()
        self._use(self._line)
        self.show_vocabulary()
        self._back.clicked.connect(self._revert)

    def _arrange(self) -> None:
        self._place = QHBoxLayout()
        self._place.setSpacing(2)
        self._place.addWidget(self._line, 1)
        self._place.addWidget(self._back, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(BAR + 5, 0, 0, 6)
        column.setSpacing(1)
        column.addWidget(self._names)
        column.addLayout(self._place)
        column.addWidget(self._was)
        column.addWidget(self._note)
        column.addWidget(self._doubt)

    def _use(self, editor: FormEditor) -> None:
        """Listen to a new editor."""
        editor.setObjectName(f"form_{self.field}")
        editor.setAccessibleName(self._full_name)
        editor.finished.connect(self.take)
        editor.entered.connect(lambda: self.entered.emit(self.field))
        editor.done.connect(lambda: self.done.emit(self.field))
        editor.left.connect(self.left)
        editor.refused.connect(lambda: self._workspace.tell(PASTE_REFUSED))

    @property
    def _full_name(self) -> str:
        return full_name(self.field, self._workspace.sheet.vocabulary)

    @property
    def key(self) -> RecordKey | None:
        """The record that is shown."""
        return self._key

    @property
    def is_editable(self) -> bool:
        return not self.editor.isReadOnly()

    def show_vocabulary(self) -> None:
        """The field's names, and the values there are to choose from."""
        vocabulary = self._workspace.sheet.vocabulary
        if vocabulary is self._vocabulary:
            return
        self._vocabulary = vocabulary
        self._names.show_names(self.field, vocabulary)
        self.editor.setAccessibleName(self._full_name)
        self._back.setAccessibleName(f"Revert {self._full_name}")
        if choices := vocabulary.choices.get(self.field):
            offer(self._line, choices)
        elif completer := self._line.completer():
            completer.deleteLater()

    def show_record(self, key: RecordKey, findings: Sequence[Finding]) -> None:
        """Fill in from this record, unless it is being typed into for the same one.

        `findings`: what is wrong with the record.
        """
        if key == self._key and self.editor.hasFocus() and self.editor.typed() is not None:
            return
        self.take()
        is_other = key != self._key
        self._key = key
        sheet = self._workspace.sheet
        text = text_of(sheet.value(key, self.field))
        if is_other or not self.editor.hasFocus():  # nobody's editor is taken away
            self._choose_editor(text)
        lock = sheet.locks.of(key, self.field) or _length_lock(text)
        is_raw = lock is None or self.editor is self._text
        self.editor.show_text(text if is_raw else shown_text(text))
        self._show_lock(lock)
        self._show_marks(sheet, key, lock, [each for each in findings if each.field == self.field])

    def _choose_editor(self, text: str) -> None:
        """Several lines where one would not do."""
        if self._takes_lines(text) and self._text is None:
            self._text = FormText(self)
            self._use(self._text)
            self._place.insertWidget(1, self._text, 1)
        wanted = self._text if self._text and self._takes_lines(text) else self._line
        if wanted is self.editor:
            return
        had_focus = self.editor.hasFocus()
        self.editor.hide()
        self.editor = wanted
        wanted.show()
        if had_focus:
            wanted.setFocus(Qt.FocusReason.OtherFocusReason)

    def _takes_lines(self, text: str) -> bool:
        if len(text) > LONGEST:
            return False
        if "\n" in text:
            return True
        size = self._workspace.sheet.vocabulary.of(self.field).size
        return self._line.completer() is None and (len(text) > LONG or size > LONG_FIELD)

    def _show_lock(self, lock: Lock | None) -> None:
        is_locked = lock is not None
        if self.editor.isReadOnly() is not is_locked:
            self.editor.setReadOnly(is_locked)
            style = self.editor.style()
            style.unpolish(self.editor)
            style.polish(self.editor)
        policy = Qt.FocusPolicy.ClickFocus if is_locked else Qt.FocusPolicy.StrongFocus
        self.editor.setFocusPolicy(policy)
        self.editor.setToolTip(LOCKS[lock] if lock else "")

    def _show_marks(
        self, sheet: Sheet, key: RecordKey, lock: Lock | None, findings: Sequence[Finding]
    ) -> None:
        is_new = sheet.changes.is_new(key)
        edit = sheet.changes.edit(key, self.field)
        contested = self.field in sheet.changes.contested(key)
        other = "" if edit and is_new else self._other_value(sheet, key, edit)
        if lock and lock not in WORKS_BESIDE and not sheet.locks.of_row(key):
            other = " · ".join(filter(None, [other, LOCKS[lock]]))
        meaning = sheet.vocabulary.meaning(self.field, text_of(sheet.value(key, self.field)))
        self._tell(self._was, " · ".join(filter(None, [meaning, other])))
        self._was.setToolTip(CONTESTED if contested else "")
        wrong = [each for each in findings if each.is_blocking]
        self._tell(self._note, _said(wrong))
        self._tell(self._doubt, _said([each for each in findings if not each.is_blocking]))
        self._back.setVisible(edit is not None and not is_new and sheet.locks.of_row(key) is None)
        self.is_marked = edit is not None or bool(findings)
        is_refused = edit is not None and sheet.changes.state(key) is State.REJECTED
        tone = "rejected" if wrong or is_refused else "conflict" if contested else ""
        self._mark(tone or ("pending" if self.is_marked else ""), is_changed=edit is not None)
        labels = (self._was, self._note, self._doubt)
        told = [*(label.text() for label in labels), LOCKS[lock] if lock else ""]
        self.editor.setAccessibleDescription(as_sentences(list(filter(None, told))))

    def _other_value(self, sheet: Sheet, key: RecordKey, edit: Edit | None) -> str:
        """What the server has, or what was sent where it stored something else."""
        before = sheet.changes.contested(key)
        if edit and self.field in before:
            return f"{CONTESTED_SIGN} {moved(before[self.field], edit.server_value)}"
        if edit:
            return f"was: {was(edit.server_value)}"
        mark = sheet.changes.mark(key)
        return f"sent: {was(mark.sent[self.field])}" if mark and self.field in mark.sent else ""

    def _tell(self, label: QLabel, text: str) -> None:
        label.setText(text)
        label.setVisible(bool(text))

    def _mark(self, tone: str, *, is_changed: bool) -> None:
        """A bar in the table's colour, and a bold label: a changed field is told by shape."""
        self._bar = getattr(self._theme.colours, tone) if tone else ""
        self._names.show_changed(is_changed=is_changed)
        self.update()

    def take(self) -> None:
        """Hand over what was typed."""
        typed = self.editor.typed()
        if self._key is not None and typed is not None:
            self.editor.settle()
            self._workspace.type_text(self._key, self.field, typed)

    def _revert(self) -> None:
        if self._key is not None:
            self._workspace.revert_cells([(self._key, self.field)])

    # Qt calls these; the names are Qt's.

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        """A click on the label or beside it goes to the field."""
        self.editor.setFocus(Qt.FocusReason.MouseFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._bar:
            painter = QPainter(self)
            painter.fillRect(0, 0, BAR, self.height() - 4, QColor(self._bar))
            painter.end()


def _length_lock(text: str) -> Lock | None:
    """The table's editors hold more than there is room for here."""
    return lock_of(text) or (Lock.LONG_TEXT if len(text) > LONGEST else None)


def _said(findings: Sequence[Finding]) -> str:
    """Each problem once, behind its sign."""
    texts = dict.fromkeys(PROBLEMS[each.problem] for each in findings)
    return " ".join(f"! {text}" for text in texts)
