"""What is wrong with the current cell, and a better spelling where there is one."""

from cn_desktop.records.fields import PHONES, text_of
from cn_desktop.records.phones import proposed
from cn_desktop.ui.checks.hint_line import Act, HintLine, Look
from cn_desktop.ui.checks.typed import Typed
from cn_desktop.ui.checks.words import USE_PROPOSED
from cn_desktop.ui.field_names import full_name
from cn_desktop.ui.notices import Tone
from cn_desktop.ui.words import PROBLEMS
from cn_desktop.ui.workspace import Workspace


class FindingLine(HintLine):
    """Follows the current cell; `use_proposed` is what its button does."""

    def __init__(self, workspace: Workspace, typed: Typed, use_proposed: Act, look: Look) -> None:
        super().__init__("findingLine", look)
        self._workspace = workspace
        self._use_proposed = use_proposed
        self._is_typed = False
        typed.began.connect(self._make_room)
        typed.left.connect(self._come_back)
        for signal in (
            workspace.current_changed,
            workspace.sheet_changed,
            workspace.rows_changed,
            workspace.vocabulary_changed,
        ):
            signal.connect(self._look)

    def _make_room(self) -> None:
        """What is being typed may be right already."""
        self._is_typed = True
        self.hide()

    def _come_back(self) -> None:
        self._is_typed = False
        self._look()

    def _look(self) -> None:
        sheet, current = self._workspace.sheet, self._workspace.current
        if current is None or self._is_typed:
            self.hide()
            return
        key, field = current
        found = [each for each in sheet.holding.findings(key) if each.field == field]
        if not found:
            self.hide()
            return
        clean = ""
        if field in PHONES:
            clean = proposed(text_of(sheet.value(key, field)), sheet.permits.region)
        self.say(
            f"{full_name(field, sheet.vocabulary)}: {PROBLEMS[found[0].problem]}",
            Tone.ERROR if found[0].is_blocking else Tone.WARNING,
            USE_PROPOSED.format(clean),
            self._use_proposed if clean else None,
        )
