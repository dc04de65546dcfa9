"""Colours and icons: a light and a dark set, and who decides between them."""

from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QByteArray, QObject, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from cn_desktop.records.marks import State


class Choice(Enum):
    """Whose colours are used."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"

    @classmethod
    def _missing_(cls, _value: object) -> "Choice":
        """The file of settings may be damaged."""
        return cls.SYSTEM


@dataclass(frozen=True)
class Colours:
    """One set. Text colours reach 4.5 : 1 on `base` and `window`, which a test checks."""

    window: str
    base: str
    alternate: str
    text: str
    dim: str
    line: str
    accent: str
    on_accent: str
    selection: str
    pending: str
    pending_fill: str
    saved: str
    rejected: str
    rejected_fill: str
    unknown: str
    ask: str
    conflict: str
    sending: str
    demo: str
    test: str
    production: str


LIGHT = Colours(
    window="#f4f5f7",
    base="#ffffff",
    alternate="#fafbfc",
    text="#1b1f24",
    dim="#525b66",
    line="#d5d9df",
    accent="#1f5fbf",
    on_accent="#ffffff",
    selection="#d6e5fa",
    pending="#8a5a00",
    pending_fill="#fff4d9",
    saved="#1a7037",
    rejected="#b3261e",
    rejected_fill="#fde8e6",
    unknown="#7a3fa0",
    ask="#99206f",
    conflict="#8f4a00",
    sending="#1f5fbf",
    demo="#6b3fa0",
    test="#8a5a00",
    production="#b3261e",
)
DARK = Colours(
    window="#1e2227",
    base="#16191d",
    alternate="#1a1e23",
    text="#e6e9ed",
    dim="#b3bbc6",
    line="#363c45",
    accent="#7fb0f5",
    on_accent="#10151c",
    selection="#243c61",
    pending="#f0b849",
    pending_fill="#3a2f14",
    saved="#6fce8c",
    rejected="#ff8f87",
    rejected_fill="#431e1c",
    unknown="#cfa3ee",
    ask="#f59acb",
    conflict="#ffb37a",
    sending="#7fb0f5",
    demo="#c4a2f0",
    test="#f0b849",
    production="#ff8f87",
)

STATE_ICONS: dict[State, str] = {
    State.PENDING: "pencil",
    State.SENDING: "loader",
    State.SAVED: "check",
    State.REJECTED: "circle-alert",
    State.UNKNOWN: "circle-help",
    State.ASK: "hand",
    State.CONFLICT: "git-merge",
}


class Theme(QObject):
    """The colours in force; `changed` when they become others."""

    changed = Signal()

    def __init__(self, application: QApplication, choice: Choice) -> None:
        super().__init__(application)
        self._application = application
        self.colours = LIGHT
        self.choice = choice
        application.styleHints().colorSchemeChanged.connect(self._apply)
        self._apply()

    @property
    def is_dark(self) -> bool:
        return self.colours is DARK

    def choose(self, choice: Choice) -> None:
        self.choice = choice
        self._apply()

    def state_colour(self, state: State) -> str:
        colour: str = getattr(self.colours, state.value)
        return colour

    def _apply(self) -> None:
        self.colours = DARK if self._wants_dark() else LIGHT
        self._application.setPalette(_palette(self.colours))
        self._application.setStyleSheet(_style(self.colours))
        self.changed.emit()

    def _wants_dark(self) -> bool:
        if self.choice is Choice.SYSTEM:
            return self._application.styleHints().colorScheme() is Qt.ColorScheme.Dark
        return self.choice is Choice.DARK


class CanHaveIcon(Protocol):
    """An action or a button."""

    def setIcon(self, icon: QIcon, /) -> None: ...


class Icons:
    """The icon set, tinted with the theme's text colour."""

    def __init__(self, folder: Path, theme: Theme) -> None:
        self._folder = folder
        self._theme = theme
        self._drawings: dict[tuple[str, str], QSvgRenderer] = {}
        self._pixmaps: dict[tuple[str, str, int, float], QPixmap] = {}
        self._icons: dict[tuple[str, str], QIcon] = {}
        self._dressed: list[tuple[CanHaveIcon, str]] = []
        theme.changed.connect(self._dress_again)

    def dress(self, target: CanHaveIcon, name: str) -> None:
        """Give an action or button this icon, now and whenever the colours change."""
        self._dressed.append((target, name))
        target.setIcon(self.get(name))

    def get(self, name: str) -> QIcon:
        """An icon in the present colours; readable on a selected line, dim where disabled."""
        key = (name, self._theme.colours.text)
        if key not in self._icons:
            self._icons[key] = self._compose(name)
        return self._icons[key]

    def _compose(self, name: str) -> QIcon:
        icon = QIcon()
        for mode, colour in (
            (QIcon.Mode.Normal, self._theme.colours.text),
            (QIcon.Mode.Selected, self._theme.colours.on_accent),
            (QIcon.Mode.Disabled, self._theme.colours.line),
        ):
            for scale in (1.0, 2.0):
                icon.addPixmap(self.pixmap(name, colour, 16, scale), mode)
        return icon

    def _dress_again(self) -> None:
        self._dressed = [(target, name) for target, name in self._dressed if isValid(target)]
        for target, name in self._dressed:
            target.setIcon(self.get(name))

    def pixmap(self, name: str, colour: str, size: int, scale: float) -> QPixmap:
        """The drawing in one colour, `size` logical pixels wide at the screen's `scale`."""
        key = (name, colour, size, scale)
        if key not in self._pixmaps:
            self._pixmaps[key] = self._draw(*key)
        return self._pixmaps[key]

    def _draw(self, name: str, colour: str, size: int, scale: float) -> QPixmap:
        pixmap = QPixmap(QSize(size, size) * scale)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self._drawing(name, colour).render(painter)
        painter.end()
        pixmap.setDevicePixelRatio(scale)
        return pixmap

    def _drawing(self, name: str, colour: str) -> QSvgRenderer:
        """Read once: to read it takes as long as to draw it."""
        key = (name, colour)
        if key not in self._drawings:
            drawing = (self._folder / f"{name}.svg").read_text(encoding="utf-8")
            coloured = drawing.replace("currentColor", colour).encode()
            self._drawings[key] = QSvgRenderer(QByteArray(coloured))
        return self._drawings[key]


