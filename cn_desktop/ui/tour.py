"""The program showing itself: a scripted job through the real window, with keys only."""

import asyncio
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from cn_desktop.records.fields import UID, FieldName, RecordKey
from cn_desktop.records.marks import State
from cn_desktop.ui.app import Program, Script
from cn_desktop.ui.notices import Tone
from cn_desktop.ui.submit.gate_words import SEND_ALL
from cn_desktop.ui.submit.question import QuestionDialog
from cn_desktop.ui.words import STATES, counted

PATIENCE = 60.0
SETTLE = 0.1
PICTURE_SIZE = QSize(1366, 768)
Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier

MAIN_DATASET = "100"
LOOKED_UP, CORRECTED, MISTYPED = 6, 2, 4
"""Places of the records that the tour looks up, corrects, and gets wrong at first."""
TYPED_INTO = {"title", "firstname", "lastname", "ddi_mobile", "postcode"}
TOO_LONG = "SW1A 1AA London"
PUT_RIGHT = "SW1A 1AA"


def tour_script(folder: Path) -> Script:
    """The whole job, with a picture of each step in `folder`; 0 if every row ended saved."""
    folder.mkdir(parents=True, exist_ok=True)

    async def script(program: Program) -> int:
        program.window.resize(PICTURE_SIZE)
        return await _told(Tour(program, _printed, _pictures_into(program, folder)).whole_job())

    return script


def shot_script(file: Path) -> Script:
    """One picture: the table, loaded and edited."""
    file.absolute().parent.mkdir(parents=True, exist_ok=True)

    async def script(program: Program) -> int:
        program.window.resize(PICTURE_SIZE)
        code = await _told(Tour(program, _printed, lambda _name: None).for_a_picture())
        return code if code or _save_picture(program, file) else 1

    return script


class TourEnded(Exception):
    """It can't go on; the sentence says why."""


async def _told(tour: Coroutine[Any, Any, int]) -> int:
    """The tour's exit code; what ended it early is said where it was started from."""
    try:
        return await tour
    except TourEnded as end:
        _printed(f"The tour ended: {end}")
        return 1


