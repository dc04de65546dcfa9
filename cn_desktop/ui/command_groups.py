"""The window's commands by subject: made before there are panels, joined to them after."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QSettings
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from cn_desktop.ui.bulk.bulk_commands import BulkCommands
from cn_desktop.ui.bulk.history_commands import HistoryCommands
from cn_desktop.ui.bulk.revert_commands import RevertCommands
from cn_desktop.ui.checks.checks import Checks
from cn_desktop.ui.commands import RecordCommands
from cn_desktop.ui.deeds import Slot
from cn_desktop.ui.filters.filter_commands import FilterCommands
from cn_desktop.ui.filters.filter_panel import FilterPanel
from cn_desktop.ui.form.form_commands import FormCommands
from cn_desktop.ui.form.record_form import RecordForm
from cn_desktop.ui.loads import Loads
from cn_desktop.ui.review.review_commands import ReviewCommands
from cn_desktop.ui.review.review_panel import ReviewPanel
from cn_desktop.ui.review.review_words import Kind
from cn_desktop.ui.submit.sending import Sending
from cn_desktop.ui.table.cell_commands import CellCommands
from cn_desktop.ui.table.clipboard import Clipboard
from cn_desktop.ui.table.record_model import RecordModel
from cn_desktop.ui.table.record_view import RecordView
from cn_desktop.ui.theme import Theme
from cn_desktop.ui.views.view_room import ViewRoom
from cn_desktop.ui.workspace import Workspace


class CommandGroups:
    """`filters` gives the filter panel once there is one."""

    def __init__(
        self,
        workspace: Workspace,
        sending: Sending,
        settings: QSettings,
        theme: Theme,
        filters: Callable[[], FilterPanel],
        window: QWidget,
    ) -> None:
        jobs = sending.jobs
        background = jobs.background
        self.loads = Loads(workspace, jobs)
        self.records = RecordCommands(
            workspace, jobs, sending, lambda: filters().bar.outcomes.codes
        )
        self.clipboard = Clipboard(workspace, background, window)
        self.cells = CellCommands(workspace, background)
        self.bulk = BulkCommands(workspace, background, window)
        self.reverting = RevertCommands(workspace)
        self.history = HistoryCommands(workspace, background, theme, window)
        self.checks = Checks(workspace, background, self.loads, settings, window)
        self.filters = FilterCommands(workspace, filters)
        self.reviewing = ReviewCommands(background, workspace, self.records.submit_keys, window)
        self.form = FormCommands(workspace, jobs.look_up)
        self.views = ViewRoom(workspace, settings, lambda: sending.account, background)

    def slots(self) -> dict[str, Slot]:
        """What every command of theirs does, once they are joined."""
        slots: dict[str, Slot] = {}
        for group in (
            self.records,
            self.clipboard,
            self.cells,
            self.bulk,
            self.reverting,
            self.history,
            self.checks.commands,
            self.filters,
            self.reviewing,
            self.form,
        ):
            slots.update(group.slots())
        return slots | self.views.slots()

    def join(
        self,
        filters: FilterPanel,
        table: RecordView,
        model: RecordModel,
        actions: Mapping[str, QAction],
    ) -> None:
        """To the table, whose selection they act on."""
        self.records.use_view(table)
        self.bulk.use_view(table)
        self.reverting.use_view(table)
        self.clipboard.use_view(table, model)
        self.cells.use_view(table, actions)
        filters.use_view(table, model)
        self.filters.follow_rows()
        self.views.columns.use_filtering(self.filters.of_a_column())
        filters.list.change_asked.connect(self.bulk.change_value)

    def join_side(
        self,
        form: RecordForm,
        review: ReviewPanel,
        table: RecordView,
        show: Callable[[QWidget], None],
    ) -> None:
        """To the panels beside the table; `show` brings one to the front."""

        def show_gone() -> None:
            show(review)
            review.show_kind(Kind.GONE)

        self.form.use_panels(form, table, show)
        self.reviewing.use_panel(review, show)
        self.records.use_review(review, show_gone)
