"""The window: it places the panels and knows no business."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSettings, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QCloseEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from cn_desktop.base.profile import Profile
from cn_desktop.records.fields import DatasetId, FieldName
from cn_desktop.ui.actions import build_actions, dress_actions, fill_menus
from cn_desktop.ui.activity import Activity
from cn_desktop.ui.bars import plain_label, wrapped_label
from cn_desktop.ui.connect.connection_button import ConnectionButton
from cn_desktop.ui.dataset_picker import DatasetChoice, DatasetPicker
from cn_desktop.ui.deeds import Deeds, Slot
from cn_desktop.ui.filters.filter_bar import FilterBar
from cn_desktop.ui.keys.bindings import Bindings
from cn_desktop.ui.little_room import FoldingButton, LowArea
from cn_desktop.ui.lookup import LookupField
from cn_desktop.ui.parts import Parts
from cn_desktop.ui.status_line import StatusLine
from cn_desktop.ui.theme import Choice, Icons, Theme
from cn_desktop.ui.views.view_bar import ViewBar
from cn_desktop.ui.words import CHOOSE_DATASET, NO_RECORD_CHOSEN
from cn_desktop.ui.workspace import Workspace

if TYPE_CHECKING:
    from cn_desktop.ui.panels import Panels

LAYOUT_VERSION = 1
NATIVE = QKeySequence.SequenceFormat.NativeText
GAP = 8
OF_CONNECTION = ("actionConnect", "actionEditConnection", "actionLogIn", "actionReadOnly")
OPEN, LOOK_UP, READ_OUTCOMES = "open", "look up", "read outcomes"
"""What the fields at the top do; it may be asked for before it is there, as a command may."""
TOOLS = ("actionReload", "actionNewRecord", "actionUndo", "actionRedo")
COLOURS = {
    "actionThemeSystem": Choice.SYSTEM,
    "actionThemeLight": Choice.LIGHT,
    "actionThemeDark": Choice.DARK,
}
WIDTH, HEIGHT = 1366, 768
FRAME = 32
"""Pixels that systems take for a window's title: on a small screen its last line is seen."""
SIDE_WIDTH = 370
CHOOSE = "Choose a dataset to load its records."
CONNECT = "Connect to an account to see its datasets.\nFile › Connect…"
HELPERS = {"actionPalette": "finds any command by its name", "actionKeys": "lists all keys"}
"""What leads to everything else, said where nothing is shown yet."""


