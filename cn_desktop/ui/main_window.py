"""The window: it places the panels and knows no business."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QByteArray, QSettings, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QCloseEvent, QKeySequence
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
from cn_desktop.records.marks import State
from cn_desktop.ui.actions import Slot, build_actions, fill_menus
from cn_desktop.ui.bars import NoticeBar, ProgressRow, plain_label
from cn_desktop.ui.command_groups import CommandGroups
from cn_desktop.ui.connect.connection_button import ConnectionButton
from cn_desktop.ui.dataset_picker import DatasetChoice, DatasetPicker
from cn_desktop.ui.filters.filter_panel import FilterPanel
from cn_desktop.ui.form.record_form import RecordForm
from cn_desktop.ui.jobs import Activity
from cn_desktop.ui.keys.bindings import Bindings
from cn_desktop.ui.lookup import LookupField
from cn_desktop.ui.menus import TABLE_MENU
from cn_desktop.ui.parts import Parts
from cn_desktop.ui.pending_bar import PendingBar
from cn_desktop.ui.review.review_panel import ReviewPanel
from cn_desktop.ui.sense import Sense
from cn_desktop.ui.status_line import StatusLine
from cn_desktop.ui.submit import results
from cn_desktop.ui.submit.sending import Sending
from cn_desktop.ui.table.record_model import RecordModel
from cn_desktop.ui.table.record_view import RecordView
from cn_desktop.ui.theme import Choice, Icons, Theme
from cn_desktop.ui.workspace import Workspace

LAYOUT_VERSION = 1
NATIVE = QKeySequence.SequenceFormat.NativeText
GAP = 8
OF_CONNECTION = ("actionConnect", "actionEditConnection", "actionLogIn", "actionReadOnly")
COLOURS = {
    "actionThemeSystem": Choice.SYSTEM,
    "actionThemeLight": Choice.LIGHT,
    "actionThemeDark": Choice.DARK,
}
SIDE_WIDTH = 370
CHOOSE = "Choose a dataset to load its records."
CONNECT = "Connect to an account to see its datasets.\nFile › Connect…"


class MainWindow(QMainWindow):
    """`close_asked`: somebody wants to close it. `connect_asked`: to connect to an account.

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
        self,
        workspace: Workspace,
        sending: Sending,
        theme: Theme,
        icons: Icons,
        settings: QSettings,
    ) -> None:
        super().__init__()
        self._workspace = workspace
        self._jobs = sending.jobs
        self._sending = sending
        self._theme = theme
        self._icons = icons
        self._settings = settings
        self._may_close = False
        self.setObjectName("mainWindow")
        self._build_commands()
        self._build_panels()
        self._place_panels()
        self._connect_panels()
        self._restore_layout()
        self._show_keys()

    # Building

    def _build_commands(self) -> None:
        self.groups = CommandGroups(
            self._workspace,
            self._sending,
            self._settings,
            self._theme,
            lambda: self.filters,
            self,
        )
        self.checks = self.groups.checks
        self._sense = Sense(self._workspace, self._jobs, self._sending)
        own: dict[str, Slot] = {
            "actionConnect": self.connect_asked.emit,
            "actionEditConnection": self.edit_asked.emit,
            "actionReadOnly": self.read_only_asked.emit,
            "actionOpenDataset": self._choose_dataset,
            "actionQuit": self.close_asked.emit,
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
        own.update(self.groups.slots())
        self.actions_by_name = build_actions(self, own, self._icons)
        fill_menus(self.menuBar(), self.actions_by_name)
        self._tick_colours()
        self.bindings = Bindings(self.actions_by_name, self._settings)

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

    def _build_panels(self) -> None:
        actions = self.actions_by_name
        self.connection = ConnectionButton([actions[name] for name in OF_CONNECTION], self)
        self.picker = DatasetPicker(self)
        self.lookup = LookupField(self._icons, self)
        self.filters = FilterPanel(
            self._workspace, self._jobs.background, self._theme, self._icons, actions, self
        )
        self.filter_bar = self.filters.bar
        self.progress = ProgressRow(actions["actionCancel"], self)
        self.notices = NoticeBar(actions, self._theme, self._icons, self)
        self.model = RecordModel(self._workspace, self)
        self.table = RecordView(self.model, self._workspace, self._theme, self._icons, self)
        self.form = RecordForm(self._workspace, self._theme, self._icons, self)
        self.form.use_steps(actions["actionPrevious"], actions["actionNext"])
        self.review = ReviewPanel(
            self._workspace,
            self._theme,
            self._icons,
            lambda name: self._jobs.entry(name).status,
            self,
        )
        self.pending_bar = PendingBar(self._workspace, actions, self)
        self.status_line = StatusLine(
            self._workspace,
            self._jobs,
            self.groups.loads,
            self._theme,
            self._icons,
            self.statusBar(),
        )
        reload = actions["actionReload"].trigger
        self._check_lines = self.checks.build_lines(
            self.table, self._land_in_form, reload, self._theme, self._icons
        )
        self.view_bar = self.groups.views.join(self.table, actions, self._theme, self._icons, self)
        self.groups.join(self.filters, self.table, self.model, actions)
        self.groups.join_side(self.form, self.review, self.table, self.show_side)
        self.table.use_menu([[actions[name] for name in group] for group in TABLE_MENU])
        any_state = frozenset(State)
        shown = {
            "Decide…": (actions["actionDecide"], {State.CONFLICT, State.UNKNOWN, State.ASK}),
            "Request…": (actions["actionShowRequest"], any_state),
            "Answer…": (actions["actionShowAnswer"], any_state),
        }
        menu = [action for action, _ in shown.values()]
        self.review.use_actions(shown, [*menu, actions["actionCreateAsNew"]])
        self.review.head.use_submit(actions["actionSubmitTicked"])

    def _place_panels(self) -> None:
        self._side = QTabWidget(self)
        self._side.setObjectName("sidePanel")
        self._side.setAccessibleName("Record and review")
        self._side.addTab(self.form, "Record")
        self._side.addTab(self.review, "Review")
        self._side.setMinimumWidth(280)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self._empty_page())
        self._pages.addWidget(self.table)
        self._splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self._splitter.addWidget(self._pages)
        self._splitter.addWidget(self._side)
        self._splitter.setStretchFactor(0, 1)
        self._splitter.setCollapsible(0, False)
        self._splitter.setSizes([1000, SIDE_WIDTH])
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(GAP, GAP, GAP, GAP)
        column.setSpacing(GAP)
        column.addLayout(self._tool_row())
        column.addLayout(self._filter_row())
        column.addWidget(self.progress)
        column.addWidget(self.notices)
        column.addWidget(self._splitter, 1)
        column.addWidget(self._check_lines)
        column.addWidget(self.pending_bar)
        self.setCentralWidget(page)
        top = (self.connection, self.picker, self.lookup, self.filter_bar, self.view_bar)
        self._parts = Parts([*top, self.notices, self.table, self._side, self.pending_bar])

    def _tool_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(GAP)
        label = plain_label(self)
        label.setText("&Dataset")
        label.setBuddy(self.picker)
        row.addWidget(self.connection)
        row.addWidget(label)
        row.addWidget(self.picker, 1)
        for name in ("actionReload", "actionNewRecord", "actionUndo", "actionRedo"):
            row.addWidget(self._button(self.actions_by_name[name]))
        row.addStretch(1)
        row.addWidget(self.lookup)
        return row

    def _filter_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(self.filter_bar, 1)
        row.addWidget(self.view_bar, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _button(self, action: QAction) -> QToolButton:
        button = QToolButton(self)
        button.setDefaultAction(action)
        button.setAutoRaise(True)
        if action.objectName() in {"actionReload", "actionNewRecord"}:
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        return button

    def _empty_page(self) -> QWidget:
        self._empty = plain_label(self, "emptyPage")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setProperty("isDim", True)
        return self._empty

    def _connect_panels(self) -> None:
        self.picker.chosen.connect(self.open_dataset)
        self.lookup.asked.connect(self.look_up)
        self.filter_bar.outcomes_asked.connect(self._read_outcomes)
        self.lookup.left.connect(self.table.setFocus)
        self.review.left.connect(self.table.setFocus)
        self._workspace.pending_changed.connect(self.notices.hide_passing)
        self.table.decision_asked.connect(self.actions_by_name["actionDecide"].trigger)
        self.table.form_asked.connect(self.actions_by_name["actionForm"].trigger)
        self.groups.views.summary.told.connect(self.status_line.show_selection)
        self._jobs.datasets_listed.connect(self._list_datasets)
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
        self.bindings.changed.connect(self._show_keys)

    # What panels ask for

    def show_connection(self, profile: Profile, where_key: str) -> None:
        """The connection in use, and in words where its key is kept."""
        self.connection.show_profile(profile, where_key)
        self.actions_by_name["actionReadOnly"].setChecked(profile.is_read_only)

    def show_side(self, panel: QWidget) -> None:
        """Bring the record form or the review to the front."""
        self._side.show()
        self._side.setCurrentWidget(panel)
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

    def _show_keys(self) -> None:
        """Hints name the keys there are now."""
        self.lookup.setPlaceholderText(self._with_key("Look up a uid or phone", "actionLookup"))
        self.filter_bar.show_keys(self._keys_of("actionFilter"), self._keys_of("actionFind"))
        self._update()

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

    def _read_outcomes(self, codes: str) -> None:
        if dataset := self._workspace.sheet.dataset:
            self._jobs.open_dataset(dataset, codes)
        else:
            self._workspace.tell(results.CHOOSE_FIRST)

    def look_up(self, text: str) -> None:
        """Go to the record with this uid, or with this telephone number.

        A telephone number is looked for here, anything else is read from the server.
        """
        self.checks.finder.find(text, self.lookup, self._look_up_uid)

    def _land_in_form(self, field: FieldName) -> None:
        """At another record: with nothing selected that the next key would overwrite."""
        self.show_side(self.form)
        self.form.enter(field, Qt.FocusReason.OtherFocusReason)

    def _look_up_uid(self, uid: str) -> None:
        dataset = self._workspace.sheet.dataset or DatasetId(self.picker.currentData() or "")
        self.notices.hide_done()
        if dataset:
            self._jobs.look_up(dataset, uid)
            self.table.setFocus()
        else:
            self._workspace.tell(results.CHOOSE_FIRST)
            self.picker.start_choosing()

    def _list_datasets(self, entries: Sequence[DatasetChoice]) -> None:
        self.picker.show_choices([
            DatasetChoice(entry.id, entry.description, entry.status) for entry in entries
        ])

    def _go_to_field(self, field: QWidget) -> None:
        field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _choose_theme(self, choice: Choice) -> None:
        self._settings.setValue("appearance/theme", choice.value)
        self._theme.choose(choice)

    # What is shown

    def _show_sheet(self) -> None:
        sheet = self._workspace.sheet
        self.picker.show_open(sheet.dataset)
        self._pages.setCurrentWidget(self.table if sheet.dataset else self._empty)
        if sheet.dataset and self.focusWidget() in {None, self.connection}:
            self.table.setFocus()

    def _show_open_dataset(self, activity: Activity | None) -> None:
        """A dataset that could not be opened is not shown as if it were open."""
        if activity is None and not self.picker.lineEdit().hasFocus():
            self.picker.show_open(self._workspace.sheet.dataset)

    def _update(self) -> None:
        self._sense.update(self.actions_by_name)
        choose = self._with_key(CHOOSE, "actionOpenDataset", "\n")
        self._empty.setText(choose if self._jobs.is_connected else CONNECT)
        dataset = self._workspace.sheet.dataset
        entry = self._jobs.entry(dataset)
        name = f"{entry.description} ({dataset})" if entry.description else dataset
        self.setWindowTitle(f"{name}[*] – CN Desktop" if dataset else "CN Desktop[*]")
        self.setWindowModified(bool(self._workspace.unsaved()))

    def _restore_layout(self) -> None:
        self.resize(1366, 768)
        if self._settings.value("layout/version") not in {LAYOUT_VERSION, str(LAYOUT_VERSION)}:
            return
        for name, restore in (
            ("layout/geometry", self.restoreGeometry),
            ("layout/splitter", self._splitter.restoreState),
        ):
            kept = self._settings.value(name)
            if isinstance(kept, QByteArray):  # the file may be damaged
                restore(kept)

    # Qt calls this; the name is Qt's.

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._may_close:
            event.accept()
        else:
            event.ignore()
            self.close_asked.emit()
