"""What makes do with a window that is narrow or low."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QToolButton, QWidget

WITH_WORDS = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
SIGN_ALONE = Qt.ToolButtonStyle.ToolButtonIconOnly
AROUND = 8
"""Pixels of a button beside its sign."""


class FoldingButton(QToolButton):
    """A sign with its words, or folded: the sign alone. The tip says them too."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setToolButtonStyle(WITH_WORDS)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._unfolded = 0

    @property
    def saved(self) -> int:
        """Pixels that it takes less for being folded."""
        return self._unfolded - self.sizeHint().width() if self._unfolded else 0

    def fold(self, *, is_narrow: bool) -> None:
        if is_narrow == bool(self._unfolded):
            return
        self._unfolded = self.sizeHint().width() if is_narrow else 0
        self.setToolButtonStyle(SIGN_ALONE if is_narrow else WITH_WORDS)

    # Qt calls this; the name is Qt's.

    def minimumSizeHint(self) -> QSize:
        """Of the sign: no window is kept from getting so narrow that it folds."""
        return QSize(self.iconSize().width() + AROUND, self.sizeHint().height())


class LowArea(QScrollArea):
    """Its page is as high as it is, and scrolls only where not even its least height has room."""

    def __init__(self, page: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(page)
        for each in (page, self.viewport()):  # what is behind shows through
            each.setAutoFillBackground(False)
        page.installEventFilter(self)

    def _fit(self) -> None:
        room = self.viewport().size()
        least = self.widget().minimumSizeHint().height()
        self.widget().resize(room.width(), max(room.height(), least))

    # Qt calls these; the names are Qt's.

    def minimumSizeHint(self) -> QSize:
        """As wide as its page needs."""
        width = self.widget().minimumSizeHint().width()
        return QSize(width, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        return self.widget().sizeHint()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.widget() and event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
