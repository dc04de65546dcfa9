"""What Qt offers for filtering and sorting: QSortFilterProxyModel over a small Python model."""

from pathlib import Path

import orjson
from benchmarks import clock
from PySide6.QtCore import QAbstractTableModel, QSortFilterProxyModel, Qt
from PySide6.QtWidgets import QApplication, QTableView

MOST = 100_000
"""Records; beyond that it takes minutes."""
NAME = "QSortFilterProxyModel"


class Cells(QAbstractTableModel):
    """As little Python as a model can be."""

    def __init__(self, rows):
        super().__init__()
        self._rows = rows

    def rowCount(self, _parent=None):  # noqa: N802  Qt's
        return len(self._rows)

    def columnCount(self, _parent=None):  # noqa: N802  Qt's
        return len(self._rows[0])

    def data(self, index, role=Qt.ItemDataRole.DisplayRole):
        if role == Qt.ItemDataRole.DisplayRole:
            return self._rows[index.row()][index.column()]
        return None


def use(path, words, fields):
    """Seconds to filter all columns by each word, and to sort by each field."""
    application = QApplication([])
    records = orjson.loads(Path(path).read_bytes())["list"]
    cells = Cells([list(record.values()) for record in records])
    names = list(records[0])
    proxy = QSortFilterProxyModel()
    proxy.setSourceModel(cells)
    proxy.setFilterKeyColumn(-1)
    proxy.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    proxy.setSortCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    view = QTableView()
    view.setModel(proxy)
    view.show()
    application.processEvents()
    filtered = {}
    for word in words:
        filtered[word] = _timed(lambda word=word: proxy.setFilterFixedString(word), view)
        proxy.setFilterFixedString("")
    sorted_by = {
        field: _timed(lambda field=field: proxy.sort(names.index(field)), view) for field in fields
    }
    return {"filtered": filtered, "sorted": sorted_by}


def _timed(deed, view):
    began = clock.now()
    deed()
    view.viewport().repaint()
    return clock.now() - began
