"""Back to the server's values (feat-C1 to feat-C3, feat-R20): what is selected, and no more."""

import pytest
from driving import CTRL, change, keys, opened, options_for, press, running, submitted
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from cn_desktop.records.fields import FieldName
from cn_desktop.records.marks import Mark, State

SHIFT, ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier
FIRST, LAST = FieldName("firstname"), FieldName("lastname")
CODE = FieldName("postcode")


async def edited(program):
    """The first four records have other names; the first cell is the current one."""
    await opened(program, "100")
    rows = keys(program)[:4]
    for field in (FIRST, LAST):
        program.workspace.set_columns({field: dict.fromkeys(rows, "Example")}, "start")
    program.workspace.go_to(rows[0], FIRST)
    program.window.table.setFocus()
    return rows


def changed(program):
    """Which cells of which records are changed, by the records' places."""
    changes = program.workspace.sheet.changes
    return [
        "".join(name[0] for name in (FIRST, LAST) if changes.edit(key, name))
        for key in keys(program)[:4]
    ]


@pytest.mark.parametrize(
    ("down", "right", "modifier", "left"),
    [
        (0, 0, CTRL | ALT, ["l", "fl", "fl", "fl"]),
        (1, 0, CTRL | ALT, ["l", "l", "fl", "fl"]),
        (1, 1, CTRL | ALT, ["", "", "fl", "fl"]),
        (1, 0, CTRL | ALT | SHIFT, ["", "", "fl", "fl"]),
    ],
)
async def test_only_the_selection_is_reverted_in_one_step(
    simulator, tmp_path, down, right, modifier, left
):
    async with running(options_for(simulator, tmp_path)) as program:
        await edited(program)
        for _ in range(down):
            press(program, Qt.Key.Key_Down, SHIFT)
        for _ in range(right):
            press(program, Qt.Key.Key_Right, SHIFT)
        press(program, Qt.Key.Key_Z, modifier)
        assert changed(program) == left
        press(program, Qt.Key.Key_Z, CTRL)
        assert changed(program) == ["fl"] * 4


async def test_all_is_reverted_without_a_question_for_it_can_be_undone(simulator, tmp_path):
    """feat-C3 against ui.md: no dialog for what can be undone."""
    async with running(options_for(simulator, tmp_path)) as program:
        await edited(program)
        program.workspace.add_record()
        program.window.actions_by_name["actionRevertAll"].trigger()
        assert not program.window.findChildren(QMessageBox)
        assert changed(program) == [""] * 4
        assert len(keys(program)) == 60
        press(program, Qt.Key.Key_Z, CTRL)
        assert changed(program) == ["fl"] * 4
        assert len(keys(program)) == 61


async def test_with_nothing_selected_all_is_reverted_and_that_is_said(simulator, tmp_path):
    """As DataGrip does it."""
    async with running(options_for(simulator, tmp_path)) as program:
        await edited(program)
        program.window.table.clearSelection()
        press(program, Qt.Key.Key_Z, CTRL | ALT)
        assert changed(program) == [""] * 4
        assert "as nothing was selected" in program.window.notices.notice.title


async def test_where_nothing_is_changed_that_is_said(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await edited(program)
        program.workspace.go_to(keys(program)[10], FIRST)
        press(program, Qt.Key.Key_Z, CTRL | ALT)
        assert program.window.notices.notice.title == "Nothing to revert here"
        assert changed(program) == ["fl"] * 4


async def test_a_row_that_may_have_arrived_stays_and_that_is_said(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        rows = await edited(program)
        program.workspace.sheet.settle(rows[0], Mark(State.UNKNOWN))
        press(program, Qt.Key.Key_Down, SHIFT)
        press(program, Qt.Key.Key_Z, CTRL | ALT | SHIFT)
        assert changed(program) == ["fl", "", "fl", "fl"]
        assert program.window.notices.notice.title == "1 row was left as it is"


async def test_a_rejected_submit_is_no_step_to_undo(simulator, tmp_path):
    """feat-C8: Ctrl+Z after it takes back the edit, which was the last thing that was done."""
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        key = keys(program)[0]
        before = program.workspace.sheet.value(key, CODE)
        await change(program, key, CODE, "much too long for it")
        done = list(program.workspace.sheet.history.done)
        await submitted(program)
        assert program.workspace.sheet.changes.state(key) is State.REJECTED
        assert program.workspace.sheet.history.done == done
        press(program, Qt.Key.Key_Z, CTRL)
        assert program.workspace.sheet.value(key, CODE) == before
