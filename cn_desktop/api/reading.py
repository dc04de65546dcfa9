"""One read's answer: what was asked, what comes, and whether the two belong together."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cn_desktop.api.codecs import parse, reader_of
from cn_desktop.api.envelope import OVER, Envelope, envelope_of
from cn_desktop.api.headers import server_busy
from cn_desktop.api.request import SMALL_ANSWER, Incoming
from cn_desktop.base.errors import (
    AnswerUnusable,
    Flaw,
    ServerRefusal,
    SessionRefused,
)
from cn_desktop.base.profile import Format
from cn_desktop.records.block import Block
from cn_desktop.records.fields import DATASET, DatasetId, text_of
from cn_desktop.records.packing import unpacked
from cn_desktop.records.store import Records

RAW_KEPT = 64 * 1024
UNAUTHORISED = {401, 403}


@dataclass(frozen=True)
class Selection:
    """What to read: a whole dataset, one record of it, or the records with these outcomes."""

    dataset: DatasetId
    uid: str = ""
    outcomes: str = ""

    @property
    def is_whole(self) -> bool:
        return not self.uid and not self.outcomes

    def parameters(self) -> dict[str, str]:
        chosen = {"dataset": self.dataset, "raw": "1"}
        if self.uid:
            chosen["urn"] = self.uid
        if self.outcomes:
            chosen["outcome"] = self.outcomes
        return chosen


class Reading:
    """A read's body, piece by piece; its records come out as soon as they are whole.

    `asked` is what the records must belong to, None for lists of other things.
    `replacing` shows what is no UTF-8 with replacement characters instead of failing.
    """

    def __init__(
        self, form: Format, asked: Selection | None = None, *, replacing: bool = False
    ) -> None:
        self._asked = asked
        self._reader = reader_of(form, replacing=replacing)
        self._begun = bytearray()

    @property
    def has_warning(self) -> bool:
        """The server printed warnings of its own around the answer."""
        return self._reader.has_warning

    @property
    def document(self) -> Mapping[str, object]:
        """The answer's members beside its rows, once it is whole."""
        return self._reader.document

    def feed(self, chunk: bytes) -> Iterator[Records]:
        """Decode a piece, a short step at a time. Raises `AnswerUnusable`."""
        self._begun += chunk[: RAW_KEPT - len(self._begun)]
        try:
            for records in self._reader.feed(chunk):
                self._check(records)
                yield records
        except AnswerUnusable as error:
            error.raw = bytes(self._begun)
            raise

    def finish(self) -> tuple[Records, Envelope]:
        """The last records and the envelope, once the body has ended.

        Raises `SessionRefused`, `ServerRefusal` or `AnswerUnusable` unless it is a success.
        """
        try:
            return self._finish()
        except AnswerUnusable as error:
            error.raw = bytes(self._begun)
            raise

    def finish_rows(self) -> tuple[Records, Envelope]:
        """`finish` for an answer that must have rows, or say that there are none (rel-R10)."""
        records, envelope = self.finish()
        is_empty = envelope.total == 0 or (self._reader.has_list and not envelope.total)
        if not self._reader.record_count and not is_empty:
            raise AnswerUnusable(Flaw.WRONG_SHAPE)
        return records, envelope

    def _finish(self) -> tuple[Records, Envelope]:
        records, envelope = self._reader.finish()
        self._check(records)
        if envelope.is_token_trouble or envelope.expires == OVER:
            raise SessionRefused(envelope.words)
        if envelope.words or envelope.success is False:
            raise ServerRefusal(envelope.words)
        if envelope.success is None:
            raise AnswerUnusable(Flaw.WRONG_SHAPE)
        return records, envelope

    def _check(self, records: Records) -> None:
        """Another dataset's rows are the answer to another question (rel-N21)."""
        if self._asked is None:
            return
        wanted = {_number(self._asked.dataset), ""}
        if any(_number(dataset) not in wanted for dataset in _datasets(records)):
            raise AnswerUnusable(Flaw.OTHER_RECORD)


def _datasets(records: Records) -> set[str]:
    """What the records say they belong to."""
    if isinstance(records, Block):
        only = records.has_only(DATASET)
        values = records.column(DATASET) if only is None else [unpacked(only)]
        return set(map(text_of, values))
    return {text_of(record.get(DATASET)) for record in records}


def _number(dataset: str) -> str:
    """Whoever types 0100 means 100, and the server says 100."""
    return dataset.lstrip("0") or dataset[:1]


def check_status(incoming: Incoming, form: Format) -> None:
    """An answer whose status is no success is read as what it says, if it says something.

    Raises `SessionRefused`, `ServerBusy`, `ServerRefusal` or `AnswerUnusable`.
    """
    if 200 <= incoming.status < 300:
        return
    envelope = _envelope_of(incoming, form)
    words = envelope.words if envelope else ""
    if incoming.status in UNAUTHORISED or (envelope and envelope.is_token_trouble):
        raise SessionRefused(words)
    if busy := server_busy(incoming.status, incoming.headers):
        raise busy
    if words and incoming.status < 500:
        raise ServerRefusal(words)
    raise AnswerUnusable(Flaw.HTTP_STATUS, status=incoming.status)


def _envelope_of(incoming: Incoming, form: Format) -> Envelope | None:
    try:
        return envelope_of(parse(_beginning_of(incoming), form))
    except AnswerUnusable:
        return None


def _beginning_of(incoming: Incoming) -> bytes:
    """The body, but no more of it than a failure takes to say: a read's cap is no help here."""
    body = b""
    for chunk in incoming.chunks():
        body += chunk
        if len(body) > SMALL_ANSWER:
            break
    return body
