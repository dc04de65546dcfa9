"""Where the window is narrow or low: words become signs, and what has no room scrolls."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from cn_desktop.ui.little_room import SIGN_ALONE, WITH_WORDS, FoldingButton, LowArea

LEAST = 200


@pytest.fixture
def area(qtbot):
    page = QWidget()
    label = QLabel("What needs this much", page)
    label.setMinimumHeight(LEAST)
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(label)
    owner = QWidget()
    area = LowArea(page, owner)
    qtbot.addWidget(owner)
    owner.show()
    yield area
    owner.hide()


@pytest.mark.parametrize("height", [LEAST, 3 * LEAST])
def test_a_page_that_has_room_is_as_high_as_there_is(area, height):
    area.resize(300, height)
    assert area.widget().size() == QSize(300, height)
    assert not area.verticalScrollBar().isVisible()


def test_a_page_that_has_none_keeps_its_least_height_and_scrolls(area, qtbot):
    area.resize(300, LEAST // 2)
    assert area.widget().height() == LEAST
    qtbot.waitUntil(area.verticalScrollBar().isVisible)
    assert area.verticalScrollBar().maximum() == LEAST - LEAST // 2
    assert area.widget().width() == area.viewport().width()


def test_a_page_that_needs_more_gets_it_at_once(area, qtbot):
    area.resize(300, LEAST)
    area.widget().findChild(QLabel).setMinimumHeight(2 * LEAST)
    qtbot.waitUntil(lambda: area.widget().height() == 2 * LEAST)


def test_a_button_says_what_it_saves_by_being_folded(qtbot):
    button = FoldingButton(None)
    qtbot.addWidget(button)
    button.setText("New record")
    full = button.sizeHint().width()
    assert button.saved == 0
    button.fold(is_narrow=True)
    assert button.toolButtonStyle() == SIGN_ALONE
    assert button.sizeHint().width() + button.saved == full
    button.fold(is_narrow=False)
    assert button.toolButtonStyle() == WITH_WORDS
    assert button.sizeHint().width() == full
