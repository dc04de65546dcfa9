"""A person with a keyboard: presses, types, copies in another program and looks; nothing else.

What was pressed is compared with what `docs/jobs.md` says for the test.
"""

import csv
import io
import re
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from driving import focus, keys, opened, options_for, press, running, status, until
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel

from cn_desktop.base.paths import Folders
from cn_desktop.base.profile import Profile
from cn_desktop.base.secret import Secret
from cn_desktop.records.fields import FieldName
from cn_desktop.records.marks import State
from cn_desktop.storage.profiles import Profiles
from cn_desktop.ui.options import Options

JOBS = Path(__file__).parents[1] / "docs" / "jobs.md"
NAMES = {"Enter": "Return"}
"""What stands on a key, where Qt calls it otherwise."""
STEP = re.compile(r"`([^`]+)`(?: (\d+) times)?|(?<!\*)\*([^*]+)\*")
SAVED = "Ours"


@dataclass
class Job:
    """One job, maybe of two days: `pressed` is all that was pressed for it."""

    simulator: object
    folder: Path
    pressed: list[str] = field(default_factory=list)
    is_done: bool = False

    @asynccontextmanager
    async def day(self, dataset, unlocked=()):
        """From the start to the end of the program, with this list open.

        `unlocked`: what the connection, which was saved some day, lets one change.
        """
        async with running(self._options(unlocked)) as program:
            hand = Hand(program, self.pressed)
            await opened(program, dataset)
            await until(lambda: program.workspace.sheet.vocabulary.choices)
            await until(lambda: hand.records and not hand.is_working)
            self.is_done = False
            yield hand
            self.is_done = True

    def file(self, name):
        """Where a file of this name would be on the desktop."""
        return str(self.folder / name)

    def read(self, name):
        """What the file holds; nothing where there is none."""
        file = self.folder / name
        return file.read_text("utf-8-sig") if file.exists() else ""

    def _options(self, unlocked):
        if not unlocked:
            return options_for(self.simulator, self.folder)
        folders, server = Folders(self.folder), self.simulator
        Profiles(folders.profiles).save(
            Profile(SAVED, server.base_url, server.username, unlocked=unlocked)
        )
        return Options(folders, profile=SAVED, key=Secret(server.key))


class Hand:
    """Each key goes where the keyboard is; what it started has ended before the next."""

    def __init__(self, program, pressed):
        self._program = program
        self._pressed = pressed
        self._is_noted = True

    # Keys

    async def press(self, keys, times=1):
        """`Ctrl+Shift+P`, as it stands in the guide."""
        self._note(keys if times == 1 else f"{keys} {times} times")
        key, held = parsed(keys)
        for _ in range(times):
            await self._come_forward()
            press(self._program, key, held)
            await self._rest()

    async def type(self, text, called=""):
        """`called`: what the guide says instead, where everybody types something else."""
        self._note(called or text)
        await self._come_forward()
        for mark in text:
            QTest.keyClicks(focus(self._program), mark)
        await self._rest()

    async def command(self, words):
        """Ctrl+K, a part of its name, Enter."""
        await self.press("Ctrl+K")
        await self.sees(QApplication.activePopupWidget)
        await self.type(words)
        await self.press("Enter")

    async def column(self, words, name):
        """To a column by a part of its name."""
        await self.command(words)
        await self.sees(lambda: self.field == name)

    @contextmanager
    def before(self):
        """What is pressed here was there before the job began."""
        self._is_noted = False
        try:
            yield
        finally:
            self._is_noted = True

    # Another program

    def copies_elsewhere(self, rows):
        """As a spreadsheet puts rows of cells into the clipboard."""
        text = io.StringIO()
        csv.writer(text, dialect="excel-tab").writerows(rows)
        QGuiApplication.clipboard().setText(text.getvalue())

    def pastes_elsewhere(self):
        """The rows of cells that a spreadsheet would get."""
        text = io.StringIO(QGuiApplication.clipboard().text(), newline="")
        return list(csv.reader(text, dialect="excel-tab"))

    # Looking

    async def sees(self, holds):
        """Wait until it is on screen."""
        await until(holds)

    async def asked(self, name):
        """Wait until this dialog has the keyboard."""
        await until(lambda: self.front == name)
        await self._come_forward()

    @property
    def front(self):
        """The dialog in front, by its name; nothing where there is none."""
        dialog = QApplication.activeModalWidget()
        return dialog.objectName() if dialog else ""

    @property
    def uid(self):
        """Of the current record."""
        return self._program.workspace.current[0]

    @property
    def field(self):
        """Of the current cell."""
        return self._program.workspace.current[1]

    @property
    def focus(self):
        """What has the keyboard, by its name."""
        return focus(self._program).objectName()

    @property
    def records(self):
        """On screen, from top to bottom."""
        return keys(self._program)

    @property
    def columns(self):
        """On screen, from left to right."""
        return self._program.window.table.arrangement.shown()

    @property
    def line(self):
        """Of the review: the current one; nothing while it is still listed."""
        changes = self._program.window.review.list
        return None if changes.is_waiting else changes.currentIndex().data()

    def text(self, uid, name):
        """What a cell shows."""
        return self._program.window.model.cell_index(uid, FieldName(name)).data()

    def texts(self, name):
        """What a column shows."""
        return [self.text(uid, name) for uid in self.records]

    def state(self, uid):
        """What the row's state column says."""
        return status(self._program, uid)

    @property
    def pending(self):
        """How many rows are."""
        return self._program.workspace.count(State.PENDING)

    @property
    def is_all_saved(self):
        """Nothing is pending or on its way."""
        return not self._program.workspace.unsaved()

    @property
    def told(self):
        """Everything that can be read in front."""
        shown = QApplication.activeModalWidget() or self._program.window
        return "\n".join(label.text() for label in shown.findChildren(QLabel) if label.isVisible())

    @property
    def is_open(self):
        """The program's window is."""
        return self._program.window.isVisible()

    @property
    def is_working(self):
        """It is loading, sending, or looking for rows."""
        return self._program.jobs.is_busy or self._program.workspace.is_counting

    # Inside

    def _note(self, step):
        if self._is_noted:
            self._pressed.append(step)

    async def _come_forward(self):
        """What a desktop does and a test without one does not: the window in front is active."""
        front = QApplication.activeModalWidget() or self._program.window
        if QApplication.activePopupWidget() or not front.isVisible():
            return
        front.activateWindow()
        await until(front.isActiveWindow)

    async def _rest(self):
        await until(lambda: self._is_asked or not self.is_working)

    @property
    def _is_asked(self):
        return QApplication.activePopupWidget() or isinstance(
            QApplication.activeModalWidget(), QDialog
        )


def parsed(keys):
    """A key and what is held with it."""
    held, _, name = keys.rpartition("+")
    pressed = QKeySequence("+".join(filter(None, [held, NAMES.get(name, name)])))[0]
    is_back = pressed.key() == Qt.Key.Key_Tab and "Shift" in held
    return Qt.Key.Key_Backtab if is_back else pressed.key(), pressed.keyboardModifiers()


def steps(text):
    """The keys and the texts to be typed that a line of the guide names, in order."""
    return [
        typed or (f"{key} {times} times" if times else key)
        for key, times, typed in STEP.findall(text)
    ]


def written(test):
    """What `docs/jobs.md` says is pressed in this test."""
    (line,) = (line for line in JOBS.read_text("utf-8").splitlines() if f"::{test}`" in line)
    return steps(line.strip("|").split("|")[2])