class MainWindow(QMainWindow):
    """At first it is what its first picture shows; `complete` gives it the rest.

    `close_asked`: somebody wants to close it. `connect_asked`: to connect to an account.

    `edit_asked`, `read_only_asked`: to change the connection in use. It closes only after
    `allow_close`.
    """

    close_asked = Signal()
    connect_asked = Signal()
    edit_asked = Signal()
    read_only_asked = Signal(bool)
    about_asked = Signal()
    keys_asked = Signal()
    palette_asked = Signal()
    log_folder_asked = Signal()
    results_asked = Signal()
    request_asked = Signal()
    answer_asked = Signal()
    keep_asked = Signal()
    decision_asked = Signal()
    do_not_call_asked = Signal(object)

    def __init__(
        self, workspace: Workspace, theme: Theme, icons: Icons, settings: QSettings
    ) -> None:
        super().__init__()
        self._workspace = workspace
        self._theme = theme
        self._icons = icons
        self._settings = settings
        self._may_close = False
        self._deeds = Deeds()
        self._was_sending = False
        self._after_look_up: list[Slot] | None = None
        self._asked_early = ""
        self.setObjectName("mainWindow")
        self._build_commands()
        self._build_top()
        self._place_top()
        self._restore_layout()
        self._show_hints()

    # The first picture

    def _build_commands(self) -> None:
        self.actions_by_name = build_actions(self, self._deeds.named)
        dress_actions(self.actions_by_name, self._icons, TOOLS)
        fill_menus(self.menuBar(), self.actions_by_name)
        self._tick_colours()
        self.bindings = Bindings(self.actions_by_name, self._settings)
        self.bindings.changed.connect(self._show_hints)

    def _tick_colours(self) -> None:
        """The menu shows which colours were chosen."""
        choices = QActionGroup(self)
        for name in COLOURS:
            self.actions_by_name[name].setCheckable(True)
            choices.addAction(self.actions_by_name[name])
        self._theme.changed.connect(self._show_colours)
        self._show_colours()

    def _show_colours(self) -> None:
        for name, choice in COLOURS.items():
            self.actions_by_name[name].setChecked(choice is self._theme.choice)

    def _build_top(self) -> None:
        """On their page from the start: a widget that moves to another is styled anew."""
        actions = self.actions_by_name
        self._page = page = QWidget(self)
        self.setCentralWidget(page)
        self.connection = ConnectionButton([actions[name] for name in OF_CONNECTION], page)
        self.picker = DatasetPicker(page)
        self.picker.chosen.connect(self._deeds.named(OPEN))
        self.lookup = LookupField(self._icons, page)
        self.lookup.asked.connect(self._deeds.named(LOOK_UP))
        self.filter_bar = FilterBar(self._workspace, self._theme, self._icons, actions, page)
        self.filter_bar.outcomes_asked.connect(self._deeds.named(READ_OUTCOMES))
        self.view_bar = ViewBar(actions, self.filter_bar)
        self.filter_bar.place_behind(self.view_bar)
        self.status_line = StatusLine(self._theme, self._icons, self.statusBar())

    def _place_top(self) -> None:
        self._splitter = QSplitter(Qt.Orientation.Horizontal, self._page)
        self._pages = QStackedWidget(self._splitter)
        self._pages.addWidget(self._empty_page())
        self._side = QTabWidget(self._splitter)
        self._side.setObjectName("sidePanel")
        self._side.setAccessibleName("Record and review")
        self._side.setMinimumWidth(280)
        self._show_in_side(_page_with(NO_RECORD_CHOSEN, self._side), QWidget(self._side))
        self._splitter.setStretchFactor(0, 1)
        self._splitter.setCollapsible(0, False)
        self._splitter.setSizes([1000, SIDE_WIDTH])
        self._column = QVBoxLayout(self._page)
        self._column.setContentsMargins(GAP, GAP, GAP, GAP)
        self._column.setSpacing(GAP)
        self._column.addLayout(self._tool_row())
        self._column.addWidget(self.filter_bar)
        self._column.addWidget(self._splitter, 1)
        self._room_for_lines = QWidget(self._page)
        self._column.addWidget(self._room_for_lines)

    def _show_in_side(self, record: QWidget, review: QWidget) -> None:
        while before := self._side.widget(0):
            self._side.removeTab(0)
            before.deleteLater()
        self._side.addTab(LowArea(record, self._side), "Record")
        self._side.addTab(LowArea(review, self._side), "Review")

    def _tool_row(self) -> QHBoxLayout:
        self._tool_line = row = QHBoxLayout()
        row.setSpacing(GAP)
        label = plain_label(self._page)
        label.setText("&Dataset")
        label.setBuddy(self.picker)
        row.addWidget(self.connection)
        row.addWidget(label)
        row.addWidget(self.picker, 1)
        self._tools = {name: self._button(self.actions_by_name[name]) for name in TOOLS}
        for button in self._tools.values():
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.lookup)
        return row

    def _button(self, action: QAction) -> QToolButton:
        has_words = action.objectName() in {"actionReload", "actionNewRecord"}
        button = (FoldingButton if has_words else QToolButton)(self._page)
        button.setDefaultAction(action)
        button.setAutoRaise(True)
        return button

    def _empty_page(self) -> QWidget:
        self._empty = plain_label(self._pages, "emptyPage")
        self._show_empty(CONNECT)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setProperty("isDim", True)
        return self._empty

    # The rest

    def complete(self, panels: "Panels") -> None:
        """Take in everything that the first picture does without."""
        self._jobs = panels.jobs
        self._sense = panels.sense
        self.groups = panels.groups
        self.checks = panels.groups.checks
        self.filters = panels.filters
        self.progress = panels.progress
        self.notices = panels.notices
        self.model = panels.model
        self.table = panels.table
        self.form = panels.form
        self.review = panels.review
        self.pending_bar = panels.pending_bar
        names = self.actions_by_name.keys()
        dress_actions(self.actions_by_name, self._icons, names - set(TOOLS))
        self._place_panels(panels.check_lines)
        self._connect_panels()
        self._update()

    def begin(self) -> None:
        """Do what is asked for; whatever was asked for before is done now."""
        own = self._slots_of_window()
        self._deeds.begin({**own, **self.groups.slots()})

    def _slots_of_window(self) -> dict[str, Slot]:
        return {
            OPEN: self._open_chosen,
            LOOK_UP: self.look_up,
            READ_OUTCOMES: self._read_outcomes,
            "actionConnect": self.connect_asked.emit,
            "actionEditConnection": self.edit_asked.emit,
            "actionReadOnly": self.read_only_asked.emit,
            "actionOpenDataset": self._choose_dataset,
            "actionQuit": self.close_asked.emit,
            "actionElsewhere": self._go_elsewhere,
            "actionFilter": lambda: self._go_to_field(self.filter_bar.filter),
            "actionLookup": self._start_look_up,
            **{name: partial(self._choose_theme, choice) for name, choice in COLOURS.items()},
            "actionDecide": self._ask_decision,
            "actionDoNotCall": lambda: self.do_not_call_asked.emit(self.table.selected_rows()),
            "actionNextPart": lambda: self._parts.go(1),
            "actionPreviousPart": lambda: self._parts.go(-1),
            "actionKeys": self.keys_asked.emit,
            "actionPalette": self._ask_palette,
            "actionAbout": self.about_asked.emit,
            "actionLogFolder": self.log_folder_asked.emit,
            "actionSaveResults": self.results_asked.emit,
            "actionShowRequest": self.request_asked.emit,
            "actionShowAnswer": self.answer_asked.emit,
            "actionKeepAgain": self.keep_asked.emit,
        }

    def _place_panels(self, check_lines: QWidget) -> None:
        self._show_in_side(self.form, self.review)
        self._pages.addWidget(self.table)
        self._column.replaceWidget(self._room_for_lines, check_lines)
        self._room_for_lines.deleteLater()
        for comes_and_goes in (self.notices, self.progress, self.pending_bar):
            self._column.addWidget(comes_and_goes)  # below: no row moves under anybody's hand
        top = (self.connection, self.picker, self.lookup, self.filter_bar, self.view_bar)
        self._parts = Parts([*top, self.table, self._side, self.notices, self.pending_bar])
        self._order_tabs()

    def _order_tabs(self) -> None:
        """What was there first comes where it stands: Tab goes from the filter to the table."""
        last: QWidget = self.previousInFocusChain() or self
        tools = (self._tools[name] for name in TOOLS)
        late = (self.view_bar.columns, self.view_bar.views, self._side, self._side.tabBar(), *tools)
        for widget in late:
            self.setTabOrder(last, widget)
            last = widget

    def _connect_panels(self) -> None:
        self.lookup.left.connect(self.table.setFocus)
        self.review.left.connect(self.table.setFocus)
        self._workspace.pending_changed.connect(self._hide_passing)
        self.table.decision_asked.connect(self.actions_by_name["actionDecide"].trigger)
        self.table.form_asked.connect(self.actions_by_name["actionForm"].trigger)
        self.groups.views.summary.told.connect(self.status_line.show_selection)
        self._jobs.datasets_listed.connect(self._list_datasets)
        self._jobs.looked_up.connect(self._leave_look_up)
        self._jobs.activity_changed.connect(self._note_end)
        self._jobs.loaded.connect(self.filter_bar.outcomes.note_read)
        self._jobs.activity_changed.connect(self.progress.show_activity)
        self._jobs.activity_changed.connect(self._show_open_dataset)
        self._workspace.notice.connect(self.notices.show_notice)
        for signal in (
            self._workspace.sheet_changed,
            self._workspace.pending_changed,
            self._workspace.current_changed,
            self._jobs.activity_changed,
        ):
            signal.connect(self._update)
        self._workspace.sheet_changed.connect(self._show_sheet)
        self.bindings.changed.connect(self._update)

    # What panels ask for

    def show_connection(self, profile: Profile, where_key: str) -> None:
        """The connection in use, and in words where its key is kept."""
        self.connection.show_profile(profile, where_key)
        self.actions_by_name["actionReadOnly"].setChecked(profile.is_read_only)
        self._fold_tools()

    def show_side(self, panel: QWidget) -> None:
        """Bring the record form or the review to the front."""
        self._side.show()
        self._side.setCurrentIndex(0 if panel is self.form else 1)
        if not self._splitter.sizes()[1]:
            self._splitter.setSizes([1000, SIDE_WIDTH])

    def come_forward(self) -> None:
        """To the front, as large as it was; a question that is open keeps the keyboard."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.raise_()
        front = QApplication.activeModalWidget() or self
        front.raise_()
        front.activateWindow()

    def allow_close(self) -> None:
        """The next `close` closes the window."""
        self._may_close = True
        self.checks.end()
        self.groups.views.end()
        self._settings.setValue("layout/version", LAYOUT_VERSION)
        self._settings.setValue("layout/geometry", self.saveGeometry())
        self._settings.setValue("layout/splitter", self._splitter.saveState())

    def _show_hints(self) -> None:
        """They name the keys there are now."""
        self.lookup.setPlaceholderText(self._with_key("Look up a uid or phone", "actionLookup"))
        self.filter_bar.show_keys(self._keys_of("actionFilter"), self._keys_of("actionFind"))

    def _with_key(self, hint: str, name: str, between: str = "  ") -> str:
        keys = self._keys_of(name)
        return f"{hint}{between}{keys}" if keys else hint

    def _keys_of(self, name: str) -> str:
        return self.actions_by_name[name].shortcut().toString(NATIVE)

    def _choose_dataset(self) -> None:
        self.picker.start_choosing()

    def _ask_palette(self) -> None:
        self._workspace.end_editing()
        self.palette_asked.emit()

    def _ask_decision(self) -> None:
        self._workspace.end_editing()
        self.decision_asked.emit()

    def _start_look_up(self) -> None:
        self.lookup.start()

    def open_dataset(self, dataset: str) -> None:
        """Read this dataset and show it."""
        self._workspace.end_editing()
        self.filter_bar.clear_outcomes()
        self.notices.hide_done()
        self._jobs.open_dataset(DatasetId(dataset))
        self.table.setFocus()

    def _open_chosen(self, dataset: str) -> None:
        """Who is quicker than the list of datasets gets theirs once that is there."""
        if self._jobs.is_listing:
            self._asked_early = dataset
        else:
            self.open_dataset(dataset)

    def _open_asked_early(self) -> None:
        asked, self._asked_early = self._asked_early, ""
        if asked:
            self.picker.choose_typed(asked)

    def _go_elsewhere(self) -> None:
        if dataset := self._workspace.next_unsaved():
            self.open_dataset(dataset)

    def _read_outcomes(self, codes: str) -> None:
        if dataset := self._workspace.sheet.dataset:
            self._jobs.open_dataset(dataset, codes)
        else:
            self._workspace.tell(CHOOSE_DATASET)

    def look_up(self, text: str) -> None:
        """Go to the record with this uid, or with this telephone number.

        A telephone number is looked for here, anything else is read from the server.
        """
        self.checks.finder.find(text, self.lookup, self._look_up_uid)

    def land_in_form(self, field: FieldName) -> None:
        """At another record: with nothing selected that the next key would overwrite."""
        self.show_side(self.form)
        self.form.enter(field, Qt.FocusReason.OtherFocusReason)

    def _look_up_uid(self, uid: str) -> None:
        dataset = self._workspace.sheet.dataset or DatasetId(self.picker.currentData() or "")
        self.notices.hide_done()
        if dataset:
            self._jobs.look_up(dataset, uid)
            self._after_look_up = [] if self._jobs.is_busy else None
        else:
            self._workspace.tell(CHOOSE_DATASET)
            self.picker.start_choosing()

    def _leave_look_up(self) -> None:
        """To the record that was found; whoever types on, or has gone elsewhere, stays there."""
        waiting, self._after_look_up = self._after_look_up, None
        if self.focusWidget() is self.lookup and self.lookup.is_left_alone:
            self.table.setFocus()
            for deed in waiting or ():
                deed()

    def _note_end(self, activity: Activity | None) -> None:
        if activity is None:
            self._after_look_up = None
            if not self._jobs.has_session:
                self._asked_early = ""  # no log-in is tried again for its sake
            self._open_asked_early()  # there is no list, but any id can be opened

    def after_look_up(self, deed: Slot) -> None:
        """Do it now, or once the record is found that is being looked up.

        Where none is found it is not done: it was not meant for the record from before.
        """
        if self._after_look_up is None:
            deed()
        else:
            self._after_look_up.append(deed)

    def _list_datasets(self, entries: Sequence[DatasetChoice]) -> None:
        self.picker.show_choices([
            DatasetChoice(entry.id, entry.description, entry.status) for entry in entries
        ])
        self._open_asked_early()

    def _go_to_field(self, field: QWidget) -> None:
        field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _choose_theme(self, choice: Choice) -> None:
        self._settings.setValue("appearance/theme", choice.value)
        self._theme.choose(choice)

    # What is shown

    def _fold_tools(self) -> None:
        """Where the window is too narrow for all of their words, they are signs."""
        folding = [each for each in self._tools.values() if isinstance(each, FoldingButton)]
        needed = self._tool_line.sizeHint().width() + sum(each.saved for each in folding)
        for each in folding:
            each.fold(is_narrow=self.width() < needed + 2 * GAP)

    def _hide_passing(self) -> None:
        """What is said while rows are sent stays, although these go on changing."""
        was_sending, self._was_sending = self._was_sending, self._jobs.is_submitting
        if not (was_sending and self._was_sending):
            self.notices.hide_passing()
        if not self._jobs.is_submitting:
            self.notices.hide_settled(self._workspace.count_everywhere)

    def _show_sheet(self) -> None:
        sheet = self._workspace.sheet
        self.picker.show_open(sheet.dataset)
        self._pages.setCurrentWidget(self.table if sheet.dataset else self._empty)
        if sheet.dataset and self.focusWidget() in {None, self.connection}:
            self.table.setFocus()

    def _show_open_dataset(self, activity: Activity | None) -> None:
        """A dataset that could not be opened is not shown as if it were open."""
        if activity is None:
            self.filter_bar.outcomes.show_read()
        if activity is None and not self.picker.lineEdit().hasFocus():
            self.picker.show_open(self._workspace.sheet.dataset)

    def _update(self) -> None:
        self._sense.update(self.actions_by_name)
        choose = self._with_key(CHOOSE, "actionOpenDataset", "\n")
        self._show_empty(choose if self._jobs.is_connected else CONNECT)
        dataset = self._workspace.sheet.dataset
        entry = self._jobs.entry(dataset)
        name = f"{entry.description} ({dataset})" if entry.description else dataset
        self.setWindowTitle(f"{name}[*] – CN Desktop" if dataset else "CN Desktop[*]")
        self.setWindowModified(bool(self._workspace.unsaved()))

    def _show_empty(self, begin: str) -> None:
        helps = [
            f"{keys} {does}" for name, does in HELPERS.items() if (keys := self._keys_of(name))
        ]
        self._empty.setText("\n\n".join([begin, *([" · ".join(helps)] if helps else [])]))

    def _restore_layout(self) -> None:
        room = self.screen().availableGeometry().height() - FRAME
        self.resize(WIDTH, min(HEIGHT, room))
        if self._settings.value("layout/version") not in {LAYOUT_VERSION, str(LAYOUT_VERSION)}:
            return
        for name, restore in (
            ("layout/geometry", self.restoreGeometry),
            ("layout/splitter", self._splitter.restoreState),
        ):
            kept = self._settings.value(name)
            if isinstance(kept, QByteArray):  # the file may be damaged
                restore(kept)

    # Qt calls these; the names are Qt's.

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold_tools()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._may_close:
            event.accept()
        else:
            event.ignore()
            self.actions_by_name["actionQuit"].trigger()


def _page_with(hint: str, parent: QWidget) -> QWidget:
    """A page of the side panel that has nothing to show yet."""
    page = QWidget(parent)
    label = wrapped_label(page)
    label.setProperty("isDim", True)
    label.setText(hint)
    column = QVBoxLayout(page)
    column.setContentsMargins(GAP, GAP, GAP, GAP)
    column.addWidget(label)
    column.addStretch(1)
    return page
