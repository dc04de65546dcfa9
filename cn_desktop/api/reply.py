"""The verdict on one record sent (API notes § 3)."""

from dataclasses import dataclass, field, replace
from enum import Enum

from cn_desktop.api.codecs import parse
from cn_desktop.api.envelope import Envelope, envelope_of
from cn_desktop.api.headers import server_busy
from cn_desktop.api.request import Answer
from cn_desktop.base.errors import AnswerUnusable, ServerBusy
from cn_desktop.base.profile import Format

RAW_KEPT = 64 * 1024
SAYS_NO = {400, 404, 405, 409, 413, 415, 422}
"""The faults of a request. Any other status may be a gateway's word, or that of a server
that does not know what it did (rel-N16, rel-N18, rel-N19)."""


class Ruling(Enum):
    """What an answer proves about the one record that was sent."""

    SAVED = "saved"
    REJECTED = "rejected"
    TOKEN_TROUBLE = "token trouble"  # noqa: S105  a word, not a password
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Verdict:
    """A ruling, the server's words, and a created record's uid.

    A rejected create is final only after a read shows that nothing new is there. `busy`
    is set where the server asks to be left alone for a while, `has_changed_nothing` where
    it answered in full that it changed no record and refused none. `raw` is the beginning
    of the answer as it came, for the person's eyes only.
    """

    ruling: Ruling
    words: str = ""
    uid: str = ""
    account: str = ""
    busy: ServerBusy | None = None
    has_changed_nothing: bool = False
    raw: bytes = field(default=b"", repr=False, compare=False)


def judge(answer: Answer, form: Format = Format.JSON, *, creating: bool) -> Verdict:
    """The verdict on one record sent, from HTTP status, head and body alone."""
    return replace(_judged(answer, form, creating=creating), raw=answer.body[:RAW_KEPT])


def _judged(answer: Answer, form: Format, *, creating: bool) -> Verdict:
    busy = server_busy(answer.status, answer.headers)
    try:
        envelope = envelope_of(parse(answer.body, form))
    except AnswerUnusable:
        return Verdict(Ruling.UNKNOWN, busy=busy)
    ruling = _ruling(envelope, answer.status, creating=creating)
    uid = str(envelope.key) if ruling is Ruling.SAVED and creating else ""
    words = "" if ruling is Ruling.SAVED else envelope.words
    is_nothing = 200 <= answer.status < 300 and _is_nothing_changed(envelope)
    return Verdict(ruling, words, uid, envelope.account, busy, is_nothing)


def _ruling(envelope: Envelope, status: int, *, creating: bool) -> Ruling:
    if envelope.is_token_trouble:
        return Ruling.TOKEN_TROUBLE
    if 200 <= status < 300 and _is_saved(envelope, creating=creating):
        return Ruling.SAVED
    if (200 <= status < 300 or status in SAYS_NO) and _is_rejected(envelope):
        return Ruling.REJECTED
    return Ruling.UNKNOWN


def _is_saved(envelope: Envelope, *, creating: bool) -> bool:
    has_key = envelope.key is not None and envelope.key > 0
    return (
        envelope.success is True
        and not envelope.words
        and envelope.bad == 0
        and envelope.total == 1
        and (has_key or not creating)
    )


def _is_rejected(envelope: Envelope) -> bool:
    if envelope.success is False:
        return bool(envelope.words)
    return envelope.success is True and envelope.bad == 1 and envelope.total == 0


def _is_nothing_changed(envelope: Envelope) -> bool:
    is_yes = envelope.success is True and not envelope.words
    return is_yes and envelope.total == 0 and envelope.bad == 0
