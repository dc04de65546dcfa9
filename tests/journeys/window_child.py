"""The real window in a process of its own, to be killed: see test_restoring.

It does what its arguments say, tells its parent, and waits for its end.
"""

import asyncio
import os
import sys
from pathlib import Path

from driving import until

from cn_desktop.base.paths import Folders
from cn_desktop.base.secret import Secret
from cn_desktop.records.fields import DatasetId, FieldName
from cn_desktop.records.marks import State
from cn_desktop.ui.app import Program
from cn_desktop.ui.front import run
from cn_desktop.ui.options import Options

LASTNAME, MOBILE = FieldName("lastname"), FieldName("ddi_mobile")


async def loaded(program: Program):
    await until(lambda: program.window.picker.count() and not program.jobs.is_busy)
    program.jobs.open_dataset(DatasetId("100"))
    await program.jobs.idle()


async def act(program: Program, doing: str) -> int:
    await loaded(program)
    workspace = program.workspace
    rows = [workspace.sheet.store.key(row) for row in list(workspace.rows)[:3]]
    workspace.set_cells({(key, LASTNAME): f"Typed {key}" for key in rows}, "edit")
    new = workspace.add_record()
    workspace.set_cells({(new, LASTNAME): "Newly typed", (new, MOBILE): "07700900006"}, "edit")
    await program.keeping.flush()
    if doing == "sending":
        program.sending.submit(rows[:2])
        await until(lambda: workspace.count(State.SENDING) == 2)
    print("ready", flush=True)  # noqa: T201  to the parent
    await asyncio.Event().wait()
    return 0


def main(doing: str, address: str, username: str, folder: str) -> int:
    options = Options(
        Folders(Path(folder)),
        base_url=address,
        username=username,
        key=Secret(os.environ["CN_DESKTOP_API_KEY"]),
    )
    return run(options, lambda program: act(program, doing))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
