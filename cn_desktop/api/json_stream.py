"""A JSON answer, decoded while it arrives: bytes in, records out, in small steps."""

import codecs
import re
from collections.abc import Generator, Iterator
from contextlib import suppress
from typing import Any

from cn_desktop.api.compact import CompactRows
from cn_desktop.api.envelope import Envelope, envelope_of
from cn_desktop.api.json_codec import DECODER, SURROGATE, flaw_of, json_text, without_surrogates
from cn_desktop.base.errors import AnswerUnusable, Flaw
from cn_desktop.records.block import Block
from cn_desktop.records.fields import FieldName, Value
from cn_desktop.records.store import Record, Records

WINDOW = 256 * 1024
"""Bytes decoded in one step; about 400 records, in a millisecond."""
QUICK_FROM = 4 * 1024
"""Characters; to look for the compact spelling costs more than it saves in less text."""
TOGETHER = 100
"""Records handed out at once when they are decoded one by one, in a millisecond."""
NEXT_ROW = '},{"'
"""Between two rows, most likely; where it is not the window can't be decoded, and that tells."""

SPACE = " \t\r\n"
SPACE_RUN = re.compile(f"[{SPACE}]+")
GOES_ON = {"", ".", "e", "E"}
NOISE_CAP = 64 * 1024
"""Characters that are no part of the answer."""
SPACES = 4 * 1024**2
"""Spaces in one place; they are not kept, but reading them takes time (rel-N11)."""
LARGEST = 32 * 1024**2
"""Characters that one value may have, or all that stand beside the rows together (rel-N11)."""
MEMBER = 200
"""What a name or a value weighs against that, beside its characters."""
OBJECT = re.compile(r'\{\s*"')
PHP_NOISE = re.compile(
    r"(?:\s|<br\s*/?>|<b>)*"
    r"(?:PHP )?(?:Warning|Notice|Deprecated|Strict Standards|(?:\w+ )?[Ff]atal error)"
    r"(?:</b>)?:[^{}]*"
)
"""What PHP prints into a page beside the answer (rel-R5)."""
PAGE = re.compile(r"<(?:!doctype|html|head|body|script|form)\b", re.IGNORECASE)

Steps = Generator[Records | None, None, None]
"""A list: records that are ready. None: more text is needed."""


