"""From a state to its pictures: the window with whatever is open above it."""

import asyncio
from itertools import product

from driving import options_for, running, until
from pictures import odd_list
from PySide6.QtCore import QPoint
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication

from cn_desktop.simulator.options import Options
from cn_desktop.simulator.server import Simulator
from cn_desktop.ui.theme import Choice

SETTLE = 0.15
FLASH = 1.5
"""Seconds: what was just saved lights up for less."""


async def pictures_of(state, folder, sizes):
    """Each size in each theme: the size's name, the theme's, the picture."""
    file = folder / "odd.csv"
    odd_list.write(file)
    with Simulator(Options(csv=file)) as simulator:
        async with running(options_for(simulator, folder)) as program:
            program.window.resize(*next(iter(sizes.values())))
            program.window.activateWindow()
            await until(program.window.isActiveWindow)
            await state(program, simulator)
            await asyncio.sleep(FLASH)
            for size, theme in product(sizes, (Choice.LIGHT, Choice.DARK)):
                program.window.resize(*sizes[size])
                program.theme.choose(theme)
                await asyncio.sleep(SETTLE)
                yield size, theme.value, whole(program.window)


def whole(window):
    """The window as on a screen: its dialogs and lists are windows of their own."""
    picture = window.grab()
    painter = QPainter(picture)
    for other in QApplication.topLevelWidgets():
        if other is not window and other.isVisible() and other.isWindow():
            painter.drawPixmap(_place(window, other), other.grab())
    painter.end()
    return picture


def _place(window, other):
    """A dialog stands in the middle; what is moved to its place stays there."""
    there = window.mapFromGlobal(other.pos())
    if other.windowFlags() & other.windowFlags().Popup == other.windowFlags().Popup:
        return there
    return QPoint((window.width() - other.width()) // 2, (window.height() - other.height()) // 3)
