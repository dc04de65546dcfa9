"""The review: a card per record, live, ticked, reverted, submitted, and kept as text."""

import csv
import io

import pytest
from driving import (
    agreed,
    change,
    keys,
    new_record,
    opened,
    options_for,
    press,
    running,
    submitted,
    until,
)
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QLineEdit,
    QPushButton,
    QTextEdit,
    QToolButton,
    QWidget,
)

from cn_desktop.records.fields import FieldName
from cn_desktop.records.marks import State
from cn_desktop.records.query import Query
from cn_desktop.simulator.options import Options
from cn_desktop.simulator.server import Simulator
from cn_desktop.ui import slices
from cn_desktop.ui.review.line_painter import LinePainter
from cn_desktop.ui.review.review_words import Kind

Key = Qt.Key
CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


async def reviewed(program):
    """Ctrl+Shift+P: the review in front, and in it the keyboard; what it lists."""
    press(program, Key.Key_P, CTRL_SHIFT)
    review = program.window.review
    await until(lambda: review.list.hasFocus() or review.kinds.hasFocus())
    await until(lambda: not review.list.is_waiting)
    return lines(program)


def lines(program):
    model = program.window.review.list.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def go_to_line(program, row):
    changes = program.window.review.list
    changes.select_only(changes.model().index(row, 0))


def child(program, kind, name):
    return program.window.review.findChild(kind, name)


async def button_says(program, text):
    await until(lambda: child(program, QPushButton, "submitTicked").text() == text)


async def edited(program, count=3):
    """So many records with a new last name; their keys."""
    await opened(program, "100")
    chosen = keys(program)[:count]
    for key in chosen:
        await change(program, key, "lastname", f"Edited {key}")
    return chosen


