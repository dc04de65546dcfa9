"""P7: selecting, copying, pasting, setting and undoing many cells."""

from benchmarks import clock
from benchmarks.figures import Row, at_most, never_over
from benchmarks.processes import Served, apart, served
from benchmarks.watching import Gaps, paint_now, until_shown
from benchmarks.windows import in_window, opened, window
from PySide6.QtCore import QItemSelection, QItemSelectionModel
from PySide6.QtGui import QGuiApplication

from cn_desktop.records.fields import FieldName

PART = "P7"
COPIED, PASTED, SET = 100_000, 10_000, 100_000
"""Rows copied with every column; cells pasted; cells set to one value."""
PASTED_FIELDS = tuple(map(FieldName, ("title", "firstname", "lastname", "address1", "address2")))
SET_FIELD = FieldName("lastname")
GOALS = {
    "select all": at_most(0.005, "≤ 5 ms"),
    "copy": at_most(1.0, "< 1 s"),
    "paste": at_most(1.0, "< 1 s"),
    "undo the paste": None,
    "set": at_most(0.2, "< 200 ms"),
    "undo the set": at_most(0.2, "< 200 ms"),
}
REMARKS = {
    "paste": "by Workspace.set_columns: there is no paste, so no text is taken apart",
    "set": "by Workspace.set_columns: there is no command that sets many cells",
}
NO_GAP = never_over(0.016, "none > 16 ms")


def measure(context):
    with served(context.datasets) as server:
        told = apart(edit, base_url=server.base_url, runs=context.runs)
    records = context.records
    sizes = told["sizes"]
    for name, goal in GOALS.items():
        what = f"{name}, {sizes[name]:,} {'rows' if name == 'copy' else 'cells'}"
        runs = [run[name]["shown"] for run in told["runs"]]
        yield Row(PART, what, records, here=runs, goal=goal, remark=REMARKS.get(name, ""))
        if "kept" in told["runs"][0][name]:
            kept = [run[name]["kept"] for run in told["runs"]]
            gaps = [run[name]["gap"] for run in told["runs"]]
            yield Row(PART, f"{what}: journal after that", records, here=kept)
            yield Row(PART, f"{what}: longest gap meanwhile", records, here=gaps, goal=NO_GAP)


def edit(base_url, runs):
    """Seconds until on screen of each deed, seconds more until kept, and the longest gap then."""
    return in_window(_edit(Served(base_url), runs))


async def _edit(server, runs):
    async with window(server) as program:
        await opened(program, "100")
        desk = Desk(program)
        return {"sizes": desk.sizes, "runs": [await desk.run(number) for number in range(runs)]}


class Desk:
    """Does each deed once a run, with other values each time."""

    def __init__(self, program):
        self._program = program
        self._table = program.window.table
        self._copied = min(COPIED, program.window.model.rowCount())
        keys = [program.window.model.key_at(place) for place in range(self._copied)]
        self._pasted_keys = keys[: PASTED // len(PASTED_FIELDS)]
        self._set_keys = keys[:SET]
        pasted = len(self._pasted_keys) * len(PASTED_FIELDS)
        everything = program.window.model.rowCount() * program.window.model.columnCount()
        self.sizes = {
            "select all": everything,
            "copy": self._copied,
            "paste": pasted,
            "undo the paste": pasted,
            "set": len(self._set_keys),
            "undo the set": len(self._set_keys),
        }

    async def run(self, number):
        selected = {"shown": self._shown(self._table.selectAll)}
        done = {"select all": selected, "copy": await self._copy()}
        pasted = {
            field: {key: f"Pasted {number} {key}" for key in self._pasted_keys}
            for field in PASTED_FIELDS
        }
        done["paste"] = await self._changed(pasted)
        done["undo the paste"] = await self._undone(pasted)
        put = {SET_FIELD: dict.fromkeys(self._set_keys, f"Set {number}")}
        done["set"] = await self._changed(put)
        done["undo the set"] = await self._undone(put)
        return done

    async def _copy(self):
        model = self._table.model()
        block = QItemSelection(
            model.index(0, 0), model.index(self._copied - 1, model.columnCount() - 1)
        )
        self._table.selectionModel().select(block, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        paint_now()
        seconds = await self._to_clipboard(self._program.window.actions_by_name["actionCopy"])
        if QGuiApplication.clipboard().text().count("\t") < self._copied:
            raise ValueError("the clipboard has less than was copied")
        self._table.clearSelection()
        return {"shown": seconds}

    async def _to_clipboard(self, action):
        """Seconds until the clipboard has it."""
        clipboard, told = QGuiApplication.clipboard(), []
        clipboard.clear()
        clipboard.dataChanged.connect(lambda: told.append(1))
        began = clock.now()
        action.trigger()
        await until_shown(self._table, lambda: told)
        return clock.now() - began

    async def _changed(self, wanted):
        program = self._program
        shown = self._shown(lambda: program.workspace.set_columns(wanted, "measure"))
        self._check(wanted, are_set=True)
        return {"shown": shown, **await self._kept()}

    async def _undone(self, wanted):
        shown = self._shown(self._program.workspace.undo)
        self._check(wanted, are_set=False)
        return {"shown": shown, **await self._kept()}

    def _shown(self, deed):
        """Seconds until it has been painted."""
        began = clock.now()
        deed()
        self._table.viewport().update()
        paint_now()
        return clock.now() - began

    async def _kept(self):
        """Seconds more until the journal has it, and the longest gap until then."""
        began = clock.now()
        with Gaps(self._table) as gaps:
            await self._program.keeping.flush()
        return {"kept": clock.now() - began, "gap": max(gaps.seconds)}

    def _check(self, wanted, *, are_set):
        """One step did all of it."""
        field, values = list(wanted.items())[-1]
        key, value = list(values.items())[-1]
        if (self._program.workspace.sheet.value(key, field) == value) is not are_set:
            raise ValueError("not all cells were changed in one step")
