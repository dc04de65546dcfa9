"""Before a submit that changes who is called somebody reads that in numbers, and agrees."""

import pytest
from driving import CTRL, change, keys, new_record, opened, options_for, press, running, until
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from cn_desktop.base.paths import Folders
from cn_desktop.base.profile import Profile, Safety
from cn_desktop.base.secret import Secret
from cn_desktop.records.marks import State
from cn_desktop.storage.profiles import Profiles
from cn_desktop.ui.app import Options

LIVE, HOLD = "100", "101"


def question(program):
    return program.window.findChild(QMessageBox, "gateDialog")


async def asked(program):
    await until(lambda: question(program) or not program.jobs.is_busy)
    box = question(program)
    assert box, "nothing was asked"
    box.activateWindow()
    await until(box.isActiveWindow)
    return box


async def submitted_unasked(program):
    press(program, Qt.Key.Key_S, CTRL)
    await until(lambda: question(program) or not program.jobs.is_busy)
    assert question(program) is None


def over(simulator, folder, **terms):
    """A saved connection of these terms."""
    folders = Folders(folder)
    profile = Profile("Ours", simulator.base_url, simulator.username, **terms)
    Profiles(folders.profiles).save(profile)
    return Options(folders, profile="Ours", key=Secret(simulator.key))


async def two_numbers_and_a_name(program):
    await opened(program, LIVE)
    first, second, third = keys(program)[:3]
    await change(program, first, "ddi_mobile", "07700900001")
    await change(program, second, "ddi_mobile", "07700900002")
    await change(program, third, "lastname", "Only text")
    press(program, Qt.Key.Key_S, CTRL)
    return first, second, third


def click(box, text):
    next(button for button in box.buttons() if button.text() == text).click()


async def test_it_is_said_in_numbers(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await two_numbers_and_a_name(program)
        box = await asked(program)
        assert box.text() == "2 of these 3 rows change who is called."
        said = box.informativeText()
        assert "is LIVE: the dialler may call these people at once. 2 numbers change." in said
        assert "1 row changes text only." in said
        box.reject()
        await until(lambda: not program.jobs.is_busy)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
async def test_enter_and_escape_send_nothing_and_change_nothing(simulator, tmp_path, key):
    async with running(options_for(simulator, tmp_path)) as program:
        rows = await two_numbers_and_a_name(program)
        await asked(program)
        press(program, key)
        await until(lambda: not program.jobs.is_busy)
        assert simulator.applied == []
        assert set(program.workspace.sheet.changes.in_state(State.PENDING)) == set(rows)
        assert all(program.workspace.sheet.changes.mark(key) is None for key in rows)


async def test_all_of_it_can_be_sent_by_keyboard(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await two_numbers_and_a_name(program)
        box = await asked(program)
        everything = next(b for b in box.buttons() if b.text() == "Send all 3")
        while not everything.hasFocus():
            press(program, Qt.Key.Key_Tab)
        press(program, Qt.Key.Key_Space)
        await until(lambda: not program.jobs.is_busy)
        assert len(simulator.applied) == 3


async def test_only_what_changes_text_can_be_sent_and_the_rest_waits(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        first, second, third = await two_numbers_and_a_name(program)
        click(await asked(program), "Send only the 1 that changes text")
        await until(lambda: not program.jobs.is_busy)
        assert [each.uid for each in simulator.applied] == [third]
        assert set(program.workspace.sheet.changes.in_state(State.PENDING)) == {first, second}
        assert "Of 1 row submitted" in program.window.notices.notice.title


async def test_a_new_record_is_asked_about(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, LIVE)
        await new_record(program, lastname="Added", ddi_mobile="07700900003")
        press(program, Qt.Key.Key_S, CTRL)
        box = await asked(program)
        assert box.text() == "This row changes who is called."
        assert "1 new record" in box.informativeText()
        box.reject()
        await until(lambda: not program.jobs.is_busy)
        assert simulator.applied == []


async def test_a_rejected_row_that_is_tried_again_is_asked_about_again(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, LIVE)
        await change(program, keys(program)[0], "ddi_mobile", "07700900004")
        await change(program, keys(program)[0], "postcode", "Far too long for one")
        press(program, Qt.Key.Key_S, CTRL)
        click(await asked(program), "Send it")
        await until(lambda: not program.jobs.is_busy)
        program.window.actions_by_name["actionRetryRejected"].trigger()
        (await asked(program)).reject()
        await until(lambda: not program.jobs.is_busy)
        assert program.workspace.count(State.REJECTED) == 1


@pytest.mark.parametrize(
    ("dataset", "field", "text"), [(HOLD, "ddi_mobile", "07700900005"), (LIVE, "lastname", "Text")]
)
async def test_nothing_is_asked_on_hold_and_for_text(simulator, tmp_path, dataset, field, text):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, dataset)
        await change(program, keys(program)[0], field, text)
        await submitted_unasked(program)
        assert len(simulator.applied) == 1


@pytest.mark.parametrize(
    ("terms", "is_asked"),
    [
        ({"environment": "TEST"}, False),
        ({"environment": "DEMO"}, True),
        ({"environment": "PRODUCTION"}, True),
        ({"environment": "TEST", "safety": Safety.ASK_DIALLING}, True),
        ({"environment": "PRODUCTION", "safety": Safety.NEVER}, False),
    ],
)
async def test_the_connection_says_whether_to_ask(simulator, tmp_path, terms, is_asked):
    async with running(over(simulator, tmp_path, **terms)) as program:
        await opened(program, LIVE)
        await change(program, keys(program)[0], "ddi_mobile", "07700900006")
        press(program, Qt.Key.Key_S, CTRL)
        await until(lambda: question(program) or not program.jobs.is_busy)
        assert (question(program) is not None) is is_asked
        if is_asked:
            question(program).reject()
            await until(lambda: not program.jobs.is_busy)
        assert len(simulator.applied) == (0 if is_asked else 1)


async def test_whoever_wants_to_be_asked_always_is(simulator, tmp_path):
    async with running(over(simulator, tmp_path, safety=Safety.ASK_ALWAYS)) as program:
        await opened(program, HOLD)
        await change(program, keys(program)[0], "lastname", "Text")
        press(program, Qt.Key.Key_S, CTRL)
        box = await asked(program)
        assert box.text() == "Send 1 row?"
        click(box, "Send it")
        await until(lambda: not program.jobs.is_busy)
        assert len(simulator.applied) == 1
