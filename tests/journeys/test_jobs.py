"""Jobs of a day, with nothing but keys; `docs/jobs.md` lists these and others."""

from deciding import CONFLICT, decided
from driving import (
    CTRL,
    agreed,
    answer,
    asked,
    command,
    keys,
    opened,
    options_for,
    paste,
    press,
    preview,
    question,
    running,
    status,
    submitted,
    type_text,
    until,
)
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from cn_desktop.base.paths import Folders
from cn_desktop.base.profile import Profile
from cn_desktop.base.secret import Secret
from cn_desktop.records.marks import State
from cn_desktop.storage.profiles import Profiles
from cn_desktop.ui.options import Options
from cn_desktop.ui.submit.do_not_call_words import SEND

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
HOLD = "101"


async def go_to(program, place, field):
    """To this row from the top, and to the column by its name; gives the record's key."""
    press(program, Key.Key_Home, CTRL)
    for _ in range(place):
        press(program, Key.Key_Down)
    await command(program, field)
    await until(lambda: program.workspace.current[1] == field)
    return program.workspace.current[0]


async def change(program, place, field, text):
    key = await go_to(program, place, field)
    type_text(program, text)
    press(program, Key.Key_Return)
    return key


async def shown(program, dataset):
    await until(lambda: program.workspace.sheet.dataset == dataset and not program.jobs.is_busy)


def select_down(program, rows):
    for _ in range(rows):
        press(program, Key.Key_Down, SHIFT)


async def test_a_number_is_looked_up_by_uid_and_corrected(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, HOLD)
        key = keys(program)[-1]
        press(program, Key.Key_G, CTRL)
        type_text(program, key)
        press(program, Key.Key_Return)
        await until(lambda: not program.jobs.is_busy and program.workspace.current[0] == key)
        await command(program, "ddi_mobile")
        await until(lambda: program.workspace.current[1] == "ddi_mobile")
        type_text(program, "07700 900321")
        press(program, Key.Key_Return)
        await submitted(program)
        assert status(program, key) == "saved"
        assert simulator.row(HOLD, key)["ddi_mobile"] == "07700 900321"


async def test_a_caller_is_found_by_the_number_and_changed_in_the_form(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, HOLD)
        key = await change(program, 5, "ddi_mobile", "07700900777")
        await submitted(program)
        press(program, Key.Key_G, CTRL)
        type_text(program, "+44 7700 900777")
        press(program, Key.Key_Return)
        await until(lambda: QApplication.focusWidget().objectName() == "form_ddi_mobile")
        assert program.workspace.current[0] == key
        press(program, Key.Key_A, CTRL)
        type_text(program, "07700900778")
        press(program, Key.Key_Return)
        await submitted(program)
        assert simulator.row(HOLD, key)["ddi_mobile"] == "07700900778"


async def test_one_field_of_a_submitted_batch_is_taken_back(simulator, tmp_path):
    """feat-B5: the paste comes back as one step; only the ticked row of it goes."""
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, HOLD)
        pasted = keys(program)[:5]
        before = {key: simulator.row(HOLD, key)["postcode"] for key in pasted}
        await go_to(program, 0, "postcode")
        select_down(program, 4)
        QGuiApplication.clipboard().setText("LS1 1AA")
        press(program, Key.Key_V, CTRL)
        await preview(program)
        await paste(program)
        await submitted(program)
        assert {simulator.row(HOLD, key)["postcode"] for key in pasted} == {"LS1 1AA"}

        press(program, Key.Key_Z, CTRL)
        assert program.workspace.count(State.PENDING) == 5
        press(program, Key.Key_P, CTRL | SHIFT)
        await until(program.window.review.list.current_line)
        press(program, Key.Key_Home)
        for _ in pasted[1:]:
            press(program, Key.Key_Space)
            press(program, Key.Key_Right)
        press(program, Key.Key_S, CTRL | SHIFT)
        await agreed(program)
        back = [key for key in pasted if simulator.row(HOLD, key)["postcode"] == before[key]]
        assert len(back) == 1
        await command(program, "revert all")
        await until(lambda: not program.workspace.unsaved())


