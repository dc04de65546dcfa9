"""Many cells at once: pasted, set, tidied, replaced; and the history of all that."""

from deciding import dialog_in_use
from driving import CTRL, change, command, keys, press, preview, type_text, until
from pictures.states.cells import at, go
from pictures.states.state import states
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from cn_desktop.ui.bulk.bulk_dialog import BulkDialog
from cn_desktop.ui.bulk.planner import Planner

Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def put(*lines):
    QGuiApplication.clipboard().setText("".join(f"{line}\r\n" for line in lines))


async def pasting(program, _simulator):
    await at(program, "firstname", 2)
    put(*(f"First {n}\tLast {n}\t01632 960{n:03}" for n in range(12)))
    press(program, Key.Key_V, CTRL)
    await preview(program)


async def pasting_new(program, _simulator):
    await at(program, "firstname")
    put(
        "First name\tLast name\tMobile phone",
        "Ada\tExample\t07700 900801",
        "Bob\tExample\t07700 900802",
        "Cleo\tExample\tnobody",
    )
    press(program, Key.Key_V, CTRL)
    dialog = await preview(program)
    press(program, Key.Key_W, ALT)
    await until(lambda: dialog.plan.new)


async def pasting_by_headings(program, _simulator):
    await at(program, "firstname")
    first, second, third = keys(program)[:3]
    put(
        "uid\ttitle\tddi_mobile\tShoe size",
        f"{third}\tMrs\t07700 900803\t44",
        f"{first}\tHer Royal Highness the Lady\t07700 900804\t38",
        f"{second}\tDr\tnobody\t40",
        "999999\tMr\t07700 900805\t41",
    )
    press(program, Key.Key_V, CTRL)
    await preview(program)


async def setting(program, _simulator):
    await at(program, "lastname")
    await opened_bulk(program, "set value", "setValueDialog", rows=4)
    type_text(program, "Example")
    await planned(program)


async def transforming(program, _simulator):
    await at(program, "lastname")
    dialog = await opened_bulk(program, "transform", "transformDialog")
    for _ in range(2):
        press(program, Key.Key_Down)
    press(program, Key.Key_A, ALT)
    await until(lambda: dialog.scope.is_shown)
    await planned(program)


async def transforming_pattern(program, _simulator):
    """By a pattern that is not finished yet."""
    await at(program, "lastname")
    await opened_bulk(program, "transform", "transformDialog", rows=6)
    press(program, Key.Key_End)
    press(program, Key.Key_F, ALT)
    type_text(program, r"(\w+), (\w+")


async def replacing(program, _simulator):
    await at(program, "address1")
    for _ in range(20):
        press(program, Key.Key_Down, SHIFT)
    press(program, Key.Key_H, CTRL)
    dialog = await dialog_in_use(program, "replaceDialog")
    type_text(program, "High Street")
    press(program, Key.Key_Tab)
    type_text(program, "Station Road")
    await planned(program)
    dialog.list.setFocus()
    press(program, Key.Key_Down)
    press(program, Key.Key_Space)


async def history(program, _simulator):
    await at(program, "lastname")
    for row, text in enumerate(("One", "Two", "Three")):
        await change(program, keys(program)[row], "lastname", text)
    await setting_done(program)
    press(program, Key.Key_Z, CTRL)
    await command(program, "history")
    await dialog_in_use(program, "historyWindow")


async def setting_done(program):
    go(program, "title")
    await opened_bulk(program, "set value", "setValueDialog", rows=4)
    type_text(program, "Dr")
    await planned(program)
    press(program, Key.Key_Return)
    await until(lambda: not program.window.findChildren(BulkDialog))
    program.window.activateWindow()  # without a display nothing gives it back
    await until(program.window.isActiveWindow)


async def opened_bulk(program, words, name, *, rows=0):
    """The command with these words, for so many rows more than the current one."""
    for _ in range(rows):
        press(program, Key.Key_Down, SHIFT)
    await command(program, words)
    return await dialog_in_use(program, name)


async def planned(program):
    """It says what would change."""
    dialog = program.window.findChild(BulkDialog)
    await until(lambda: dialog.findChild(Planner).is_complete)


STATES = states(
    pasting,
    pasting_new,
    pasting_by_headings,
    setting,
    transforming,
    transforming_pattern,
    replacing,
    history,
)
