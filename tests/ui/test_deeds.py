"""What is asked for while the window is not complete yet (perf-P9) is done once it is."""

import asyncio
from contextlib import asynccontextmanager

import pytest
from driving import CTRL, options_for, until
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from cn_desktop.simulator import options as simulators
from cn_desktop.simulator.server import Simulator
from cn_desktop.ui.app import Program
from cn_desktop.ui.command import Needs
from cn_desktop.ui.deeds import Deeds
from cn_desktop.ui.front import Front
from cn_desktop.ui.menus import commands
from cn_desktop.ui.process import make_application
from cn_desktop.ui.words import CHOOSE_DATASET


def test_what_is_asked_for_early_is_done_later_in_the_order_of_asking():
    deeds, done = Deeds(), []
    first, second = deeds.named("first"), deeds.named("second")
    second("with this")
    first()
    assert done == []
    deeds.begin({"first": lambda: done.append("first"), "second": done.append})
    assert done == ["with this", "first"]
    first()
    assert done == ["with this", "first", "first"]


def test_what_waited_may_ask_for_another_deed():
    deeds, done = Deeds(), []
    first, second = deeds.named("first"), deeds.named("second")
    first()
    deeds.begin({"first": second, "second": lambda: done.append("second")})
    assert done == ["second"]


def test_a_command_that_does_nothing_is_an_error_at_the_start():
    deeds = Deeds()
    deeds.named("forgotten")
    with pytest.raises(KeyError):
        deeds.begin({})


@pytest.fixture
def options(tmp_path):
    with Simulator(simulators.Options(records=5)) as simulator:
        yield options_for(simulator, tmp_path)


async def first_seen(options) -> Front:
    """The first picture, with the keyboard, and nothing behind it."""
    front = Front(options, make_application())
    front.window.show()
    front.window.activateWindow()
    await until(front.window.isActiveWindow)
    return front


@asynccontextmanager
async def completed(front, options):
    """The program behind it."""
    program = Program(options, make_application(), front)
    task = asyncio.ensure_future(program.run())
    try:
        yield task
    finally:
        program.end()
        await task
        front.window.deleteLater()


async def test_a_key_that_is_pressed_at_the_first_picture_is_not_lost(options):
    front = await first_seen(options)
    QTest.keyClick(front.window, Qt.Key.Key_K, CTRL)
    assert QApplication.activePopupWidget() is None
    async with completed(front, options):
        await until(QApplication.activePopupWidget)
        QApplication.activePopupWidget().close()


async def test_what_is_looked_up_at_the_first_picture_is_answered(options):
    front = await first_seen(options)
    QTest.keyClicks(front.window.lookup, "4711")
    QTest.keyClick(front.window.lookup, Qt.Key.Key_Return)
    async with completed(front, options):
        assert front.window.notices.notice == CHOOSE_DATASET


async def test_a_window_that_is_closed_at_the_first_picture_ends_the_program(options):
    front = await first_seen(options)
    front.window.close()
    assert front.window.isVisible()
    async with completed(front, options) as task:
        assert await task == 0


async def test_what_needs_records_can_not_be_asked_for_at_the_first_picture(options):
    front = await first_seen(options)
    actions = front.window.actions_by_name
    enabled = {command.name for command in commands() if actions[command.name].isEnabled()}
    assert enabled == {each.name for each in commands() if each.needs is Needs.NOTHING}
    async with completed(front, options):
        assert actions["actionPalette"].isEnabled()
