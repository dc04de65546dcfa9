"""Columns, sorting and views by keyboard, in the running program (feat-J1 to feat-J5, feat-K1)."""

import pytest
from driving import keys, new_record, opened, options_for, press, running, type_text, until
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QMessageBox, QPushButton

from cn_desktop.records.fields import UID, FieldName
from cn_desktop.records.query import SortBy
from cn_desktop.ui.table.columns import STATUS

Key = Qt.Key
CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
FIRSTNAME, LASTNAME, POSTCODE, MOBILE = map(
    FieldName, ("firstname", "lastname", "postcode", "ddi_mobile")
)


async def dialog(program, name):
    """The dialog of this name, with the keyboard in it."""

    def visible():
        found = program.window.findChildren(QDialog, name)
        return next((each for each in found if each.isVisible()), None)

    await until(visible)
    found = visible()
    found.activateWindow()
    await until(found.isActiveWindow)
    return found


async def back_in(program):
    program.window.activateWindow()
    await until(program.window.isActiveWindow)


def go(program, field, row=0):
    program.workspace.go_to(keys(program)[row], field)
    program.window.table.setFocus()


def shown(program):
    return program.window.table.arrangement.shown()


async def test_columns_are_hidden_moved_pinned_and_reset_by_keyboard(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        go(program, FIRSTNAME)
        before = shown(program)
        press(program, Key.Key_F9)
        found = await dialog(program, "columnsDialog")
        type_text(program, "Mobile")
        assert found.list.present_field() == MOBILE
        found.list.setFocus()
        press(program, Key.Key_Space)
        assert MOBILE not in shown(program)
        found.search.setFocus()
        found.search.clear()
        type_text(program, "lastname")
        press(program, Key.Key_Up, ALT)
        assert shown(program).index(LASTNAME) == before.index(FIRSTNAME)
        press(program, Key.Key_P, ALT)
        await until(lambda: program.window.table.heading.pins.count == 3)
        assert found.list.present_field() == LASTNAME
        press(program, Key.Key_R, ALT)
        await until(lambda: shown(program) == before)
        press(program, Key.Key_Escape)


async def test_enter_goes_to_the_column_that_was_found_though_it_was_hidden(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        go(program, FIRSTNAME, row=3)
        key = program.workspace.current[0]
        program.window.table.arrangement.hide(POSTCODE)
        press(program, Key.Key_G, CTRL | ALT)
        await dialog(program, "goToDialog")
        type_text(program, "postc")
        press(program, Key.Key_Return)
        await back_in(program)
        assert program.workspace.current == (key, POSTCODE)
        table = program.window.table
        assert table.viewport().rect().contains(table.visualRect(table.currentIndex()))


async def test_a_number_goes_to_that_row(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        go(program, FIRSTNAME)
        press(program, Key.Key_G, CTRL | ALT)
        found = await dialog(program, "goToDialog")
        type_text(program, "61")
        press(program, Key.Key_Return)
        assert found.isVisible()  # there are sixty
        press(program, Key.Key_Backspace)
        press(program, Key.Key_Backspace)
        type_text(program, "42")
        press(program, Key.Key_Return)
        await back_in(program)
        assert program.workspace.current == (keys(program)[41], FIRSTNAME)


async def test_sorting_by_two_columns_and_back_by_keyboard(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        before = keys(program)
        go(program, LASTNAME)
        press(program, Key.Key_Down, ALT | SHIFT)
        go(program, FIRSTNAME)
        press(program, Key.Key_S, ALT | SHIFT)
        assert program.workspace.query.sort == (SortBy(LASTNAME, True), SortBy(FIRSTNAME))  # noqa: FBT003
        assert keys(program) != before
        program.window.actions_by_name["actionClearSort"].trigger()
        assert keys(program) == before


async def test_a_column_moves_and_hides_by_its_keys_and_the_current_cell_stays_in_sight(
    simulator, tmp_path
):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        go(program, FIRSTNAME)
        at = shown(program).index(FIRSTNAME)
        press(program, Key.Key_Right, ALT | SHIFT)
        assert shown(program)[at : at + 2] == [LASTNAME, FIRSTNAME]
        program.window.actions_by_name["actionHideColumn"].trigger()
        assert FIRSTNAME not in shown(program)
        assert program.workspace.current[1] == MOBILE


async def test_text_grows_and_shrinks_by_key_and_is_as_large_at_the_next_start(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        usual = program.window.table.rowHeight(0)
        press(program, Key.Key_Plus, CTRL)
        press(program, Key.Key_Plus, CTRL)
        press(program, Key.Key_Minus, CTRL)
        large = program.window.table.rowHeight(0)
        assert large > usual
        program.window.actions_by_name["actionRoomy"].toggle()
        roomy = program.window.table.rowHeight(0)
        assert roomy > large
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        assert program.window.table.rowHeight(0) == roomy
        assert program.window.actions_by_name["actionRoomy"].isChecked()
        press(program, Key.Key_0, CTRL)
        assert not program.workspace.unsaved()
        program.window.actions_by_name["actionRoomy"].toggle()
        assert program.window.table.rowHeight(0) == usual


async def test_a_dataset_is_shown_as_it_was_left_at_the_next_start(simulator, tmp_path):
    """feat-J4, feat-R36."""
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        columns = program.window.table.arrangement
        columns.hide(MOBILE)
        columns.pin_up_to(FIRSTNAME)
        program.window.actions_by_name["actionHideEmpty"].toggle()
        go(program, LASTNAME)
        press(program, Key.Key_Up, ALT | SHIFT)
        before = shown(program), keys(program)
        await opened(program, "101")
        assert MOBILE in shown(program)
        assert not program.window.actions_by_name["actionHideEmpty"].isChecked()
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        assert (shown(program), keys(program)) == before
        assert program.window.actions_by_name["actionHideEmpty"].isChecked()
        program.window.resize(1366, 768)  # the screen of tests is narrower, and so are its windows
        pins = program.window.table.heading.pins
        await until(lambda: pins.count == before[0].index(FIRSTNAME) + 1)
        program.window.actions_by_name["actionResetColumns"].trigger()
        assert program.window.table.heading.pins.count == 2
        assert program.workspace.query.sort == ()


def seen_whole(program, key, field):
    """Whether all of this cell is on screen."""
    table = program.window.table
    rect = table.visualRect(program.window.model.cell_index(key, field))
    return not rect.isEmpty() and table.viewport().rect().contains(rect)


@pytest.mark.parametrize("width", [1366, 1920])
async def test_uid_and_status_stay_in_sight_wherever_one_goes(simulator, tmp_path, width):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        program.window.resize(width, 768)
        go(program, FieldName("firstname"))
        key = program.workspace.current[0]
        press(program, Key.Key_Right, CTRL)
        far = program.workspace.current[1]
        assert far == shown(program)[-1]
        assert all(seen_whole(program, key, field) for field in (UID, STATUS, far))
        new = await new_record(program, lastname="Example")
        await until(lambda: seen_whole(program, new, STATUS))
        assert seen_whole(program, new, UID)
        go(program, shown(program)[2])
        beside = [field for field in shown(program)[2:] if seen_whole(program, key, field)]
        assert len(beside) >= 3


async def test_an_arrangement_that_was_left_has_only_what_was_pinned_in_it(simulator, tmp_path):
    """Whoever unpinned the status finds it so, and whoever arranged before it was pinned."""
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        program.window.table.arrangement.set_pinned(STATUS, is_pinned=False)
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        assert not program.window.table.arrangement.is_pinned(STATUS)
        assert program.window.table.heading.pins.count == 1


async def test_a_view_is_saved_locked_and_chosen_by_keyboard(simulator, tmp_path):
    """feat-J5: a locked view is not changed by accident."""
    async with running(options_for(simulator, tmp_path)) as program:
        window = program.window
        await opened(program, "100")
        go(program, LASTNAME)
        window.table.arrangement.hide(MOBILE)
        window.actions_by_name["actionSaveView"].trigger()
        await dialog(program, "saveViewDialog")
        type_text(program, "No mobiles")
        press(program, Key.Key_Return)
        await back_in(program)
        assert "No mobiles" in window.view_bar.views.text()
        press(program, Key.Key_V, CTRL | ALT)
        found = await dialog(program, "viewsDialog")
        press(program, Key.Key_L, ALT)
        await until(lambda: "locked" in found.list.item(0).text())
        press(program, Key.Key_Escape)
        await back_in(program)
        window.table.arrangement.show(MOBILE)
        assert "changed" in window.view_bar.views.text()
        window.actions_by_name["actionUpdateView"].trigger()
        assert "is locked" in window.notices.notice.title
        press(program, Key.Key_V, CTRL | ALT)
        await dialog(program, "viewsDialog")
        press(program, Key.Key_S, ALT)
        await until(lambda: MOBILE not in shown(program))
        await back_in(program)


async def test_deleting_a_view_is_asked_first_and_leaves_what_is_shown(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        window = program.window
        await opened(program, "100")
        window.table.arrangement.hide(MOBILE)
        window.groups.views.views._save("No mobiles", False)  # noqa: FBT003
        press(program, Key.Key_V, CTRL | ALT)
        found = await dialog(program, "viewsDialog")
        press(program, Key.Key_D, ALT)
        await until(lambda: found.findChildren(QMessageBox))
        question = found.findChild(QMessageBox, "deleteViewDialog")
        await until(question.isVisible)
        buttons = {
            each.text().replace("&", ""): each for each in question.findChildren(QPushButton)
        }
        assert question.defaultButton() is buttons["Cancel"]
        buttons["Delete"].click()
        await until(lambda: not window.groups.views.views.names())
        found.reject()
        assert MOBILE not in shown(program)


async def test_the_buttons_above_the_table_list_columns_and_views(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        bar = program.window.view_bar
        program.window.table.arrangement.hide(MOBILE)
        program.window.groups.views.views._save("Mine & yours", False)  # noqa: FBT003
        program.window.table.arrangement.show(MOBILE)
        menu = bar.views.menu()
        menu.aboutToShow.emit()
        entry = menu.actions()[0]
        assert entry.text() == "Mine && yours"
        entry.trigger()
        assert MOBILE not in shown(program)
        bar.columns.menu().aboutToShow.emit()
        assert program.window.actions_by_name["actionColumns"] in bar.columns.menu().actions()


async def test_a_right_click_on_a_heading_acts_on_that_column(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        go(program, UID)
        table = program.window.table
        section = table.arrangement.usual().index(LASTNAME)
        table.heading.menu_asked.emit(section, table.mapToGlobal(table.rect().center()))
        menu = QApplication.activePopupWidget()
        texts = [action.text() for action in menu.actions()]
        menu.actions()[texts.index("&Hide this column")].trigger()
        menu.close()
        assert LASTNAME not in shown(program)
        assert program.workspace.current[1] == UID


def heading_menu(program, field):
    """What a right click on the column's heading offers, by its text."""
    table = program.window.table
    section = table.arrangement.usual().index(field)
    table.heading.menu_asked.emit(section, table.mapToGlobal(table.rect().center()))
    menu = QApplication.activePopupWidget()
    return menu, {action.text().replace("&", ""): action for action in menu.actions()}


async def test_a_heading_offers_to_filter_by_its_column_and_to_show_hidden_ones(
    simulator, tmp_path
):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        go(program, UID)
        menu, offered = heading_menu(program, LASTNAME)
        assert not offered["Show all columns"].isEnabled()
        offered["Hide this column"].trigger()
        menu.close()
        menu, offered = heading_menu(program, FieldName("title"))
        offered["Show all columns"].trigger()
        menu.close()
        assert LASTNAME in shown(program)
        menu, offered = heading_menu(program, LASTNAME)
        offered["Filter by…"].trigger()
        menu.close()
        assert program.window.filter_bar.editor.isVisible()
        assert program.window.filter_bar.editor.field.field == LASTNAME
        menu, offered = heading_menu(program, LASTNAME)
        offered["Values of this column…"].trigger()
        menu.close()
        assert program.window.filters.list.isVisible()


async def test_a_right_click_on_the_table_offers_only_what_can_be_done(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        go(program, LASTNAME)
        table = program.window.table
        at = table.visualRect(table.currentIndex()).center()
        right = QContextMenuEvent.Reason.Mouse
        event = QContextMenuEvent(right, at, table.viewport().mapToGlobal(at))
        table.contextMenuEvent(event)
        menu = QApplication.activePopupWidget()
        texts = [action.text().replace("&", "") for action in menu.actions()]
        assert all(each.isEnabled() for each in menu.actions())
        assert "Copy with headings" in texts
        assert "Revert cells" not in texts
        assert "" in texts, "lines between the groups"
        menu.close()


async def selected(program, field, rows):
    """Select so many cells of a column by keyboard; gives what the status bar says of them."""
    go(program, field)
    for _ in range(rows - 1):
        press(program, Key.Key_Down, SHIFT)
    label = program.window.findChild(QLabel, "selectionLabel")
    await until(lambda: "filled" in label.text())
    return label.text()


async def test_what_is_selected_in_one_column_is_counted_and_summed(simulator, tmp_path):
    """feat-J7, of what is seen: changed cells count by their new values."""
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        first = keys(program)[:4]
        for key, text in zip(first, ("12", "0.5", "12", ""), strict=True):
            program.workspace.type_text(key, FieldName("test_field"), text)
        told = await selected(program, FieldName("test_field"), 4)
        assert told == "4 cells selected, 3 filled, 2 different, sum 24.5"
        press(program, Key.Key_Delete)
        label = program.window.findChild(QLabel, "selectionLabel")
        await until(lambda: label.text() == "4 cells selected, 0 filled")
        program.workspace.undo()
        program.workspace.type_text(first[1], FieldName("test_field"), "007")
        told = await selected(program, FieldName("test_field"), 3)
        assert told == "3 cells selected, 3 filled, 2 different"
        program.workspace.revert_all()


async def test_numbers_of_telephones_and_records_are_not_summed(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        assert await selected(program, UID, 3) == "3 cells selected, 3 filled, 3 different"


async def test_of_several_columns_only_the_cells_are_counted(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        await selected(program, LASTNAME, 2)
        press(program, Key.Key_Right, SHIFT)
        label = program.window.findChild(QLabel, "selectionLabel")
        assert label.text() == "4 cells selected"