async def test_another_list_is_looked_at_in_between_and_nothing_is_lost(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, HOLD)
        key = await change(program, 0, "lastname", "Example")
        for dataset in ("103", HOLD):
            await command(program, dataset)
            await shown(program, dataset)
        assert program.workspace.sheet.value(key, "lastname") == "Example"
        await submitted(program)
        assert simulator.row(HOLD, key)["lastname"] == "Example"


async def test_a_town_is_filled_down_and_what_was_wrong_is_reverted(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, HOLD)
        rows = keys(program)[:6]
        before = program.workspace.sheet.value(rows[5], "address3")
        await change(program, 0, "address3", "Leeds")
        press(program, Key.Key_Up)
        select_down(program, 5)
        press(program, Key.Key_D, CTRL)
        await until(lambda: program.workspace.count(State.PENDING) == 6)
        await go_to(program, 5, "address3")
        press(program, Key.Key_Z, CTRL | ALT)
        assert program.workspace.sheet.value(rows[5], "address3") == before
        await submitted(program)
        towns = [simulator.row(HOLD, key)["address3"] for key in rows]
        assert towns == ["Leeds"] * 5 + [before]


async def test_only_the_selected_rows_go_and_the_others_wait(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, HOLD)
        first = await change(program, 0, "lastname", "Example")
        second = await change(program, 1, "lastname", "Other")
        press(program, Key.Key_Up)
        press(program, Key.Key_S, CTRL | ALT)
        await agreed(program)
        assert (status(program, first), status(program, second)) == ("pending", "saved")


async def test_what_was_rejected_is_corrected_and_sent_again(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, HOLD)
        key = await change(program, 3, "postcode", "SW1A 1AA London")
        await submitted(program)
        assert status(program, key).startswith("rejected: “")
        press(program, Key.Key_Home, CTRL)
        press(program, Key.Key_F8)
        await until(lambda: program.workspace.current == (key, "postcode"))
        type_text(program, "SW1A 1AA")
        press(program, Key.Key_Return)
        await submitted(program)
        assert simulator.row(HOLD, key)["postcode"] == "SW1A 1AA"


async def test_mine_is_chosen_where_somebody_else_changed_the_same(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, HOLD)
        key = await change(program, 0, "lastname", "Mine")
        simulator.change(HOLD, key, lastname="Theirs")
        await submitted(program)
        assert status(program, key).startswith("conflict")
        dialog = await decided(program, CONFLICT)
        dialog.activateWindow()
        await until(dialog.isActiveWindow)
        for _ in range(20):
            if QApplication.focusWidget().objectName() != "mine_lastname":
                press(program, Key.Key_Tab)
        press(program, Key.Key_Space)
        press(program, Key.Key_Return)
        await until(lambda: not dialog.isVisible())
        program.window.activateWindow()
        await until(program.window.isActiveWindow)
        await submitted(program)
        assert simulator.row(HOLD, key)["lastname"] == "Mine"


async def test_a_caller_who_asks_for_it_is_taken_off_the_dialler(simulator, tmp_path):
    folders = Folders(tmp_path)
    ours = Profile("Ours", simulator.base_url, simulator.username, unlocked=("outcomecode",))
    Profiles(folders.profiles).save(ours)
    options = Options(folders, profile="Ours", key=Secret(simulator.key))
    async with running(options) as program:
        await opened(program, "100")
        await until(lambda: program.workspace.sheet.vocabulary.choices)
        key = await go_to(program, 2, "lastname")
        await command(program, "do not call")
        await until(lambda: question(program))
        await answer(program, await asked(program), SEND)
        await until(lambda: not program.jobs.is_busy)
        assert simulator.row("100", key)["outcomecode"] == "98"
