"""A picture of a table model kept up to date from its signals alone."""

from PySide6.QtCore import QAbstractItemModel, QPersistentModelIndex, Qt


class ModelMirror:
    """Reads again only what the model says has changed, as a view does.

    `check` compares the picture with the model: whatever the model changed without the
    right signal shows up as a difference.
    """

    def __init__(self, model: QAbstractItemModel, role: int = Qt.ItemDataRole.DisplayRole):
        self._model = model
        self._role = role
        self._before: list[QPersistentModelIndex] = []
        self._start_anew()
        model.modelReset.connect(self._start_anew)
        model.dataChanged.connect(self._read_again)
        model.rowsInserted.connect(self._insert)
        model.rowsRemoved.connect(self._remove)
        model.layoutAboutToBeChanged.connect(self._hold_on)
        model.layoutChanged.connect(self._follow)

    def check(self) -> None:
        assert self.rows == [self._read(row) for row in range(self._model.rowCount())]

    def _read(self, row: int) -> list[object]:
        columns = range(self._model.columnCount())
        return [self._model.index(row, column).data(self._role) for column in columns]

    def _start_anew(self) -> None:
        self.rows = [self._read(row) for row in range(self._model.rowCount())]

    def _read_again(self, first, last) -> None:
        for row in range(first.row(), last.row() + 1):
            for column in range(first.column(), last.column() + 1):
                self.rows[row][column] = self._model.index(row, column).data(self._role)

    def _insert(self, _parent, first: int, last: int) -> None:
        self.rows[first:first] = [self._read(row) for row in range(first, last + 1)]

    def _remove(self, _parent, first: int, last: int) -> None:
        del self.rows[first : last + 1]

    def _hold_on(self) -> None:
        rows = range(len(self.rows))
        self._before = [QPersistentModelIndex(self._model.index(row, 0)) for row in rows]

    def _follow(self) -> None:
        """As a selection does: the persistent indexes say where each row went."""
        old_of = {index.row(): old for old, index in enumerate(self._before)}
        self.rows = [self.rows[old_of[row]] for row in range(self._model.rowCount())]
