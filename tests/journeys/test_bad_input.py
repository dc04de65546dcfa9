"""What goes wrong gets a clear sentence, loses nothing, and leaves the window usable."""

import socket
from dataclasses import replace

from connect_driving import told
from driving import (
    change,
    connected,
    keys,
    new_record,
    opened,
    options_for,
    press,
    running,
    status,
    submitted,
    type_text,
    until,
)
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from cn_desktop.base.secret import Secret
from cn_desktop.records.marks import State


async def test_an_unknown_dataset_is_named_and_the_old_table_stays(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        await change(program, keys(program)[0], "title", "Dr")
        await opened(program, "999")
        assert "Dataset [999] does not exist." in told(program)
        assert program.workspace.sheet.dataset == "100"
        assert len(keys(program)) == 60
        assert program.workspace.count(State.PENDING) == 1
        assert program.window.picker.currentText().startswith("100")


async def test_an_empty_dataset_says_so_and_takes_a_new_record(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "103")
        assert "0 records in dataset 103" in told(program)
        await new_record(program, lastname="First", ddi_home="02079460001")
        await submitted(program)
        assert [row["lastname"] for row in simulator.rows("103")] == ["First"]


async def test_wrong_credentials_are_said_once_and_not_tried_again(simulator, tmp_path):
    options = replace(options_for(simulator, tmp_path), key=Secret("not the key"))
    async with running(options) as program:
        await until(lambda: told(program))
        assert "does not accept this user name and API key" in told(program)
        assert "Authentication failure" in told(program)
        assert simulator.token_gets == 1
        assert program.window.isEnabled()


async def test_a_refused_connection_says_that_nothing_was_sent(simulator, tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = replace(options_for(simulator, tmp_path), base_url=f"http://127.0.0.1:{port}/")
    async with running(options) as program:
        await until(lambda: told(program))
        assert "refused the connection" in told(program)
        assert "Nothing was sent" in told(program)


async def test_a_server_that_goes_away_leaves_every_edit_pending(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "101")
        edited = keys(program)[:5]
        for key in edited:
            await change(program, key, "title", "Dr")
        simulator.stop()
        await submitted(program)
        assert program.workspace.count(State.PENDING) == 5
        assert "5 not sent" in told(program)
        assert "still pending" in told(program)


async def test_a_new_record_without_a_number_is_held_back_before_sending(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "101")
        new = await new_record(program, lastname="Numberless")
        edited = keys(program)[0]
        await change(program, edited, "title", "Dr")
        assert "needs at least one phone number" in status(program, new)
        await submitted(program)
        assert status(program, edited) == "saved"
        assert status(program, new).startswith("pending")
        assert [each.action for each in simulator.applied] == ["update"]

        await change(program, new, "ddi_mobile", "07700900003")
        await submitted(program)
        assert simulator.applied[-1].action == "create"
        assert not program.workspace.unsaved()


async def test_an_expired_dataset_can_be_read_and_says_why_not_edited(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "102")
        key = keys(program)[0]
        index = program.window.model.cell_index(key, "firstname")
        assert not index.flags() & Qt.ItemFlag.ItemIsEditable
        assert "expired" in index.data(Qt.ItemDataRole.ToolTipRole)
        assert "expired" in told(program)
        assert not program.window.actions_by_name["actionNewRecord"].isEnabled()
        await change(program, key, "firstname", "Nobody")
        assert not program.workspace.unsaved()


async def test_a_look_up_that_finds_nothing_says_so(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        press(program, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
        type_text(program, "1")
        press(program, Qt.Key.Key_Return)
        await until(lambda: told(program))
        assert "no record “1” in dataset “100”" in told(program)
        assert len(keys(program)) == 60


async def test_keys_after_a_look_up_that_finds_nothing_change_no_record(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        here = program.workspace.current
        press(program, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
        type_text(program, "1")
        press(program, Qt.Key.Key_Return)
        type_text(program, "07700")
        await until(lambda: told(program))
        type_text(program, " 900123")
        press(program, Qt.Key.Key_Delete)
        assert not program.workspace.unsaved()
        assert program.workspace.current == here
        assert QApplication.focusWidget() is program.window.lookup
        assert program.window.lookup.text() == "07700 900123"


async def test_a_look_up_before_a_dataset_is_open_asks_for_one(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await connected(program)
        program.window.activateWindow()
        press(program, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
        type_text(program, "550001")
        press(program, Qt.Key.Key_Return)
        assert "Choose a dataset" in told(program)
