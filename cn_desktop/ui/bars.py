"""Bars that are there only while they have something to say: progress, and notices."""

from collections.abc import Callable, Iterable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from cn_desktop.records.marks import State
from cn_desktop.ui.activity import Activity
from cn_desktop.ui.notices import Notice, Tone
from cn_desktop.ui.theme import Icons, Theme

TONE_ICONS = {
    Tone.INFO: "info",
    Tone.GOOD: "circle-check",
    Tone.WARNING: "triangle-alert",
    Tone.ERROR: "circle-x",
}
TONE_COLOURS = {
    Tone.INFO: "accent",
    Tone.GOOD: "saved",
    Tone.WARNING: "pending",
    Tone.ERROR: "rejected",
}


def plain_label(parent: QWidget, name: str = "") -> QLabel:
    """A label that shows its text as it stands: record text is never HTML (rel-S6)."""
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setObjectName(name)
    return label


def wrapped_label(parent: QWidget, name: str = "") -> QLabel:
    """The same in several lines; a word without end is cut and never widens the window."""
    label = plain_label(parent, name)
    label.setWordWrap(True)
    label.setMinimumWidth(1)
    return label


class ProgressRow(QFrame):
    """What is going on and how far it is, with a way to stop it."""

    def __init__(self, cancel: QAction, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("progressRow")
        self._text = plain_label(self, "progressText")
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._bar.setMaximumHeight(8)
        self._bar.setAccessibleName("Progress")
        button = QToolButton(self)
        button.setDefaultAction(cancel)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 2, 8, 2)
        row.addWidget(self._text)
        row.addWidget(self._bar, 1)
        row.addWidget(button)
        self.hide()

    def show_activity(self, activity: Activity | None) -> None:
        self.setVisible(activity is not None)
        if activity is None:
            self._text.setMinimumWidth(0)
            return
        done = f"{activity.done:,} {activity.unit}" if activity.unit else ""
        self._text.setText(activity.text + done)
        widest = max(self._text.minimumWidth(), self._text.sizeHint().width())
        self._text.setMinimumWidth(widest)  # as it counts, the bar beside it does not dance
        self._bar.setRange(0, activity.total)
        self._bar.setValue(activity.done)


class NoticeBar(QFrame):
    """The one place for messages: the last one stays until it is closed or another comes.

    One button beside it: a command it offers, else the text behind it, which
    `details_asked` gives.
    """

    details_asked = Signal(str)

    def __init__(
        self, actions: Mapping[str, QAction], theme: Theme, icons: Icons, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("noticeBar")
        self._actions = actions
        self._theme = theme
        self._icons = icons
        self._notice: Notice | None = None
        self._sign = plain_label(self)
        self._title = wrapped_label(self, "noticeTitle")
        self._title.setProperty("isTitle", True)
        self._advice = wrapped_label(self, "noticeAdvice")
        for label in (self._title, self._advice):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._more = QPushButton(self)
        self._more.setObjectName("noticeDetails")
        self._more.clicked.connect(self._go_on)
        self._close = QToolButton(self, autoRaise=True)
        self._close.setAccessibleName("Close this message")
        self._close.setToolTip("Close this message")
        self._close.clicked.connect(self.hide)
        icons.dress(self._close, "x")
        self._arrange()
        theme.changed.connect(self._paint_signs)
        self.hide()

    @property
    def notice(self) -> Notice | None:
        """What is shown, or None."""
        return None if self.isHidden() else self._notice

    def show_notice(self, notice: Notice) -> None:
        self._notice = notice
        self._title.setText(notice.title)
        self._advice.setText(notice.advice)
        self._advice.setVisible(bool(notice.advice))
        self._show_button(notice)
        self.setAccessibleName(f"{notice.title}. {notice.advice}")
        self.setProperty("tone", notice.tone.value)
        self.style().unpolish(self)
        self.style().polish(self)
        self._paint_signs()
        self.show()

    def hide_passing(self) -> None:
        """Records have changed: what was said in passing is out of date, and so is good news.

        A good summary speaks of the rows as they were, even one that `stays`.
        """
        if self._notice and self._notice.tone is Tone.GOOD:
            self.hide()
        elif self._notice and self._notice.tone is Tone.INFO:
            self.hide_done()

    def hide_settled(self, count: Callable[[Iterable[State]], int]) -> None:
        """The rows that it told of are settled; `count` says how many are in which states."""
        states = self._notice.until_none_is if self._notice else frozenset()
        if states and not count(states):
            self.hide()

    def hide_done(self) -> None:
        """Somebody begins with something else."""
        if self._notice and not self._notice.stays:
            self.hide()

    def _show_button(self, notice: Notice) -> None:
        action = self._actions.get(notice.command)
        text, tip = "Details", "What the server sent, as it came"
        if action:
            text, tip = action.text().replace("&", ""), action.toolTip()
        self._more.setText(text)
        self._more.setToolTip(tip)
        self._more.setVisible(bool(action or notice.details))

    def _arrange(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self._advice)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 6, 8, 6)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(self._more, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)

    def _go_on(self) -> None:
        if self._notice is None:
            return
        if action := self._actions.get(self._notice.command):
            action.trigger()
        else:
            self.details_asked.emit(self._notice.details)

    def _paint_signs(self) -> None:
        if self._notice is None:
            return
        colour = getattr(self._theme.colours, TONE_COLOURS[self._notice.tone])
        name = TONE_ICONS[self._notice.tone]
        self._sign.setPixmap(self._icons.pixmap(name, colour, 18, self.devicePixelRatioF()))
