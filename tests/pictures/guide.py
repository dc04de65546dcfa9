"""The pictures in the README: the window, and what is asked in some of its jobs."""

import asyncio
from contextlib import asynccontextmanager
from pathlib import Path

from deciding import CONFLICT, decided
from driving import (
    CTRL,
    change,
    keys,
    new_record,
    opened,
    options_for,
    press,
    preview,
    running,
    submitted,
    type_text,
    until,
)
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from cn_desktop.base.paths import Folders
from cn_desktop.records.fields import FieldName
from cn_desktop.simulator.options import Options as SimulatorOptions
from cn_desktop.simulator.server import Simulator
from cn_desktop.ui.options import Options
from cn_desktop.ui.theme import Choice

FOLDER = Path(__file__).parents[2] / "docs" / "images"
SIZE, SMALL = QSize(1366, 768), QSize(760, 300)
RECORDS = "500"
SETTLE = 0.5
SMALLEST = 0
"""Of Qt's qualities the one that makes the smallest file; a PNG loses nothing by it."""
Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
LIVE, HOLD = "100", "101"


async def window(program):
    """Four pending rows, and the review of them."""
    await opened(program, LIVE)
    shown = keys(program)
    await change(program, shown[2], "firstname", "Josephine")
    await change(program, shown[4], "postcode", "SW1A 1AA")
    await change(program, shown[6], "ddi_mobile", "07700 900123")
    await new_record(
        program, title="Ms", firstname="Ada", lastname="Example", ddi_mobile="07700900999"
    )
    press(program, Key.Key_Home, CTRL)
    program.workspace.go_to(shown[2], FieldName("firstname"))
    press(program, Key.Key_P, CTRL | SHIFT)
    return program.window


async def palette(program):
    """What Ctrl+K finds for a word."""
    await opened(program, LIVE)
    press(program, Key.Key_K, CTRL)
    await until(QApplication.activePopupWidget)
    type_text(program, "record")
    return QApplication.activePopupWidget()


async def paste(program):
    """Rows of a spreadsheet that are to be written over others."""
    await opened(program, LIVE)
    program.workspace.go_to(keys(program)[0], FieldName("postcode"))
    program.window.table.setFocus()
    rows = "".join(f"N{number} 1AA\r\n" for number in range(30))
    QGuiApplication.clipboard().setText(rows)
    press(program, Key.Key_V, CTRL)
    return await preview(program)


async def conflict(program, simulator):
    """A name that somebody else changed meanwhile."""
    await opened(program, HOLD)
    key = keys(program)[0]
    await change(program, key, "lastname", "Featherstone")
    simulator.change(HOLD, key, lastname="Fetherstone")
    await submitted(program)
    dialog = await decided(program, CONFLICT)
    dialog.resize(SMALL)
    return dialog


OF_DEMO = (window, palette, paste)


async def take(scratch):
    """Each in the light colours, in its file of `docs/images`."""
    for picture in OF_DEMO:
        demo = Options(Folders(scratch / picture.__name__), simulator=("--records", RECORDS))
        async with prepared(demo) as program:
            await keep(await picture(program), picture.__name__)
    with Simulator(SimulatorOptions(records=int(RECORDS))) as simulator:
        async with prepared(options_for(simulator, scratch / "conflict")) as program:
            await keep(await conflict(program, simulator), "conflict")


@asynccontextmanager
async def prepared(options):
    async with running(options) as program:
        program.theme.choose(Choice.LIGHT)
        program.window.resize(SIZE)
        yield program


async def keep(seen, name):
    await asyncio.sleep(SETTLE)
    seen.grab().save(str(FOLDER / f"{name}.png"), "PNG", SMALLEST)
