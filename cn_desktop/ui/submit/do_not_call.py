"""Mark do not call: an outcome that takes records off the dialler, asked about in numbers."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from cn_desktop.records.dialling import DO_NOT_CALL, OUTCOME
from cn_desktop.records.fields import DATASET, RecordKey
from cn_desktop.records.marks import Mark, State
from cn_desktop.records.outgoing import Outgoing
from cn_desktop.records.sheet import Sheet
from cn_desktop.ui.background import Background
from cn_desktop.ui.submit import do_not_call_words as words
from cn_desktop.ui.submit import results
from cn_desktop.ui.submit.gate import Gate
from cn_desktop.ui.submit.question import ask
from cn_desktop.ui.submit.sending import Sending
from cn_desktop.ui.workspace import Workspace

ROWS_AT_ONCE = 200
"""To look at so many takes some 2 ms."""
MOST = 100_000
"""Records; nobody means so many people one by one, and to mark them takes a moment."""


class DoNotCall(QObject):
    """Asks once for the records that were chosen; what it sends is not asked about again."""

    def __init__(
        self,
        background: Background,
        workspace: Workspace,
        sending: Sending,
        gate: Gate,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._background = background
        self._workspace = workspace
        self._sending = sending
        self._gate = gate
        self._window = window

    def start(self, runs: Sequence[Sequence[int]]) -> None:
        """Ask about these rows of the open dataset, or say why none can be marked.

        Many are looked at in slices.
        """
        self._workspace.end_editing()
        sheet = self._workspace.sheet
        count = sum(map(len, runs))
        plans = _plans(sheet, runs)
        if count > MOST:
            self._workspace.tell(words.too_many(count, MOST))
        elif count <= ROWS_AT_ONCE:
            self._go_on(sheet, words.joined(list(plans)))
        else:
            self._background.start(self._look(sheet, plans))

    async def _look(self, sheet: Sheet, plans: Iterator[words.Plan]) -> None:
        store, made = sheet.store, []
        for plan in plans:
            made.append(plan)
            await self._background.breathe()
        if self._workspace.sheet is sheet and sheet.store is store:
            self._go_on(sheet, words.joined(made))
        else:
            self._workspace.tell(words.ANOTHER_DATASET)

    def _go_on(self, sheet: Sheet, plan: words.Plan) -> None:
        if plan.marked:
            self._background.start(self._ask(sheet, plan))
        else:
            self._workspace.tell(words.none_of_them(plan))

    async def _ask(self, sheet: Sheet, plan: words.Plan) -> None:
        question = words.question_of(
            self._gate.environment,
            sheet,
            self._gate.lot(sheet.dataset, plan.others),
            plan,
            meaning=sheet.vocabulary.meaning(OUTCOME, DO_NOT_CALL),
            is_sending=self._sending.jobs.is_submitting,
        )
        answer = await ask(question, self._window)
        if answer and self._workspace.sheet is not sheet:
            self._workspace.tell(words.ANOTHER_DATASET)
        elif answer:
            self._mark(sheet, plan, is_to_go=answer == words.SEND)

    def _mark(self, sheet: Sheet, plan: words.Plan, *, is_to_go: bool) -> None:
        """Only what was agreed to is sent: if less could be marked, that is said instead."""
        self._workspace.set_columns({OUTCOME: dict.fromkeys(plan.marked, DO_NOT_CALL)}, words.STEP)
        values = sheet.column(OUTCOME, plan.marked)
        has_it = [
            key for key, value in zip(plan.marked, values, strict=True) if value == DO_NOT_CALL
        ]
        going = [key for key in has_it if sheet.changes.edit(key, OUTCOME)]
        self._tell(sheet, plan, len(going), already=len(has_it) - len(going))
        if not is_to_go or not going or len(has_it) < len(plan.marked):
            return
        if self._sending.jobs.is_submitting:
            self._workspace.tell(results.BUSY_SENDING)
        else:
            self._sending.submit(going, is_agreed=_others(sheet, going) == plan.others)

    def _tell(self, sheet: Sheet, plan: words.Plan, marked: int, *, already: int) -> None:
        """What became of them; records may have come or gone while the question was open."""
        if marked:
            self._workspace.tell(words.of_marking(marked, len(plan.marked) - already))
        else:
            seen = _plan(sheet, plan.marked[:ROWS_AT_ONCE])
            self._workspace.tell(words.none_of_them(replace(seen, already=already)))


def _plans(sheet: Sheet, runs: Iterable[Sequence[int]]) -> Iterator[words.Plan]:
    """Plans for some hundred rows each."""
    store = sheet.store
    for rows in runs:
        for first in range(0, len(rows), ROWS_AT_ONCE):
            yield _plan(sheet, store.keys(rows[first : first + ROWS_AT_ONCE]))


def _plan(sheet: Sheet, keys: Sequence[RecordKey]) -> words.Plan:
    locks = {key: sheet.locks.of(key, OUTCOME) for key in keys}
    free = [key for key, lock in locks.items() if lock is None]
    marked = [key for key in free if not _has_it(sheet, key)]
    return words.Plan(
        marked=marked,
        waiting=[key for key in marked if _has_to_wait(sheet, key)],
        others=_others(sheet, marked),
        already=len(free) - len(marked),
        refused=Counter(lock for lock in locks.values() if lock),
    )


def _has_it(sheet: Sheet, key: RecordKey) -> bool:
    """The server has the outcome, and nobody wants another one."""
    is_edited = sheet.changes.edit(key, OUTCOME) is not None
    return not is_edited and sheet.server_value(key, OUTCOME) == DO_NOT_CALL


def _has_to_wait(sheet: Sheet, key: RecordKey) -> bool:
    return sheet.changes.state(key) is State.CONFLICT or bool(sheet.holding.blocking(key))


def _others(sheet: Sheet, keys: Sequence[RecordKey]) -> list[Outgoing]:
    """What else goes with these rows: those that have more than the outcome to send."""
    rows = [sheet.kept(key) for key in keys if not _has_to_wait(sheet, key)]
    others = [_without_outcome(row) for row in rows if row is not None]
    return [row for row in others if row.fields or row.is_create]


def _without_outcome(row: Outgoing) -> Outgoing:
    left = {name: text for name, text in row.fields.items() if name not in {OUTCOME, DATASET}}
    return replace(row, fields=left, mark=Mark(State.PENDING))
