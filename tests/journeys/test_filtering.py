"""Choosing rows by keyboard: conditions, lists of values, states, and the way back."""

from collections import Counter

from driving import CTRL, change, focus, keys, opened, options_for, press, running, type_text, until
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from cn_desktop.records.fields import FieldName
from cn_desktop.records.query import Condition, Mode
from cn_desktop.simulator.options import Options
from cn_desktop.simulator.server import Simulator
from cn_desktop.ui.table.columns import STATUS

Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
POSTCODE, OUTCOME = FieldName("postcode"), FieldName("outcomecode")


def column(program, field):
    """What the rows on screen have in a field."""
    return [program.workspace.sheet.value(key, field) for key in keys(program)]


def chips(program):
    return [chip.text.text() for chip in program.window.filter_bar.chips.chips]


def count(program):
    return program.window.filter_bar._count.text()


def go_to(program, field, place=0):
    program.workspace.go_to(keys(program)[place], FieldName(field))
    program.window.table.setFocus()


async def typed_condition(program, mode_steps, text):
    """Ctrl+Alt+F, Tab to the mode, Down to it, Tab to the text, Enter."""
    press(program, Key.Key_F, CTRL | ALT)
    press(program, Key.Key_Tab)
    for _ in range(mode_steps):
        press(program, Key.Key_Down)
    press(program, Key.Key_Tab)
    type_text(program, text)
    press(program, Key.Key_Return)
    await until(lambda: not program.workspace.is_counting)


async def listed(program):
    """The list of values, once it is there."""
    await until(program.window.filters.list.isVisible)
    await until(lambda: not program.window.filters.list.is_counting)
    return program.window.filters.list


def key_in_list(program, key):
    """An open list takes the keyboard, and hands it to the part that has the focus."""
    QTest.keyClick(focus(program).focusWidget(), key)


def point_at(widget, place):
    """`QTest.mouseMove` would process events, and with them steps of the running test."""
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        place,
        widget.mapToGlobal(place),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(widget, event)


async def test_a_condition_is_typed_changed_switched_off_and_removed(simulator, tmp_path):
    """feat-I4, feat-I5, feat-I9, feat-I12"""
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        everything = keys(program)
        go_to(program, "outcomecode")
        await typed_condition(program, 1, "100, 109")
        assert chips(program) == ["outcomecode is 100, 109"]
        assert set(column(program, OUTCOME)) == {"100", "109"}
        assert count(program) == f"{len(keys(program))} of 60 records"
        assert QApplication.focusWidget() is program.window.table

        chip = program.window.filter_bar.chips.chips[0]
        chip.switch.setFocus()
        press(program, Key.Key_Space)
        assert keys(program) == everything
        press(program, Key.Key_Space)
        assert len(keys(program)) < 60

        chip.text.setFocus()
        press(program, Key.Key_Return)
        type_text(program, "100")
        press(program, Key.Key_Return)
        assert chips(program) == ["outcomecode is 100"]
        assert set(column(program, OUTCOME)) == {"100"}

        chip.text.setFocus()
        press(program, Key.Key_Delete)
        assert (chips(program), keys(program)) == ([], everything)
        assert not len(program.workspace.sheet.changes), "no cell was cleared"


