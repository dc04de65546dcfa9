"""The real program without a display, connected to the server of a measurement."""

import asyncio
import tempfile
from contextlib import asynccontextmanager
from pathlib import Path

import keyring
import qasync
from benchmarks.watching import paint_now, until, until_shown
from driving import options_for, running
from keyring.backends.fail import Keyring as NoKeychain

from cn_desktop.records.fields import DatasetId
from cn_desktop.ui.process import Collector, make_application


def in_window(work):
    """What a coroutine gives on Qt's loop."""
    keyring.set_keyring(NoKeychain())
    loop = qasync.QEventLoop(make_application())
    asyncio.set_event_loop(loop)
    with loop:
        return loop.run_until_complete(work)


@asynccontextmanager
async def window(server, size=None):
    """The program, connected; its table is `size` (pixels) large, if that is said.

    Garbage is collected as in the program.
    """
    with tempfile.TemporaryDirectory(prefix="cn-desktop-bench-") as folder:
        async with running(options_for(server, Path(folder))) as program:
            await until(lambda: program.window.picker.count() and not program.jobs.is_busy)
            if size:
                await resize(program, *size)
            with Collector(program.is_busy):
                yield program


async def resize(program, width, height):
    """Make the window so large that the table's cells have this size."""
    await opened(program, "101")
    for _ in range(3):
        has = program.window.table.viewport().size()
        outer = program.window.size()
        program.window.resize(
            outer.width() + width - has.width(), outer.height() + height - has.height()
        )
        await asyncio.sleep(0)
        paint_now()


async def opened(program, dataset):
    """Open a dataset and wait until it is read and on screen."""
    loaded = []
    program.jobs.loaded.connect(lambda: loaded.append(dataset))
    program.jobs.open_dataset(DatasetId(dataset))
    await program.jobs.idle()
    if not loaded:
        raise ValueError(program.window.notices.notice.title)
    await until_shown(program.window.table, lambda: program.workspace.sheet.dataset == dataset)
