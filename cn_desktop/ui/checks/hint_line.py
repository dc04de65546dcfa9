"""A quiet line near the table: a sign, a sentence, and one thing that can be done about it."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QToolButton, QWidget

from cn_desktop.ui.bars import TONE_COLOURS, TONE_ICONS, plain_label, wrapped_label
from cn_desktop.ui.notices import Tone
from cn_desktop.ui.theme import Icons, Theme

Act = Callable[[], object]


@dataclass(frozen=True)
class Look:
    """Its colours and drawings, and the widget it stands in."""

    theme: Theme
    icons: Icons
    parent: QWidget


class HintLine(QFrame):
    """There only while it has something to say; it never takes the keyboard by itself."""

    def __init__(self, name: str, look: Look) -> None:
        super().__init__(look.parent)
        self.setObjectName(name)
        self._theme = look.theme
        self._icons = look.icons
        self._tone = Tone.INFO
        self._act: Act | None = None
        self._closed_on = ""
        self._sign = plain_label(self)
        self._text = wrapped_label(self, f"{name}Text")
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._button = QPushButton(self)
        self._button.setObjectName(f"{name}Button")
        self._button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click ends nobody's typing
        self._button.clicked.connect(self._do)
        self._close = QToolButton(self, autoRaise=True)
        self._close.setAccessibleName("Close this line")
        self._close.setToolTip("Close this line")
        self._close.clicked.connect(self._dismiss)
        look.icons.dress(self._close, "x")
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 8, 0)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._text, 1)
        row.addWidget(self._button)
        row.addWidget(self._close)
        look.theme.changed.connect(self._paint_sign)
        self.hide()

    @property
    def said(self) -> str:
        """What it says; empty while it says nothing."""
        return "" if self.isHidden() else self._text.text()

    def say(self, text: str, tone: Tone, offer: str = "", act: Act | None = None) -> None:
        """Plain text; `act` is what the button that offers it does.

        What was closed is not said again until something else was to be said.
        """
        if text == self._closed_on:
            return
        self._closed_on = ""
        is_news = text != self.said
        self._tone = tone
        self._act = act
        self._text.setText(text)
        self.setAccessibleName(text)
        self._button.setText(offer)
        self._button.setVisible(act is not None)
        self._paint_sign()
        self.show()
        if is_news:
            alert = QAccessibleEvent(self, QAccessible.Event.Alert)
            QAccessible.updateAccessibility(alert)  # a screen reader says it: the keyboard stays

    def _dismiss(self) -> None:
        self._closed_on = self._text.text()
        self.hide()

    def _do(self) -> None:
        if self._act:
            self._act()

    def _paint_sign(self) -> None:
        colour = getattr(self._theme.colours, TONE_COLOURS[self._tone])
        name = TONE_ICONS[self._tone]
        self._sign.setPixmap(self._icons.pixmap(name, colour, 14, self.devicePixelRatioF()))
