"""Blocks are pasted into the table, and shown first when they are more than a row."""

import json
from contextlib import asynccontextmanager

import pytest
from driving import until
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
)
from ui_fixtures import TRICKY, show_records, some_records

from cn_desktop.records import plans
from cn_desktop.records.copied import Form
from cn_desktop.records.fields import DatasetId, FieldName
from cn_desktop.records.query import Query
from cn_desktop.ui.background import Background
from cn_desktop.ui.table import clipboard as pasting
from cn_desktop.ui.table import paste_words as words
from cn_desktop.ui.table.clipboard import FEW, LONGEST_PASTED, MOST_PASTED, Clipboard
from cn_desktop.ui.table.copying import AT_ONCE as COPIED_AT_ONCE
from cn_desktop.ui.table.paste_dialog import PasteDialog

FIRST, LAST, MOBILE = map(FieldName, ("firstname", "lastname", "ddi_mobile"))
SELECT = QItemSelectionModel.SelectionFlag.ClearAndSelect


@asynccontextmanager
async def board_on(view, workspace):
    """The commands, and what they told."""
    background = Background(pytest.fail)
    board = Clipboard(workspace, background, view)
    board.use_view(view, view._model)
    told = []
    workspace.notice.connect(told.append)
    try:
        yield board, told
    finally:
        await background.close()


def put(text):
    QGuiApplication.clipboard().setText(text)


def choose(view, top, left, bottom=None, right=None):
    """Select cells by row and field."""
    model = view._model
    first = model.index(top, model.fields.index(left))
    last = model.index(top if bottom is None else bottom, model.fields.index(right or left))
    view.setCurrentIndex(first)
    selection = type(view.selectionModel().selection())(first, last)
    view.selectionModel().select(selection, SELECT)


def paste_into(view, clipboard, text, *cells):
    """Put a text on the clipboard and paste it over the cells that `choose` takes."""
    choose(view, *cells)
    put(text)
    clipboard.paste()


async def pasted_into(view, clipboard, text, *cells):
    """The same; gives the preview of it."""
    paste_into(view, clipboard, text, *cells)
    return await shown(view)


def selected(view):
    return [(list(area.rows), list(area.fields)) for area in view.selected_areas()]


async def shown(view):
    await until(lambda: view.findChildren(PasteDialog))
    return view.findChildren(PasteDialog)[0]


async def answered(view, dialog, name):
    """Press a button, by Tab and Space from where the keyboard is."""
    dialog.activateWindow()
    await until(dialog.isActiveWindow)
    for _ in range(10):
        if QApplication.focusWidget().objectName() != name:
            QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert QApplication.focusWidget().objectName() == name
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    await until(lambda: not view.findChildren(PasteDialog))


def said(dialog, name):
    labels = dialog.findChildren(QLabel, name)
    shown = [label.text() for label in labels if label.isVisibleTo(dialog)]
    return "\n".join(shown)


def names(workspace, field=FIRST):
    sheet = workspace.sheet
    return [sheet.row_value(row, field) for row in sheet.store.rows()]


async def test_a_row_is_pasted_without_a_question_and_undone_by_its_name(view, workspace):
    """feat-H1, feat-C7"""
    async with board_on(view, workspace) as (clipboard, told):
        paste_into(view, clipboard, "Zoë\tOther\r\n", 1, FIRST)
        assert workspace.sheet.value("550002", FIRST) == "Zoë"
        assert workspace.sheet.value("550002", LAST) == "Other"
        assert workspace.sheet.history.next_undo.name == "paste of 2 cells"
        assert selected(view) == [([1], [FIRST, LAST])]
        assert not told
        workspace.undo()
        assert not workspace.sheet.changes.touched()


async def test_more_than_a_row_is_shown_first_and_enter_pastes_nothing(view, workspace):
    """feat-H3, feat-R21"""
    async with board_on(view, workspace) as (clipboard, _):
        dialog = await pasted_into(view, clipboard, "A\tB\r\nC\tD\r\n", 0, FIRST)
        assert "4 cells change in 2 records." in said(dialog, "pasteChanges")
        assert "550001 · Ada Example · First name: Ada → A" in said(dialog, "pasteSamples")
        dialog.activateWindow()
        await until(dialog.isActiveWindow)
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
        await until(lambda: not view.findChildren(PasteDialog))
        assert not workspace.sheet.changes.touched()


