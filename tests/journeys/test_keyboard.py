"""Where the keyboard takes a person, as a first-time user tried it."""

import pytest
from driving import (
    CTRL,
    change,
    command,
    connected,
    keys,
    new_record,
    opened,
    options_for,
    press,
    running,
    submitted,
    type_text,
    until,
)
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from cn_desktop.records.fields import FieldName
from cn_desktop.simulator.options import Options
from cn_desktop.simulator.server import Simulator
from cn_desktop.ui.form.name_line import NameLine

Key = Qt.Key


async def test_a_part_of_a_datasets_name_is_enough(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await connected(program)
        await opened(program, "autumn")
        assert program.workspace.sheet.dataset == "102"


async def test_a_new_record_starts_in_the_first_column_one_can_type_into(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        program.workspace.go_to(keys(program)[0], FieldName("postcode"))
        press(program, Key.Key_N, CTRL)
        new = program.workspace.current[0]
        for text in ("Ms", "Ada", "Example"):
            type_text(program, text)
            press(program, Key.Key_Tab)
        sheet = program.workspace.sheet
        typed = [sheet.value(new, FieldName(name)) for name in ("title", "firstname", "lastname")]
        assert typed == ["Ms", "Ada", "Example"]


async def test_a_word_is_no_telephone_number(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        await new_record(program, lastname="Example", ddi_mobile="Ada")
        await submitted(program)
        assert "needs at least one phone number" in program.window.notices.notice.advice
        assert not simulator.applied


async def test_the_filter_leads_to_the_table_and_esc_clears_it(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        press(program, Key.Key_F, CTRL)
        type_text(program, "no such record")
        press(program, Key.Key_Down)
        assert keys(program) == []
        assert QApplication.focusWidget() is program.window.table
        press(program, Key.Key_F, CTRL)
        press(program, Key.Key_Escape)
        assert len(keys(program)) == 60
        assert QApplication.focusWidget() is program.window.table


async def test_a_look_up_leads_to_the_table(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        uid = keys(program)[30]
        press(program, Key.Key_G, CTRL)
        type_text(program, uid)
        press(program, Key.Key_Return)
        await until(lambda: program.workspace.current and program.workspace.current[0] == uid)
        assert QApplication.focusWidget() is program.window.table
        press(program, Key.Key_G, CTRL)
        press(program, Key.Key_Escape)
        assert QApplication.focusWidget() is program.window.table


@pytest.mark.parametrize("is_there", [True, False])
async def test_a_column_chosen_during_a_look_up_is_the_found_records_or_nobodys(tmp_path, is_there):
    with Simulator(Options(records=60, latency_ms=400)) as server:
        async with running(options_for(server, tmp_path)) as program:
            await opened(program, "100")
            await until(lambda: program.window.checks.radar.is_ready)
            here, uid = program.workspace.current, keys(program)[30]
            press(program, Key.Key_G, CTRL)
            type_text(program, uid if is_there else "1")
            press(program, Key.Key_Return)
            assert program.jobs.is_busy
            await command(program, "mobile")
            assert program.jobs.is_busy
            assert program.workspace.current == here
            await program.jobs.idle()
            wanted = (uid, "ddi_mobile") if is_there else here
            assert program.workspace.current == wanted
            focused = program.window.table if is_there else program.window.lookup
            assert QApplication.focusWidget() is focused


async def test_a_field_found_in_the_form_is_entered_and_a_label_leads_to_its_field(
    simulator, tmp_path
):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        program.workspace.go_to(keys(program)[0], FieldName("title"))
        form = program.window.form
        find = form.findChild(QLineEdit, "findField")
        find.setFocus()
        type_text(program, "postc")
        press(program, Key.Key_Return)
        assert QApplication.focusWidget().objectName() == "form_postcode"
        find.clear()
        lines = form.findChildren(NameLine)
        label = next(line for line in lines if line.accessibleName() == "Last name")
        QTest.mouseClick(label, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))
        assert QApplication.focusWidget().objectName() == "form_lastname"


async def test_a_locked_cell_says_why_and_the_words_go_when_something_is_done(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        first, second = keys(program)[:2]
        program.workspace.go_to(first, FieldName("uid"))
        program.window.table.setFocus()
        type_text(program, "5")
        assert "can’t be changed" in program.window.notices.notice.advice
        await change(program, second, "title", "Dr")
        assert program.window.notices.notice is None


async def test_undo_goes_to_the_cell_it_changed(tmp_path):
    with Simulator(Options(records=500)) as simulator:
        async with running(options_for(simulator, tmp_path)) as program:
            await opened(program, "100")
            first, last = keys(program)[0], keys(program)[-1]
            await change(program, first, "lastname", "Edited")
            program.workspace.go_to(last, FieldName("title"))
            press(program, Key.Key_Z, CTRL)
            assert program.workspace.current == (first, "lastname")
            table = program.window.table
            assert table.viewport().rect().intersects(table.visualRect(table.currentIndex()))


async def test_a_dataset_asked_for_before_they_are_listed_is_opened_once_they_are(tmp_path):
    with Simulator(Options(records=60, latency_ms=300)) as server:
        async with running(options_for(server, tmp_path)) as program:
            await until(lambda: program.jobs.is_busy)
            program.window.activateWindow()
            await until(program.window.isActiveWindow)
            press(program, Key.Key_O, CTRL)
            type_text(program, "autumn")
            press(program, Key.Key_Return)
            assert program.window.picker.count() == 0
            await until(lambda: program.workspace.sheet.dataset == "102")
            assert program.window.picker.count() > 1
