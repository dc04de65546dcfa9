import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QCheckBox, QRadioButton, QVBoxLayout, QWidget

from cn_desktop.records.marks import State
from cn_desktop.ui.theme import DARK, LIGHT, STATE_ICONS, Choice

LEAST = 4.5


def luminance(colour: str) -> float:
    """Relative luminance as the accessibility guidelines (WCAG 2.1) define it."""
    channels = (QColor(colour).redF(), QColor(colour).greenF(), QColor(colour).blueF())
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


TEXTS = ["text", "dim", "pending", "saved", "rejected", "unknown", "ask", "conflict", "sending"]
GROUNDS = ["base", "window", "alternate", "selection"]
PAIRS = [(text, ground) for text in TEXTS for ground in GROUNDS] + [
    ("text", "pending_fill"),
    ("text", "rejected_fill"),
    ("on_accent", "accent"),
    ("demo", "window"),
    ("test", "window"),
    ("production", "window"),
]


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_can_be_read(colours, text, ground):
    assert contrast(getattr(colours, text), getattr(colours, ground)) >= LEAST


def test_every_state_has_a_colour_and_a_sign(theme):
    for state in State:
        assert QColor(theme.state_colour(state)).isValid()
        assert state in STATE_ICONS


def test_a_chosen_theme_is_used_and_told(theme, qtbot):
    with qtbot.waitSignal(theme.changed):
        theme.choose(Choice.DARK)
    assert theme.is_dark


def accents(widget, colours):
    """How many pixels of its picture have the accent's colour."""
    image = widget.grab().toImage()
    wanted = QColor(colours.accent).rgb()
    places = ((x, y) for x in range(image.width()) for y in range(image.height()))
    return sum(image.pixel(*place) == wanted for place in places)


@pytest.mark.parametrize("kind", [QRadioButton, QCheckBox])
@pytest.mark.parametrize("choice", [Choice.LIGHT, Choice.DARK])
def test_a_ring_shows_which_button_has_the_keyboard(theme, qtbot, kind, choice):
    theme.choose(choice)
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    first, second = (kind(text, window) for text in ("One", "Two"))
    column.addWidget(first)
    column.addWidget(second)
    window.show()
    window.activateWindow()
    first.setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is first)
    ring = first.width() + first.height()
    assert accents(first, theme.colours) >= 2 * ring
    assert accents(second, theme.colours) < ring / 2


def test_icons_take_the_colours_of_the_theme(theme, icons):
    before = icons.get("lock").pixmap(16).toImage()
    theme.choose(Choice.DARK)
    assert icons.get("lock").pixmap(16).toImage() != before
