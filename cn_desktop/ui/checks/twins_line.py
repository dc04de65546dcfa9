"""Who else has the number that is being typed, or that a new record has."""

from collections.abc import Callable

from cn_desktop.records.fields import PHONES, FieldName, RecordKey, text_of
from cn_desktop.records.phones import number_in
from cn_desktop.records.sheet import Sheet
from cn_desktop.ui.checks.hint_line import HintLine, Look
from cn_desktop.ui.checks.new_twins import NewTwins
from cn_desktop.ui.checks.radar import Radar, Twin
from cn_desktop.ui.checks.typed import Typed
from cn_desktop.ui.checks.words import (
    NEXT_TWIN,
    SHOW_TWIN,
    SHOW_TWINS,
    new_twins_said,
    twins_said,
)
from cn_desktop.ui.notices import Tone
from cn_desktop.ui.workspace import Workspace

ShowTwins = Callable[[list[Twin]], None]


class TwinsLine(HintLine):
    """Speaks of what is typed now, else of the current record, else of all new records.

    `show_twins` is what its button does with the records it names.
    """

    def __init__(
        self,
        workspace: Workspace,
        radar: Radar,
        new: NewTwins,
        typed: Typed,
        show_twins: ShowTwins,
        look: Look,
    ) -> None:
        super().__init__("twinsLine", look)
        self._workspace = workspace
        self._radar = radar
        self._new = new
        self._show_twins = show_twins
        self._typed: tuple[FieldName, str] | None = None
        typed.changed.connect(self._note_typed)
        typed.left.connect(self._end_typed)
        for signal in (
            workspace.current_changed,
            workspace.sheet_changed,
            workspace.rows_changed,
            radar.changed,
            new.changed,
        ):
            signal.connect(self._look)

    def _note_typed(self, field: FieldName, text: str) -> None:
        self._typed = (field, text) if field in PHONES else None
        self._look()

    def _end_typed(self) -> None:
        self._typed = None
        self._look()

    def _look(self) -> None:
        for text in self._texts():
            if twins := self._radar.twins(number_in(text), self._present()):
                self._say(text, twins)
                return
        if self._typed is None and self._new.known:
            text = new_twins_said(self._new.known, self._new.looked_at)
            self.say(text, Tone.WARNING, NEXT_TWIN, self._new.go_to_next)
        else:
            self.hide()

    def _texts(self) -> list[str]:
        """The numbers to look for: the one that is typed, else those a person has changed."""
        if self._typed is not None:
            return [self._typed[1]]
        if self._workspace.current is None:
            return []
        sheet, key = self._workspace.sheet, self._workspace.current[0]
        edits = sheet.changes.edits(key)
        return [text_of(edits[phone].wanted) for phone in PHONES if phone in edits]

    def _present(self) -> tuple[Sheet, RecordKey] | None:
        current = self._workspace.current
        return (self._workspace.sheet, current[0]) if current else None

    def _say(self, text: str, twins: list[Twin]) -> None:
        words, tone = twins_said(text, twins, self._radar.shared(self._workspace.sheet.dataset))
        offer = SHOW_TWIN if len(twins) == 1 else SHOW_TWINS
        self.say(words, tone, offer, lambda: self._show_twins(twins))
