import asyncio
from contextlib import closing

import pytest
from driving import connected, opened, options_for, running, until
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QWidget,
)

from cn_desktop.simulator.options import Options
from cn_desktop.simulator.server import Simulator
from cn_desktop.ui import dialogs
from cn_desktop.ui.doorbell import Doorbell, ring
from cn_desktop.ui.little_room import FoldingButton

NAMES = [
    "datasetPicker",
    "lookupField",
    "filterField",
    "recordTable",
    "recordForm",
    "reviewPanel",
    "pendingBar",
    "connectionButton",
    "outcomeButton",
    "noticeBar",
]


@pytest.fixture
def simulator():
    with Simulator(Options(records=20)) as started:
        yield started


async def test_every_part_has_its_stable_name_and_a_spoken_one(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await connected(program)
        for name in NAMES:
            assert program.window.findChild(QWidget, name) is not None, name


async def test_whatever_takes_the_focus_has_a_name_for_a_screen_reader(simulator, tmp_path):
    kinds = (QAbstractButton, QLineEdit, QComboBox, QAbstractItemView)
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        nameless = [
            f"{type(widget).__name__} {widget.objectName()}"
            for widget in program.window.findChildren(QWidget)
            if isinstance(widget, kinds)
            and widget.isVisible()
            and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
            and not isinstance(widget.parentWidget(), QComboBox)
            and not spoken(widget)
        ]
        assert nameless == []


def spoken(widget):
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


async def test_the_title_names_the_dataset_and_marks_what_is_unsaved(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        assert program.window.windowTitle() == "Spring list (100)[*] – CN Desktop"
        assert not program.window.isWindowModified()
        program.workspace.add_record()
        assert program.window.isWindowModified()


async def test_the_environment_is_a_word(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await connected(program)
        assert "PRODUCTION" in program.window.connection.text()


async def test_the_pending_bar_counts_and_names_other_datasets(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        assert not program.window.pending_bar.isVisible()
        keys = [program.window.model.key_at(row) for row in range(2)]
        program.workspace.type_text(keys[0], "firstname", "New")
        program.workspace.add_record()
        text = program.window.pending_bar.findChild(QWidget, "pendingText").text()
        assert text.startswith("2 pending: 1 changed record, 1 new record")
        assert "1 held back" in text
        await opened(program, "101")
        text = program.window.pending_bar.findChild(QWidget, "pendingText").text()
        assert text == "Also pending: 2 rows in dataset 100"


async def test_the_form_edits_the_current_record_and_takes_it_back(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        key = program.window.model.key_at(0)
        program.workspace.go_to(key)
        field = program.window.form.findChild(QLineEdit, "form_lastname")
        old = field.text()
        field.setText("Formally")
        field.setModified(True)
        field.editingFinished.emit()
        assert program.workspace.sheet.value(key, "lastname") == "Formally"
        program.workspace.undo()
        assert field.text() == old
        assert not program.workspace.unsaved()


async def test_a_locked_field_of_the_form_says_why(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        program.workspace.go_to(program.window.model.key_at(0))
        field = program.window.form.findChild(QLineEdit, "form_loaddate")
        assert field.isReadOnly()
        assert field.toolTip() == "The server keeps this by itself."


async def test_the_quick_filter_counts_what_it_shows(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        key = program.window.model.key_at(0)
        program.workspace.type_text(key, "lastname", "Qwertyuiop")
        program.window.filter_bar.filter.setText("qwertyuiop")
        program.window.filter_bar._apply()
        label = program.window.findChild(QWidget, "countLabel")
        assert label.text() == "1 of 20 records"
        program.window.filter_bar.filter.clear()
        assert label.text() == "20 records"


async def test_counts_and_names_of_views_move_nothing_above_the_table(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        window, bar = program.window, program.window.filter_bar
        program.window.resize(1366, 768)
        parts = [bar.outcomes, window.view_bar.columns, window.view_bar.views]
        parts += bar.states.boxes.values()
        parts += [window.findChild(QLabel, name) for name in ("sessionLabel", "ageLabel")]
        await asyncio.sleep(0)

        def lefts():
            window.layout().activate()
            return [part.mapTo(window, QPoint(0, 0)).x() for part in parts]

        before = lefts()
        bar._count.setText("counting… 888,888 of 8,888,888 records")
        for name, box in bar.states.boxes.items():
            box.setText(f"{name} 888,888")
        keeper = window.groups.views.views._keeper
        keeper.save("A view with a name that is as long as names are", with_filter=False)
        window.status_line.show_selection("888,888 cells selected, 800 filled")
        assert lefts() == before
        assert window.view_bar.views.toolTip().endswith("as long as names are")
        assert window.minimumSizeHint().width() < 1200


async def test_the_line_at_the_bottom_reads_session_age_selection(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        window = program.window
        labels = [
            window.findChild(QLabel, f"{name}Label") for name in ("session", "age", "selection")
        ]
        window.status_line.show_selection("2 cells selected")
        await asyncio.sleep(0)
        window.layout().activate()
        places = [
            (
                label.mapTo(window, QPoint(0, 0)).x(),
                label.mapTo(window, QPoint(label.width(), 0)).x(),
            )
            for label in labels
        ]
        assert places == sorted(places)
        assert places[0][0] < 20
        assert places[-1][1] > window.width() - 20
        assert abs(sum(places[1]) - window.width()) < 20


async def test_the_quick_filter_names_the_keys_that_find_without_hiding(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        field = program.window.filter_bar.filter
        assert field.placeholderText() == "Filter  Ctrl+F"
        assert field.toolTip().endswith("one after the other: Ctrl+Shift+F")
        program.window.bindings.give("actionFindNext", QKeySequence("Ctrl+Shift+F"))
        assert field.toolTip().endswith("one after the other: Edit › Find › Find…")


async def test_the_menu_ticks_the_colours_in_use(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        actions = program.window.actions_by_name
        for name in ("actionThemeDark", "actionThemeLight", "actionThemeSystem"):
            actions[name].trigger()
            ticked = [each for each in actions if "Theme" in each and actions[each].isChecked()]
            assert ticked == [name]


async def test_empty_columns_can_be_hidden_and_shown_again(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        table, model = program.window.table, program.window.model
        column = model.fields.index("address6")
        assert program.workspace.sheet.store.is_blank("address6")
        switch = program.window.actions_by_name["actionHideEmpty"]
        switch.setChecked(True)
        assert table.isColumnHidden(column)
        assert not table.isColumnHidden(model.fields.index("lastname"))
        switch.setChecked(False)
        assert not table.isColumnHidden(column)


@pytest.mark.parametrize(
    ("put", "comes_back"),
    [
        (Qt.WindowState.WindowMinimized, Qt.WindowState.WindowNoState),
        (
            Qt.WindowState.WindowMinimized | Qt.WindowState.WindowMaximized,
            Qt.WindowState.WindowMaximized,
        ),
        (Qt.WindowState.WindowMaximized, Qt.WindowState.WindowMaximized),
    ],
)
async def test_coming_forward_it_is_as_large_as_it_was(simulator, tmp_path, put, comes_back):
    async with running(options_for(simulator, tmp_path)) as program:
        await connected(program)
        program.window.setWindowState(put)
        program.window.come_forward()
        assert program.window.windowState() & ~Qt.WindowState.WindowActive == comes_back
        await until(program.window.isActiveWindow)


async def test_coming_forward_leaves_the_keyboard_to_an_open_question(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await connected(program)
        dialogs.show_text(program.window, "Keys", "What the keys do")
        question = QApplication.activeModalWidget()
        program.window.showMinimized()
        program.window.come_forward()
        await until(question.isActiveWindow)
        question.close()


async def test_a_ring_brings_the_window_forward(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await connected(program)
        with closing(Doorbell(tmp_path)) as doorbell:
            doorbell.rung.connect(program.window.come_forward)
            assert doorbell.listen()
            program.window.showMinimized()
            assert await ring(tmp_path)
            assert not program.window.isMinimized()


async def test_how_long_the_session_lasts_is_always_said(tmp_path):
    """feat-P8: the countdown before something is lost."""
    with Simulator(Options(records=5, token_lifetime=3_700)) as simulator:
        async with running(options_for(simulator, tmp_path)) as program:
            await connected(program)
            label = program.window.findChild(QWidget, "sessionLabel")
            await until(lambda: label.text().endswith("min left"))
            assert label.text().startswith("Connected · session 1 h ")


async def test_in_a_narrow_window_the_tools_are_signs_and_in_a_wide_one_words(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        window = program.window
        tools = window.findChildren(FoldingButton)
        assert [each.text() for each in tools] == ["Reload", "New record"]
        for width, are_folded in ((1366, False), (900, True), (1366, False)):
            window.resize(width, 768)
            assert [bool(each.saved) for each in tools] == [are_folded] * 2
            await until(lambda: all(each.width() >= each.sizeHint().width() for each in tools))


async def test_f6_leads_through_the_filter_to_the_views_and_on(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        window = program.window
        window.filter_bar.filter.setFocus()
        passed = []
        for _ in range(2):
            window.actions_by_name["actionNextPart"].trigger()
            passed.append(window.focusWidget())
        assert window.view_bar.isAncestorOf(passed[0])
        assert passed[1] is window.table