async def test_the_button_with_the_keyboard_is_the_only_one_that_looks_chosen(view, workspace):
    async with board_on(view, workspace) as (clipboard, _):
        choose(view, 0, FIRST)
        put("A\tB\r\nC\tD\r\n")
        clipboard.paste()
        dialog = await shown(view)
        dialog.activateWindow()
        await until(dialog.isActiveWindow)
        buttons = [dialog.findChild(QPushButton, name) for name in ("cancel", "paste")]
        assert [button.isDefault() for button in buttons] == [True, False]
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert [button.isDefault() for button in buttons] == [False, True]
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
        await until(lambda: not view.findChildren(PasteDialog))
        assert workspace.sheet.changes.touched() == ["550001", "550002"]


async def test_samples_are_few_and_say_how_many_more_there_are(view, workspace):
    async with board_on(view, workspace) as (clipboard, _):
        choose(view, 0, FIRST)
        put("".join(f"A{row}\tB{row}\r\n" for row in range(6)))
        clipboard.paste()
        dialog = await shown(view)
        told = said(dialog, "pasteSamples").splitlines()
        samples = [line for line in told if " → " in line]
        assert told == [*samples, f"… and {12 - len(samples)} cells more"]
        dialog.reject()
        await until(lambda: not view.findChildren(PasteDialog))


async def test_what_was_agreed_to_is_one_step_kept_at_once_and_selected(view, workspace):
    """feat-C5, feat-H2, feat-R23, feat-R24, rel-I9"""
    async with board_on(view, workspace) as (clipboard, _):
        kept = []
        workspace.keep = lambda _sheet, keys: kept.append(len(set(keys)))
        dialog = await pasted_into(
            view, clipboard, "07700900777\tX\r\n07700900888\tY\r\n\t\r\n", 5, MOBILE
        )
        assert "1 new record is added; Submit creates it." in said(dialog, "pasteChanges")
        await answered(view, dialog, "paste")
        assert names(workspace, MOBILE)[5:] == ["07700900777", "07700900888"]
        assert kept == [2]
        assert workspace.current == ("550006", MOBILE)
        assert [rows for rows, _ in selected(view)] == [[5, 6]]
        assert "and 1 new record" in workspace.sheet.history.next_undo.name
        workspace.undo()
        assert (names(workspace)[5:], workspace.sheet.changes.touched()) == (["Flo"], [])


async def test_without_new_records_the_rest_is_left_out_and_said(view, workspace):
    async with board_on(view, workspace) as (clipboard, told):
        dialog = await pasted_into(view, clipboard, "A\nB\nC", 5, FIRST)
        dialog.findChild(QCheckBox, "addRecords").click()
        await until(lambda: dialog.plan.not_added)
        assert "2 lines without a record" in said(dialog, "pasteLeftOut")
        await answered(view, dialog, "paste")
        assert names(workspace)[5:] == ["A"]
        assert told[-1].advice == "Left out: 2 lines."


async def test_locked_columns_are_refused_and_listed(view, workspace):
    """feat-H9, rel-I9"""
    async with board_on(view, workspace) as (clipboard, _):
        dialog = await pasted_into(view, clipboard, "1\t\tA\n", 0, FieldName("uid"))
        assert "1 cell of uid: This names the record" in said(dialog, "pasteLeftOut")
        await answered(view, dialog, "paste")
        assert workspace.sheet.changes.touched() == ["550001"]


async def test_headings_and_uids_find_their_columns_and_records(view, workspace):
    """feat-H6"""
    async with board_on(view, workspace) as (clipboard, _):
        dialog = await pasted_into(
            view,
            clipboard,
            "uid\tLast name\tcolour\r\n550005\tFive\tred\r\n550002\tTwo\t\r\n",
            0,
            FIRST,
        )
        assert "No field, or more than one, is called “colour”: 1 cell left out." in said(
            dialog, "pasteLeftOut"
        )
        dialog.findChild(QRadioButton, "placing-position").click()
        await until(lambda: words.HEADINGS_TOO in said(dialog, "pasteFindings"))
        dialog.findChild(QRadioButton, "placing-records").click()
        await until(lambda: not said(dialog, "pasteFindings"))
        await answered(view, dialog, "paste")
        assert names(workspace, LAST) == ["Example", "Two", "Example", "Example", "Five", "Example"]
        assert workspace.current == ("550005", LAST)


