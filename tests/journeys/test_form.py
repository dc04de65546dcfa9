"""The record form: the same record and marks as in the table, one field below the other."""

import asyncio

import pytest
from driving import (
    STATUS,
    change,
    connected,
    keys,
    opened,
    options_for,
    press,
    running,
    submitted,
    type_text,
    until,
)
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit, QPlainTextEdit, QWidget

from cn_desktop.records.fields import UID, FieldName, Lock
from cn_desktop.records.marks import State
from cn_desktop.records.permits import Permits
from cn_desktop.simulator.options import Options
from cn_desktop.simulator.server import Simulator

Key = Qt.Key
ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
LONG = "Flat 2, The Old Bakery Building, 14 Market Street, Upper Lower Middleton on the Hill, Kent"


def row_of(program, field):
    return program.window.form._rows[FieldName(field)]


def editor_of(program, field):
    return row_of(program, field).editor


def focused():
    return QApplication.focusWidget().objectName()


def shown_fields(program):
    rows = program.window.form._rows
    return [name for name, row in rows.items() if not row.isHidden()]


async def at(program, field, place=0):
    """The form beside the table, which is on this field of a record; the record's key."""
    await opened(program, "100")
    await until(lambda: program.workspace.sheet.vocabulary.definitions)
    key = keys(program)[place]
    program.workspace.go_to(key, FieldName(field))
    program.window.table.setFocus()
    await until(lambda: not program.window.form._building.isActive())
    return key


