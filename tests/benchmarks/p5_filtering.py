"""P5: each keystroke in the quick filter, over every column."""

from pathlib import Path

import orjson
from benchmarks import clock, proxies
from benchmarks.figures import Row, at_most, never_over, times
from benchmarks.processes import Served, apart, served
from benchmarks.watching import Gaps, Paints, until, until_shown
from benchmarks.windows import in_window, opened, window
from PySide6.QtTest import QTest

PART = "P5"
WORDS = {"frequent": "road", "rare": "krishna", "absent": "zqxzq", "digits": "0770090"}
KEYSTROKES = {kind: [word[:end] for end in range(1, len(word) + 1)] for kind, word in WORDS.items()}
FIRST = never_over(0.016, "each < 16 ms")
COMPLETE = never_over(0.300, "each < 300 ms")
NO_GAP = never_over(0.016, "none > 16 ms")


def measure(context):
    expected = apart(count, path=str(context.body))
    with served(context.datasets) as server:
        runs = [
            apart(type_words, base_url=server.base_url, expected=expected)
            for _ in range(context.runs)
        ]
    rows = [row for kind in WORDS for row in _rows(context.records, kind, runs)]
    return [*_of_building(context.records, runs), *rows, *_beside_proxy(context, runs)]


def _rows(records, kind, runs):
    typed = f"typing a {kind} word" if kind != "digits" else "typing digits"
    strokes = [stroke for run in runs for stroke in run["strokes"] if stroke["kind"] == kind]
    for what, name, goal in (
        ("first rows", "first", FIRST),
        ("complete", "complete", COMPLETE),
        ("longest gap", "gap", NO_GAP),
    ):
        here = [stroke[name] for stroke in strokes]
        yield Row(PART, f"{typed}: {what}", records, here=here, goal=goal)


def _of_building(records, runs):
    """The very first keystroke may have to make the search structure."""
    here = [run["built"] for run in runs]
    yield Row(PART, "the first keystroke of all", records, here=here, goal=at_most(0.3, "< 300 ms"))


def _beside_proxy(context, runs):
    if context.records > proxies.MOST:
        return
    beside = apart(proxies.use, path=str(context.body), words=list(WORDS.values()), fields=[])
    for kind, word in WORDS.items():
        here = [
            stroke["complete"]
            for run in runs
            for stroke in run["strokes"]
            if stroke["typed"] == word
        ]
        yield Row(
            PART,
            f"a whole {kind} word",
            context.records,
            here=here,
            there=[beside["filtered"][word]],
            beside=proxies.NAME,
            goal=times(0.01),
        )


def count(path):
    """How many records hold each text, looked for in the plainest way."""
    records = orjson.loads(Path(path).read_bytes())["list"]
    texts = ["\n".join(filter(None, record.values())).casefold() for record in records]
    wanted = {typed for strokes in KEYSTROKES.values() for typed in strokes}
    return {"": len(texts)} | {typed: sum(typed in text for text in texts) for typed in wanted}


def type_words(base_url, expected):
    """Seconds to the first rows on screen and to all of them, and the longest gap, by keystroke."""
    return in_window(_type_words(Served(base_url), expected))


async def _type_words(server, expected):
    async with window(server) as program:
        await opened(program, "100")
        typing = Typing(program, expected)
        built = await typing.typed("q")
        await typing.cleared()
        strokes = []
        for kind, texts in KEYSTROKES.items():
            strokes += [{"kind": kind, **await typing.typed(typed)} for typed in texts]
            await typing.cleared()
        return {"built": built["complete"], "strokes": strokes}


class Typing:
    """Types into the filter, and sees when the table shows what it should."""

    def __init__(self, program, expected):
        self._program = program
        self._expected = expected
        self._field = program.window.filter_bar.filter
        self._view = program.window.table
        self._has_rows = False
        self._first = 0.0
        program.workspace.order_changed.connect(self._note_rows)
        Paints(self._view.viewport(), self._note_paint)

    async def typed(self, text):
        """The last letter of the text is typed, the others are there."""
        self._has_rows, self._first = False, 0.0
        with Gaps(self._view) as gaps:
            began = clock.now()
            QTest.keyClicks(self._field, text[-1])
            await until_shown(self._view, lambda: self._is_complete(text))
            complete = clock.now() - began
            await until(lambda: self._first)
        return {
            "typed": text,
            "first": self._first - began,
            "complete": complete,
            "gap": max(gaps.seconds),
        }

    async def cleared(self):
        self._has_rows = False
        self._field.clear()
        await until_shown(self._view, lambda: self._is_complete(""))

    def _is_complete(self, text):
        workspace = self._program.workspace
        shown = self._expected.get(text)
        is_all = shown is None or len(workspace.rows) == shown
        is_through = self._has_rows and not workspace.is_counting
        return is_through and workspace.query.text == text and is_all

    def _note_rows(self):
        self._has_rows = True

    def _note_paint(self, moment):
        if self._has_rows and not self._first:
            self._first = moment