async def test_what_is_no_pattern_stays_in_the_editor_and_says_so(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        go_to(program, "postcode")
        width = program.window.minimumSizeHint().width()
        await typed_condition(program, 3, "(")
        editor = program.window.filter_bar.editor
        assert program.window.minimumSizeHint().width() == width, "what is said has its own line"
        fault = editor._fault
        assert "a bracket “(” is never closed (at character 1)" in fault.text()
        await until(lambda: fault.fontMetrics().horizontalAdvance(fault.text()) <= fault.width())
        assert (editor.isVisible(), chips(program)) == (True, [])
        press(program, Key.Key_Backspace)
        type_text(program, "^[A-M]")
        press(program, Key.Key_Return)
        assert chips(program) == ["postcode matches /^[A-M]/"]
        assert all("A" <= text[0].upper() <= "M" for text in column(program, POSTCODE))


async def test_esc_leaves_the_editor_without_a_condition(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        go_to(program, "postcode")
        press(program, Key.Key_F, CTRL | ALT)
        press(program, Key.Key_Escape)
        assert (chips(program), len(keys(program))) == ([], 60)
        assert QApplication.focusWidget() is program.window.table


async def test_a_condition_that_is_being_typed_outlasts_a_reload(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        go_to(program, "postcode")
        press(program, Key.Key_F, CTRL | ALT)
        press(program, Key.Key_Tab)
        press(program, Key.Key_Tab)
        type_text(program, "a")
        press(program, Key.Key_F5)
        await until(lambda: program.jobs.is_busy)
        await until(lambda: not program.jobs.is_busy)
        program.window.filter_bar.editor.text.setFocus()
        press(program, Key.Key_Return)
        assert chips(program) == ["postcode contains a"]


async def test_values_are_listed_with_their_counts_and_ticked(simulator, tmp_path):
    """feat-I6"""
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        everything = Counter(column(program, OUTCOME))
        go_to(program, "outcomecode")
        press(program, Key.Key_Down, ALT)
        values = await listed(program)
        assert Counter({e.value: e.rows for e in values.rows.entries}) == everything
        first = values.rows.entries[0].value
        key_in_list(program, Key.Key_Down)
        key_in_list(program, Key.Key_Space)
        key_in_list(program, Key.Key_Return)
        assert chips(program) == [f"outcomecode is not {first}"]
        assert Counter(column(program, OUTCOME)) == everything - Counter({first: 60})
        assert QApplication.focusWidget() is program.window.table


async def test_only_some_values_are_chosen_and_the_list_opens_as_it_was_left(simulator, tmp_path):
    """feat-I6: the chip of a list leads back to the list."""
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        go_to(program, "outcomecode")
        press(program, Key.Key_L, CTRL)
        values = await listed(program)
        values.everything.click()
        assert not values._apply.isEnabled()
        key_in_list(program, Key.Key_Down)
        key_in_list(program, Key.Key_Space)
        key_in_list(program, Key.Key_Return)
        chosen = values.rows.entries[0].value
        assert chips(program) == [f"outcomecode is {chosen}"]
        assert set(column(program, OUTCOME)) == {chosen}
        program.window.filter_bar.chips.chips[0].text.click()
        values = await listed(program)
        assert [e.value for e in values.rows.entries if values.rows.ticks.has(e.value)] == [chosen]
        values.everything.click()
        values.everything.click()
        key_in_list(program, Key.Key_Escape)
        assert chips(program) == [f"outcomecode is {chosen}"]


async def test_a_value_is_found_in_the_list_by_what_people_call_it(simulator, tmp_path):
    """feat-I6: whoever looks for a value and presses Enter wants what was found."""
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        go_to(program, "outcomecode")
        press(program, Key.Key_L, CTRL)
        values = await listed(program)
        for mark in "call-back":
            QTest.keyClicks(focus(program).focusWidget(), mark)
        values = await listed(program)
        assert [entry.value for entry in values.rows.entries] == ["109"]
        key_in_list(program, Key.Key_Return)
        assert set(column(program, OUTCOME)) == {"109"}


async def test_enter_before_the_values_are_counted_takes_them_once_they_are(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        go_to(program, "lastname")
        name = column(program, FieldName("lastname"))[5]
        press(program, Key.Key_L, CTRL)
        values = await listed(program)
        type_text(program, name)
        assert values.is_counting
        press(program, Key.Key_Return)
        await until(lambda: not values.isVisible())
        shown = column(program, FieldName("lastname"))
        assert 0 < len(shown) < 60
        assert all(name in each for each in shown)


async def test_each_kind_of_nothing_has_its_own_entry(simulator, tmp_path):
    """feat-I7"""
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        field = FieldName("address2")
        kinds = {value for value in column(program, field) if not value}
        go_to(program, "address2")
        press(program, Key.Key_L, CTRL)
        values = await listed(program)
        assert {e.value for e in values.rows.entries if not e.value} == kinds
        key_in_list(program, Key.Key_Escape)


async def test_this_value_only_and_all_but_this_value(simulator, tmp_path):
    """feat-I8"""
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        everything = column(program, OUTCOME)
        go_to(program, "outcomecode", 3)
        value = everything[3]
        press(program, Key.Key_F3, CTRL)
        assert column(program, OUTCOME) == [each for each in everything if each == value]
        program.window.actions_by_name["actionClearFilter"].trigger()
        go_to(program, "outcomecode", 3)
        press(program, Key.Key_F3, CTRL | SHIFT)
        assert column(program, OUTCOME) == [each for each in everything if each != value]
        assert program.workspace.current[0] in keys(program), "the cursor stays on a shown row"


async def test_values_that_are_not_unique(simulator, tmp_path):
    """feat-N1"""
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        places = keys(program)
        await change(program, places[40], "postcode", "ZZ1 1ZZ")
        await change(program, places[50], "postcode", "ZZ1 1ZZ")
        expected = [
            key
            for key, value in zip(places, column(program, POSTCODE), strict=True)
            if value and column(program, POSTCODE).count(value) > 1
        ]
        go_to(program, "postcode")
        press(program, Key.Key_D, CTRL | ALT)
        assert sorted(keys(program)) == sorted(expected)
        assert chips(program) == ["postcode is not unique"]
        assert column(program, POSTCODE) == sorted(column(program, POSTCODE)), "alike together"
        assert program.workspace.current == (keys(program)[0], POSTCODE)
        assert program.window.table.currentIndex().row() == 0
        press(program, Key.Key_D, CTRL | ALT)
        assert keys(program) == places


async def test_the_whole_filter_goes_off_and_comes_back_unchanged(simulator, tmp_path):
    """feat-I9"""
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        everything = keys(program)
        press(program, Key.Key_F, CTRL)
        type_text(program, "a")
        press(program, Key.Key_Return)
        go_to(program, "outcomecode")
        press(program, Key.Key_F3, CTRL)
        filtered, query = keys(program), program.workspace.query
        press(program, Key.Key_L, CTRL | SHIFT)
        assert keys(program) == everything
        assert count(program) == "filter off · 60 records"
        press(program, Key.Key_L, CTRL | SHIFT)
        assert (keys(program), program.workspace.query) == (filtered, query)


async def test_an_edited_and_a_new_row_stay_until_the_filter_is_applied_again(simulator, tmp_path):
    """feat-I10, feat-I11"""
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        go_to(program, "postcode")
        await typed_condition(program, 5, "")
        before = keys(program)
        program.workspace.go_to(before[0], POSTCODE)
        program.window.table.setFocus()
        press(program, Key.Key_Delete)
        assert not column(program, POSTCODE)[0]
        press(program, Key.Key_N, CTRL)
        new = program.workspace.current[0]
        assert keys(program) == [*before, new]
        program.window.table.setFocus()
        press(program, Key.Key_L, CTRL | ALT)
        await until(lambda: not program.workspace.is_counting)
        assert keys(program) == before[1:]


async def test_states_are_counted_and_show_only_their_rows(simulator, tmp_path):
    """feat-A14: nothing jumps when the counts change."""
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        boxes = program.window.filter_bar.states.boxes
        places = [box.geometry() for box in boxes.values()]
        changed = keys(program)[10:12]
        for key in changed:
            await change(program, key, "postcode", "ZZ1 1ZZ")
        assert boxes["Pending"].text() == "Pending 2"
        press(program, Key.Key_B, CTRL | SHIFT)
        press(program, Key.Key_Right)
        press(program, Key.Key_Space)
        assert keys(program) == changed
        assert boxes["Pending"].isChecked()
        assert not boxes["All"].isChecked()
        press(program, Key.Key_Space)
        assert len(keys(program)) == 60
        press(program, Key.Key_Escape)
        assert QApplication.focusWidget() is program.window.table
        assert [box.geometry() for box in boxes.values()] == places


async def test_a_saved_row_stays_in_sight_until_the_states_are_chosen_again(simulator, tmp_path):
    """feat-A14"""
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        key = keys(program)[5]
        await change(program, key, "postcode", "ZZ1 1ZZ")
        box = program.window.filter_bar.states.boxes
        box["Pending"].click()
        program.window.actions_by_name["actionSubmit"].trigger()
        await until(lambda: box["Saved"].text() == "Saved 1" and not program.jobs.is_busy)
        assert keys(program) == [key]
        press(program, Key.Key_L, CTRL | ALT)
        assert keys(program) == []


async def test_tab_goes_through_the_chips_to_the_button_behind_them(simulator, tmp_path):
    """feat-R37"""
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        bar = program.window.filter_bar
        for field in ("title", "lastname"):
            bar._take_condition(Condition(FieldName(field), Mode.FILLED))
        press(program, Key.Key_F, CTRL)
        stops = [part for chip in bar.chips.chips for part in (chip.switch, chip.text)]
        for stop in [*stops, bar.add, bar.outcomes]:
            press(program, Key.Key_Tab)
            assert QApplication.focusWidget() is stop


async def test_three_chips_that_do_not_fit_beside_the_filter_share_a_line_of_their_own(
    simulator, tmp_path
):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        bar = program.window.filter_bar
        bar._take_condition(Condition(FieldName("title"), Mode.FILLED))
        await until(lambda: bar.chips.chips[0].y() == 0)
        assert bar.chips.y() == bar.filter.y()
        for field in ("lastname", "postcode"):
            bar._take_condition(Condition(FieldName(field), Mode.CONTAINS, ("a long text of 33",)))
        await until(lambda: bar.chips.y() > bar.filter.y())
        parts = [*bar.chips.chips, bar.add]
        await until(lambda: {part.y() for part in parts} == {0})
        bar.chips.chips[1].removed.emit()
        bar.chips.chips[1].removed.emit()
        await until(lambda: bar.chips.y() == bar.filter.y())


async def test_a_state_is_filtered_by_from_its_cell(simulator, tmp_path):
    """feat-A14, feat-I8"""
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        key = keys(program)[7]
        await change(program, key, "postcode", "ZZ1 1ZZ")
        program.workspace.go_to(key, STATUS)
        program.window.table.setFocus()
        press(program, Key.Key_F3, CTRL)
        assert keys(program) == [key]
        assert program.window.filter_bar.states.boxes["Pending"].isChecked()


async def test_nothing_found_says_what_to_do(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        label = program.window.filters._nothing_found.label
        assert not label.isVisible()
        press(program, Key.Key_F, CTRL)
        type_text(program, "nobody has this")
        assert label.isVisible()
        assert "View › Filter › Clear" in label.text()
        press(program, Key.Key_Escape)
        assert not label.isVisible()


async def test_a_pattern_that_takes_for_ever_is_given_up_and_marked(simulator, tmp_path):
    """feat-I5: the window goes on."""
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        key = keys(program)[0]
        program.workspace.set_cells({(key, FieldName("postcode")): "a" * 5000 + "!"}, "edit")
        go_to(program, "postcode")
        await typed_condition(program, 3, "(a+)+$")
        await until(lambda: program.workspace.unusable)
        chip = program.window.filter_bar.chips.chips[0]
        assert chip.property("isFault")
        assert not chip.text.icon().isNull(), "and not by colour alone"
        assert "takes too long" in chip.text.toolTip()
        assert "warning sign" in program.window.filters._nothing_found.label.text()


async def test_another_dataset_begins_without_a_filter_and_a_reload_keeps_it(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        go_to(program, "outcomecode")
        press(program, Key.Key_F3, CTRL)
        filtered = keys(program)
        press(program, Key.Key_F5)
        await until(lambda: program.jobs.is_busy)
        await until(lambda: not program.jobs.is_busy)
        assert (keys(program), len(chips(program))) == (filtered, 1)
        await opened(program, "102")
        assert chips(program) == []


async def test_a_heading_has_a_funnel_where_the_mouse_is_and_where_it_is_filtered(
    simulator, tmp_path
):
    """feat-I6"""
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        header = program.window.table.horizontalHeader()
        fields = program.window.model.fields
        funnels = program.window.filters._funnels
        at = header.sectionViewportPosition(fields.index("firstname")) + 20
        point_at(header.viewport(), QPointF(at, 10))
        assert funnels._passing.isVisible()
        QTest.mouseClick(funnels._passing, Qt.MouseButton.LeftButton)
        values = await listed(program)
        assert values._field == "firstname"
        values.hide()
        condition = Condition(FieldName("title"), Mode.EMPTY)
        program.window.filter_bar._take_condition(condition)
        assert set(funnels._kept) == {"title"}


async def test_conditions_are_judged_behind_the_window_among_many_records(tmp_path):
    with Simulator(Options(records=20_000)) as many:
        async with running(options_for(many, tmp_path)) as program:
            await opened(program, "100")
            await until(lambda: not program.workspace.is_counting)
            expected = [
                key
                for key, value in zip(keys(program), column(program, OUTCOME), strict=True)
                if value == "109"
            ]
            go_to(program, "outcomecode")
            await typed_condition(program, 1, "109")
            assert keys(program) == expected