class JsonReader:
    """Takes any legal JSON answer cut anywhere; records come out as soon as they are whole.

    Call `feed` for each piece and take every step it offers; then `finish`. A
    malformed answer raises `AnswerUnusable` from whichever call meets it; so do bytes
    that are no UTF-8, unless `replacing`: they become a replacement character.
    `has_warning`: PHP printed warnings around the answer, and they were left out.
    `has_list`: the answer has rows, be it none. `document`: its members beside the rows.
    """

    def __init__(self, *, replacing: bool = False) -> None:
        self._replacing = replacing
        errors = "replace" if replacing else "strict"
        self._decode = codecs.getincrementaldecoder("utf-8-sig")(errors).decode
        self._text = ""
        self._at = 0
        self._pieces: list[str] = []
        self._arrived = 0
        self._wanted = 0
        self._beside = 0
        self._has_all = False
        self._has_begun = False
        self._compact = CompactRows()
        self._is_quick = False
        self._slow_until = 0
        self.document: dict[str, Any] = {}
        self._steps = self._document()
        self.record_count = 0
        self.has_warning = False
        self.has_list = False

    def feed(self, chunk: bytes) -> Iterator[Records]:
        """Decode a piece of the body, a window at a step."""
        for start in range(0, len(chunk), WINDOW):
            self._add(chunk[start : start + WINDOW])
            yield from self._ready()

    def finish(self) -> tuple[Records, Envelope]:
        """The body is at its end: the last records, and what the answer says of itself."""
        self._has_all = True
        self._add(b"")
        last = [record for records in self._ready() for record in records]
        return last, envelope_of(self.document)

    def _add(self, piece: bytes) -> None:
        text = None
        with suppress(UnicodeDecodeError):
            text = self._decode(piece, final=not piece)
        if text is None:
            raise AnswerUnusable(Flaw.NOT_TEXT)
        self._pieces.append(text)
        self._arrived += len(text)
        self._check(len(self._text) - self._at + self._arrived <= LARGEST)

    def _ready(self) -> Iterator[Records]:
        if self._arrived < self._wanted and not self._has_all:
            return
        self._text = "".join([self._text[self._at :], *self._pieces])
        self._pieces.clear()
        self._slow_until = max(0, self._slow_until - self._at)
        self._at = self._arrived = self._wanted = 0
        for records in self._steps:
            if records is None:
                return
            self.record_count += len(records)
            yield records

    # The grammar. Each method stops with None where the text ends too early.

    def _document(self) -> Steps:
        yield from self._to_next()
        if self._text[self._at] != "{":
            yield from self._noise()
        self._at += 1
        self._has_begun = True
        yield from self._to_next()
        while self._text[self._at] != "}":
            yield from self._member()
            yield from self._to_next()
            if self._text[self._at] == ",":
                self._at += 1
                yield from self._to_next()
                self._check(self._text[self._at] == '"')
            else:
                self._check(self._text[self._at] == "}")
        self._at += 1
        yield from self._only_space_is_left()

    def _noise(self) -> Steps:
        """PHP's warnings in front of the object; anything else there is no answer of ours."""
        while not (begun := OBJECT.search(self._text, self._at)):
            self._check(not self._has_all and len(self._text) < NOISE_CAP)
            yield None
        self._check(_is_php_noise(self._text[self._at : begun.start()]))
        self._at = begun.start()
        self.has_warning = True

    def _member(self) -> Steps:
        self._check(self._text[self._at] == '"')
        name = yield from self._value()
        self._check(name not in self.document)
        yield from self._skip(":")
        yield from self._to_next()
        if name == "list" and self._text[self._at] == "[":
            self.document[name] = None
            self.has_list = True
            yield from self._rows()
        else:
            self.document[name] = value = yield from self._value()
            if name == "list" and value is not None:
                self.has_list = True
                yield [_record(row) for row in _rows_of(value)]

    def _rows(self) -> Steps:
        self._at += 1
        records: list[Record] = []
        yield from self._to_next(records)
        while self._text[self._at] != "]":
            yield from self._quick_rows(records)
            row = yield from self._value(records)
            if not isinstance(row, dict):
                raise AnswerUnusable(Flaw.WRONG_SHAPE)
            records.append(_record(row))
            if len(records) >= TOGETHER:
                yield from _hand_out(records)
            yield from self._to_next(records)
            if self._text[self._at] == ",":
                self._at += 1
                yield from self._to_next(records)
                self._check(self._text[self._at] != "]")
            else:
                self._check(self._text[self._at] == "]")
        self._at += 1
        yield records

    def _quick_rows(self, waiting: list[Record]) -> Steps:
        """As many rows as are there in the compact spelling; it stands before a row then too."""
        while self._at >= self._slow_until:
            if (block := self._quick_block()) is not None:
                yield from _hand_out(waiting)
                yield block
            elif self._is_quick and not self._has_all and self._rest() < QUICK_FROM:
                yield from _hand_out(waiting)
                yield None
            else:
                return

    def _quick_block(self) -> Block | None:
        end = self._text.rfind(NEXT_ROW, self._at + QUICK_FROM)
        if end < 0:
            return None
        block = self._compact.block(self._text[self._at : end + 1])
        self._is_quick = block is not None
        if block is None:
            self._slow_until = end
        else:
            self._at = end + 2
        return block

    def _rest(self) -> int:
        return len(self._text) - self._at

    def _value(self, waiting: list[Record] | None = None) -> Generator[Records | None, None, Any]:
        """One whole value; what is waiting is handed out before stopping for more text."""
        while True:
            found = self._try_value()
            if found is not None:
                value, end = found
                self._beside += 0 if waiting is not None else end - self._at + MEMBER
                self._check(self._beside <= LARGEST)
                self._at = end
                return value
            if self._has_all:
                raise AnswerUnusable(Flaw.NOT_JSON)
            yield from _hand_out(waiting)
            # Try again when there is twice the text: a huge value costs linear time.
            self._wanted = len(self._text) - self._at
            yield None

    def _try_value(self) -> tuple[Any, int] | None:
        try:
            value, end = DECODER.raw_decode(self._text, self._at)
        except (ValueError, RecursionError):
            return None
        if SURROGATE.search(self._text, self._at, end):
            value = self._without_surrogates(value)
        # A number that ends with the text, or before ".", "e" or "e+", may go on in the next piece.
        is_over = self._has_all or self._text[end : end + 1] not in GOES_ON
        return (value, end) if is_over else None

    def _to_next(self, waiting: list[Record] | None = None) -> Steps:
        """Go to the next character that is not a space."""
        passed = 0
        while True:
            at = _end_of_space(self._text, self._at)
            passed += at - self._at
            self._at = at
            if at < len(self._text):
                return
            self._check(not self._has_all and passed < SPACES)
            yield from _hand_out(waiting)
            yield None

    def _skip(self, mark: str) -> Steps:
        yield from self._to_next()
        self._check(self._text[self._at] == mark)
        self._at += 1

    def _only_space_is_left(self) -> Steps:
        passed = 0
        while not self._has_all:
            if not self._text[self._at :].strip(SPACE):
                passed += len(self._text) - self._at
                self._at = len(self._text)
            self._check(len(self._text) - self._at < NOISE_CAP and passed < SPACES)
            yield None
        rest = self._text[self._at :]
        if rest.strip(SPACE):
            self._check(_is_php_noise(rest))
            self.has_warning = True

    def _without_surrogates(self, value: Any) -> Any:
        if self._replacing:
            return without_surrogates(value)
        json_text(value)
        return value

    def _check(self, is_right: bool) -> None:  # noqa: FBT001  reads as a sentence at every call
        if not is_right:
            raise AnswerUnusable(Flaw.NOT_JSON if self._has_begun else flaw_of(self._text))


def _end_of_space(text: str, at: int) -> int:
    found = SPACE_RUN.match(text, at)
    return found.end() if found else at


def _hand_out(waiting: list[Record] | None) -> Iterator[Records]:
    if waiting:
        yield list(waiting)
        waiting.clear()


def _record(row: dict[str, Any]) -> Record:
    return {FieldName(name): _cell(value) for name, value in row.items()}


def _cell(value: Any) -> Value:
    """Text, null and numbers as they came; anything else as JSON, its numbers quoted."""
    return value if value is None or isinstance(value, str) else json_text(value)


def _rows_of(value: Any) -> list[dict[str, Any]]:
    """The rows of a `list` that is no array: one record, or an object of numbered records.

    An empty object is PHP's empty array; so is an empty text, from a careless server.
    """
    if value in ({}, ""):
        return []
    if isinstance(value, dict):
        if all(number.isascii() and number.isdigit() for number in value):
            rows = [value[number] for number in sorted(value, key=int)]
            if all(isinstance(row, dict) for row in rows):
                return rows
        elif not any(isinstance(cell, dict | list) for cell in value.values()):
            return [value]
    raise AnswerUnusable(Flaw.WRONG_SHAPE)


def _is_php_noise(text: str) -> bool:
    return bool(PHP_NOISE.match(text)) and "{" not in text and not PAGE.search(text)