def _palette(colours: Colours) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for roles, colour in (
        ((role.Window, role.Button), colours.window),
        ((role.Base, role.ToolTipBase), colours.base),
        ((role.AlternateBase,), colours.alternate),
        (
            (role.WindowText, role.Text, role.ButtonText, role.ToolTipText, role.BrightText),
            colours.text,
        ),
        ((role.PlaceholderText,), colours.dim),
        ((role.Highlight, role.Accent, role.Link), colours.accent),
        ((role.HighlightedText,), colours.on_accent),
        ((role.Mid, role.Midlight, role.Dark), colours.line),
    ):
        for each in roles:
            palette.setColor(each, QColor(colour))
    for each in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, each, QColor(colours.dim))
    return palette


def _style(colours: Colours) -> str:
    """What a palette can't say: the lines of the table, the one primary button, the notices."""
    return f"""
    QTableView {{ gridline-color: {colours.line}; border: 1px solid {colours.line}; }}
    QHeaderView::section {{
        background: {colours.window}; color: {colours.text}; padding: 2px 6px;
        border: 0; border-right: 1px solid {colours.line}; border-bottom: 1px solid {colours.line};
    }}
    QTableCornerButton::section {{
        background: {colours.window}; border: 0;
        border-right: 1px solid {colours.line}; border-bottom: 1px solid {colours.line};
    }}
    QPushButton#submitButton {{
        font-weight: bold; padding: 4px 14px;
        border: 1px solid {colours.line}; border-radius: 4px;
    }}
    QPushButton#submitButton:enabled {{
        background: {colours.accent}; color: {colours.on_accent}; border-color: {colours.accent};
    }}
    QPushButton#submitButton:focus {{ border: 2px solid {colours.text}; padding: 3px 13px; }}
    QToolButton#connectionButton {{
        border: 1px solid {colours.line}; border-radius: 4px; padding: 3px 8px;
        font-weight: bold; color: {colours.demo};
    }}
    QToolButton#connectionButton[environment="TEST"] {{ color: {colours.test}; }}
    QToolButton#connectionButton[environment="PRODUCTION"] {{ color: {colours.production}; }}
    QToolButton#connectionButton:hover, QToolButton#connectionButton:focus {{
        border-color: {colours.accent};
    }}
    QToolButton#connectionButton::menu-indicator, QToolButton#columnsButton::menu-indicator,
    QToolButton#viewButton::menu-indicator, QToolButton#outcomeButton::menu-indicator {{
        image: none;
    }}
    QLabel#environmentSign {{
        border: 1px solid {colours.demo}; border-radius: 4px; padding: 2px 8px;
        font-weight: bold; color: {colours.demo};
    }}
    QLabel#environmentSign[environment="TEST"] {{
        color: {colours.test}; border-color: {colours.test};
    }}
    QLabel#environmentSign[environment="PRODUCTION"] {{
        color: {colours.production}; border-color: {colours.production};
    }}
    QFrame#pendingBar {{
        background: {colours.pending_fill}; border-left: 4px solid {colours.pending};
    }}
    QDialog#palette {{ border: 1px solid {colours.dim}; }}
    QMenu, QComboBox QAbstractItemView {{ border: 1px solid {colours.dim}; }}
    QFrame#filterChip {{
        border: 1px solid {colours.accent}; border-radius: 10px; background: {colours.base};
    }}
    QFrame#filterChip[isOff="true"] {{ border-color: {colours.line}; background: transparent; }}
    QFrame#filterChip[isFault="true"] {{ border-color: {colours.rejected}; }}
    QToolButton#chipText {{ border: 0; padding: 2px; color: {colours.text}; }}
    QToolButton#chipText[isOff="true"] {{ color: {colours.dim}; text-decoration: line-through; }}
    QToolButton#chipText[isFault="true"] {{ color: {colours.rejected}; }}
    QToolButton#chipText:focus {{
        border: 1px solid {colours.accent}; border-radius: 4px; padding: 1px;
    }}
    QLineEdit[isOff="true"] {{ color: {colours.dim}; text-decoration: line-through; }}
    QFrame#conditionEditor, QFrame#valueList {{
        background: {colours.window}; border: 1px solid {colours.line}; border-radius: 4px;
    }}
    QToolButton[isBox="true"] {{
        border: 1px solid {colours.line}; border-radius: 10px; padding: 2px 6px;
    }}
    QToolButton[isBox="true"]:checked {{
        background: {colours.selection}; border-color: {colours.accent}; font-weight: bold;
    }}
    QToolButton[isBox="true"]:focus {{ border: 2px solid {colours.accent}; padding: 1px 5px; }}
    QProgressBar {{
        border: 1px solid {colours.dim}; border-radius: 4px; background: {colours.base};
    }}
    QProgressBar::chunk {{ background: {colours.accent}; border-radius: 3px; }}
    QFrame#noticeBar {{ background: {colours.base}; border: 1px solid {colours.line}; }}
    QFrame#noticeBar[tone="error"] {{ border-left: 4px solid {colours.rejected}; }}
    QFrame#noticeBar[tone="warning"] {{ border-left: 4px solid {colours.pending}; }}
    QFrame#noticeBar[tone="good"] {{ border-left: 4px solid {colours.saved}; }}
    QFrame#noticeBar[tone="info"] {{ border-left: 4px solid {colours.accent}; }}
    QLineEdit, QPlainTextEdit {{
        border: 1px solid {colours.line}; border-radius: 3px; padding: 2px 4px;
        background: {colours.base};
    }}
    QLineEdit:focus, QPlainTextEdit:focus {{ border-color: {colours.accent}; }}
    QLineEdit:disabled, QWidget#recordForm QLineEdit[readOnly="true"],
    QWidget#recordForm QPlainTextEdit[readOnly="true"] {{
        background: {colours.window}; color: {colours.dim};
    }}
    QTreeWidget::item {{ padding: 3px 0; }}
    QComboBox QLineEdit {{ border: 0; padding: 0; }}
    QWidget#cellEditor {{ border: 2px solid {colours.accent}; border-radius: 0; padding: 0 2px; }}
    QListView#choiceList {{ background: {colours.base}; border: 1px solid {colours.dim}; }}
    QListView#choiceList::item {{ padding: 3px 6px; }}
    QListView#choiceList::item:selected {{
        background: {colours.accent}; color: {colours.on_accent};
    }}
    QLabel#editorHint {{
        background: {colours.base}; color: {colours.text};
        border: 1px solid {colours.line}; border-left: 4px solid {colours.accent};
        padding: 3px 8px;
    }}
    QLabel#editorHint[isWarning="true"] {{
        border-color: {colours.pending}; font-weight: bold;
    }}
    QCheckBox::indicator:unchecked, QListView::indicator:unchecked {{
        width: 13px; height: 13px; border: 1px solid {colours.dim}; border-radius: 2px;
        background: {colours.base};
    }}
    QRadioButton, QCheckBox {{
        border: 2px solid transparent; border-radius: 4px; padding: 1px 4px 1px 2px;
    }}
    QRadioButton:focus, QCheckBox:focus {{ border-color: {colours.accent}; }}
    QLabel#pasteWarning {{
        background: {colours.pending_fill}; border-left: 4px solid {colours.pending};
        padding: 4px 8px;
    }}
    QRadioButton::indicator {{ width: 13px; height: 13px; border-radius: 7px; }}
    QRadioButton::indicator:unchecked {{
        border: 1px solid {colours.dim}; background: {colours.base};
    }}
    QRadioButton::indicator:checked {{
        border: 1px solid {colours.accent};
        background: qradialgradient(cx: 0.5, cy: 0.5, fx: 0.5, fy: 0.5, radius: 0.5,
            stop: 0 {colours.accent}, stop: 0.55 {colours.accent},
            stop: 0.65 {colours.base}, stop: 1 {colours.base});
    }}
    QToolButton#moreButton {{ border: 0; background: transparent; padding: 2px; }}
    QToolButton#moreButton:focus {{ border: 1px solid {colours.accent}; padding: 1px; }}
    QFrame#trialList {{
        background: {colours.base}; border: 1px solid {colours.line}; border-radius: 4px;
    }}
    QLabel[isFault="true"] {{ color: {colours.rejected}; }}
    QLabel[isDoubt="true"] {{ color: {colours.pending}; }}
    QLabel[isDim="true"] {{ color: {colours.dim}; }}
    QLabel[isTitle="true"] {{ font-weight: bold; }}
    """
