"""Going to another account: nothing of the old one may be shown or written there."""

import asyncio

import pytest
from driving import connected, keys, opened, options_for, press, running, type_text, until
from PySide6.QtCore import Qt

from cn_desktop.base.profile import Profile
from cn_desktop.base.secret import Secret
from cn_desktop.records.fields import FieldName
from cn_desktop.simulator.options import Options
from cn_desktop.simulator.server import Simulator
from cn_desktop.ui.connect.connection import connection_to


@pytest.fixture
def ours():
    with Simulator(Options(records=30, latency_ms=8)) as started:
        yield started


@pytest.fixture
def theirs():
    with Simulator(Options(records=30, seed=77, latency_ms=8)) as started:
        yield started


def go_to(program, simulator):
    """What choosing a saved connection comes to, its key being known."""
    profile = Profile(simulator.base_url, simulator.base_url, simulator.username)
    program._connecting._use(connection_to(profile, Secret(simulator.key)))


async def test_an_answer_of_the_old_account_is_never_shown_in_the_new_one(ours, theirs, tmp_path):
    async with running(options_for(ours, tmp_path)) as program:
        await connected(program)
        uid = ours.rows("100")[0]["uid"]
        foreign = {row["firstname"] + row["lastname"] for row in ours.rows("100")}
        foreign -= {row["firstname"] + row["lastname"] for row in theirs.rows("100")}
        for turn in range(24):
            go_to(program, ours)
            await connected(program)
            if turn % 2:
                program.jobs.look_up("100", uid)
            else:
                program.jobs.open_dataset("100")
            await asyncio.sleep(0.004 + 0.001 * turn)
            go_to(program, theirs)
            await until(lambda: not program.jobs.is_busy)
            await asyncio.sleep(0.02)
            sheet = program.workspace.sheet
            shown = {
                str(sheet.value(key, "firstname")) + str(sheet.value(key, "lastname"))
                for key in keys(program)
            }
            assert not shown & foreign


async def test_text_that_is_being_typed_holds_a_switch_back(ours, theirs, tmp_path):
    async with running(options_for(ours, tmp_path)) as program:
        await opened(program, "100")
        key = keys(program)[0]
        program.workspace.go_to(key, FieldName("lastname"))
        program.window.table.setFocus()
        type_text(program, "Half")
        program._connecting.switch_to("whatever it is called")
        assert "not saved yet" in program.window.notices.notice.title
        assert program.workspace.sheet.value(key, "lastname") == "Half"
        press(program, Qt.Key.Key_Escape)


async def test_a_login_put_right_later_still_opens_what_was_asked_for(ours, tmp_path):
    options = options_for(ours, tmp_path, dataset="100")
    async with running(options) as program:
        program.jobs.cancel()
        await until(lambda: not program.jobs.is_busy)
        if not keys(program):
            program.jobs.log_in_again()
        await until(lambda: len(keys(program)) == 30 and not program.jobs.is_busy)
        await until(lambda: program.workspace.sheet.vocabulary.definitions)
