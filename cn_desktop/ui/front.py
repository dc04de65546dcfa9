"""The first picture, and the way from it to the whole program.

What a person sees first needs a part of the program only. The rest is imported and made once
that part is painted.
"""

import asyncio
import os
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

os.environ["QT_API"] = "pyside6"  # qasync would look for other bindings

import qasync

from cn_desktop.base.paths import resource_root
from cn_desktop.ui.main_window import MainWindow
from cn_desktop.ui.options import Options
from cn_desktop.ui.process import (
    Collector,
    Signals,
    catch_the_rest,
    first_paint,
    make_application,
)
from cn_desktop.ui.theme import Choice, Icons, Theme
from cn_desktop.ui.window_icon import window_icon
from cn_desktop.ui.workspace import Workspace

if TYPE_CHECKING:
    from cn_desktop.ui.app import Program, Script


class Front:
    """The window as it is first seen, and what it is made of."""

    def __init__(self, options: Options, application: QApplication) -> None:
        path = str(options.folders.window_settings)
        self.settings = QSettings(path, QSettings.Format.IniFormat)
        self.workspace = Workspace(application)
        self.theme = Theme(application, Choice(self.settings.value("appearance/theme", "system")))
        self.icons = Icons(resource_root() / "icons", self.theme)
        application.setWindowIcon(window_icon(resource_root()))
        self.window = MainWindow(self.workspace, self.theme, self.icons, self.settings)


async def start(options: Options, application: QApplication) -> "Program":
    """The whole program, made behind its window that is painted already."""
    front = Front(options, application)
    front.window.show()
    await first_paint(front.window)
    from cn_desktop.ui.app import Program  # noqa: PLC0415  half of the start, and no part of that

    return Program(options, application, front)


def run(options: Options, script: "Script | None" = None) -> int:
    """Open the window and return the program's exit code when it has closed."""
    application = make_application()
    loop = qasync.QEventLoop(application)
    asyncio.set_event_loop(loop)

    async def main() -> int:
        program = await start(options, application)
        catch_the_rest(program.report, program.end)
        with Signals(program.end), Collector(program.is_busy):
            return await program.run(script)

    with loop:
        code: int = loop.run_until_complete(main())
        return code
