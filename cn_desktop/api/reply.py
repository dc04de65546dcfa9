"""The verdict on one record sent (API notes § 3)."""

from dataclasses import dataclass
from enum import Enum

from cn_desktop.api.codecs import Format, parse
from cn_desktop.api.envelope import Envelope, envelope_of
from cn_desktop.api.transport import Answer
from cn_desktop.base.errors import AnswerUnusable

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

    A rejected create is final only after a read shows that nothing new is there.
    """

    ruling: Ruling
    words: str = ""
    uid: str = ""
    account: str = ""


def judge(answer: Answer, form: Format = Format.JSON, *, creating: bool) -> Verdict:
    """The verdict on one record sent, from HTTP status and body alone."""
    try:
        envelope = envelope_of(parse(answer.body, form))
    except AnswerUnusable:
        return Verdict(Ruling.UNKNOWN)
    ruling = _ruling(envelope, answer.status, creating=creating)
    uid = str(envelope.key) if ruling is Ruling.SAVED and creating else ""
    words = "" if ruling is Ruling.SAVED else envelope.words
    return Verdict(ruling, words, uid, envelope.account)


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
