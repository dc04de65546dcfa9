"""A caller asks to be taken off: outcome code 98, where the connection allows it."""

from driving import change, keys, opened, options_for, running, until
from PySide6.QtWidgets import QMessageBox

from cn_desktop.base.paths import Folders
from cn_desktop.base.profile import Profile
from cn_desktop.base.secret import Secret
from cn_desktop.records.fields import FieldName
from cn_desktop.records.marks import State
from cn_desktop.storage.profiles import Profiles
from cn_desktop.ui.app import Options


def allowed(simulator, folder):
    """A connection over which outcome codes may be changed."""
    folders = Folders(folder)
    profile = Profile("Ours", simulator.base_url, simulator.username, unlocked=("outcomecode",))
    Profiles(folders.profiles).save(profile)
    return Options(folders, profile="Ours", key=Secret(simulator.key))


async def asked_to_mark(program, key):
    program.workspace.go_to(key, FieldName("lastname"))
    program.window.actions_by_name["actionDoNotCall"].trigger()
    await until(lambda: program.window.findChild(QMessageBox, "gateDialog"))
    return program.window.findChild(QMessageBox, "gateDialog")


async def answered(program, text):
    box = program.window.findChild(QMessageBox, "gateDialog")
    next(button for button in box.buttons() if button.text() == text).click()
    await until(lambda: program.window.findChild(QMessageBox, "gateDialog") is None)
    await until(lambda: not program.jobs.is_busy)


def waiting(simulator):
    """A record that is called still."""
    return next(row["uid"] for row in simulator.rows("100") if row["outcomecode"] == "100")


async def test_marked_and_sent_with_one_question(simulator, tmp_path):
    async with running(allowed(simulator, tmp_path)) as program:
        await opened(program, "100")
        key = waiting(simulator)
        box = await asked_to_mark(program, key)
        assert box.text() == "Mark 1 record do not call?"
        assert "outcome code 98" in box.informativeText()
        await answered(program, "Mark and send now")
        await until(lambda: simulator.row("100", key)["outcomecode"] == "98")
        assert program.workspace.sheet.changes.state(key) is State.SAVED


async def test_only_marked_it_is_pending(simulator, tmp_path):
    async with running(allowed(simulator, tmp_path)) as program:
        await opened(program, "100")
        key = waiting(simulator)
        await asked_to_mark(program, key)
        await answered(program, "Mark only")
        assert program.workspace.sheet.value(key, "outcomecode") == "98"
        assert program.workspace.count(State.PENDING) == 1
        assert simulator.applied == []
        program.workspace.undo()
        assert not program.workspace.unsaved()


async def test_cancel_changes_nothing(simulator, tmp_path):
    async with running(allowed(simulator, tmp_path)) as program:
        await opened(program, "100")
        await asked_to_mark(program, waiting(simulator))
        await answered(program, "Cancel")
        assert not program.workspace.unsaved()


async def test_what_else_is_pending_of_the_record_is_named(simulator, tmp_path):
    async with running(allowed(simulator, tmp_path)) as program:
        await opened(program, "100")
        key = waiting(simulator)
        await change(program, key, "lastname", "Also")
        box = await asked_to_mark(program, key)
        assert "It has other pending changes" in box.informativeText()
        await answered(program, "Cancel")


async def test_where_the_connection_does_not_allow_it_that_is_said(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        program.workspace.go_to(keys(program)[0], FieldName("lastname"))
        program.window.actions_by_name["actionDoNotCall"].trigger()
        assert "does not let you change outcome codes" in program.window.notices.notice.title
        assert not program.workspace.unsaved()
