"""What a second window asks, and what each answer means."""

import asyncio
from contextlib import asynccontextmanager

import pytest
from driving import until
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QMessageBox, QWidget

from cn_desktop.ui.dialogs import ROOM_AROUND, Leave, Second, ask_leave, ask_second, ask_sure, fit
from cn_desktop.ui.theme import Choice

ANSWERS = {
    "Show that window": Second.RAISE,
    "Open read-only": Second.READ_ONLY,
    "Quit": Second.QUIT,
}


@pytest.fixture
def window(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return window


@asynccontextmanager
async def asked(window, **how):
    """The open question, and the answer that comes."""
    answer = asyncio.ensure_future(ask_second(window, **how))
    await until(lambda: window.findChild(QMessageBox, "secondDialog"))
    box = window.findChild(QMessageBox, "secondDialog")
    try:
        yield box, answer
    finally:
        if not answer.done():
            box.close()
        await answer


def button(box, text):
    return next(each for each in box.buttons() if each.text().replace("&", "") == text)


@pytest.mark.parametrize(("text", "meaning"), ANSWERS.items())
async def test_each_button_of_a_second_window_means_what_it_says(window, text, meaning):
    async with asked(window) as (box, answer):
        button(box, text).click()
        assert await answer is meaning


@pytest.mark.parametrize("can_raise", [True, False])
async def test_closing_the_question_quits(window, can_raise):
    async with asked(window, can_raise=can_raise) as (box, answer):
        QTest.keyClick(box, Qt.Key.Key_Escape)
        assert await answer is Second.QUIT


@pytest.mark.parametrize(
    ("can_raise", "meaning"), [(True, Second.RAISE), (False, Second.READ_ONLY)]
)
async def test_enter_takes_the_first_thing_that_can_be_done(window, can_raise, meaning):
    async with asked(window, can_raise=can_raise) as (box, answer):
        QTest.keyClick(box, Qt.Key.Key_Return)
        assert await answer is meaning


@pytest.mark.parametrize(
    ("letter", "meaning"),
    [
        (Qt.Key.Key_S, Second.RAISE),
        (Qt.Key.Key_O, Second.READ_ONLY),
        (Qt.Key.Key_Q, Second.QUIT),
    ],
)
async def test_alt_and_a_letter_answers(window, letter, meaning):
    async with asked(window) as (box, answer):
        box.activateWindow()
        await until(box.isActiveWindow)
        QTest.keyClick(box, letter, Qt.KeyboardModifier.AltModifier)
        assert await answer is meaning


@pytest.mark.parametrize("can_raise", [True, False])
async def test_the_question_says_what_is_safe_and_what_each_choice_does(window, can_raise):
    async with asked(window, can_raise=can_raise) as (box, _answer):
        assert "Pending changes belong to that window" in box.informativeText()
        for each in box.buttons():
            assert each.text().replace("&", "") in box.informativeText()


async def test_a_window_that_does_not_answer_is_not_offered_again(window):
    async with asked(window, can_raise=False) as (box, _answer):
        assert "does not answer" in box.text()
        offered = {each.text().replace("&", "") for each in box.buttons() if each.isEnabled()}
        assert offered == {"Open read-only", "Quit"}


ASKED = {
    "leaveDialog": (lambda window: ask_leave(window, "", "", can_submit=True), "Stay"),
    "sureDialog": (lambda window: ask_sure(window, "sureDialog", "", "", "Delete"), "Cancel"),
}


@pytest.mark.parametrize("name", ASKED)
async def test_enter_still_does_nothing_bad_when_colours_change_under_a_question(
    window, theme, name
):
    """Evening comes and the system turns dark: whoever presses Enter then sends nothing."""
    ask, safe = ASKED[name]
    answer = asyncio.ensure_future(ask(window))
    await until(lambda: window.findChild(QMessageBox, name))
    box = window.findChild(QMessageBox, name)
    for choice in (Choice.DARK, Choice.LIGHT):
        theme.choose(choice)
        await until(lambda: button(box, safe).isDefault())
        await asyncio.sleep(0)
        assert [each for each in box.buttons() if each.isDefault()] == [button(box, safe)]
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert await answer in {Leave.STAY, False}


@pytest.mark.parametrize("size", [(300, 200), (5000, 4000)])
def test_a_dialog_is_as_large_as_is_wanted_and_never_larger_than_its_screen(qtbot, size):
    dialog = QDialog()
    qtbot.addWidget(dialog)
    fit(dialog, *size)
    room = dialog.screen().availableGeometry().size()
    assert dialog.width() == min(size[0], room.width() - ROOM_AROUND)
    assert dialog.height() == min(size[1], room.height() - ROOM_AROUND)
