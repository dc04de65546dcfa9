"""One cell: its editors, what is wrong with it, and who else has its number."""

from driving import CTRL, change, keys, opened, press, type_text, until
from pictures.states.state import MAIN, ON_HOLD, states, unlocked
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from cn_desktop.records.fields import FieldName

Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
NUMBER = "07700 900003"
"""That of the fourth record."""


async def at(program, field, row=0, *, dataset=MAIN):
    """The keyboard is in this cell, and the program knows the account's words."""
    await opened(program, dataset)
    await until(lambda: program.workspace.sheet.vocabulary.choices)
    go(program, field, row)


def go(program, field, row=0):
    program.workspace.go_to(keys(program)[row], FieldName(field))
    program.window.table.setFocus()


async def typing(program, _simulator):
    await at(program, "lastname")
    type_text(program, "Featherstonehaugh-Cholmondeley")


async def typing_date(program, _simulator):
    await at(program, "callback", 4)
    type_text(program, "2027-03-28 02:30:00")


async def typing_code(program, _simulator):
    """One that ends dialling."""
    await at(program, "outcomecode")
    type_text(program, "98")


async def code_list(program, _simulator):
    await at(program, "outcomecode")
    press(program, Key.Key_F2)
    press(program, Key.Key_Down, ALT)
    await until(QApplication.activePopupWidget)


async def picklist(program, _simulator):
    await at(program, "preferred_contact", 3, dataset=ON_HOLD)
    press(program, Key.Key_F2)
    press(program, Key.Key_Down, ALT)
    await until(QApplication.activePopupWidget)


async def long_text(program, _simulator):
    await at(program, "call_back_notes", 2)
    press(program, Key.Key_Return, CTRL | SHIFT)
    press(program, Key.Key_End, CTRL)
    press(program, Key.Key_Return, ALT)
    type_text(program, "Ask for Joseph, or for whoever has the keys of the back office")


async def in_form(program, _simulator):
    await at(program, "lastname", 1)
    await change(program, keys(program)[1], "title", "Dr")
    go(program, "lastname", 1)
    press(program, Key.Key_F4)
    QApplication.focusWidget().selectAll()
    type_text(program, "Cholmondeley")


async def problems(program, _simulator):
    """Values that can't be sent, some that can, one of them with a proposal."""
    await at(program, "ddi_mobile")
    first, second, third, fourth = keys(program)[:4]
    await change(program, first, "ddi_mobile", "nobody")
    await change(program, second, "title", "Her Royal Highness the Lady")
    go(program, "lastname", 1)
    press(program, Key.Key_Delete)
    await change(program, third, "ddi_home", "ask his wife")
    await change(program, fourth, "ddi_mobile", "7700900123")
    go(program, "ddi_mobile", 3)


async def has_twin(program, _simulator):
    await at(program, "ddi_mobile")
    await until(lambda: program.window.checks.radar.is_ready)
    type_text(program, NUMBER)
    await until(lambda: program.window.checks.twins.said)


async def twins(program, _simulator):
    """The list of them."""
    await at(program, "ddi_home", 5)
    for row in (5, 6, 7):
        await change(program, keys(program)[row], "ddi_home", NUMBER)
    go(program, "ddi_mobile")
    await until(lambda: program.window.checks.radar.is_ready)
    type_text(program, NUMBER)
    press(program, Key.Key_G, CTRL | SHIFT)
    await until(QApplication.activePopupWidget)


async def old_data(program, _simulator):
    await at(program, "lastname")
    loads = program.window.groups.loads
    loads.clock = lambda clock=loads.clock: clock() + 80 * 60
    type_text(program, "x")
    await until(lambda: program.window.checks.age.said)


STATES = {
    **states(typing, picklist, in_form, problems, has_twin, twins, old_data),
    **states(typing_date, typing_code, code_list, long_text, begin=unlocked),
}
