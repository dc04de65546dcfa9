"""The window from its empty beginning to the question when it is closed."""

import asyncio

from deciding import dialog_in_use
from driving import (
    CTRL,
    change,
    command,
    connected,
    keys,
    new_record,
    opened,
    options_for,
    press,
    running,
    type_text,
    until,
)
from pictures.states.state import EXPIRED, MAIN, states
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QKeySequenceEdit

from cn_desktop.records.fields import DatasetId
from cn_desktop.simulator.faults import Fault

Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier
READ = "ecnow_data/read"


async def empty(program, _simulator):
    await connected(program)


async def dataset_list(program, simulator):
    await loaded(program, simulator)
    press(program, Key.Key_O, CTRL)
    press(program, Key.Key_Down)
    await until(QApplication.activePopupWidget)


async def loading(program, simulator):
    await connected(program)
    simulator.faults.add(Fault("drip", READ, value=4_000.0))
    program.jobs.open_dataset(DatasetId(MAIN))
    await until(lambda: len(program.workspace.rows) > 10)


async def loaded(program, _simulator):
    await opened(program, MAIN)


async def edited(program, simulator):
    await loaded(program, simulator)
    first, second, third = keys(program)[:3]
    await change(program, first, "lastname", "Featherstonehaugh")
    await change(program, second, "ddi_mobile", "07700 900999")
    await change(program, third, "postcode", "")
    key = await new_record(program, firstname="Ada", lastname="Example")
    program.workspace.go_to(key)


async def expired(program, _simulator):
    await opened(program, EXPIRED)


async def read_only(program, simulator):
    await loaded(program, simulator)
    await command(program, "read-only")


async def offline(program, simulator):
    await edited(program, simulator)
    simulator.faults.add(Fault("reset-before-apply", READ, count=None))
    press(program, Key.Key_F5)
    await until(lambda: not program.jobs.is_busy)


async def not_found(program, simulator):
    await loaded(program, simulator)
    press(program, Key.Key_G, CTRL)
    type_text(program, "999999")
    press(program, Key.Key_Return)
    await until(lambda: program.window.notices.notice)


async def menu(program, simulator):
    """A right click on a cell."""
    await edited(program, simulator)
    table = program.window.table
    program.workspace.go_to(keys(program)[0], "lastname")
    at = table.visualRect(table.currentIndex()).center()
    right = QContextMenuEvent.Reason.Mouse
    asked = QContextMenuEvent(right, at, table.viewport().mapToGlobal(at))
    QApplication.sendEvent(table.viewport(), asked)
    await until(QApplication.activePopupWidget)


async def palette(program, simulator):
    await loaded(program, simulator)
    press(program, Key.Key_K, CTRL)
    type_text(program, "rec")


async def key_sheet(program, simulator):
    await loaded(program, simulator)
    press(program, Key.Key_F1)
    await dialog_in_use(program, "keysDialog")
    await asyncio.sleep(0.2)


async def key_changed(program, simulator):
    await key_sheet(program, simulator)
    dialog = await dialog_in_use(program, "keysDialog")
    type_text(program, "clear cells")
    press(program, Key.Key_Tab)
    press(program, Key.Key_Down)
    press(program, Key.Key_Down)
    await until(dialog.findChild(QKeySequenceEdit).isEnabled)
    press(program, Key.Key_Tab)
    press(program, Key.Key_J, CTRL)


async def left_behind(simulator, folder):
    """An earlier run ended with changes that were not sent."""
    options = options_for(simulator, folder)
    async with running(options) as program:
        await edited(program, simulator)
    return options


async def restored(program, _simulator):
    await connected(program)
    await until(lambda: program.window.notices.notice)


async def quitting(program, simulator):
    await edited(program, simulator)
    press(program, Key.Key_Q, CTRL)
    await dialog_in_use(program, "leaveDialog")


STATES = {
    **states(
        empty,
        dataset_list,
        loading,
        loaded,
        edited,
        expired,
        read_only,
        offline,
        not_found,
        menu,
        palette,
        key_sheet,
        key_changed,
        quitting,
    ),
    **states(restored, begin=left_behind),
}
