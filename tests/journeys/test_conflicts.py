"""Two people change the same field: found, shown, and decided by whoever sits here."""

from deciding import CONFLICT, choose, click, decided, dialog_of, said
from driving import (
    change,
    keys,
    opened,
    options_for,
    press,
    running,
    status,
    submitted,
    until,
)
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from cn_desktop.records.marks import State
from cn_desktop.ui.table.columns import STATUS
from cn_desktop.ui.table.record_model import CONTESTED_ROLE

Key = Qt.Key


async def in_conflict(program, simulator, *fields, place=0):
    """The record is changed here, and by somebody else; a submit finds out."""
    key = keys(program)[place]
    for field in fields:
        await change(program, key, field, f"Mine {field}")
    simulator.change("100", key, **{field: f"Theirs {field}" for field in fields})
    await submitted(program)
    assert program.workspace.sheet.changes.state(key) is State.CONFLICT
    return key


async def test_mine_is_chosen_and_then_submitted(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        key = await in_conflict(program, simulator, "lastname")
        assert not simulator.ledger
        dialog = await decided(program, CONFLICT)
        choose(dialog, "mine", "lastname")
        QTest.keyClick(dialog, Key.Key_Return)
        assert status(program, key) == "pending"
        assert not simulator.ledger
        await submitted(program)
        assert status(program, key) == "saved"
        assert simulator.row("100", key)["lastname"] == "Mine lastname"


async def test_the_servers_is_chosen_and_nothing_is_left(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        key = await in_conflict(program, simulator, "lastname")
        dialog = await decided(program, CONFLICT)
        choose(dialog, "server", "lastname")
        QTest.keyClick(dialog, Key.Key_Return)
        assert program.workspace.sheet.changes.state(key) is None
        assert program.workspace.sheet.value(key, "lastname") == "Theirs lastname"
        assert not program.workspace.unsaved()
        assert not await program.keeping.rows()


async def test_each_field_is_chosen_for_itself(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        key = await in_conflict(program, simulator, "firstname", "lastname")
        dialog = await decided(program, CONFLICT)
        choose(dialog, "mine", "firstname")
        choose(dialog, "server", "lastname")
        QTest.keyClick(dialog, Key.Key_Return)
        await submitted(program)
        row = simulator.row("100", key)
        assert (row["firstname"], row["lastname"]) == ("Mine firstname", "Theirs lastname")
        assert [set(entry.fields) for entry in simulator.ledger] == [{"dataset", "firstname"}]


async def test_a_field_without_a_choice_stays_in_conflict(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        key = await in_conflict(program, simulator, "firstname", "lastname")
        dialog = await decided(program, CONFLICT)
        decide = dialog.findChild(QPushButton, "decideChosen")
        assert not decide.isEnabled()
        assert "2 fields still to be chosen." in said(dialog)
        QTest.keyClick(dialog, Key.Key_Return)
        assert dialog.isVisible()
        choose(dialog, "mine", "firstname")
        assert decide.text().replace("&", "") == "Decide 1, leave 1"
        assert "1 field still to be chosen." in said(dialog)
        QTest.keyClick(dialog, Key.Key_Return)
        assert set(program.workspace.sheet.changes.contested(key)) == {"lastname"}
        assert status(program, key).startswith("conflict")


async def test_the_heading_has_the_servers_name_and_the_first_choice_the_keyboard(
    simulator, tmp_path
):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        key = await in_conflict(program, simulator, "lastname")
        dialog = await decided(program, CONFLICT)
        heading = dialog.findChild(QLabel, "conflictRecord").text()
        assert heading.startswith(f"{key} · ")
        assert heading.endswith(" Theirs lastname")
        await until(dialog.isActiveWindow)
        assert QApplication.focusWidget().objectName() == "mine_lastname"
        dialog.reject()


async def test_cancel_leaves_everything(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        key = await in_conflict(program, simulator, "lastname")
        dialog = await decided(program, CONFLICT)
        choose(dialog, "server", "lastname")
        QTest.keyClick(dialog, Key.Key_Escape)
        assert program.workspace.sheet.changes.state(key) is State.CONFLICT
        assert program.workspace.sheet.value(key, "lastname") == "Mine lastname"


async def test_all_mine_takes_every_selected_record(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        edited = keys(program)[:3]
        for key in edited:
            await change(program, key, "lastname", "Mine")
            simulator.change("100", key, lastname="Theirs")
        await submitted(program)
        assert "3 conflicts" in program.window.pending_bar._text.text()
        click(program.window.pending_bar, "decideButton")
        dialog = await dialog_of(program, CONFLICT)
        dialog._rows.selectAll()
        click(dialog, "allMine")
        QTest.keyClick(dialog, Key.Key_Return)
        assert program.workspace.count(State.PENDING) == 3
        await submitted(program)
        assert {simulator.row("100", key)["lastname"] for key in edited} == {"Mine"}


async def test_a_reload_finds_the_conflict_and_marks_the_cell(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        key = keys(program)[0]
        before = program.workspace.sheet.value(key, "lastname")
        await change(program, key, "lastname", "Mine")
        await change(program, key, "title", "Dr")
        simulator.change("100", key, lastname="Theirs")
        press(program, Key.Key_F5)
        await until(lambda: not program.jobs.is_busy)
        assert status(program, key).startswith("conflict")
        cell = program.window.model.cell_index(key, "lastname")
        words = f"was {before} when you changed it; somebody changed it to Theirs meanwhile"
        assert cell.data(CONTESTED_ROLE)
        assert words in cell.data(Qt.ItemDataRole.ToolTipRole)
        assert words in cell.data(Qt.ItemDataRole.AccessibleTextRole)
        assert not program.window.model.cell_index(key, "title").data(CONTESTED_ROLE)
        await submitted(program)
        assert not simulator.ledger


async def test_enter_on_the_state_or_on_a_contested_cell_opens_the_choice(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        key = await in_conflict(program, simulator, "lastname")
        for field in (STATUS, "lastname"):
            program.workspace.go_to(key, field)
            program.window.table.setFocus()
            press(program, Key.Key_Return)
            dialog = await dialog_of(program, CONFLICT)
            QTest.keyClick(dialog, Key.Key_Escape)
            await until(lambda dialog=dialog: not dialog.isVisible())
        gutter = program.window.table.verticalHeader()
        place = QPoint(5, gutter.sectionViewportPosition(program.window.model.place_of(key)) + 5)
        QTest.mouseDClick(gutter.viewport(), Qt.MouseButton.LeftButton, pos=place)
        await dialog_of(program, CONFLICT)


async def test_what_changes_again_behind_the_dialog_has_to_be_chosen_again(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        key = await in_conflict(program, simulator, "lastname")
        dialog = await decided(program, CONFLICT)
        choose(dialog, "mine", "lastname")
        simulator.change("100", key, lastname="Theirs again")
        program.jobs.look_up("100", key)
        await until(lambda: not program.jobs.is_busy)
        QTest.keyClick(dialog, Key.Key_Return)
        assert program.workspace.sheet.changes.state(key) is State.CONFLICT
        assert program.workspace.sheet.server_value(key, "lastname") == "Theirs again"


async def test_the_edits_survive_another_dataset_sorting_a_filter_a_reload_and_a_restart(
    simulator, tmp_path
):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        key = await in_conflict(program, simulator, "lastname")
        program.window.model.sort(3)
        program.window.filter_bar.filter.setText("Mine last")
        program.window.filter_bar.filter.textEdited.emit("Mine last")
        await until(lambda: keys(program) == [key])
        program.window.filter_bar.filter.clear()
        await opened(program, "101")
        await opened(program, "100")
        press(program, Key.Key_F5)
        await until(lambda: not program.jobs.is_busy)
        assert program.workspace.sheet.changes.state(key) is State.CONFLICT
        await program.keeping.flush()
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        sheet = program.workspace.sheet
        assert sheet.changes.state(key) is State.CONFLICT
        assert sheet.value(key, "lastname") == "Mine lastname"
        assert sheet.server_value(key, "lastname") == "Theirs lastname"
        assert "lastname" in sheet.changes.contested(key)
        dialog = await decided(program, CONFLICT)
        choose(dialog, "mine", "lastname")
        QTest.keyClick(dialog, Key.Key_Return)
        await submitted(program)
        assert simulator.row("100", key)["lastname"] == "Mine lastname"


async def test_the_review_shows_what_was_what_is_and_what_is_wanted(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        before = program.workspace.sheet.value(keys(program)[0], "lastname")
        await in_conflict(program, simulator, "lastname")
        program.window.actions_by_name["actionReview"].trigger()
        entry = program.window.review.list.model().entry(1)
        assert (entry.old_text, entry.new_text) == ("Theirs lastname", "Mine lastname")
        assert entry.words == f"≠ changed by both: was {before}"


async def test_a_choice_can_be_undone(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        key = await in_conflict(program, simulator, "lastname")
        dialog = await decided(program, CONFLICT)
        click(dialog, "allServers")
        QTest.keyClick(dialog, Key.Key_Return)
        assert program.workspace.undo()
        assert program.workspace.sheet.value(key, "lastname") == "Mine lastname"
        assert status(program, key) == "pending"


async def test_reverting_all_and_undoing_that_decides_no_conflict(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        key = await in_conflict(program, simulator, "lastname")
        program.window.actions_by_name["actionRevertAll"].trigger()
        assert not program.workspace.unsaved()
        program.window.actions_by_name["actionUndo"].trigger()
        assert program.workspace.sheet.changes.state(key) is State.CONFLICT
        await submitted(program)
        assert simulator.row("100", key)["lastname"] == "Theirs lastname"


async def test_submit_says_what_waits_where_nothing_can_be_sent(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        await in_conflict(program, simulator, "lastname")
        await change(program, keys(program)[5], "postcode", "N1 1AA TOO LONG")
        await submitted(program)
        assert program.workspace.count(State.CONFLICT, State.REJECTED) == 2
        await submitted(program)
        notice = program.window.notices.notice
        assert notice.title == "Nothing to submit"
        assert "1 row waits for you: Record › Decide…" in notice.advice
        assert "1 row was rejected" in notice.advice


async def test_a_value_with_a_tag_in_it_is_shown_as_it_stands(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        key = keys(program)[0]
        await change(program, key, "address1", "Mine & co")
        simulator.change("100", key, address1="<b>bold</b> " + "long " * 40)
        await submitted(program)
        dialog = await decided(program, CONFLICT)
        texts = [each.text() for each in dialog._fields._radios]
        assert texts[0] == "Mine && co"
        assert texts[1].startswith("<b>bold</b>")
        assert texts[1].endswith("…")
        assert "&lt;b>bold" in dialog._fields._radios[1].toolTip()
        dialog.reject()
        assert program.workspace.sheet.changes.state(key) is State.CONFLICT
