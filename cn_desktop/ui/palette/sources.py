"""Where the palette's entries come from: commands, datasets, columns, and what was typed."""

from collections.abc import Iterator
from functools import partial

from PySide6.QtGui import QAction, QKeySequence

from cn_desktop.records.fields import UID
from cn_desktop.ui.field_names import full_name
from cn_desktop.ui.main_window import MainWindow
from cn_desktop.ui.menus import places
from cn_desktop.ui.palette.entries import Entry, found
from cn_desktop.ui.table.columns import STATUS
from cn_desktop.ui.workspace import Workspace

OWN = "actionPalette"
"""The command that opens the palette has no place in it."""


class Sources:
    """Looks everything up anew each time: it costs less than to follow every change."""

    def __init__(self, window: MainWindow, workspace: Workspace) -> None:
        self._window = window
        self._workspace = workspace
        self._used: list[str] = []

    def entries(self, typed: str) -> list[Entry]:
        """What is offered for this text, best first."""
        text = typed.strip()
        named = found(list(self._named()), typed)
        meant = [each for each in self._datasets() if each.title.split(" · ")[0] == text]
        rest = [each for each in named if each.title not in {one.title for one in meant}]
        return [*meant, *self._look_ups(text), *rest, *self._filters(text)]

    # Inside

    def _named(self) -> Iterator[Entry]:
        yield from self._commands()
        yield from self._datasets()
        yield from self._views()
        yield from self._columns()

    def _commands(self) -> Iterator[Entry]:
        """Those used last come first."""
        listed = [(command, menu) for menu, command in places() if command.name != OWN]
        for command, menu in sorted(listed, key=lambda each: self._age(each[0].name)):
            yield self._command(self._window.actions_by_name[command.name], menu, command.words)

    def _command(self, action: QAction, menu: str, words: str) -> Entry:
        native = QKeySequence.SequenceFormat.NativeText
        return Entry(
            plain_title(action),
            menu,
            partial(self._trigger, action),
            keys=action.shortcut().toString(native),
            is_ready=action.isEnabled(),
            others=f"{action.statusTip()} {words}",
        )

    def _trigger(self, action: QAction) -> None:
        name = action.objectName()
        self._used = [name, *(each for each in self._used if each != name)]
        action.trigger()

    def _age(self, name: str) -> int:
        return self._used.index(name) if name in self._used else len(self._used)

    def _datasets(self) -> Iterator[Entry]:
        for choice in self._window.picker.choices():
            yield Entry(choice.title, "Dataset", partial(self._window.open_dataset, choice.id))

    def _views(self) -> Iterator[Entry]:
        """The saved ones of the open dataset."""
        views = self._window.groups.views.views
        for name in views.names():
            yield Entry(name, "Saved view", partial(views.choose, name))

    def _columns(self) -> Iterator[Entry]:
        vocabulary = self._workspace.sheet.vocabulary
        if not self._workspace.sheet.dataset:
            return
        for field in self._window.model.fields:
            go = partial(self._window.groups.views.columns.go_to_column, field)
            go = partial(self._window.after_look_up, go)
            if field != STATUS:
                yield Entry(full_name(field, vocabulary), "Column", go, others=field)

    def _look_ups(self, typed: str) -> Iterator[Entry]:
        if typed.isdigit():
            look_up = partial(self._window.look_up, typed)
            yield Entry(f"Look up {UID} {typed}", "Read from the server", look_up)

    def _filters(self, typed: str) -> Iterator[Entry]:
        if typed and self._workspace.sheet.dataset:
            show = partial(self._window.filter_bar.filter.setText, typed)
            yield Entry(f"Show records with “{typed}”", "Filter", show)


def plain_title(action: QAction) -> str:
    """A command's name as a person reads it."""
    return action.text().replace("&", "")
