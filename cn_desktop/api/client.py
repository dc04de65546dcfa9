"""What the program asks of ContactNow: datasets, reads, one create, one update."""

import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from cn_desktop.api.codecs import (
    CONTENT_TYPES,
    Fields,
    encode_create,
    encode_update,
)
from cn_desktop.api.envelope import Envelope
from cn_desktop.api.reading import Reading, Selection, check_status
from cn_desktop.api.reply import Ruling, Verdict, judge
from cn_desktop.api.request import Incoming, Request, Transport, whole
from cn_desktop.api.retry import patiently
from cn_desktop.api.token import Session, Token
from cn_desktop.base.errors import (
    AnswerUnusable,
    Flaw,
    ReadOnlyConnection,
    SessionRefused,
    WorldError,
)
from cn_desktop.base.profile import Format
from cn_desktop.base.secret import MASK
from cn_desktop.base.stop import Stop
from cn_desktop.records.fields import DATASET, UID, DatasetId, text_of
from cn_desktop.records.store import Record

T = TypeVar("T")

READ_SECONDS = 120.0
READ_CAP = 2 * 1024**3
WRITE_SECONDS = 60.0
SLOWEST_UPLOAD = 5_000.0
"""Bytes a second: a long text on a slow line gets its time (rel-N23)."""


@dataclass(frozen=True)
class DatasetEntry:
    """A dataset as `ecnow_datasets` lists it; `status` is LIVE, HOLD, EXPIRED or unknown.

    `table` is where its fields are defined, as far as the account says that.
    """

    id: DatasetId
    description: str = ""
    status: str = ""
    table: str = ""


@dataclass(frozen=True)
class Habits:
    """How a connection is used.

    `reads_by_form`: a read's parameters travel in a POST form, so that the token stays
    out of addresses; only where the server was found to take that. `is_read_only`: no
    create and no update leaves this client. `read_cap`: bytes an unpacked read may have.
    """

    format: Format = Format.JSON
    reads_by_form: bool = False
    is_read_only: bool = False
    read_cap: int = READ_CAP


