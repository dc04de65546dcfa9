"""Which rows and which columns: filters, lists of values, columns and views."""

from deciding import dialog_in_use
from driving import CTRL, command, press, type_text, until
from pictures.states.cells import at, go
from pictures.states.state import states
from pictures.states.whole_window import loaded
from PySide6.QtCore import Qt

Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


async def filtered(program, simulator):
    """To nothing."""
    await loaded(program, simulator)
    press(program, Key.Key_F, CTRL)
    type_text(program, "no such thing")


async def value_list(program, _simulator):
    await at(program, "outcomecode")
    press(program, Key.Key_L, CTRL)
    values = program.window.filters.list
    await until(values.isVisible)
    await until(lambda: not values.is_counting)


async def wrong_pattern(program, _simulator):
    await at(program, "postcode")
    condition(program, 3, "(")


async def chips(program, _simulator):
    """One of them switched off."""
    await at(program, "outcomecode")
    condition(program, 1, "100, 109")
    go(program, "postcode")
    condition(program, 3, "^AB[1-5]")
    go(program, "lastname")
    press(program, Key.Key_F3, CTRL | SHIFT)
    program.window.filter_bar.chips.chips[0].switch.setFocus()
    press(program, Key.Key_Space)
    await until(lambda: not program.workspace.is_counting)


def condition(program, mode_steps, text):
    """Ctrl+Alt+F, Tab to the mode, Down to it, Tab to the text, Enter."""
    press(program, Key.Key_F, CTRL | ALT)
    press(program, Key.Key_Tab)
    for _ in range(mode_steps):
        press(program, Key.Key_Down)
    press(program, Key.Key_Tab)
    type_text(program, text)
    press(program, Key.Key_Return)


async def finding(program, _simulator):
    await at(program, "lastname")
    press(program, Key.Key_F, CTRL | SHIFT)
    type_text(program, "neill")
    await until(lambda: not program.window.filters.find.is_looking)


async def columns(program, _simulator):
    await at(program, "lastname")
    press(program, Key.Key_F9)
    await dialog_in_use(program, "columnsDialog")


async def going_to(program, _simulator):
    await at(program, "lastname")
    press(program, Key.Key_G, CTRL | ALT)
    await dialog_in_use(program, "goToDialog")
    type_text(program, "custom")


async def saving_view(program, _simulator):
    await at(program, "lastname")
    await command(program, "hide this column")
    await command(program, "save view")
    await dialog_in_use(program, "saveViewDialog")
    type_text(program, "Numbers only")


async def views(program, _simulator):
    """Some, one of them locked."""
    await at(program, "lastname")
    for name in ("Call-backs of the morning", "Numbers only", "Without a postcode"):
        await command(program, "hide this column")
        await command(program, "save view")
        await dialog_in_use(program, "saveViewDialog")
        type_text(program, name)
        press(program, Key.Key_Return)
        program.window.activateWindow()  # without a display nothing gives it back
        await until(program.window.isActiveWindow)
    press(program, Key.Key_V, CTRL | ALT)
    await dialog_in_use(program, "viewsDialog")
    press(program, Key.Key_Up)
    press(program, Key.Key_L, ALT)


STATES = states(
    filtered,
    value_list,
    wrong_pattern,
    chips,
    finding,
    columns,
    going_to,
    saving_view,
    views,
)