async def test_f4_flips_to_the_same_field_and_back_to_the_same_cell(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        key = await at(program, "postcode")
        press(program, Key.Key_F4)
        assert focused() == "form_postcode"
        press(program, Key.Key_F4)
        assert QApplication.focusWidget() is program.window.table
        assert program.workspace.current == (key, "postcode")


async def test_f4_flips_from_the_review_too_and_the_cell_stays(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        key = await at(program, "uid")
        program.window.show_side(program.window.review)
        press(program, Key.Key_F4)
        assert program.window.form.isVisible()
        assert focused() == "form_uid"
        assert program.workspace.current == (key, "uid")


async def test_esc_takes_back_what_is_typed_and_then_leads_to_the_table(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await at(program, "lastname")
        before = editor_of(program, "lastname").text()
        press(program, Key.Key_F4)
        type_text(program, "Typed")
        press(program, Key.Key_Escape)
        assert editor_of(program, "lastname").text() == before
        assert focused() == "form_lastname"
        press(program, Key.Key_Escape)
        assert QApplication.focusWidget() is program.window.table
        assert not program.workspace.unsaved()


async def test_k5_an_edit_in_the_form_is_staged_with_its_old_value_and_a_way_back(
    simulator, tmp_path
):
    async with running(options_for(simulator, tmp_path)) as program:
        key = await at(program, "lastname")
        before = program.workspace.sheet.value(key, "lastname")
        press(program, Key.Key_F4)
        editor_of(program, "lastname").selectAll()
        type_text(program, "Formally")
        press(program, Key.Key_Return)
        row = row_of(program, "lastname")
        assert program.workspace.sheet.changes.state(key) is State.PENDING
        assert row._was.text() == f"was: {before}"
        assert row.is_marked
        assert row._names.font().bold()
        assert f"was: {before}" in row.editor.accessibleDescription()
        row._back.click()
        assert not program.workspace.unsaved()
        assert row._back.isHidden()


async def test_enter_goes_to_the_next_field_and_the_table_follows(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        key = await at(program, "title")
        press(program, Key.Key_F4)
        press(program, Key.Key_Return)
        assert focused() == "form_firstname"
        assert program.workspace.current == (key, "firstname")
        press(program, Key.Key_Tab)
        assert focused() == "form_lastname"


async def test_k6_the_next_record_comes_without_leaving_the_field(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        first = await at(program, "lastname")
        second = keys(program)[1]
        press(program, Key.Key_F4)
        editor_of(program, "lastname").selectAll()
        type_text(program, "First")
        press(program, Key.Key_Down, ALT)
        assert program.workspace.sheet.value(first, "lastname") == "First"
        assert program.workspace.current == (second, "lastname")
        assert focused() == "form_lastname"
        shown = program.window.form.findChild(QWidget, "recordFormPlace").text()
        assert shown == "2 of 60"
        press(program, Key.Key_Up, ALT)
        assert editor_of(program, "lastname").text() == "First"


async def test_whoever_is_in_the_form_is_led_to_another_field_and_it_is_in_sight(
    simulator, tmp_path
):
    async with running(options_for(simulator, tmp_path)) as program:
        key = await at(program, "lastname")
        press(program, Key.Key_F4)
        program.workspace.go_to(key, FieldName("address5"))
        assert focused() == "form_address5"
        program.window.table.setFocus()
        program.workspace.go_to(key, FieldName("sourcefile"))
        assert QApplication.focusWidget() is program.window.table
        assert not editor_of(program, "sourcefile").visibleRegion().isEmpty()


async def test_k4_typing_finds_fields_by_their_label_or_name(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await at(program, "title")
        find = program.window.form.findChild(QLineEdit, "findField")
        find.setFocus()
        type_text(program, "ddi_")
        assert shown_fields(program) == ["ddi_home", "ddi_mobile", "ddi_work"]
        press(program, Key.Key_Escape)
        assert len(shown_fields(program)) > 20
        type_text(program, "zzz")
        nothing = program.window.form.findChild(QWidget, "recordFormNothing")
        assert nothing.text() == "No field is called so."
        press(program, Key.Key_Escape)
        press(program, Key.Key_Escape)
        assert QApplication.focusWidget() is program.window.table


async def test_k7_only_changed_fields_are_shown_and_the_one_being_typed_in_stays(
    simulator, tmp_path
):
    async with running(options_for(simulator, tmp_path)) as program:
        key = await at(program, "lastname")
        await change(program, key, "lastname", "Changed")
        await change(program, key, "title", "Dr")
        program.workspace.go_to(key, FieldName("lastname"))
        only = program.window.form.findChild(QCheckBox, "changedOnly")
        assert only.text() == "Changed only (2)"
        only.click()
        assert sorted(shown_fields(program)) == ["lastname", "title"]
        program.window.table.setFocus()
        press(program, Key.Key_F4)
        assert focused() == "form_lastname"
        program.workspace.revert_rows([key])
        assert shown_fields(program) == ["lastname"], "its field is not taken from under a hand"
        only.click()
        assert len(shown_fields(program)) > 20


async def test_a_long_text_has_several_lines_and_keeps_its_line_ends(tmp_path):
    file = tmp_path / "list.csv"
    file.write_text(f'lastname,ddi_mobile,address1,memo\nA,07700900123,"{LONG}","one\r\ntwo"\n')
    with Simulator(Options(csv=file)) as simulator:
        async with running(options_for(simulator, tmp_path / "data")) as program:
            await opened(program, "100")
            key = keys(program)[0]
            program.workspace.go_to(key, FieldName("memo"))
            program.window.table.setFocus()
            before = program.workspace.sheet.value(key, "memo")
            assert isinstance(editor_of(program, "address1"), QPlainTextEdit)
            press(program, Key.Key_F4)
            assert isinstance(QApplication.focusWidget(), QPlainTextEdit)
            press(program, Key.Key_Tab)
            assert not program.workspace.unsaved(), "looking at it is no edit"
            editor_of(program, "memo").setFocus()
            press(program, Key.Key_End, CTRL)
            press(program, Key.Key_Return)
            type_text(program, "three")
            press(program, Key.Key_Return, CTRL)
            end = "\r\n" if "\r\n" in before else "\n"
            assert program.workspace.sheet.value(key, "memo") == f"{before}{end}three"


@pytest.mark.parametrize("text", ["a\tb", "null\x00byte", "no\u00a0break", " blanks ", "🧑‍🚀"])
async def test_r18_walking_through_every_field_makes_no_edit(simulator, tmp_path, text):
    simulator.change("100", simulator.rows("100")[0]["uid"], company_name=text)
    async with running(options_for(simulator, tmp_path)) as program:
        await at(program, "title")
        press(program, Key.Key_F4)
        for _ in range(40):
            press(program, Key.Key_Tab)
        for row in program.window.form._rows.values():
            row.editor.setFocus()
        program.workspace.end_editing()
        assert not program.workspace.unsaved()


async def test_choices_are_offered_by_down_and_by_their_meaning(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        key = await at(program, "outcomecode")
        program.workspace.permit(Permits(unlocked=frozenset({FieldName("outcomecode")})))
        press(program, Key.Key_F4)
        assert focused() == "form_outcomecode"
        press(program, Key.Key_Down)
        popup = editor_of(program, "outcomecode").completer().popup()
        assert popup.isVisible()
        assert popup.model().rowCount() > 5
        popup.hide()
        editor_of(program, "outcomecode").selectAll()
        type_text(program, "call-b")
        press(program, Key.Key_Down)
        press(program, Key.Key_Return)
        await asyncio.sleep(0.05)
        program.workspace.end_editing()
        assert program.workspace.sheet.value(key, "outcomecode") == "109"
        assert "Call" in row_of(program, "outcomecode")._was.text()


async def test_locked_fields_say_why_and_can_be_copied_from(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await at(program, "loaddate")
        editor = editor_of(program, "loaddate")
        assert editor.isReadOnly()
        assert "The server keeps this by itself." in editor.accessibleDescription()
        press(program, Key.Key_F4)
        assert QApplication.focusWidget() is editor
        type_text(program, "2020")
        assert not program.workspace.unsaved()


async def test_a_read_only_connection_says_so_above_the_fields(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await at(program, "lastname")
        program.workspace.permit(Permits(forbids=Lock.READ_ONLY))
        state = program.window.form.findChild(QWidget, "recordFormState")
        assert "read-only" in state.text()
        assert all(row.editor.isReadOnly() for row in program.window.form._rows.values())


async def test_what_is_wrong_with_a_field_stands_below_it(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        key = await at(program, "lastname")
        await change(program, key, "lastname", "")
        row = row_of(program, "lastname")
        assert "wants a value" in row._doubt.text()
        assert not row._note.text()
        assert "wants a value" in row.editor.accessibleDescription()
        await change(program, key, "lastname", "Example")
        assert not row._doubt.text()


async def test_what_the_server_rejected_stands_above_the_fields_and_can_be_edited(
    simulator, tmp_path
):
    async with running(options_for(simulator, tmp_path)) as program:
        key = await at(program, "postcode")
        await change(program, key, "postcode", "Far too long for one")
        row = row_of(program, "postcode")
        await submitted(program)
        state = program.window.form.findChild(QWidget, "recordFormState")
        program.workspace.go_to(key, FieldName("postcode"))
        assert "rejected: “" in state.text()
        assert row.editor.text() == "Far too long for one", "E5: it is still editable"
        assert row.is_editable


async def test_a_field_that_can_be_sent_all_the_same_has_the_tables_tone_of_doubt(
    simulator, tmp_path
):
    async with running(options_for(simulator, tmp_path)) as program:
        key = await at(program, "lastname")
        await change(program, key, "lastname", "")
        await change(program, key, "ddi_mobile", "12")
        program.workspace.go_to(key)
        colours = program.window._theme.colours
        assert row_of(program, "lastname")._bar == colours.pending
        assert row_of(program, "ddi_mobile")._bar == colours.rejected
        assert "not sent before" in row_of(program, "ddi_mobile")._note.toolTip()
        assert "can be sent" in row_of(program, "lastname")._doubt.toolTip()


async def test_without_a_current_record_the_form_says_so_and_nothing_else(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await connected(program)
        form = program.window.form
        words = form.findChild(QWidget, "recordFormNothing")
        assert words.isVisible()
        assert words.height() >= words.heightForWidth(words.width())
        assert words.width() > form.width() // 2
        assert not form.findChild(QWidget, "recordFormTitle").isVisible()


async def test_a_record_that_the_filter_hides_is_said_to_be_hidden(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await at(program, "lastname")
        place = program.window.form.findChild(QWidget, "recordFormPlace")
        assert place.text() == "1 of 60"
        press(program, Key.Key_F, CTRL)
        type_text(program, "nobody has this")
        await until(lambda: not program.workspace.is_counting)
        assert place.text() == "hidden by the filter"
        press(program, Key.Key_Escape)
        await until(lambda: place.text().endswith("of 60"))


@pytest.mark.parametrize("field", [UID, STATUS])
async def test_a_cell_of_the_uid_or_the_status_scrolls_no_field_away(simulator, tmp_path, field):
    """Both stand in the heading of the form, and the uid's field is far below."""
    async with running(options_for(simulator, tmp_path)) as program:
        await at(program, "lastname")
        bar = program.window.form._area.verticalScrollBar()
        before = bar.value()
        for place in (0, 5, 59):
            program.workspace.go_to(keys(program)[place], FieldName(field))
            await asyncio.sleep(0)
            assert bar.value() == before
        press(program, Key.Key_F, CTRL)
        type_text(program, "nobody has this")
        await until(lambda: not program.workspace.is_counting)
        assert bar.value() == before


async def test_r14_one_record_is_read_again_and_its_pending_changes_stay(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        key = await at(program, "title")
        other = keys(program)[1]
        await change(program, key, "lastname", "Pending")
        simulator.change("100", key, postcode="ZZ1 1ZZ")
        simulator.change("100", other, postcode="ZZ2 2ZZ")
        program.workspace.go_to(key, FieldName("postcode"))
        press(program, Key.Key_F5, Qt.KeyboardModifier.ShiftModifier)
        await until(lambda: editor_of(program, "postcode").text() == "ZZ1 1ZZ")
        await until(lambda: not program.jobs.is_busy)
        assert editor_of(program, "lastname").text() == "Pending"
        assert program.workspace.current == (key, "postcode")
        assert program.workspace.sheet.value(other, "postcode") != "ZZ2 2ZZ"


async def test_a_new_record_is_not_there_to_be_read_again(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await at(program, "title")
        program.workspace.go_to(program.workspace.add_record(), FieldName("title"))
        program.window.actions_by_name["actionReloadRecord"].trigger()
        assert "can’t be read again" in program.window.notices.notice.title
        assert not program.jobs.is_busy
