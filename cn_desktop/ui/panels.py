"""What the window holds beside its first picture: it is imported and made once that is painted."""

from cn_desktop.records.marks import State
from cn_desktop.ui.bars import NoticeBar, ProgressRow
from cn_desktop.ui.command_groups import CommandGroups
from cn_desktop.ui.filters.filter_panel import FilterPanel
from cn_desktop.ui.form.record_form import RecordForm
from cn_desktop.ui.front import Front
from cn_desktop.ui.menus import TABLE_MENU
from cn_desktop.ui.pending_bar import PendingBar
from cn_desktop.ui.review.review_panel import ReviewPanel
from cn_desktop.ui.sense import Sense
from cn_desktop.ui.submit.sending import Sending
from cn_desktop.ui.table.record_model import RecordModel
from cn_desktop.ui.table.record_view import RecordView


class Panels:
    """The panels and the commands, made and joined; the window places them."""

    def __init__(self, front: Front, sending: Sending) -> None:
        self._front = front
        self.jobs = sending.jobs
        workspace, theme, window = front.workspace, front.theme, front.window
        self.groups = CommandGroups(
            workspace, sending, front.settings, theme, lambda: self.filters, window
        )
        self.sense = Sense(workspace, self.jobs, sending)
        self._build()
        window.status_line.follow(workspace, self.jobs, self.groups.loads)
        self._join()

    def _build(self) -> None:
        front, actions, window = self._front, self._front.window.actions_by_name, self._front.window
        workspace, theme, icons = front.workspace, front.theme, front.icons
        background = self.jobs.background
        self.filters = FilterPanel(workspace, background, window.filter_bar, icons, actions)
        self.progress = ProgressRow(actions["actionCancel"], window)
        self.notices = NoticeBar(actions, theme, icons, window)
        self.model = RecordModel(workspace, window)
        self.table = RecordView(self.model, workspace, theme, icons, window)
        self.form = RecordForm(workspace, theme, icons, window)
        self.review = ReviewPanel(
            workspace, theme, icons, lambda name: self.jobs.entry(name).status, window
        )
        self.pending_bar = PendingBar(workspace, actions, window)
        self.check_lines = self.groups.checks.build_lines(
            self.table, window.land_in_form, actions["actionReload"].trigger, theme, icons
        )

    def _join(self) -> None:
        front, actions, window = self._front, self._front.window.actions_by_name, self._front.window
        table, form, review = self.table, self.form, self.review
        self.groups.views.join(table, window.view_bar, actions, front.theme, front.icons)
        self.groups.join(self.filters, table, self.model, actions)
        self.groups.join_side(form, review, table, window.show_side)
        form.use_steps(actions["actionPrevious"], actions["actionNext"])
        table.use_menu([[actions[name] for name in group] for group in TABLE_MENU])
        any_state = frozenset(State)
        shown = {
            "Decide…": (actions["actionDecide"], {State.CONFLICT, State.UNKNOWN, State.ASK}),
            "Request…": (actions["actionShowRequest"], any_state),
            "Answer…": (actions["actionShowAnswer"], any_state),
        }
        menu = [action for action, _ in shown.values()]
        review.use_actions(shown, [*menu, actions["actionCreateAsNew"]])
        review.head.use_submit(actions["actionSubmitTicked"])