async def test_lines_become_new_records_where_that_is_chosen(view, workspace):
    async with board_on(view, workspace) as (clipboard, _):
        choose(view, 0, FIRST)
        new = [f"New{number}\t07700900{number}" for number in range(700, 720)]
        put("\r\n".join(["First name\tMobile phone", *new]))
        clipboard.paste()
        dialog = await shown(view)
        dialog.findChild(QRadioButton, "placing-new").click()
        await until(lambda: len(dialog.plan.new) == 20)
        assert said(dialog, "pasteChanges") == "20 new records are added; Submit creates them."
        await answered(view, dialog, "paste")
        on_screen = [view._model.key_at(place) for place in range(5, 26)]
        shown_names = [workspace.sheet.value(key, FIRST) for key in on_screen]
        assert shown_names == ["Flo", *(f"New{number}" for number in range(700, 720))]
        assert workspace.current == (on_screen[1], FIRST)


NEW_PEOPLE = "First name\tLast name\tMobile phone\r\nX\tA\t07700900801\r\nY\tB\t07700900802\r\n"


async def test_nothing_is_chosen_beforehand_where_people_would_become_others(view, workspace):
    """Whoever pastes a list of new people must not lose those below the cursor by it."""
    async with board_on(view, workspace) as (clipboard, _):
        dialog = await pasted_into(view, clipboard, NEW_PEOPLE, 1, FIRST)
        buttons = dialog.findChildren(QRadioButton)
        assert not [each for each in buttons if each.isChecked()]
        assert not dialog.findChild(QPushButton, "paste").isEnabled()
        assert "2 existing people would get these values, from 550002" in said(
            dialog, "pasteWarning"
        )
        assert not said(dialog, "pasteChanges")
        dialog.findChild(QRadioButton, "placing-names").click()
        await until(lambda: dialog.findChild(QPushButton, "paste").isEnabled())
        assert said(dialog, "pasteWarning") == (
            "2 existing people get these values, from 550002 · Bob Example down."
        )
        dialog.findChild(QRadioButton, "placing-new").click()
        await until(lambda: dialog.plan.new)
        assert not said(dialog, "pasteWarning")
        await answered(view, dialog, "cancel")


async def test_a_switch_before_any_choice_leaves_paste_out_of_reach(view, workspace):
    async with board_on(view, workspace) as (clipboard, _):
        dialog = await pasted_into(view, clipboard, NEW_PEOPLE.replace("X", " X "), 1, FIRST)
        plan = dialog.plan
        dialog.findChild(QCheckBox, "trim").click()
        await until(lambda: dialog.plan is not plan)
        assert not dialog.findChild(QPushButton, "paste").isEnabled()
        await answered(view, dialog, "cancel")


async def test_every_letter_of_the_preview_is_its_own(view, workspace):
    async with board_on(view, workspace) as (clipboard, _):
        dialog = await pasted_into(
            view, clipboard, "uid\tFirst name\r\n550001\tX\r\n\tY & Z\r\n", 1, FIRST
        )
        texts = [each.text().replace("&&", "") for each in dialog.findChildren(QAbstractButton)]
        letters = [text[text.index("&") + 1].casefold() for text in texts if "&" in text]
        assert sorted(letters) == sorted("ohuwtnacp")
        await answered(view, dialog, "cancel")


@pytest.mark.parametrize(("key", "name"), [("W", "placing-new"), ("O", "placing-position")])
async def test_a_letter_chooses_and_leaves_the_keyboard_one_tab_before_paste(
    view, workspace, key, name
):
    async with board_on(view, workspace) as (clipboard, _):
        dialog = await pasted_into(view, clipboard, NEW_PEOPLE, 1, FIRST)
        dialog.activateWindow()
        await until(dialog.isActiveWindow)
        QTest.keyClick(QApplication.focusWidget(), key, Qt.KeyboardModifier.AltModifier)
        assert dialog.findChild(QRadioButton, name).isChecked()
        assert QApplication.focusWidget().objectName() == "cancel"
        await until(lambda: dialog.findChild(QPushButton, "paste").isEnabled())
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert QApplication.focusWidget().objectName() == "paste"
        await answered(view, dialog, "cancel")


