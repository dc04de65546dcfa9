"""The dialog that asks for a connection."""

from connect_driving import dialog_of, fill_for, press_button, try_out
from driving import press, until
from pictures.states.state import bare, states
from PySide6.QtCore import Qt


async def connecting(program, _simulator):
    await in_use(program)


async def in_use(program):
    """The dialog, with the keyboard in it."""
    dialog = await dialog_of(program)
    dialog.activateWindow()
    await until(dialog.isActiveWindow)
    return dialog


async def connecting_more(program, _simulator):
    await in_use(program)
    press(program, Qt.Key.Key_M, Qt.KeyboardModifier.AltModifier)


async def connecting_faulty(program, _simulator):
    """Nothing was entered."""
    press_button(await in_use(program), "connect")


async def tested(program, simulator):
    dialog = await in_use(program)
    fill_for(dialog, simulator, name="Our floor")
    await try_out(dialog)


async def refused(program, simulator):
    """The test, with a wrong key."""
    dialog = await in_use(program)
    fill_for(dialog, simulator, key="wrong")
    await try_out(dialog)


STATES = states(connecting, connecting_more, connecting_faulty, tested, refused, begin=bare)
