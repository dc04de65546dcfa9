"""A workspace with a few records, and what shows it."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from cn_desktop.base.paths import resource_root
from cn_desktop.records.fields import DatasetId
from cn_desktop.records.store import Store
from cn_desktop.ui.table.record_model import RecordModel
from cn_desktop.ui.table.record_view import RecordView
from cn_desktop.ui.theme import Choice, Icons, Theme
from cn_desktop.ui.workspace import Workspace

NAMES = ["Ada", "Bob", "Cleo", "Dai", "Eve", "Flo"]
TRICKY = [
    "",
    " leading and trailing ",
    "no\u00a0break",
    "two\nlines",
    "return\r\nnewline",
    "paragraph\u2028separator",
    "\ufeffmark in front",
    "tab\tinside",
    "null\x00byte",
    "<b>not bold</b>",
    "&amp; entity",
    "Łukasz O’Connor 李 🧑‍🚀",
    "שלום right to left",
    "07700900123",
    "+447700900123",
    "0000-00-00 00:00:00",
    "1e5",
    '"quoted"',
    "=1+1",
    "x" * 2000,
]
"""Texts that a program easily changes, or shows as something else."""


def some_records():
    return [
        {
            "uid": str(550001 + number),
            "dataset": "100",
            "firstname": name,
            "lastname": "Example",
            "ddi_mobile": f"0770090010{number}",
            "callback": "0000-00-00 00:00:00",
            "urn": None,
            "notes": "",
        }
        for number, name in enumerate(NAMES)
    ]


def turn_wheel(widget):
    """Over its middle, towards whoever turns it."""
    place = QPointF(widget.rect().center())
    turn = QWheelEvent(
        place,
        QPointF(widget.mapToGlobal(place)),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,  # noqa: FBT003  Qt takes it by position only
    )
    QApplication.sendEvent(widget, turn)


@pytest.fixture
def workspace(qapp):
    workspace = Workspace()
    show_records(workspace, some_records())
    yield workspace
    workspace.deleteLater()


def show_records(workspace, records):
    sheet = workspace.sheet_of(DatasetId("100"))
    store = Store()
    store.extend(records)
    store.is_complete = True
    sheet.rebase(store)
    workspace.show(sheet)
    return sheet


@pytest.fixture
def model(workspace):
    model = RecordModel(workspace)
    yield model
    model.deleteLater()


@pytest.fixture
def theme(qapp):
    theme = Theme(qapp, Choice.LIGHT)
    yield theme
    theme.deleteLater()


@pytest.fixture
def icons(theme):
    return Icons(resource_root() / "icons", theme)


@pytest.fixture
def view(model, workspace, theme, icons, qtbot):
    view = RecordView(model, workspace, theme, icons, None)
    qtbot.addWidget(view)
    view.resize(900, 400)
    view.show()
    view.activateWindow()
    view.setFocus()
    qtbot.waitUntil(view.isActiveWindow)
    return view