async def test_a_click_on_a_choice_leaves_the_keyboard_at_cancel(view, workspace):
    async with board_on(view, workspace) as (clipboard, _):
        dialog = await pasted_into(view, clipboard, NEW_PEOPLE, 1, FIRST)
        dialog.activateWindow()
        await until(dialog.isActiveWindow)
        button = dialog.findChild(QRadioButton, "placing-new")
        QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=QPoint(8, button.height() // 2))
        assert button.isChecked()
        assert QApplication.focusWidget().objectName() == "cancel"
        await answered(view, dialog, "cancel")


@pytest.mark.parametrize("most", [0, 4_000])
async def test_a_record_that_the_filter_hides_is_shown_after_the_paste(
    view, workspace, most, monkeypatch
):
    """feat-R24, for what is set in pieces too"""
    monkeypatch.setattr(pasting, "AT_ONCE", most)
    async with board_on(view, workspace) as (clipboard, _):
        workspace.ask(Query("Ada"))
        paste_into(view, clipboard, "uid\tlastname\r\n550004\tFound\r\n", 0, FIRST)
        await answered(view, await shown(view), "paste")
        await until(lambda: workspace.current == ("550004", LAST))
        assert view.visualRect(view.currentIndex()).isValid()
        assert view._model.rowCount() == 2


async def test_one_value_fills_the_selection(view, workspace):
    """feat-H7"""
    async with board_on(view, workspace) as (clipboard, _):
        dialog = await pasted_into(view, clipboard, "Same\r\n", 1, FIRST, 3, LAST)
        assert (
            "Into all &selected cells" in dialog.findChild(QRadioButton, "placing-position").text()
        )
        await answered(view, dialog, "paste")
        assert names(workspace) == ["Ada", "Same", "Same", "Same", "Eve", "Flo"]
        assert names(workspace, LAST)[1:4] == ["Same"] * 3


async def test_spaces_and_null_are_asked_about_once_for_the_paste(view, workspace):
    """feat-H8"""
    async with board_on(view, workspace) as (clipboard, _):
        dialog = await pasted_into(view, clipboard, " A \nNULL\n", 0, FIRST)
        dialog.findChild(QCheckBox, "trim").click()
        dialog.findChild(QCheckBox, "nullIsEmpty").click()
        await until(lambda: dialog.plan.wishes.null_is_empty)
        await answered(view, dialog, "paste")
        assert names(workspace)[:2] == ["A", ""]


async def test_the_whole_table_copied_and_pasted_in_its_place_changes_nothing(view, workspace):
    """feat-R22, rel-I1, rel-R18, rel-R20"""
    async with board_on(view, workspace) as (clipboard, told):
        odd = [*TRICKY, "a\x01b", "\ud800", "\x1b[31m", "\u202eevil", "a\n", None]
        show_records(
            workspace,
            [
                some_records()[0] | {"uid": str(n), "lastname": text}
                for n, text in enumerate(odd, 1)
            ],
        )
        workspace.type_text("3", FIRST, "edited")
        before = workspace.sheet.changes.edits("3")
        view.selectAll()
        clipboard.copy()
        clipboard.paste()
        await until(lambda: told)
        assert told == [words.ALREADY_SO]
        assert workspace.sheet.changes.touched() == ["3"]
        assert workspace.sheet.changes.edits("3") == before


async def test_cells_come_back_exactly_somewhere_else(view, workspace):
    async with board_on(view, workspace) as (clipboard, _):
        odd = "a\x01b\r\nc\0\ud800\n"
        workspace.type_text("550001", FIRST, odd)
        choose(view, 0, FIRST)
        clipboard.copy()
        choose(view, 1, FIRST)
        clipboard.paste()
        assert workspace.sheet.value("550002", FIRST) == odd


async def test_a_hidden_column_is_neither_copied_nor_pasted_into(view, workspace):
    async with board_on(view, workspace) as (clipboard, _):
        columns = view._model.fields
        view.hideColumn(columns.index(LAST))
        choose(view, 0, FIRST, 0, MOBILE)
        clipboard.copy()
        assert QGuiApplication.clipboard().text() == "Ada\t07700900100"
        put("X\t07700900999")
        clipboard.paste()
        sheet = workspace.sheet
        assert [sheet.value("550001", name) for name in (FIRST, LAST, MOBILE)] == [
            "X", "Example", "07700900999"
        ]  # fmt: skip


async def test_a_text_field_pastes_for_itself(view, workspace, qtbot):
    async with board_on(view, workspace) as (clipboard, _):
        field = QLineEdit()
        qtbot.addWidget(field)
        field.show()
        field.activateWindow()
        field.setFocus()
        await until(field.hasFocus)
        put("typed")
        clipboard.paste()
        assert field.text() == "typed"
        assert not workspace.sheet.changes.touched()


async def test_what_is_being_typed_counts_before_a_paste(view, workspace):
    async with board_on(view, workspace) as (clipboard, _):
        choose(view, 0, FIRST)
        QTest.keyClicks(view, "T")
        put("X")
        clipboard.paste_special()
        dialog = await shown(view)
        assert "First name: T → X" in said(dialog, "pasteSamples")
        await answered(view, dialog, "cancel")
        assert workspace.sheet.value("550001", FIRST) == "T"


async def test_of_two_columns_for_a_field_the_first_counts_and_that_is_said(view, workspace):
    """feat-H6"""
    async with board_on(view, workspace) as (clipboard, _):
        choose(view, 0, FIRST)
        headings = "First name\tLast name\tMobile phone\tfirstname\tcolour"
        put(f"{headings}\nA\tB\t07700900001\tC\tred\nD\tE\t07700900002\tF\tblue\n")
        clipboard.paste()
        dialog = await shown(view)
        dialog.findChild(QRadioButton, "placing-names").click()
        await until(lambda: said(dialog, "pasteLeftOut"))
        left_out = said(dialog, "pasteLeftOut")
        assert "No field, or more than one, is called “colour”. " in left_out
        assert "The field of “firstname” has a column already: 4 cells left out." in left_out
        await answered(view, dialog, "paste")
        assert names(workspace)[:2] == ["A", "D"]


async def test_an_empty_clipboard_and_an_endless_one_are_refused_in_words(view, workspace):
    async with board_on(view, workspace) as (clipboard, told):
        QGuiApplication.clipboard().clear()
        choose(view, 0, FIRST)
        clipboard.paste()
        put("\n" * MOST_PASTED)
        clipboard.paste()
        put("x" * (LONGEST_PASTED + 1))
        clipboard.paste()
        assert [notice.title for notice in told] == [
            "Nothing to paste",
            "Nothing was pasted: 200,001 cells are too many",
            "Nothing was pasted: the text in the clipboard is too long",
        ]


async def test_into_an_empty_table_everything_is_new(view, workspace):
    """feat-H2"""
    async with board_on(view, workspace) as (clipboard, _):
        show_records(workspace, [])
        put("title\tfirstname\tddi_mobile\r\nMs\tAda\t07700900001\r\nMr\tBob\t07700900002\r\n")
        clipboard.paste()
        dialog = await shown(view)
        assert said(dialog, "pasteChanges") == "2 new records are added; Submit creates them."
        await answered(view, dialog, "paste")
        assert names(workspace) == ["Ada", "Bob"]
        assert len(list(workspace.sheet.changes.new_records())) == 2


async def test_a_long_paste_is_looked_through_behind_and_then_shown(view, workspace):
    async with board_on(view, workspace) as (clipboard, _):
        paste_into(view, clipboard, "\r\n".join(["A\tB"] * 1000), 0, FIRST)
        clipboard.paste()
        dialog = await shown(view)
        assert "12 cells change in 6 records." in said(dialog, "pasteChanges")
        assert len(view.findChildren(PasteDialog)) == 1
        await answered(view, dialog, "cancel")


FORMS = {
    Form.WITH_HEADINGS: "firstname\tlastname\nAda\tA, \\ <b>|\nBob\tExample",
    Form.CSV: 'firstname,lastname\nAda,"A, \\ <b>|"\nBob,Example',
    Form.MARKDOWN: (
        "| firstname | lastname |\n| --- | --- |\n| Ada | A, \\\\ \\<b>\\| |\n| Bob | Example |"
    ),
}


@pytest.mark.parametrize("form", FORMS)
async def test_cells_are_copied_in_other_forms(view, workspace, form):
    """feat-H15"""
    async with board_on(view, workspace) as (clipboard, _):
        workspace.type_text("550001", LAST, "A, \\ <b>|")
        choose(view, 0, FIRST, 1, LAST)
        clipboard.copy(form)
        assert QGuiApplication.clipboard().text() == FORMS[form]


async def test_json_tells_null_from_empty_and_from_what_is_not_there(view, workspace):
    """feat-H15, feat-R25"""
    async with board_on(view, workspace) as (clipboard, _):
        show_records(workspace, [
            {"uid": "1", "firstname": "", "urn": None},
            {"uid": "2", "firstname": 'Zoë "\n'},
        ])  # fmt: skip
        view.selectAll()
        clipboard.copy(Form.JSON)
        assert json.loads(QGuiApplication.clipboard().text()) == [
            {"uid": "1", "firstname": "", "urn": None},
            {"uid": "2", "firstname": 'Zoë "\n'},
        ]


async def test_numbers_a_spreadsheet_damaged_are_said_before_and_after(view, workspace):
    """feat-H9, feat-R31"""
    async with board_on(view, workspace) as (clipboard, told):
        dialog = await pasted_into(
            view, clipboard, "4.47701E+11\r\n7700900123\r\n07700900123\r\n", 0, MOBILE
        )
        first, second = said(dialog, "pasteFindings").split("\n")
        assert first.startswith(
            "1 × Mobile phone (ddi_mobile): A spreadsheet has rounded this phone number"
        )
        assert second.startswith("1 × Mobile phone (ddi_mobile): This phone number has lost the 0")
        await answered(view, dialog, "paste")
        assert first in told[-1].advice
        assert names(workspace, MOBILE)[:3] == ["4.47701E+11", "7700900123", "07700900123"]


async def test_one_damaged_number_is_pasted_and_said(view, workspace):
    async with board_on(view, workspace) as (clipboard, told):
        paste_into(view, clipboard, "4.47701E+11\r\n", 0, MOBILE)
        assert workspace.sheet.value("550001", MOBILE) == "4.47701E+11"
        assert "A spreadsheet has rounded" in told[-1].advice


@pytest.mark.parametrize("count", [6, 900])
async def test_cut_cells_are_copied_and_then_empty(view, workspace, count):
    """feat-H16: the records stay."""
    some = some_records()[0]
    show_records(workspace, [{**some, "uid": str(number)} for number in range(1, count + 1)])
    async with board_on(view, workspace) as (clipboard, _):
        choose(view, 0, FieldName("uid"), count - 1, FIRST)
        put("")
        clipboard.cut()
        await until(lambda: names(workspace)[0] == "")
        assert names(workspace) == [""] * count
        assert names(workspace, FieldName("uid"))[-1] == str(count)
        lines = QGuiApplication.clipboard().text().split("\n")
        assert (len(lines), lines[0].split("\t")[-1]) == (count, "Ada")
        assert workspace.sheet.history.next_undo.name == "cut"


async def test_nothing_is_pasted_into_a_dataset_that_was_opened_meanwhile(view, workspace):
    async with board_on(view, workspace) as (clipboard, told):
        dialog = await pasted_into(view, clipboard, "A\nB", 0, FIRST)
        workspace.show(workspace.sheet_of(DatasetId("101")))
        dialog.accept()
        await until(lambda: told)
        assert told == [words.ELSEWHERE]
        assert not list(workspace.unsaved())


async def test_paste_waits_for_the_plan_that_was_asked_for(view, workspace):
    async with board_on(view, workspace) as (clipboard, _):
        dialog = await pasted_into(view, clipboard, " A \n B ", 0, FIRST)
        dialog.findChild(QCheckBox, "trim").click()
        assert not dialog.findChild(QPushButton, "paste").isEnabled()
        await until(lambda: dialog.findChild(QPushButton, "paste").isEnabled())
        await answered(view, dialog, "paste")
        assert names(workspace)[:2] == ["A", "B"]


async def test_columns_are_copied_and_pasted_as_they_stand_on_screen(view, workspace):
    async with board_on(view, workspace) as (clipboard, _):
        columns = [view._model.fields.index(name) for name in (FIRST, LAST)]
        header = view.horizontalHeader()
        header.moveSection(*map(header.visualIndex, columns))
        choose(view, 0, FIRST, 0, LAST)
        clipboard.copy()
        assert QGuiApplication.clipboard().text() == "Example\tAda"
        put("Swapped\tZoë")
        clipboard.paste()
        assert workspace.sheet.value("550001", LAST) == "Swapped"
        assert workspace.sheet.value("550001", FIRST) == "Zoë"


async def test_a_large_paste_is_set_in_pieces_and_is_one_step(view, workspace, monkeypatch):
    """What comes in between is not overwritten, and is not said to be pasted."""
    monkeypatch.setattr(pasting, "AT_ONCE", 0)
    monkeypatch.setattr(plans, "SET_AT_ONCE", 2)
    async with board_on(view, workspace) as (clipboard, told):
        kept = []
        workspace.keep = lambda _sheet, keys: kept.append(set(keys))
        for fate in ("alone", "sent"):
            choose(view, 0, FIRST)
            put("A\nB\nC\nD\nE\nF")
            clipboard.paste()
            dialog = await shown(view)
            if fate == "sent":
                workspace.sheet.sending("550006")
            await answered(view, dialog, "paste")
            await until(lambda: told)
            if fate == "alone":
                assert names(workspace) == [*"ABCDEF"]
                assert kept == [{f"55000{number}" for number in range(1, 7)}]
                assert selected(view) == [([0, 1, 2, 3, 4, 5], [FIRST])]
                assert told.pop().title == "Pasted: 6 cells in 6 records"
                assert len(workspace.sheet.history.done) == 1
                workspace.undo()
        assert names(workspace) == [*"ABCDE", "Flo"]
        assert [notice.title for notice in told] == ["1 of 6 cells was left alone"]


# Records that are loaded anew meanwhile


def load_anew(workspace):
    """The first record is gone: every other one stands in another row of the store."""
    show_records(workspace, some_records()[1:])


async def test_a_preview_goes_when_the_records_behind_it_are_loaded_anew(view, workspace):
    """Another choice in it would be laid over the rows as they were, and so over other people."""
    async with board_on(view, workspace) as (clipboard, told):
        choose(view, 1, FIRST)
        put("A\r\nB\r\n")
        clipboard.paste()
        await shown(view)
        load_anew(workspace)
        await until(lambda: not view.findChildren(PasteDialog))
        assert told[0] == words.ELSEWHERE
        assert not workspace.sheet.changes.touched()


async def test_what_is_being_read_is_not_pasted_over_records_loaded_meanwhile(view, workspace):
    async with board_on(view, workspace) as (clipboard, told):
        choose(view, 1, FIRST)
        put("A\t" * (FEW + 1))
        clipboard.paste()
        load_anew(workspace)
        await until(lambda: told)
        assert told == [words.ELSEWHERE]
        assert not workspace.sheet.changes.touched()


async def test_what_is_cut_while_records_are_loaded_is_copied_as_it_was_and_not_emptied(
    view, workspace
):
    show_records(workspace, [record_of(number) for number in range(COPIED_AT_ONCE + 1)])
    async with board_on(view, workspace) as (clipboard, told):
        choose(view, 0, FIRST, COPIED_AT_ONCE, FIRST)
        put("")
        clipboard.cut()
        show_records(workspace, [record_of(number) for number in range(10, COPIED_AT_ONCE)])
        await until(lambda: told)
        assert told == [words.NOT_EMPTIED]
        copied = QGuiApplication.clipboard().text().split("\n")
        assert copied == [f"Name {number}" for number in range(COPIED_AT_ONCE + 1)]
        assert not workspace.sheet.changes.touched()


def record_of(number):
    return {"uid": str(number + 1), "dataset": "100", "firstname": f"Name {number}"}
