"""From a state to its pictures: the window with whatever is open above it."""

import asyncio

from driving import running, until
from pictures import odd_list
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QApplication

from cn_desktop.records.marks import State
from cn_desktop.simulator.options import Options
from cn_desktop.simulator.server import Simulator

SETTLE = 0.15
FLASH = 1.5
"""Seconds: what was just saved lights up for less."""
TITLE = 26
"""Pixels: about what systems give a dialog's title."""
THEMES = {"light": "actionThemeLight", "dark": "actionThemeDark"}
IN_FRONT = {Qt.WindowType.Popup, Qt.WindowType.ToolTip}


async def pictures_of(state, folder, size):
    """In each theme: its name, the picture."""
    file = folder / "odd.csv"
    odd_list.write(file)
    with Simulator(Options(csv=file)) as simulator:
        async with running(await state.begin(simulator, folder)) as program:
            program.window.resize(*size)
            program.window.activateWindow()
            await until(QApplication.activeWindow)
            await state.reach(program, simulator)
            await asyncio.sleep(FLASH if program.workspace.count(State.SAVED) else SETTLE)
            for theme, name in THEMES.items():
                program.window.actions_by_name[name].trigger()
                await asyncio.sleep(SETTLE)
                yield theme, whole(program.window)


def whole(window):
    """The window as on a screen: its dialogs and lists are windows of their own."""
    picture = window.grab()
    painter = QPainter(picture)
    for other in sorted(_others(window), key=_is_in_front):
        if _is_in_front(other):
            painter.drawPixmap(window.mapFromGlobal(other.pos()), other.grab())
        else:
            _draw_dialog(painter, window, other)
    painter.end()
    return picture


def _others(window):
    every = QApplication.topLevelWidgets()
    return [each for each in every if each is not window and each.isVisible() and each.isWindow()]


def _is_in_front(other):
    return other.windowType() in IN_FRONT


def _draw_dialog(painter, window, dialog):
    """In the middle, in a frame with its title, which systems draw."""
    height = dialog.height() + TITLE
    left = (window.width() - dialog.width()) // 2
    top = max(0, (window.height() - height) // 2)
    frame = QRect(left - 1, top, dialog.width() + 1, height)
    palette = dialog.palette()
    painter.fillRect(frame, palette.color(QPalette.ColorRole.Button))
    painter.setPen(palette.color(QPalette.ColorRole.WindowText))
    title = QRect(left + 8, top, dialog.width() - 16, TITLE)
    painter.drawText(title, Qt.AlignmentFlag.AlignVCenter, dialog.windowTitle())
    painter.drawPixmap(QPoint(left, top + TITLE), dialog.grab())
    painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
    painter.drawRect(frame)