class Client:
    """One account. Every call blocks; every call may raise what `Transport.open` raises.

    Reads are tried again while their failure may pass, and once with a new token. A write
    never is: whoever asked for it decides.
    """

    def __init__(
        self, transport: Transport, session: Session, habits: Habits | None = None
    ) -> None:
        self._transport = transport
        self._session = session
        self._habits = habits or Habits()

    @property
    def format(self) -> Format:
        return self._habits.format

    @property
    def is_read_only(self) -> bool:
        return self._habits.is_read_only

    @property
    def has_session(self) -> bool:
        return self._session.has_token

    @property
    def seconds_left(self) -> float | None:
        """How long the session lives; None: there is none, or it is not known."""
        return self._session.seconds_left

    def token(self, stop: Stop) -> Token:
        """The session's token, asked for if there is none. Raises `LoginRefused`."""
        return self._session.token(stop)

    def prepare_to_write(self, seconds: float, stop: Stop) -> None:
        """Make sure of a session that lives so long, if the server gives such a one.

        Raises `ReadOnlyConnection` and `LoginRefused`.
        """
        if self._habits.is_read_only:
            raise ReadOnlyConnection
        self._session.ensure(seconds, stop)

    def log_in_again(self, stop: Stop) -> None:
        """Ask for a token whatever there is. Raises `LoginRefused`."""
        self._session.log_in_again(stop)

    def renew(self, refused: Token, stop: Stop) -> None:
        self._session.renew(refused, stop)

    # Reads

    def datasets(self, stop: Stop) -> list[DatasetEntry]:
        """The account's datasets. Raises `ServerRefusal` where the account may not list them."""
        rows, _ = self._rows(_Ask("ecnow.php", "ecnow_datasets"), stop)
        return [_dataset_entry(row) for row in rows if text_of(row.get(DATASET))]

    def field_definitions(self, stop: Stop) -> list[Record]:
        """What the account says of its fields. Raises `ServerRefusal` where it may not be asked."""
        return self._rows(_Ask("ecnow.php", "campaign_fields"), stop)[0]

    def outcome_codes(self, stop: Stop) -> list[Record]:
        """The account's outcome codes. Raises `ServerRefusal` where it may not be asked."""
        return self._rows(_Ask("database.php", "outcomecodes"), stop)[0]

    def agents(self, stop: Stop) -> list[Record]:
        """The account's agents. Raises `ServerRefusal` where it may not be asked."""
        return self._rows(_Ask("database.php", "agents"), stop)[0]

    def picklist(self, name: str, stop: Stop) -> list[Record]:
        """A list of values; nobody documents its shape. Raises `ServerRefusal`."""
        return self._rows(_Ask("ecnow.php", "picklist", more=(("name", name),)), stop)[0]

    def record(self, dataset: DatasetId, uid: str, stop: Stop) -> Record | None:
        """One record as the server has it now, or None where there is none of that uid.

        A server that ignores `urn` answers with the whole dataset (API notes § 1). One
        other record alone is the answer to another question (rel-N21): `AnswerUnusable`.
        """
        asked = Selection(dataset, uid=uid)
        rows, _ = self._rows(_Ask.of(asked), stop)
        found = next((row for row in rows if text_of(row.get(UID)) == uid), None)
        if found is None and len(rows) == 1:
            raise AnswerUnusable(Flaw.OTHER_RECORD)
        return found

    @contextmanager
    def open_read(self, token: Token, selection: Selection, stop: Stop) -> Iterator[Incoming]:
        """A read whose body is still arriving.

        Raises `SessionRefused`, `ServerBusy`, `ServerRefusal` or `AnswerUnusable` for an
        answer whose status is no success.
        """
        request = self._read_request(token, _Ask.of(selection))
        with self._transport.open(request, stop) as incoming:
            check_status(incoming, self.format)
            yield incoming

    def _rows(self, ask: "_Ask", stop: Stop) -> tuple[list[Record], Envelope]:
        """The rows of a small read, with one renewal of the token."""
        token = self._session.token(stop)
        try:
            return self._patiently(lambda: self._read_rows(token, ask, stop), stop)
        except SessionRefused:
            fresh = self._session.renew(token, stop)
        return self._patiently(lambda: self._read_rows(fresh, ask, stop), stop)

    def _read_rows(self, token: Token, ask: "_Ask", stop: Stop) -> tuple[list[Record], Envelope]:
        reading = Reading(self.format, ask.selection)
        rows: list[Record] = []
        with self._transport.open(self._read_request(token, ask), stop) as incoming:
            check_status(incoming, self.format)
            for chunk in incoming.chunks():
                for records in reading.feed(chunk):
                    rows += records
        last, envelope = reading.finish_rows()
        return [*rows, *last], envelope

    def _patiently(self, call: Callable[[], T], stop: Stop) -> T:
        return patiently(call, stop, random.Random())  # noqa: S311  a pause, not a secret

    def _read_request(self, token: Token, ask: "_Ask") -> Request:
        parameters = self._query(token.text.reveal(), ask.method, "read", ask.parameters)
        by_form = self._habits.reads_by_form
        return Request(
            ask.script,
            query={} if by_form else parameters,
            form=parameters if by_form else None,
            deadline=READ_SECONDS,
            cap=self._habits.read_cap,
            is_repeatable=ask.is_of_one_record,
        )

    # Writes

    def payload(self, dataset: DatasetId, uid: str | None, fields: Fields) -> bytes:
        """The body as it is sent: of an update, or without a uid of a create.

        Raises `FieldNotSendable`.
        """
        if uid is None:
            return encode_create({**fields, DATASET: dataset}, self.format)
        return encode_update({UID: uid, DATASET: dataset, **fields}, self.format)

    def create(self, dataset: DatasetId, fields: Fields, stop: Stop) -> Verdict:
        """Add one record. Never sent again by itself: the server does not de-duplicate.

        Raises `ReadOnlyConnection` and `FieldNotSendable` before anything is sent.
        """
        return self._write("create", self.payload(dataset, None, fields), stop)

    def update(self, dataset: DatasetId, uid: str, fields: Fields, stop: Stop) -> Verdict:
        """Change these fields of one record, and no others. Raises as `create` does."""
        return self._write("update", self.payload(dataset, uid, fields), stop)

    def shown_write(self, dataset: DatasetId, uid: str | None, fields: Fields) -> Request:
        """The request that `create` or `update` sends, for a person to read: without the token.

        Raises `FieldNotSendable`.
        """
        action = "create" if uid is None else "update"
        return self._write_request(MASK, action, self.payload(dataset, uid, fields))

    def _write_request(self, token: str, action: str, body: bytes) -> Request:
        return Request(
            "database.php",
            query=self._query(token, "ecnow_data", action, {"raw": "1"}),
            body=body,
            content_type=CONTENT_TYPES[self.format],
            deadline=WRITE_SECONDS + len(body) / SLOWEST_UPLOAD,
        )

    def _write(self, action: str, body: bytes, stop: Stop) -> Verdict:
        """Once; where the token was refused there is another one for the next."""
        if self._habits.is_read_only:
            raise ReadOnlyConnection
        token = self._session.token(stop)
        request = self._write_request(token.text.reveal(), action, body)
        with self._transport.open(request, stop) as incoming:
            answer = whole(incoming)
        verdict = judge(answer, self.format, creating=action == "create")
        if not self._session.is_own(verdict.account):
            return Verdict(Ruling.UNKNOWN, verdict.words)
        if verdict.ruling is Ruling.TOKEN_TROUBLE:
            self._renew_for_the_next(token, stop)
        return verdict

    def _renew_for_the_next(self, refused: Token, stop: Stop) -> None:
        """If there is no other token the next call will say why."""
        with suppress(WorldError):
            self._session.renew(refused, stop)

    def _query(
        self, token: str, method: str, action: str, more: Mapping[str, str]
    ) -> dict[str, str]:
        return {
            "token": token,
            "format": self.format.value,
            "method": method,
            "action": action,
            **more,
        }


@dataclass(frozen=True)
class _Ask:
    """One read: a script's method, its parameters, and the records they select, if records."""

    script: str
    method: str
    selection: Selection | None = None
    more: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, selection: Selection) -> "_Ask":
        return cls("database.php", "ecnow_data", selection)

    @property
    def is_of_one_record(self) -> bool:
        return self.selection is not None and bool(self.selection.uid)

    @property
    def parameters(self) -> dict[str, str]:
        return {**(self.selection.parameters() if self.selection else {}), **dict(self.more)}


def _dataset_entry(row: Mapping[Any, Any]) -> DatasetEntry:
    return DatasetEntry(
        DatasetId(text_of(row.get("dataset"))),
        text_of(row.get("description")),
        text_of(row.get("d_status")),
        text_of(row.get("import_table")) or text_of(row.get("crm_campaign")),
    )
