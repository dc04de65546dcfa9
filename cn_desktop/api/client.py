"""What the program asks of ContactNow: datasets, reads, one create, one update."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from cn_desktop.api.codecs import Format
from cn_desktop.api.reply import Envelope, Ruling, Verdict, judge
from cn_desktop.api.stream import ReadParser
from cn_desktop.api.token import Session, Token
from cn_desktop.api.transport import Incoming, Request, Transport, whole
from cn_desktop.base.errors import (
    AnswerUnusable,
    Flaw,
    ReadOnlyConnection,
    ServerRefusal,
    SessionRefused,
    WorldError,
)
from cn_desktop.base.stop import Stop
from cn_desktop.records.fields import DATASET, UID, DatasetId, FieldName, text_of
from cn_desktop.records.store import Record

READ_SECONDS = 120.0
WRITE_SECONDS = 60.0
WRITE_CAP = 1024 * 1024

Fields = Mapping[FieldName, str | None]


@dataclass(frozen=True)
class DatasetEntry:
    """A dataset as `ecnow_datasets` lists it; `status` is LIVE, HOLD, EXPIRED or unknown."""

    id: DatasetId
    description: str = ""
    status: str = ""


@dataclass(frozen=True)
class Habits:
    """How this server is spoken to, and whether anything may be written there."""

    format: Format = Format.JSON
    reads_by_form: bool = False
    is_read_only: bool = False


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


class Client:
    """One account. Every call blocks; every call may raise what `Transport.open` raises.

    Reads are repeated once with a new token. So is an update that the server refused
    for its token, because nothing was applied; a create never is.
    """

    def __init__(
        self, transport: Transport, session: Session, habits: Habits | None = None
    ) -> None:
        self._transport = transport
        self._session = session
        self._habits = habits or Habits()

    @property
    def session_expires(self) -> int | None:
        """The second the session ends (Unix time, by the server's clock), once there is one."""
        return self._session.expires

    @property
    def is_read_only(self) -> bool:
        return self._habits.is_read_only

    def log_in(self, stop: Stop) -> None:
        """Make sure of a token. Raises `LoginRefused`."""
        self._session.token(stop)

    def log_in_again(self, stop: Stop) -> None:
        """Ask for a token whatever there is. Raises `LoginRefused`."""
        self._session.log_in_again(stop)

    def datasets(self, stop: Stop) -> list[DatasetEntry]:
        """The account's datasets. Raises `ServerRefusal` where the account may not list them."""
        rows = self._rows("ecnow.php", "ecnow_datasets", {}, stop)
        return [_dataset_entry(row) for row in rows if text_of(row.get(DATASET))]

    def field_definitions(self, stop: Stop) -> list[Record]:
        """What the account says of its fields. Raises `ServerRefusal` where it may not be asked."""
        return self._rows("ecnow.php", "campaign_fields", {}, stop)

    def outcome_codes(self, stop: Stop) -> list[Record]:
        """The account's outcome codes. Raises `ServerRefusal` where it may not be asked."""
        return self._rows("database.php", "outcomecodes", {}, stop)

    def record(self, dataset: DatasetId, uid: str, stop: Stop) -> Record | None:
        """One record as the server has it now, or None where there is none of that uid.

        A server that ignores `urn` answers with the whole dataset (API notes § 1).
        """
        rows = self._rows(
            "database.php", "ecnow_data", Selection(dataset, uid=uid).parameters(), stop
        )
        wanted = {(uid, dataset), (uid, "")}  # "": the answer does not say which dataset
        return next((row for row in rows if _place_of(row) in wanted), None)

    @contextmanager
    def open_read(self, selection: Selection, stop: Stop) -> Iterator[tuple[Incoming, Token]]:
        """A read whose body is still arriving, and the token it was asked with."""
        token = self._session.token(stop)
        request = self._read_request(token, "database.php", "ecnow_data", selection.parameters())
        with self._transport.open(request, stop) as incoming:
            yield incoming, token

    def renew(self, refused: Token, stop: Stop) -> None:
        self._session.renew(refused, stop)

    def create(self, dataset: DatasetId, fields: Fields, stop: Stop) -> Verdict:
        """Add one record. Never sent again by itself: the server does not de-duplicate."""
        self._check_may_write()
        token = self._session.token(stop)
        verdict = self._write("create", {**fields, DATASET: dataset}, token, stop)
        if verdict.ruling is Ruling.TOKEN_TROUBLE:
            self._renewed(token, stop)
        return verdict

    def update(self, dataset: DatasetId, uid: str, fields: Fields, stop: Stop) -> Verdict:
        """Change these fields of one record, and no others."""
        self._check_may_write()
        record = {UID: uid, DATASET: dataset, **fields}
        token = self._session.token(stop)
        verdict = self._write("update", record, token, stop)
        if verdict.ruling is Ruling.TOKEN_TROUBLE and (fresh := self._renewed(token, stop)):
            return self._write("update", record, fresh, stop)
        return verdict

    def _renewed(self, refused: Token, stop: Stop) -> Token | None:
        """Another token; None where there is none to be had, which the next call will say."""
        try:
            return self._session.renew(refused, stop)
        except WorldError:
            return None

    def _check_may_write(self) -> None:
        if self._habits.is_read_only:
            raise ReadOnlyConnection

    def _read_request(
        self, token: Token, script: str, method: str, parameters: Mapping[str, str]
    ) -> Request:
        asked = _query(token, method, "read", parameters)
        if self._habits.reads_by_form:
            return Request(script, form=asked, deadline=READ_SECONDS)
        return Request(script, query=asked, deadline=READ_SECONDS)

    def _write(self, action: str, record: Fields, token: Token, stop: Stop) -> Verdict:
        request = Request(
            "database.php",
            query=_query(token, "ecnow_data", action, {"raw": "1"}),
            body=json.dumps([record]).encode(),
            deadline=WRITE_SECONDS,
        )
        with self._transport.open(request, stop) as incoming:
            answer = whole(incoming, WRITE_CAP)
        return judge(answer, creating=action == "create")

    def _rows(
        self, script: str, method: str, parameters: Mapping[str, str], stop: Stop
    ) -> list[Record]:
        """The rows of a small read, with one renewal of the token."""
        token = self._session.token(stop)
        try:
            return self._read_rows(self._read_request(token, script, method, parameters), stop)
        except SessionRefused:
            token = self._session.renew(token, stop)
        return self._read_rows(self._read_request(token, script, method, parameters), stop)

    def _read_rows(self, request: Request, stop: Stop) -> list[Record]:
        parser = ReadParser()
        rows: list[Record] = []
        with self._transport.open(request, stop) as incoming:
            for chunk in incoming.chunks():
                for records in parser.feed(chunk):
                    rows += records
        last, _ = finish_read(parser, incoming.status)
        return rows + last


def _place_of(row: Record) -> tuple[str, str]:
    """What names a record: its uid inside its dataset."""
    return text_of(row.get(UID)), text_of(row.get(DATASET))


def finish_read(parser: ReadParser, status: int) -> tuple[list[Record], Envelope]:
    """The last records of a read and its envelope, once its body has ended.

    Raises `SessionRefused`, `ServerRefusal` or `AnswerUnusable` unless it is a success.
    """
    records, envelope = parser.finish()
    if envelope.is_token_trouble:
        raise SessionRefused(envelope.words)
    if envelope.words or envelope.success is False:
        raise ServerRefusal(envelope.words)
    if not 200 <= status < 300:
        raise AnswerUnusable(Flaw.HTTP_STATUS, status=status)
    if envelope.success is None or (envelope.total and not parser.record_count):
        raise AnswerUnusable(Flaw.WRONG_SHAPE)  # "there are some" without one of them: rel-R10
    return records, envelope


def _query(token: Token, method: str, action: str, more: Mapping[str, str]) -> dict[str, str]:
    return {
        "token": token.text.reveal(),
        "format": "json",
        "method": method,
        "action": action,
        **more,
    }


def _dataset_entry(row: Mapping[Any, Any]) -> DatasetEntry:
    return DatasetEntry(
        DatasetId(text_of(row.get("dataset"))),
        text_of(row.get("description")),
        text_of(row.get("d_status")),
    )
