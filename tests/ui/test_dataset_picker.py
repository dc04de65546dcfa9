import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from ui_fixtures import turn_wheel

from cn_desktop.records.fields import DatasetId
from cn_desktop.ui.dataset_picker import DatasetChoice, DatasetPicker

CHOICES = [
    DatasetChoice(DatasetId("100"), "Spring list", "LIVE"),
    DatasetChoice(DatasetId("101"), "Win-back calls", "HOLD"),
    DatasetChoice(DatasetId("1001"), "", "EXPIRED"),
]


@pytest.fixture
def picker(qtbot):
    window = QWidget()
    picker = DatasetPicker(window)
    qtbot.addWidget(window)
    picker.show_choices(CHOICES)
    window.show()
    window.activateWindow()
    picker.start_choosing()
    yield picker
    window.close()


@pytest.fixture
def chosen(picker):
    chosen = []
    picker.chosen.connect(chosen.append)
    return chosen


def type_keys(text):
    for mark in text:
        QTest.keyClicks(QApplication.activePopupWidget() or QApplication.focusWidget(), mark)
    QTest.keyClick(
        QApplication.activePopupWidget() or QApplication.focusWidget(), Qt.Key.Key_Return
    )


@pytest.mark.parametrize(
    ("typed", "opened"),
    [("100", "100"), ("1001", "1001"), ("4711", "4711"), ("101 · Win-back calls · HOLD", "101")],
)
def test_any_id_and_any_entry_can_be_typed(picker, chosen, typed, opened):
    type_keys(typed)
    assert chosen == [opened]


def test_an_entry_is_found_by_any_part_of_its_words(picker):
    for mark in "back":
        QTest.keyClicks(QApplication.activePopupWidget() or picker, mark)
    found = picker.completer().completionModel()
    assert [found.index(row, 0).data() for row in range(found.rowCount())] == [CHOICES[1].title]


def test_what_is_open_is_shown_even_if_it_is_not_listed(picker):
    picker.show_open(DatasetId("4711"))
    assert picker.currentText() == "4711"
    picker.show_open(DatasetId("100"))
    assert picker.currentText() == "100 · Spring list · LIVE"
    assert "ring a phone" in picker.toolTip()


def test_a_new_list_keeps_what_is_open(picker):
    picker.show_open(DatasetId("101"))
    picker.show_choices(CHOICES[1:])
    assert picker.currentText() == CHOICES[1].title


def test_scrolling_past_opens_nothing(picker, chosen):
    picker.show_open(DatasetId("100"))
    turn_wheel(picker)
    assert picker.currentIndex() == 0
    assert chosen == []


def test_arrow_keys_open_nothing_by_themselves(picker, chosen):
    picker.show_open(DatasetId("100"))
    QTest.keyClick(picker, Qt.Key.Key_Down)
    assert chosen == []
    picker.hidePopup()
