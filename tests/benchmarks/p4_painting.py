"""P4: painting the table full of records, beside Qt's own table with a model in C++."""

from statistics import median

from benchmarks import clock
from benchmarks.figures import Row, at_most, times
from benchmarks.processes import Served, apart, served
from benchmarks.watching import paint, paint_now, until
from benchmarks.windows import in_window, opened, window
from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QTableView

from cn_desktop.records.fields import FieldName

PART = "P4"
SIZE = (1920, 1080)
LINES = 2_000
"""So many rows are looked at."""
EVERY = 3
"""Each third row has pending changes."""
CHANGED = ("firstname", "postcode")
PAGE, STEP = 50, 3
REFERENCE = "QTableView, QStandardItemModel"
DEEDS = {
    "full repaint, full HD, with pending marks": times(0.6),
    "page down": None,
    "scroll by 3 rows": at_most(0.002, "≤ 2 ms"),
}


def measure(context):
    with served(context.datasets) as server:
        runs = [apart(compare, base_url=server.base_url) for _ in range(context.runs)]
    return [
        Row(
            PART,
            name,
            context.records,
            here=[run["here"][name] for run in runs],
            there=[run["there"][name] for run in runs],
            beside=REFERENCE,
            goal=goal,
        )
        for name, goal in DEEDS.items()
    ]


def compare(base_url):
    """Seconds for each deed: the program's table, and Qt's with the same cells."""
    return in_window(_compare(Served(base_url)))


async def _compare(server):
    async with window(server, SIZE) as program:
        await opened(program, "100")
        marked = _mark(program)
        await program.keeping.flush()
        there = await _reference(program, marked)
        seconds = {"here": _deeds(program.window.table), "there": _deeds(there)}
        there.deleteLater()
        return seconds


def _mark(program):
    """Pending changes in many rows; gives their cells."""
    model = program.window.model
    keys = [model.key_at(place) for place in range(0, min(LINES, model.rowCount()), EVERY)]
    cells = [(key, FieldName(field)) for key in keys for field in CHANGED]
    program.workspace.set_cells(dict.fromkeys(cells, "SW1A 1AA"), "mark")
    return set(cells)


async def _reference(program, marked):
    """A plain table of Qt's that shows what the program's shows."""
    table = program.window.table
    view = QTableView()
    view.setModel(_copy(program.window.model, marked, view))
    view.setWordWrap(False)
    view.verticalHeader().setDefaultSectionSize(24)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    for column in range(view.model().columnCount()):
        view.setColumnWidth(column, table.columnWidth(column))
    view.show()
    await until(view.windowHandle().isExposed)
    for _ in range(3):
        has = view.viewport().size()
        view.resize(view.width() + SIZE[0] - has.width(), view.height() + SIZE[1] - has.height())
        paint_now()
    return view


def _copy(model, marked, parent):
    lines, columns = min(LINES, model.rowCount()), model.columnCount()
    copy = QStandardItemModel(lines, columns, parent)
    pending = QBrush(QColor("#fff4d6"))
    for place in range(lines):
        key = model.key_at(place)
        for column in range(columns):
            item = QStandardItem(model.index(place, column).data())
            if (key, model.fields[column]) in marked:
                item.setBackground(pending)
            copy.setItem(place, column, item)
    titles = [model.headerData(at, Qt.Orientation.Horizontal) for at in range(columns)]
    copy.setHorizontalHeaderLabels(titles)
    return copy


def _deeds(view):
    bar = view.verticalScrollBar()
    last = min(bar.maximum(), LINES - PAGE)
    bar.setValue(0)
    paint(view)

    def repaint():
        paint(view)

    def page_down():
        bar.setValue((bar.value() + PAGE) % last)
        paint_now()

    def scroll():
        bar.setValue((bar.value() + STEP) % last)
        paint_now()

    deeds = dict(zip(DEEDS, (repaint, page_down, scroll), strict=True))
    return {name: _typical(deed) for name, deed in deeds.items()}


def _typical(deed, often=10):
    runs = []
    for _ in range(often):
        began = clock.now()
        deed()
        runs.append(clock.now() - began)
    return median(runs)
