"""One record's change on its way to the server, as it is kept on this machine and sent."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from cn_desktop.records.fields import DatasetId, FieldName, RecordKey, Value
from cn_desktop.records.marks import Mark, Note, State

MARKER_PREFIX = "cnd-"
MARKER_LETTERS = 10
ONCE_ONLY = frozenset(map(FieldName, ("callback", "outcomecode", "agentid", "notes_append")))
"""Sending one of these a second time can do more than the first time did (reliability § 3.1)."""


@dataclass(frozen=True)
class Outgoing:
    """An update when it has a uid, else a create.

    `fields` is what is wanted, and what is sent. `before` is what the server last showed
    there when the person changed it: what is overwritten on purpose. It is not sent, so it
    does not make two rows differ.
    """

    key: RecordKey
    dataset: DatasetId
    uid: str | None
    fields: Mapping[FieldName, str | None]
    before: Mapping[FieldName, Value] = field(default_factory=dict, compare=False)
    mark: Mark = field(default_factory=lambda: Mark(State.PENDING))

    @property
    def is_create(self) -> bool:
        return self.uid is None

    @property
    def state(self) -> State:
        return self.mark.state

    @property
    def is_once_only(self) -> bool:
        """It changes something that must not be sent twice by itself."""
        return not ONCE_ONLY.isdisjoint(self.fields)

    def marked(
        self, state: State, note: Note = Note.NONE, words: str = "", **trail: Any
    ) -> "Outgoing":
        """The row in another state; `trail` names what changes in what is known of its way."""
        return replace(self, mark=Mark(state, words, note, trail=replace(self.mark.trail, **trail)))


def marker_of(key: RecordKey) -> str:
    """The mark of a new record: made of its key, so that it never changes (feat-R27).

    50 bits of a random UUID, and nothing of a person.
    """
    letters = base64.b32encode(bytes.fromhex(key.lstrip("+"))).decode("ascii").lower()
    return MARKER_PREFIX + letters[:MARKER_LETTERS]
