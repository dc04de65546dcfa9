"""The preview of a paste: what it would do, and the choices there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QShortcutEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QCheckBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from cn_desktop.records.pasting import Plan, Wishes
from cn_desktop.records.placing import Placing
from cn_desktop.records.sheet import Sheet
from cn_desktop.ui.bars import plain_label, wrapped_label
from cn_desktop.ui.dialogs import ROOM_AROUND
from cn_desktop.ui.table import paste_words as words
from cn_desktop.ui.words import counted

WIDTH = 560
GAP = 12
INDENT = 12
LINE_GAP = 4
HIGHEST, LEAST = 400, 60
"""Pixels of what is said; it scrolls where there is more, or a small screen has no room."""
CANCEL, PASTE = "cancel", "paste"


@dataclass(frozen=True)
class Offer:
    """What the dialog is about: a title, and the placings there are with their texts."""

    title: str
    placings: Mapping[Placing, str]


class Part(QWidget):
    """A caption and lines of text; nothing at all where there are no lines."""

    def __init__(self, name: str, caption: str, parent: QWidget) -> None:
        super().__init__(parent)
        title = plain_label(self)
        title.setText(caption)
        title.setProperty("isTitle", True)
        self._name = name
        self._labels: list[QLabel] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(LINE_GAP)
        self._column.addWidget(title)

    def show_lines(self, lines: Sequence[str]) -> None:
        """A label each: where one is long enough to be wrapped, the next can be told from it."""
        while len(self._labels) < len(lines):
            self._labels.append(wrapped_label(self, self._name))
            self._labels[-1].setIndent(INDENT)
            self._column.addWidget(self._labels[-1])
        for place, label in enumerate(self._labels):
            label.setText(lines[place] if place < len(lines) else "")
            label.setVisible(place < len(lines))
        self.setVisible(bool(lines))


class PasteDialog(QDialog):
    """Cancel is where the keyboard is. `wished`: somebody chose otherwise; a plan is to come.

    Alt and a letter, or a click, chooses and leaves the keyboard at Cancel, one Tab before Paste;
    nothing is chosen beforehand where people would be replaced.
    """

    wished = Signal(object)

    def __init__(self, offer: Offer, plan: Plan, sheet: Sheet, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("pasteDialog")
        self.setWindowTitle("Paste")
        self.setAccessibleName(offer.title)
        self._sheet = sheet
        self.plan = plan
        self._choices: dict[Placing, QRadioButton] = {}
        self._warning = wrapped_label(self, "pasteWarning")
        self._parts = [
            Part("pasteChanges", "What happens", self),
            Part("pasteLeftOut", "Left out", self),
            Part("pasteFindings", "Look at these", self),
            Part("pasteSamples", "For example", self),
        ]
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(GAP)
        column.addWidget(self._title(offer.title))
        column.addLayout(self._placings(offer.placings, plan))
        column.addWidget(self._warning)
        column.addLayout(self._switches(plan.wishes))
        column.addWidget(self._scrolled())
        column.addStretch(1)
        column.addLayout(self._buttons())
        self.show_plan(plan)

    def wishes(self) -> Wishes:
        """What is chosen; before any choice, as it was suggested."""
        placing = self._chosen or self.plan.wishes.placing
        return Wishes(
            placing,
            trims=self._trim.isChecked(),
            null_is_empty=self._null.isChecked(),
            adds=self._add.isChecked() or placing is Placing.NEW,
        )

    def show_plan(self, plan: Plan) -> None:
        """What would happen as things are chosen now."""
        self.plan = plan
        is_chosen = self._chosen is not None
        told = (
            words.of_changes(plan),
            words.of_left_out(plan, self._sheet),
            words.of_findings(plan, self._sheet),
            words.of_samples(plan, self._sheet),
        )
        warning = self._warn(plan, is_chosen=is_chosen)
        for part, lines in zip(self._parts, told, strict=True):
            part.show_lines(lines)
        self._show_switches(plan)
        self._area.setVisible(is_chosen)
        self._fit()
        self._paste.setEnabled(is_chosen and not plan.does_nothing)
        lines = [line for lines in told for line in lines] if is_chosen else []
        self.setAccessibleDescription("\n".join([warning] * bool(warning) + lines))
        self.adjustSize()

    def _warn(self, plan: Plan, *, is_chosen: bool) -> str:
        warning = words.of_people(plan, self._sheet, is_chosen=is_chosen)
        self._warning.setText(warning)
        self._warning.setVisible(bool(warning))
        return warning

    @property
    def _chosen(self) -> Placing | None:
        chosen = (each for each, button in self._choices.items() if button.isChecked())
        return next(chosen, None)

    def _scrolled(self) -> QScrollArea:
        """What there is to read, which may be much; then the keyboard reaches it too."""
        told = QWidget(self)
        told.setObjectName("pasteTold")
        column = QVBoxLayout(told)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        for part in self._parts:
            column.addWidget(part)
        column.addStretch(1)
        self._area = QScrollArea(self)
        self._area.setAccessibleName("What the paste does")
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(told)
        return self._area

    def _fit(self) -> None:
        """As high as what is said, up to some lines, as far as the screen allows."""
        self.ensurePolished()
        self._area.setFixedHeight(0)
        room = self.screen().availableGeometry().height() - ROOM_AROUND - self.sizeHint().height()
        most = max(LEAST, min(HIGHEST, room))
        bar = self._area.verticalScrollBar().sizeHint().width()
        height = self._area.widget().layout().heightForWidth(WIDTH)
        self._area.setFixedHeight(max(0, min(height, most)))
        self._area.setMinimumWidth(WIDTH + bar)
        is_cut = height > most
        self._area.setFocusPolicy(Qt.FocusPolicy.StrongFocus if is_cut else Qt.FocusPolicy.NoFocus)

    def _show_switches(self, plan: Plan) -> None:
        lines = len(plan.new) + plan.not_added
        for switch, text, count in (
            (self._trim, "&Trim spaces at both ends", plan.spaced),
            (self._null, "“&NULL” means empty", plan.nulls),
        ):
            switch.setText(f"{text} ({counted(count, 'cell')})")
            switch.setEnabled(bool(count))
        self._add.setText(f"&Add {counted(lines, 'new record')} for lines without a record")
        self._add.setVisible(bool(lines) and plan.wishes.placing is not Placing.NEW)

    def _title(self, text: str) -> QLabel:
        label = wrapped_label(self, "pasteTitle")
        label.setText(text)
        label.setProperty("isTitle", True)
        font = label.font()
        font.setPointSizeF(font.pointSizeF() * 1.15)
        label.setFont(font)
        return label

    def _placings(self, texts: Mapping[Placing, str], plan: Plan) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(4)
        group = QButtonGroup(self)
        for placing, text in texts.items():
            button = QRadioButton(text, self)
            button.setObjectName(f"placing-{placing.value}")
            button.setChecked(placing is plan.wishes.placing and not plan.people)
            self._lead_back(button)
            self._choices[placing] = button
            group.addButton(button)
            column.addWidget(button)
        group.buttonToggled.connect(self._choose)
        return column

    def _switches(self, wishes: Wishes) -> QVBoxLayout:
        self._trim = self._switch("trim", is_on=wishes.trims)
        self._null = self._switch("nullIsEmpty", is_on=wishes.null_is_empty)
        self._add = self._switch("addRecords", is_on=wishes.adds)
        column = QVBoxLayout()
        column.setSpacing(4)
        for switch in (self._trim, self._null, self._add):
            column.addWidget(switch)
        return column

    def _switch(self, name: str, *, is_on: bool) -> QCheckBox:
        switch = QCheckBox(self)
        switch.setObjectName(name)
        switch.setChecked(is_on)
        switch.toggled.connect(self._tell)
        self._lead_back(switch)
        return switch

    def _lead_back(self, button: QAbstractButton) -> None:
        """Whoever has chosen with it finds the keyboard at Cancel."""
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.installEventFilter(self)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addStretch(1)
        self._cancel = cancel = QPushButton("&Cancel", self)
        cancel.setObjectName(CANCEL)
        cancel.clicked.connect(self.reject)
        self._paste = QPushButton("&Paste", self)
        self._paste.setObjectName(PASTE)
        self._paste.clicked.connect(self.accept)
        row.addWidget(cancel)
        row.addWidget(self._paste)
        cancel.setDefault(True)
        cancel.setFocus()
        return row

    def _choose(self, _button: QRadioButton, is_on: bool) -> None:
        if is_on:
            self._tell()

    def _tell(self) -> None:
        """Nothing can be pasted until the plan is there that was asked for."""
        self._paste.setEnabled(False)
        self.wished.emit(self.wishes())

    # Qt calls these; the names are Qt's.

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt waits a tenth of a second and takes the keyboard along: a quick Space would lie."""
        if not isinstance(watched, QAbstractButton):
            return super().eventFilter(watched, event)
        if event.type() == QEvent.Type.MouseButtonRelease:
            self._cancel.setFocus()
        is_letter = isinstance(event, QShortcutEvent) and not event.isAmbiguous()
        if is_letter:
            self._cancel.setFocus()
            watched.click()
        return is_letter or super().eventFilter(watched, event)
