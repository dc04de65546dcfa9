"""What is selected goes to the clipboard, all of it or nothing."""

import asyncio
import csv
import io
import subprocess
import sys

import pytest
from driving import until
from PySide6.QtCore import QItemSelectionModel
from PySide6.QtGui import QGuiApplication
from ui_fixtures import show_records, some_records

from cn_desktop.records.area import Area
from cn_desktop.records.copied import copied as text_of_copy
from cn_desktop.records.fields import FieldName
from cn_desktop.ui.background import Background
from cn_desktop.ui.table.copying import Copying

FIELDS = [FieldName("firstname"), FieldName("urn"), FieldName("postcode"), FieldName("lastname")]
ADD = QItemSelectionModel.SelectionFlag.Select


@pytest.fixture
def clipboard(qapp):
    QGuiApplication.clipboard().setText("before")
    return QGuiApplication.clipboard()


def copied(sheet, *areas):
    return "".join(text_of_copy(sheet, areas))


def many(workspace, count):
    first = some_records()[0]
    return show_records(workspace, [first | {"uid": str(number)} for number in range(1, count + 1)])


def test_null_and_absent_cells_are_empty_and_pending_values_stand_for_the_old_ones(workspace):
    workspace.type_text("550002", "lastname", "Édited")
    key = workspace.add_record()
    workspace.type_text(key, "firstname", "New")
    assert copied(workspace.sheet, Area([0, 1, 6], FIELDS)) == (
        "Ada\t\t\tExample\nBob\t\t\tÉdited\nNew\t\t\t"
    )


@pytest.mark.parametrize("text", ["a\tb", "a\nb", "a\rb", 'say "a"', "\t", '"', "\r\n"])
def test_what_would_end_a_cell_is_quoted_in_it(workspace, text):
    workspace.type_text("550001", "lastname", text)
    found = copied(workspace.sheet, Area([0, 1], FIELDS))
    lines = list(csv.reader(io.StringIO(found, newline=""), dialect="excel-tab"))
    assert lines == [["Ada", "", "", text], ["Bob", "", "", "Example"]]


def test_rows_of_several_areas_follow_one_another(workspace):
    assert copied(workspace.sheet, Area([2], FIELDS[:1]), Area([0, 1], FIELDS[3:])) == (
        "Cleo\nExample\nExample"
    )


async def test_a_few_cells_are_there_at_once_and_many_soon(workspace, clipboard):
    sheet = many(workspace, 3000)
    copying = Copying(Background(pytest.fail))
    copying.start(sheet, [Area([0], FIELDS[:1])])
    assert clipboard.text() == "Ada"
    copying.start(sheet, [Area(range(3000), FIELDS[:1])])
    assert clipboard.text() == "Ada"
    await until(lambda: clipboard.text() != "Ada")
    assert clipboard.text() == "\n".join(["Ada"] * 3000)


async def test_who_copies_again_meanwhile_gets_the_new_cells_only(workspace, clipboard):
    sheet = many(workspace, 3000)
    background = Background(pytest.fail)
    copying = Copying(background)
    told = []
    clipboard.dataChanged.connect(lambda: told.append(clipboard.text()))
    copying.start(sheet, [Area(range(3000), FIELDS[:1])])
    copying.start(sheet, [Area(range(3000), FIELDS[3:])])
    await until(lambda: told)
    await background.close()
    assert set(told) == {"\n".join(["Example"] * 3000)}


async def test_what_ends_on_the_way_leaves_the_clipboard_alone(workspace, clipboard):
    background = Background(pytest.fail)
    Copying(background).start(many(workspace, 3000), [Area(range(3000), FIELDS)])
    await asyncio.sleep(0)
    await background.close()
    assert clipboard.text() == "before"


def test_the_table_gives_what_is_selected_as_areas(view, workspace):
    model, fields = view._model, view._model.fields
    for row, name in ((4, "lastname"), (1, "firstname"), (1, "lastname"), (2, "firstname")):
        index = model.index(row, fields.index(name))
        view.selectionModel().select(index, ADD)
    found = [(list(area.rows), list(area.fields)) for area in view.selected_areas()]
    assert found == [([1], ["firstname", "lastname"]), ([2], ["firstname"]), ([4], ["lastname"])]
    chosen = view.selected_among(["550005", "550001", "nobody", "550002"])
    assert [(keys, list(names)) for keys, names in chosen] == [
        (["550002"], ["firstname", "lastname"]),
        (["550005"], ["lastname"]),
    ]


def test_one_line_with_marks_of_its_own_leaves_the_others_as_they_are(workspace):
    workspace.type_text("550002", "lastname", 'a "b"\tc')
    assert copied(workspace.sheet, Area([0, 1, 2], FIELDS)) == (
        'Ada\t\t\tExample\nBob\t\t\t"a ""b""\tc"\nCleo\t\t\tExample'
    )


AT_ITS_END = """
from cn_desktop.ui.process import make_application
from cn_desktop.ui.table import copying

application = make_application()
copying._put("a\\rb", is_enough=False)
copying.leave_clipboard()
print(copying.text_in_clipboard())
"""


def test_what_was_copied_does_not_crash_the_end_of_the_program():
    ended = subprocess.run(
        [sys.executable, "-c", AT_ITS_END], capture_output=True, text=True, timeout=60, check=False
    )
    assert (ended.returncode, ended.stdout) == (0, "('a\\rb', False)\n")
