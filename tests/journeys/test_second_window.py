"""Two windows on one folder: one writes, the other shows it or only looks."""

import pytest
from driving import change, keys, open_beside, opened, options_for, running, submitted, until

from cn_desktop.records.fields import Lock
from cn_desktop.records.marks import State


async def back_to(program):
    program.window.activateWindow()
    await until(program.window.isActiveWindow)


async def test_the_second_one_can_look_and_changes_nothing(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as first:
        await opened(first, "100")
        await change(first, keys(first)[0], "lastname", "Mine")
        async with running(options_for(simulator, tmp_path)) as second:
            await open_beside("Open read-only")
            await opened(second, "100")
            sheet = second.workspace.sheet
            assert sheet.locks.of(keys(second)[0], "title") is Lock.OTHER_WINDOW
            assert not second.workspace.unsaved()
            second.sending.submit(keys(second))
        assert first.workspace.count(State.PENDING) == 1
        await back_to(first)
        await submitted(first)
        assert simulator.row("100", keys(first)[0])["lastname"] == "Mine"


@pytest.mark.parametrize("answer", ["Show that window", "Quit"])
async def test_the_second_one_can_show_the_first_and_ends(simulator, tmp_path, answer):
    async with running(options_for(simulator, tmp_path)) as first:
        await opened(first, "100")
        rung = []
        first._doorbell.rung.connect(lambda: rung.append(True))
        async with running(options_for(simulator, tmp_path)) as second:
            await open_beside(answer)
            await until(second._ended.done)
            assert second._ended.result() == 0
        assert bool(rung) is (answer == "Show that window")
        await back_to(first)
        await change(first, keys(first)[0], "lastname", "Mine")
        assert first.workspace.count(State.PENDING) == 1


async def test_once_the_first_is_closed_the_next_one_writes(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as first:
        await opened(first, "100")
        await change(first, keys(first)[0], "lastname", "Mine")
    async with running(options_for(simulator, tmp_path)) as second:
        await until(lambda: second.workspace.unsaved() == {"100": 1})
        assert "1 unsent edit from" in second.window.notices.notice.title
        assert simulator.applied == []