class Tour:
    """A person at the keyboard. `tell` gets a line for each thing done, `picture` a step's name."""

    def __init__(
        self, program: Program, tell: Callable[[str], None], picture: Callable[[str], None]
    ) -> None:
        self._program = program
        self._window = program.window
        self._workspace = program.workspace
        self._tell = tell
        self._picture = picture
        self._wrong = RecordKey("")

    async def whole_job(self) -> int:
        """Load, look up, edit, add, submit, correct what was rejected, retry."""
        if not await self.until_edited():
            return 0
        await self._step("edited")
        await self._submit()
        self._workspace.go_to(self._wrong, FieldName("postcode"))
        await self._step("one-row-rejected")
        await self._correct()
        await self._step("corrected")
        await self._submit()
        await self._step("all-saved")
        return 0 if not self._workspace.unsaved() else 1

    async def for_a_picture(self) -> int:
        """The edited rows in view, and the review beside them."""
        if await self.until_edited():
            self._workspace.go_to(self._key_at(0), UID)
            self._keys(Key.Key_P, CTRL | Qt.KeyboardModifier.ShiftModifier)
            await asyncio.sleep(SETTLE)
        return 0

    async def until_edited(self) -> bool:
        """Whether the list has what the tour edits; a person's own list may not."""
        self._window.activateWindow()
        await self._until(lambda: self._window.isActiveWindow() and self._window.picker.count() > 0)
        await self._load()
        await self._step("loaded")
        if not self._has_what_it_takes():
            self._tell(
                f"It is shown and not edited: that takes {LOOKED_UP + 1} records "
                f"and the fields {', '.join(sorted(TYPED_INTO))}."
            )
            return False
        await self._look_up()
        await self._step("looked-up")
        await self._edit()
        await self._add()
        return True

    def _has_what_it_takes(self) -> bool:
        sheet = self._workspace.sheet
        return len(sheet.store) > LOOKED_UP and set(sheet.fields) >= TYPED_INTO

    async def _load(self) -> None:
        self._keys(Key.Key_O, CTRL)
        self._type(MAIN_DATASET)
        self._keys(Key.Key_Return)
        self._window.activateWindow()  # without a display nothing gives it back after a list
        await self._until(lambda: self._workspace.sheet.dataset and not self._program.jobs.is_busy)
        count = len(self._workspace.sheet.store)
        self._tell(f"Loaded {count:,} records: {self._window.picker.currentText()}")

    async def _look_up(self) -> None:
        uid = self._key_at(LOOKED_UP)
        self._keys(Key.Key_G, CTRL)
        self._type(uid)
        self._keys(Key.Key_Return)
        await self._until(lambda: self._current_key() == uid)
        self._window.table.setFocus()
        self._tell(f"Looked up {uid}")

    async def _edit(self) -> None:
        await self._change(self._key_at(LOOKED_UP), "ddi_mobile", "07700900123")
        await self._change(self._key_at(CORRECTED), "firstname", "Josephine")
        self._wrong = self._key_at(MISTYPED)
        await self._change(self._wrong, "postcode", TOO_LONG)

    async def _add(self) -> None:
        self._keys(Key.Key_N, CTRL)
        new = self._current_key()
        for field, text in (
            ("title", "Ms"),
            ("firstname", "Ada"),
            ("lastname", "Example"),
            ("ddi_mobile", "07700900456"),
        ):
            await self._change(new, field, text)
        self._tell("Added a new record for Ada Example")

    async def _correct(self) -> None:
        await self._change(self._wrong, "postcode", PUT_RIGHT)

    async def _submit(self) -> None:
        keys = self._workspace.sheet.changes.in_state(State.PENDING)
        places = [self._window.model.place_of(key) for key in keys]
        self._tell(f"Submitting {counted(len(keys), 'row')}")
        self._keys(Key.Key_S, CTRL)
        await self._until(lambda: self._question() or not self._program.jobs.is_busy)
        if question := self._question():
            await self._agree(question)
        await self._until(lambda: not self._program.jobs.is_busy)
        for place in places:
            if place is not None:
                self._tell_row(self._window.model.key_at(place))
        if self._window.notices.notice:
            self._tell(self._window.notices.notice.title)

    def _question(self) -> QuestionDialog | None:
        """What is asked before something is sent that changes who is called."""
        questions = self._window.findChildren(QuestionDialog)
        return next((each for each in questions if each.isVisible()), None)

    async def _agree(self, question: QuestionDialog) -> None:
        """By keyboard: from Cancel, where it is, to the button that sends everything."""
        self._tell(f"Asked: {question.accessibleName()}")
        question.activateWindow()
        await self._until(question.isActiveWindow)
        while self._focus().objectName() != SEND_ALL:
            self._keys(Key.Key_Tab)
        self._tell("Answered: send all")
        self._keys(Key.Key_Space)
        self._window.activateWindow()  # without a display nothing gives it back after a question

    def _tell_row(self, key: RecordKey) -> None:
        changes = self._workspace.sheet.changes
        state, mark = changes.state(key), changes.mark(key)
        words = f": {mark.words}" if mark and mark.words else ""
        self._tell(f"  {key}: {STATES[state] if state else 'unchanged'}{words}")

    # Hands

    async def _change(self, key: RecordKey, field: str, text: str) -> None:
        """Go to the cell, type, and press Enter."""
        self._workspace.go_to(key, FieldName(field))
        self._window.table.setFocus()
        self._type(text)
        self._keys(Key.Key_Return)
        await asyncio.sleep(0)
        self._tell(f"Typed {text!r} into {field} of {'the new record' if key[0] == '+' else key}")

    def _type(self, text: str) -> None:
        for mark in text:
            QTest.keyClicks(self._focus(), mark)

    def _keys(
        self, key: Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        QTest.keyClick(self._focus(), key, modifier)

    def _focus(self) -> QWidget:
        return QApplication.activePopupWidget() or QApplication.focusWidget() or self._window

    def _current_key(self) -> RecordKey:
        return self._workspace.current[0] if self._workspace.current else RecordKey("")

    def _key_at(self, place: int) -> RecordKey:
        return self._window.model.key_at(place)

    # Eyes

    async def _step(self, name: str) -> None:
        await asyncio.sleep(SETTLE)
        self._picture(name)

    async def _until(self, holds: Callable[[], object]) -> None:
        """Wait for the window. Raises `TourEnded` when it shows an error, or nothing at all."""
        ends = time.monotonic() + PATIENCE
        while not holds():
            notice = self._window.notices.notice
            if notice and notice.tone is Tone.ERROR:
                raise TourEnded(f"{notice.title}. {notice.advice}")
            if time.monotonic() > ends:
                raise TourEnded(f"nothing happened for {PATIENCE:.0f} seconds.")
            await asyncio.sleep(0.01)


def _pictures_into(program: Program, folder: Path) -> Callable[[str], None]:
    count = iter(range(1, 100))

    def picture(name: str) -> None:
        file = folder / f"{next(count):02d}-{name}.png"
        _save_picture(program, file)
        _printed(f"Picture: {file}")

    return picture


def _save_picture(program: Program, file: Path) -> bool:
    return program.window.grab().save(str(file))


def _printed(line: str) -> None:
    print(line, flush=True)  # noqa: T201  the tour speaks to the terminal it was started from