async def test_b2_b6_old_and_new_are_listed_and_enter_jumps_to_the_cell(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        key = keys(program)[3]
        old = program.workspace.sheet.value(key, "lastname")
        await change(program, key, "lastname", "Reviewed")
        record, field = await reviewed(program)
        assert record.endswith(" · pending")
        assert field == f"Last name: {old} → Reviewed"
        go_to_line(program, 1)
        press(program, Key.Key_Return)
        assert program.workspace.current == (key, "lastname")


async def test_a_click_on_a_line_jumps_to_its_cell_and_the_review_stays(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        first, *_ = await edited(program)
        await reviewed(program)
        changes = program.window.review.list
        rect = changes.visualRect(changes.model().index(1, 0))
        QTest.mouseClick(changes.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
        assert program.workspace.current == (first, "lastname")
        assert program.window.review.isVisible()


async def test_fields_are_listed_in_the_order_of_the_table(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        key = keys(program)[3]
        for field in ("postcode", "ddi_mobile", "title", "lastname"):
            program.workspace.type_text(key, field, "Reviewed")
        await reviewed(program)
        fields = program.window.review._model.listing.fields_of(key)
        assert fields == ("title", "lastname", "ddi_mobile", "postcode")


async def test_records_are_listed_in_the_order_of_the_table_whenever_they_were_changed(
    simulator, tmp_path
):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        chosen = keys(program)[:6]
        for at in (4, 1, 3):
            await change(program, chosen[at], "lastname", f"Changed {at}")
        await reviewed(program)

        def listed():
            return [line.split(" · ")[0] for line in lines(program) if " · " in line]

        assert listed() == [chosen[1], chosen[3], chosen[4]]
        await change(program, chosen[2], "lastname", "While it is seen")
        await change(program, chosen[5], "lastname", "While it is seen")
        await until(lambda: listed() == chosen[1:6])
        await submitted(program)
        assert listed() == chosen[1:6], "not as they were saved"


async def test_b3_further_edits_appear_at_once_and_the_place_in_the_list_stays(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        chosen = await edited(program, 20)
        await reviewed(program)
        changes = program.window.review.list
        changes.verticalScrollBar().setValue(8)
        go_to_line(program, 11)
        changes.verticalScrollBar().setValue(8)
        program.workspace.type_text(chosen[0], "title", "Above")  # a line comes above
        assert changes.model().entry(1).new_text == "Above"
        assert changes.verticalScrollBar().value() == 9
        assert changes.current_line() == (chosen[5], "lastname")
        assert changes.selected_lines() == [(chosen[5], "lastname")]
        program.workspace.revert_rows(chosen[:5])
        await until(lambda: len(lines(program)) == 30)
        assert changes.current_line() == (chosen[5], "lastname")


@pytest.fixture
def large():
    with Simulator(Options(records=600)) as started:
        yield started


async def test_many_changes_at_once_lose_neither_the_line_nor_the_ticks(large, tmp_path):
    async with running(options_for(large, tmp_path)) as program:
        await opened(program, "100")
        chosen = keys(program)
        wanted = dict.fromkeys(chosen, "All of them")
        program.workspace.type_text(chosen[3], "title", "First")
        await reviewed(program)
        go_to_line(program, 1)
        press(program, Key.Key_Space)
        program.workspace.set_columns({"lastname": wanted}, "set last name")
        await until(lambda: len(lines(program)) > len(chosen))
        assert program.window.review.list.current_line() == (chosen[3], "title")
        assert not program.window.review.ticks.has(chosen[3], State.PENDING)
        assert [line.key for line in program.window.review.list.selected_lines()] == [chosen[3]]
        assert lines(program)[0].startswith(chosen[0]), "in the order of the table"


async def test_a_reload_leaves_the_line_and_the_ticks_as_they_are(large, tmp_path):
    async with running(options_for(large, tmp_path)) as program:
        chosen = await edited(program, 20)
        await reviewed(program)
        go_to_line(program, 12)
        press(program, Key.Key_Space)
        top = program.window.review.list.verticalScrollBar().value()
        press(program, Key.Key_F5)
        await until(lambda: not program.jobs.is_busy and len(lines(program)) == 40)
        assert program.window.review.list.current_line() == (chosen[6], None)
        assert program.window.review.list.verticalScrollBar().value() == top
        assert not program.window.review.ticks.has(chosen[6], State.PENDING)


async def test_b4_del_reverts_one_field_and_on_the_record_all_of_it(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        first, second, third = await edited(program)
        await change(program, first, "title", "Dr")
        await reviewed(program)
        go_to_line(program, 1)
        press(program, Key.Key_Delete)
        sheet = program.workspace.sheet
        assert list(sheet.changes.edits(first)) == ["lastname"]
        go_to_line(program, lines(program).index(next(x for x in lines(program) if second in x)))
        press(program, Key.Key_Delete)
        assert sheet.changes.touched() == [first, third]
        assert program.workspace.undo()
        assert sheet.changes.state(second) is State.PENDING


async def test_b4_the_arrow_at_the_right_of_a_line_reverts_it(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        _, *others = await edited(program)
        program.workspace.go_to(others[0])
        await reviewed(program)
        changes = program.window.review.list
        arrow = LinePainter.back_room(changes.visualRect(changes.model().index(1, 0)))
        QTest.mouseClick(changes.viewport(), Qt.MouseButton.LeftButton, pos=arrow.center())
        assert program.workspace.sheet.changes.touched() == others
        assert program.workspace.current[0] == others[0], "reverting does not jump"


async def test_b5_only_what_is_ticked_goes(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        first, second, third = await edited(program)
        await reviewed(program)
        await button_says(program, "Submit 3 ticked")
        go_to_line(program, 2)
        press(program, Key.Key_Space)
        await button_says(program, "Submit 2 ticked")
        assert (
            program.window.review.list.model().index(2, 0).data(Qt.ItemDataRole.CheckStateRole)
            == Qt.CheckState.Unchecked.value
        )
        press(program, Key.Key_S, CTRL_SHIFT)
        await agreed(program)
        state = program.workspace.sheet.changes.state
        assert [state(key) for key in (first, second, third)] == [
            State.SAVED,
            State.PENDING,
            State.SAVED,
        ]
        assert {entry.uid for entry in simulator.ledger} == {first, third}


async def test_b5_a_click_on_the_tick_takes_it_and_does_not_jump(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        first, second, _ = await edited(program)
        program.workspace.go_to(second)
        await reviewed(program)
        changes = program.window.review.list
        at = LinePainter.tick_room(changes.visualRect(changes.model().index(0, 0))).center()
        QTest.mouseClick(changes.viewport(), Qt.MouseButton.LeftButton, pos=at)
        assert not program.window.review.ticks.has(first, State.PENDING)
        assert program.workspace.current[0] == second
        child(program, QPushButton, "submitTicked")
        await button_says(program, "Submit 2 ticked")


async def test_b5_just_this_one_is_submitted_whatever_is_ticked(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        first, second, third = await edited(program)
        await reviewed(program)
        go_to_line(program, 2)
        only = next(a for a in program.window.review.list.actions() if "only this" in a.text())
        only.trigger()
        await agreed(program)
        state = program.workspace.sheet.changes.state
        assert [state(key) for key in (first, second, third)] == [
            State.PENDING,
            State.SAVED,
            State.PENDING,
        ]


async def test_none_is_ticked_and_all_are_again(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await edited(program)
        await reviewed(program)
        none, every = (
            next(b for b in program.window.review.findChildren(QToolButton) if b.text() == text)
            for text in ("Tick none", "Tick all")
        )
        none.click()
        await button_says(program, "Submit 0 ticked")
        assert not child(program, QPushButton, "submitTicked").isEnabled()
        every.click()
        await button_says(program, "Submit 3 ticked")


async def test_who_is_called_is_said_in_words_for_the_ticked_rows(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        first, second = keys(program)[:2]
        await change(program, first, "ddi_mobile", "07700900123")
        await change(program, second, "ddi_home", "07700900124")
        await reviewed(program)
        warning = child(program, QWidget, "reviewWarning")
        await until(
            lambda: (
                warning.text()
                == "2 numbers change on a LIVE list: the dialler may call them at once."
            )
        )
        go_to_line(program, 0)
        press(program, Key.Key_Space)
        await until(lambda: warning.text().startswith("1 number changes on a LIVE list"))
        assert lines(program)[1].startswith("Mobile phone (ddi_mobile): ")
        assert program.window.review.list.model().entry(1).words == "changes who is called"


async def test_results_stand_in_the_same_place_with_the_servers_words(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "101")
        good, bad = keys(program)[:2]
        old = program.workspace.sheet.value(good, "lastname")
        await change(program, good, "lastname", "Fine")
        await change(program, bad, "postcode", "Far too long for one")
        new = await new_record(program, lastname="Born", ddi_mobile="07700900001")
        await reviewed(program)
        await submitted(program)
        await until(lambda: "saved" in lines(program)[0] and "rejected" in lines(program)[2])
        await until(lambda: lines(program)[4].endswith("saved"))
        told = lines(program)
        assert told[0].startswith(f"{good} · ")
        assert told[0].endswith("saved")
        assert told[1] == f"Last name: {old} → Fine", "what was saved is still said"
        assert "rejected: “" in told[2]
        assert told[2].startswith(f"{bad} · ")
        assert told[3].endswith("→ Far too long for one"), "what was rejected is still there"
        assert told[4].endswith("Born · saved"), "the new record stays where it was"
        assert told[5:] == ["Last name: Born", "Mobile phone (ddi_mobile): 07700900001"]
        assert program.window.review._model.listing.fields_of(new) is None
        detail = program.window.review.findChild(QTextEdit, "reviewDetail")
        go_to_line(program, 1)
        assert detail.toPlainText() == f"Last name\nThe server had: {old}\nSaved: Fine"
        program.window.activateWindow()
        press(program, Key.Key_F5)
        await until(lambda: not program.jobs.is_busy and good not in "".join(lines(program)))
        assert not any("Fine" in line for line in lines(program)), "a reload ends the results"


async def test_a_rejected_row_is_ticked_by_hand_corrected_or_not_and_goes_again(
    simulator, tmp_path
):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "101")
        bad = keys(program)[0]
        await change(program, bad, "postcode", "Far too long for one")
        await reviewed(program)
        await submitted(program)
        await button_says(program, "Submit 0 ticked")
        program.window.review.list.setFocus()
        go_to_line(program, 0)
        press(program, Key.Key_Space)
        await button_says(program, "Submit 1 ticked")
        attempts = len(simulator.ledger)
        child(program, QPushButton, "submitTicked").click()
        await agreed(program)
        assert program.workspace.sheet.changes.state(bad) is State.REJECTED
        assert len(simulator.ledger) == attempts
        await button_says(program, "Submit 0 ticked")
        program.workspace.type_text(bad, "postcode", "SW1A 1AA")
        await button_says(program, "Submit 1 ticked")


async def test_a14_kinds_of_changes_are_listed_apart_with_their_counts(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "101")
        good, bad, waiting = keys(program)[:3]
        await change(program, good, "lastname", "Fine")
        await change(program, bad, "postcode", "Far too long for one")
        await submitted(program)
        await change(program, waiting, "title", "Dr")
        await reviewed(program)
        review = program.window.review
        texts = [review.kinds.itemText(row) for row in range(review.kinds.count())]
        assert texts[:3] == ["All changes (3)", "To be sent (1)", "Rejected (1)"]
        assert texts[-1] == "Saved (1)"
        for kind, key in ((Kind.TO_SEND, waiting), (Kind.REJECTED, bad), (Kind.SAVED, good)):
            review.show_kind(kind)
            await until(lambda key=key: review._model.listing.keys() == [key])
        review.show_kind(Kind.REJECTED)
        await until(lambda: review._model.listing.keys() == [bad])
        program.workspace.type_text(bad, "postcode", "SW1A 1AA")
        await until(lambda: lines(program) == [])  # it is pending again
        assert child(program, QWidget, "reviewEmpty").text().startswith("None of the changes")


async def test_b8_the_review_is_copied_as_text(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        key = keys(program)[0]
        old = program.workspace.sheet.value(key, "lastname")
        await change(program, key, "lastname", "Copied")
        program.window.actions_by_name["actionCopyReview"].trigger()
        await until(lambda: "Copied" in QGuiApplication.clipboard().text())
        first, second = QGuiApplication.clipboard().text().splitlines()
        assert first.startswith(f"{key} · ")
        assert second == f"    Last name: {old} → Copied"


async def test_b8_ctrl_c_copies_the_selected_lines_and_not_the_tables_cells(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        first, *_ = await edited(program)
        program.workspace.go_to(first, FieldName("uid"))
        told = await reviewed(program)
        go_to_line(program, 0)
        press(program, Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
        press(program, Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        assert QGuiApplication.clipboard().text() == "\n".join(told[:2])


async def test_b8_the_review_is_saved_as_a_table_without_formulas(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path / "data")) as program:
        await opened(program, "100")
        key = keys(program)[0]
        old = program.workspace.sheet.value(key, "lastname")
        await change(program, key, "lastname", "=1+1")
        program.window.actions_by_name["actionSaveReview"].trigger()
        await until(lambda: program.window.findChild(QFileDialog, "saveReviewDialog"))
        dialog = program.window.findChild(QFileDialog, "saveReviewDialog")
        file = tmp_path / "review.csv"
        dialog.findChild(QLineEdit, "fileNameEdit").setText(str(file))
        dialog.accept()
        await until(lambda: program.window.notices.notice)
        assert "review.csv" in program.window.notices.notice.title
        [line] = csv.DictReader(io.StringIO(file.read_text("utf-8-sig")))
        assert (line["uid"], line["dataset"], line["state"]) == (key, "100", "pending")
        assert (line["field"], line["server has"], line["you want"]) == ("lastname", old, "'=1+1")
        assert file.stat().st_mode & 0o077 == 0


async def test_it_is_used_without_a_mouse_and_left_by_esc(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        first, second, _ = await edited(program)
        await reviewed(program)
        changes = program.window.review.list
        go_to_line(program, 0)
        press(program, Key.Key_Right)
        assert changes.current_line() == (second, None)
        press(program, Key.Key_Down)
        press(program, Key.Key_Left)
        assert changes.current_line() == (second, None)
        press(program, Key.Key_Left)
        assert changes.current_line() == (first, None)
        press(program, Key.Key_End)
        assert changes.currentIndex().row() == len(lines(program)) - 1
        press(program, Key.Key_Home)
        assert changes.current_line() == (first, None)
        press(program, Key.Key_Escape)
        assert QApplication.focusWidget() is program.window.table


async def test_when_the_last_change_is_reverted_the_keyboard_stays_in_the_review(
    simulator, tmp_path
):
    async with running(options_for(simulator, tmp_path)) as program:
        await edited(program, 1)
        await reviewed(program)
        go_to_line(program, 0)
        press(program, Key.Key_Delete)
        await until(lambda: not lines(program))
        assert program.window.review.kinds.hasFocus()
        assert child(program, QWidget, "reviewEmpty").text().startswith("Nothing is pending")
        press(program, Key.Key_Escape)
        assert QApplication.focusWidget() is program.window.table


async def test_the_record_of_the_line_is_the_current_one_and_a_filter_stays_as_it_is(
    simulator, tmp_path
):
    async with running(options_for(simulator, tmp_path)) as program:
        first, second, third = await edited(program)
        program.workspace.go_to(first, FieldName("lastname"))
        await reviewed(program)
        press(program, Key.Key_Down)
        press(program, Key.Key_Down)
        assert program.workspace.current == (second, "lastname")
        program.workspace.ask(Query(text=f"Edited {second}"))
        await until(lambda: keys(program) == [second])
        press(program, Key.Key_Right)
        assert program.workspace.current[0] == third
        assert keys(program) == [second]
        press(program, Key.Key_Return)
        assert third in keys(program), "Enter shows the cell, be it hidden"


async def test_keys_pressed_before_the_changes_are_listed_reach_neither_table_nor_list(
    simulator, tmp_path, monkeypatch
):
    async with running(options_for(simulator, tmp_path)) as program:
        first, *_ = await edited(program)
        changes, before = program.window.review.list, program.workspace.sheet.value(first, "title")
        monkeypatch.setattr(slices, "SLICE_SECONDS", -1.0)
        program.workspace.go_to(first, FieldName("title"))
        press(program, Key.Key_P, CTRL_SHIFT)
        assert changes.hasFocus()
        assert changes.current_line() is None
        for key in (Key.Key_Delete, Key.Key_Space, Key.Key_Return):
            press(program, key)
        await until(changes.current_line)
        assert changes.hasFocus()
        assert program.workspace.count(State.PENDING) == 3
        assert program.workspace.sheet.value(first, "title") == before
        press(program, Key.Key_Delete)
        await until(lambda: program.workspace.count(State.PENDING) == 2)


async def test_who_leaves_before_the_changes_are_listed_stays_out(simulator, tmp_path, monkeypatch):
    async with running(options_for(simulator, tmp_path)) as program:
        await edited(program)
        monkeypatch.setattr(slices, "SLICE_SECONDS", -1.0)
        press(program, Key.Key_P, CTRL_SHIFT)
        press(program, Key.Key_Escape)
        await until(lambda: lines(program))
        assert QApplication.focusWidget() is program.window.table


async def test_the_same_keys_lead_into_the_review_at_the_current_cell_and_back(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        _, second, _ = await edited(program)
        program.workspace.go_to(second, FieldName("lastname"))
        await reviewed(program)
        assert program.window.review.list.current_line() == (second, "lastname")
        assert program.window.review.list.selected_lines() == [(second, "lastname")]
        press(program, Key.Key_P, CTRL_SHIFT)
        assert QApplication.focusWidget() is program.window.table


async def test_a_line_is_spoken_with_old_new_and_what_is_wrong(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        key = keys(program)[0]
        old = program.workspace.sheet.value(key, "ddi_mobile")
        await change(program, key, "ddi_mobile", "07700900123")
        await reviewed(program)
        spoken = (
            program.window.review.list.model().index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)
        )
        assert spoken == (
            f"Mobile phone (ddi_mobile), changed from {old} to 07700900123. changes who is called"
        )


async def test_nothing_is_ever_listed_under_a_hand_that_scrolls(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        chosen = await edited(program, 20)
        await reviewed(program)
        changes = program.window.review.list
        before = lines(program)
        changes.verticalScrollBar().setSliderDown(True)
        program.workspace.revert_rows(chosen[:1])
        assert lines(program)[2:] == before[2:]
        assert len(lines(program)) == len(before)
        changes.verticalScrollBar().setSliderDown(False)
        await until(lambda: len(lines(program)) == len(before) - 2)


async def test_r19_a_cell_is_edited_and_sent_twice_and_the_review_follows(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "101")
        key = keys(program)[0]
        await reviewed(program)
        for name in ("Once", "Twice"):
            await change(program, key, "lastname", name)
            await until(lambda name=name: lines(program)[1:] and name in lines(program)[1])
            await submitted(program)
            await until(lambda: "saved" in lines(program)[0])
            assert simulator.row("101", key)["lastname"] == name
