"""What was typed is looked at, who else has a number is said, and how old the data is."""

import pytest
from deciding import said
from driving import (
    CTRL,
    asked,
    change,
    focus,
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
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog, QLabel, QMenu, QSpinBox

from cn_desktop.records.fields import FieldName, text_of
from cn_desktop.records.marks import State
from cn_desktop.records.permits import Permits
from cn_desktop.records.validation import Problem
from cn_desktop.simulator.options import Options as SimulatorOptions
from cn_desktop.simulator.server import Simulator
from cn_desktop.ui.words import PROBLEMS, named

LIVE, HOLD = "100", "101"
SHIFT = Qt.KeyboardModifier.ShiftModifier
CALL_BACK = FieldName("callback")
MOBILE = FieldName("ddi_mobile")
UNHEARD = "07700 900999"


def current(program):
    return program.workspace.current


def sheet(program):
    return program.workspace.sheet


def lines(program):
    checks = program.window.checks
    return {"finding": checks.finding.said, "twins": checks.twins.said, "age": checks.age.said}


def numbered(program, count=1):
    """Records with a number in their mobile field that nobody else has."""
    radar = program.window.checks.radar
    return [
        key
        for key in keys(program)
        if text_of(sheet(program).value(key, MOBILE)) and not radar.twins_of(sheet(program), key)
    ][:count]


def beside_a_number(program):
    """Who has a number, the number, and another record, in whose mobile field the keyboard is."""
    owner = numbered(program)[0]
    other = next(key for key in keys(program) if key != owner)
    program.workspace.go_to(other, MOBILE)
    program.window.table.setFocus()
    return owner, text_of(sheet(program).value(owner, MOBILE)), other


async def ready(program, dataset=HOLD):
    await opened(program, dataset)
    await until(lambda: program.window.checks.radar.is_ready)


async def left_editor(program):
    press(program, Qt.Key.Key_Escape)
    await until(lambda: program.window.table.findChild(object, "cellEditor") is None)


# feat-L4, feat-E2: a bad value, and the way to it


async def test_a_bad_number_holds_back_its_row_alone_and_f8_goes_there(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await ready(program)
        first, second, third = keys(program)[:3]
        await change(program, first, "ddi_mobile", "nobody")
        await change(program, second, "firstname", "Eve")
        await change(program, third, "ddi_home", "7700900123")
        program.workspace.go_to(second)
        press(program, Qt.Key.Key_F8)
        await until(lambda: current(program) == (third, "ddi_home"))
        press(program, Qt.Key.Key_F8)
        await until(lambda: current(program) == (first, MOBILE))
        assert PROBLEMS[Problem.IMPOSSIBLE_PHONE] in lines(program)["finding"]
        press(program, Qt.Key.Key_F8, SHIFT)
        await until(lambda: current(program) == (third, "ddi_home"))
        await submitted(program)
        states = [sheet(program).changes.state(key) for key in (first, second, third)]
        assert states == [State.PENDING, State.SAVED, State.SAVED]
        assert PROBLEMS[Problem.IMPOSSIBLE_PHONE] in status(program, first)


async def test_thousands_of_bad_numbers_do_not_keep_a_good_row_from_being_sent(tmp_path):
    with Simulator(SimulatorOptions(records=600)) as simulator:
        async with running(options_for(simulator, tmp_path)) as program:
            await ready(program)
            bad = {(key, MOBILE): f"nobody {key}" for key in keys(program)[:-1]}
            good = keys(program)[-1]
            program.workspace.set_cells(bad, "paste")
            press(program, Qt.Key.Key_S, CTRL)
            await until(lambda: program.window.notices.notice)
            assert PROBLEMS[Problem.IMPOSSIBLE_PHONE] in program.window.notices.notice.advice
            await change(program, good, "firstname", "Eve")
            await submitted(program)
            await until(lambda: sheet(program).changes.state(good) is State.SAVED)
            assert sheet(program).changes.count([State.PENDING]) == len(bad)


async def test_f8_says_so_where_nothing_is_wrong_and_goes_to_rejected_rows(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await ready(program)
        press(program, Qt.Key.Key_F8)
        await until(lambda: program.window.notices.notice)
        assert "put right" in program.window.notices.notice.title
        last = keys(program)[-1]
        await change(program, last, "postcode", "SW1A 1AA London")
        await submitted(program)
        assert sheet(program).changes.state(last) is State.REJECTED
        program.workspace.go_to(keys(program)[0])
        press(program, Qt.Key.Key_F8)
        await until(lambda: current(program) == (last, "postcode"))


def is_seen(program, key, field):
    """Its column is shown, and all of the cell is in sight."""
    table = program.window.table
    rect = table.visualRect(program.window.model.cell_index(key, field))
    return not rect.isEmpty() and table.viewport().rect().contains(rect)


async def test_f8_brings_up_a_problem_in_a_hidden_column(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await ready(program)
        columns = program.window.table.arrangement
        first, second = keys(program)[:2]
        bad = {field: FieldName(field) for field in ("ddi_work", "ddi_home")}
        await change(program, second, "ddi_work", "12")
        await change(program, second, "ddi_home", "12")
        for here, field in ((first, bad["ddi_home"]), (second, bad["ddi_work"])):
            columns.hide(*bad.values())
            program.workspace.go_to(here, FieldName("lastname"))
            if here == second:
                program.workspace.set_cells({(second, bad["ddi_home"]): "07700900123"}, "edit")
            press(program, Qt.Key.Key_F8)
            await until(lambda field=field: current(program) == (second, field))
            assert is_seen(program, second, field)


async def test_f8_brings_back_the_only_problem_though_it_was_scrolled_away(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await ready(program)
        key = keys(program)[0]
        await change(program, key, "ddi_mobile", "nobody")
        program.workspace.go_to(key, MOBILE)
        table = program.window.table
        table.verticalScrollBar().setValue(table.verticalScrollBar().maximum())
        table.horizontalScrollBar().setValue(table.horizontalScrollBar().maximum())
        assert not is_seen(program, key, MOBILE)
        press(program, Qt.Key.Key_F8)
        await until(lambda: is_seen(program, key, MOBILE))
        assert program.window.notices.notice.title == "There is no other cell to put right"


async def test_the_proposed_number_is_an_edit_that_can_be_undone(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await ready(program)
        key = keys(program)[0]
        await change(program, key, "ddi_mobile", "7700900123")
        program.workspace.go_to(key, MOBILE)
        assert (
            "07700900123"
            in program.window.checks.finding.findChild(object, "findingLineButton").text()
        )
        press(program, Qt.Key.Key_F8, CTRL)
        await until(lambda: sheet(program).value(key, MOBILE) == "07700900123")
        assert lines(program)["finding"] == ""
        assert "proposed number" in program.window.actions_by_name["actionUndo"].text()
        press(program, Qt.Key.Key_Z, CTRL)
        assert sheet(program).value(key, MOBILE) == "7700900123"


async def test_a_number_is_never_rewritten_by_itself(simulator, tmp_path):
    """feat-L10, feat-R31: text stays text."""
    async with running(options_for(simulator, tmp_path)) as program:
        await ready(program)
        key = keys(program)[0]
        for text in ("+44 (0)7700 900123", "4.47712E+11", "0044 7700 900123"):
            await change(program, key, "ddi_mobile", text)
            assert sheet(program).value(key, MOBILE) == text


async def test_a_call_back_in_the_hour_that_the_clocks_leave_out_arrives_as_typed(
    simulator, tmp_path
):
    """feat-R34; and rel-R18: the date that was never set stays text too."""
    async with running(options_for(simulator, tmp_path)) as program:
        await ready(program)
        program.workspace.permit(Permits(unlocked=frozenset([CALL_BACK])))
        first, second, third = keys(program)[:3]
        moments = {first: "2027-03-28 02:30:00", second: "0000-00-00 00:00:00"}
        program.workspace.set_cells({(third, CALL_BACK): "2027-03-28 25:30:00"}, "paste")
        assert [each.problem for each in sheet(program).holding.blocking(third)] == [
            Problem.NO_DATE
        ]
        program.workspace.set_cells({(key, CALL_BACK): at for key, at in moments.items()}, "paste")
        await submitted(program)
        arrived = {each.uid: each.fields[CALL_BACK] for each in simulator.applied}
        assert arrived == {key: at for key, at in moments.items() if key in arrived}
        assert arrived[first] == moments[first]
        assert sheet(program).value(first, CALL_BACK) == moments[first]
        assert sheet(program).changes.state(third) is State.PENDING


# feat-N3, feat-N4: who else has the number


async def test_while_a_number_is_typed_its_owner_is_named(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await ready(program)
        owner, number, _ = beside_a_number(program)
        type_text(program, number[:-1])
        assert lines(program)["twins"] == ""
        type_text(program, number[-1])
        assert owner in lines(program)["twins"]
        assert HOLD in lines(program)["twins"]
        press(program, Qt.Key.Key_Escape)
        press(program, Qt.Key.Key_Escape)
        await until(lambda: lines(program)["twins"] == "")
        assert len(sheet(program).changes) == 0


async def test_in_the_form_too(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await ready(program)
        owner, number, _ = beside_a_number(program)
        editor = program.window.form.findChild(object, "form_ddi_home")
        editor.setFocus()
        QTest.keyClicks(editor, f"+44{number.replace(' ', '').removeprefix('+44').lstrip('0')}")
        await until(lambda: owner in lines(program)["twins"])


async def listed_others(program):
    await until(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    return QApplication.activePopupWidget()


@pytest.mark.parametrize("is_in_form", [False, True])
@pytest.mark.parametrize("by_button", [False, True])
async def test_who_else_has_it_is_listed_and_nothing_is_taken_until_one_is_chosen(
    simulator, tmp_path, is_in_form, by_button
):
    async with running(options_for(simulator, tmp_path)) as program:
        await ready(program)
        owner, number, other = beside_a_number(program)
        if is_in_form:
            press(program, Qt.Key.Key_F4)
            focus(program).selectAll()
        type_text(program, number)
        await until(lambda: owner in lines(program)["twins"])
        editor = focus(program)
        if by_button:
            button = program.window.checks.twins.findChild(object, "twinsLineButton")
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        else:
            press(program, Qt.Key.Key_G, CTRL | SHIFT)
        menu = await listed_others(program)
        assert [owner in action.text() for action in menu.actions()] == [True]
        line = program.window.checks.twins
        covered = QRect(line.mapToGlobal(QPoint(0, 0)), line.size())
        assert not menu.geometry().intersects(covered)
        QTest.keyClick(menu, Qt.Key.Key_Escape)
        assert focus(program) is editor
        assert editor.text() == number
        assert len(sheet(program).changes) == 0
        assert current(program) == (other, MOBILE)


@pytest.mark.parametrize("is_in_form", [False, True])
async def test_the_one_that_is_chosen_is_gone_to_in_the_table_and_named(
    simulator, tmp_path, is_in_form
):
    async with running(options_for(simulator, tmp_path)) as program:
        await ready(program)
        owner, number, other = beside_a_number(program)
        if is_in_form:
            press(program, Qt.Key.Key_F4)
            focus(program).selectAll()
        type_text(program, number)
        press(program, Qt.Key.Key_G, CTRL | SHIFT)
        QTest.keyClick(await listed_others(program), Qt.Key.Key_Return)
        await until(lambda: current(program) == (owner, MOBILE))
        assert focus(program) is program.window.table
        assert program.window.table.editing.editor() is None
        who = named(sheet(program), owner)
        assert " · " in who
        assert program.window.notices.notice.title == f"You are at {who}"
        assert sheet(program).value(owner, MOBILE) == number
        assert sheet(program).value(other, MOBILE) == number


async def test_new_records_that_share_a_number_are_said_and_counted_before_they_go(
    simulator, tmp_path
):
    async with running(options_for(simulator, tmp_path)) as program:
        await ready(program, LIVE)
        first = await new_record(program, ddi_mobile=UNHEARD)
        second = await new_record(program, ddi_home="+44 7700 900999")
        await until(lambda: "New record" in lines(program)["twins"])
        program.workspace.go_to(keys(program)[0])
        await until(lambda: "2 new records have numbers" in lines(program)["twins"])
        program.window.checks.twins.findChild(object, "twinsLineButton").click()
        assert current(program)[0] in {first, second}
        press(program, Qt.Key.Key_S, CTRL)
        box = await asked(program)
        assert "2 new records have numbers that other records have already" in said(box)
        press(program, Qt.Key.Key_Escape)
        await until(lambda: not program.jobs.is_busy)


async def test_a_number_of_another_open_dataset_is_known(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await ready(program, LIVE)
        owner = numbered(program)[0]
        number = text_of(sheet(program).value(owner, MOBILE))
        await ready(program, HOLD)
        await new_record(program, ddi_work=number)
        await until(lambda: f"({LIVE})" in lines(program)["twins"])
        program.window.checks.twins.findChild(object, "twinsLineButton").click()
        if menu := QApplication.activePopupWidget():
            QTest.keyClick(menu, Qt.Key.Key_Return)
        await until(lambda: sheet(program).dataset == LIVE)
        assert current(program) == (owner, MOBILE)


# feat-K2 by phone


async def looked_up(program, text):
    press(program, Qt.Key.Key_G, CTRL)
    type_text(program, text)
    press(program, Qt.Key.Key_Return)


async def test_a_number_in_any_spelling_lands_in_the_form(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await ready(program)
        owner = numbered(program)[0]
        digits = text_of(sheet(program).value(owner, MOBILE)).replace(" ", "")
        digits = digits.removeprefix("+44").lstrip("0")
        await looked_up(program, f"0044 ({digits[:4]}) {digits[4:7]}-{digits[7:]}")
        await until(lambda: current(program) == (owner, MOBILE))
        assert program.window.form.isVisible()
        assert focus(program).objectName() == "form_ddi_mobile"
        assert not focus(program).hasSelectedText()
        assert "can’t be asked" in program.window.notices.notice.advice


async def test_several_are_listed_to_choose_from(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await ready(program)
        first, second = keys(program)[:2]
        await change(program, first, "ddi_home", UNHEARD)
        await change(program, second, "ddi_work", "+447700900999")
        await looked_up(program, UNHEARD)
        await until(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
        menu = QApplication.activePopupWidget()
        assert len(menu.actions()) == 2
        QTest.keyClick(menu, Qt.Key.Key_Down)
        QTest.keyClick(menu, Qt.Key.Key_Return)
        await until(lambda: current(program) == (second, "ddi_work"))


async def test_where_nobody_has_it_the_window_says_what_it_looked_through(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await ready(program)
        asked_before = len(simulator.ledger)
        await looked_up(program, UNHEARD)
        await until(lambda: program.window.notices.notice)
        notice = program.window.notices.notice
        assert UNHEARD in notice.title
        assert HOLD in notice.advice
        assert len(simulator.ledger) == asked_before


async def test_a_uid_is_still_looked_up_on_the_server(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await ready(program)
        uid = keys(program)[5]
        await looked_up(program, uid)
        await until(lambda: current(program) and current(program)[0] == uid)


# feat-F5: how old the data is


async def test_old_records_are_spoken_of_once_before_they_are_edited(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await ready(program)
        loads = program.window.groups.loads
        key = keys(program)[0]
        program.workspace.go_to(key, FieldName("lastname"))
        program.window.table.setFocus()
        type_text(program, "x")
        assert lines(program)["age"] == ""
        await left_editor(program)
        loads.clock = lambda clock=loads.clock: clock() + 80 * 60
        type_text(program, "x")
        assert "1 h 20 min ago" in lines(program)["age"]
        program.window.status_line._clock.timeout.emit()
        assert "(1 h 20 min ago)" in program.window.findChild(QLabel, "ageLabel").text()
        await left_editor(program)
        program.window.checks.age.hide()
        type_text(program, "y")
        assert lines(program)["age"] == ""
        await left_editor(program)
        await change(program, key, "lastname", "Moon")
        program.window.checks.age._do()
        await until(lambda: not program.jobs.is_busy)
        assert loads.age(HOLD) < 60
        assert sheet(program).value(key, FieldName("lastname")) == "Moon"


async def test_what_is_pasted_or_cleared_counts_as_editing_too(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await ready(program)
        loads = program.window.groups.loads
        loads.clock = lambda clock=loads.clock: clock() + 2 * 60 * 60
        program.workspace.set_cells({(keys(program)[0], FieldName("lastname")): "Moon"}, "paste")
        assert "2 h 0 min ago" in lines(program)["age"]


async def test_from_when_on_records_are_old_is_a_setting(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await ready(program)
        program.window.actions_by_name["actionOldAfter"].trigger()
        dialog = program.window.findChild(QInputDialog, "oldAfterDialog")
        assert dialog.intValue() == 60
        dialog.findChild(QSpinBox).setValue(0)
        dialog.accept()
        loads = program.window.groups.loads
        loads.clock = lambda clock=loads.clock: clock() + 24 * 60 * 60
        await change(program, keys(program)[0], "lastname", "Moon")
        assert lines(program)["age"] == ""
