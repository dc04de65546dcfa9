"""What was sent, what was answered, and the results as a file."""

import csv
import errno
import io
import json
import os
import stat

import pytest
from driving import change, keys, new_record, opened, options_for, running, submitted, until
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
)

from cn_desktop.base.secret import MASK
from cn_desktop.simulator.faults import Fault
from cn_desktop.ui.submit.evidence import NO_ANSWER, NOTHING_SENT


def trigger(program, name):
    program.window.actions_by_name[name].trigger()


def is_enabled(program, name):
    return program.window.actions_by_name[name].isEnabled()


def details(program, name) -> str:
    """What the command shows, word for word."""
    trigger(program, name)
    dialog = program.window.findChild(QDialog, "detailsDialog")
    text = dialog.findChild(QPlainTextEdit).toPlainText()
    dialog.setObjectName("")
    dialog.close()
    return text


def sentence(program, name) -> str:
    trigger(program, name)
    box = program.window.findChild(QMessageBox)
    text = box.text()
    box.close()
    box.setParent(None)
    box.deleteLater()
    return text


def body_in(text) -> bytes:
    return text.split("─" * 40)[1].strip("\n").encode()


async def test_the_request_shown_is_the_request_sent(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "101")
        key = keys(program)[0]
        assert not is_enabled(program, "actionShowRequest")
        program.workspace.type_text(key, "lastname", "Zoë Blogs")
        program.workspace.go_to(key)
        client, sheet = program.jobs.client, program.workspace.sheet
        before = details(program, "actionShowRequest")
        assert before.startswith("Not sent yet.")
        assert body_in(before) == client.payload("101", key, {"lastname": "Zoë Blogs"})
        assert "POST database.php" in before
        assert f"token = {MASK}" in before
        assert "action = update" in before
        assert "lastname = Zoë Blogs" in before
        assert sentence(program, "actionShowAnswer") == NOTHING_SENT

        await submitted(program)
        program.workspace.go_to(key)
        after = details(program, "actionShowRequest")
        assert after.startswith("Sent at ")
        assert body_in(after) == body_in(before)
        assert json.loads(body_in(after))[0]["uid"] == key
        assert simulator.row("101", key)["lastname"] == "Zoë Blogs"
        assert '"success"' in details(program, "actionShowAnswer")
        assert sheet.changes.state(key) is not None


async def test_no_token_and_no_key_is_ever_shown(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "101")
        key = keys(program)[0]
        await change(program, key, "title", "Dr")
        token = program.jobs.client._session._token.text.reveal()
        simulator.faults.add(Fault("says-error", "update", value=f"no: {token} {simulator.key}"))
        await submitted(program)
        program.workspace.go_to(key)
        shown = details(program, "actionShowRequest") + details(program, "actionShowAnswer")
        assert MASK in shown
        assert token not in shown
        assert simulator.key not in shown


async def test_what_is_known_of_a_new_record_goes_on_under_its_uid(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "101")
        await new_record(program, lastname="Fresh", ddi_mobile="07700900006")
        before = body_in(details(program, "actionShowRequest"))
        await submitted(program)
        assert program.workspace.current[0].isdigit()
        assert body_in(details(program, "actionShowRequest")) == before
        assert '"key"' in details(program, "actionShowAnswer")


async def test_the_answer_to_an_earlier_attempt_is_not_the_answer_to_the_last(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "101")
        key = keys(program)[0]
        await change(program, key, "title", "Dr")
        simulator.faults.add(Fault("says-error", "update"))
        await submitted(program)
        program.workspace.go_to(key)
        assert "Account is locked" in details(program, "actionShowAnswer")
        simulator.faults.add(Fault("reset-after-apply", "update"))
        trigger(program, "actionRetryRejected")
        await until(lambda: not program.jobs.is_busy)
        assert sentence(program, "actionShowAnswer") == NO_ANSWER
        assert "attempt 2" in details(program, "actionShowRequest")


async def test_a_line_of_the_review_offers_both(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "101")
        first, second = keys(program)[:2]
        await change(program, first, "title", "Dr")
        await change(program, second, "title", "Mx")
        trigger(program, "actionReview")
        changes = program.window.review.list
        changes.selectRow(0)
        show = next(each for each in changes.actions() if "request" in each.text().replace("&", ""))
        show.trigger()
        assert program.workspace.current[0] == first
        text = program.window.findChild(QDialog, "detailsDialog").findChild(QPlainTextEdit)
        assert f'"uid": "{first}"' in text.toPlainText()


async def results_into(program, file):
    """Choose "Save results…", type the file's name, press Save."""
    trigger(program, "actionSaveResults")
    await until(lambda: program.window.findChild(QFileDialog, "saveResultsDialog"))
    dialog = program.window.findChild(QFileDialog, "saveResultsDialog")
    dialog.findChild(QLineEdit, "fileNameEdit").setText(str(file))
    program.window.notices.hide()
    dialog.accept()


async def three_fates(simulator, program):
    await opened(program, "101")
    saved, rejected, lost = keys(program)[:3]
    await change(program, saved, "lastname", "Fine")
    await change(program, rejected, "postcode", "Far too long for one")
    await change(program, lost, "lastname", "Lost")
    assert not is_enabled(program, "actionSaveResults")
    await submitted(program)
    return saved, rejected, lost


async def test_the_results_of_a_run_are_saved_as_a_file(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path / "data")) as program:
        saved, rejected, _ = await three_fates(simulator, program)
        file = tmp_path / "results.csv"
        await results_into(program, file)
        await until(lambda: program.window.notices.notice)
        assert "results.csv" in program.window.notices.notice.title
        text = file.read_text("utf-8-sig")
        lines = {line["uid"]: line for line in csv.DictReader(io.StringIO(text))}
        assert len(lines) == 3
        assert lines[saved]["status"] == "saved"
        assert lines[rejected]["status"] == "rejected"
        assert "“" in lines[rejected]["reason"]
        assert lines[rejected]["fields changed"] == "postcode"
        assert "Far too long" not in text
        assert sorted(line["request number"] for line in lines.values()) == ["1", "2", "3"]
        if os.name == "posix":
            assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize(("button", "is_replaced"), [("Keep", False), ("Replace", True)])
async def test_a_file_that_is_there_is_asked_about(simulator, tmp_path, button, is_replaced):
    file = tmp_path / "results.csv"
    file.write_text("mine")
    async with running(options_for(simulator, tmp_path / "data")) as program:
        await three_fates(simulator, program)
        await results_into(program, file)
        await until(lambda: program.window.findChild(QMessageBox, "replaceDialog"))
        box = program.window.findChild(QMessageBox, "replaceDialog")
        next(each for each in box.buttons() if each.text().replace("&", "") == button).click()
        await until(lambda: program.window.findChild(QMessageBox, "replaceDialog") is None)
        if is_replaced:
            await until(lambda: program.window.notices.notice)
        assert (file.read_text("utf-8-sig") != "mine") == is_replaced


def failing(_handle):
    raise OSError(errno.ENOSPC, "no room")


async def test_a_file_that_can_t_be_written_is_told_of(simulator, tmp_path, monkeypatch):
    async with running(options_for(simulator, tmp_path / "data")) as program:
        await three_fates(simulator, program)
        folder = tmp_path / "gone"
        folder.mkdir()
        monkeypatch.setattr(os, "fsync", failing)
        await results_into(program, folder / "results.csv")
        await until(lambda: program.window.notices.notice)
        assert "could not be written" in program.window.notices.notice.title
        assert not list(folder.iterdir())
        assert is_enabled(program, "actionSaveResults")
