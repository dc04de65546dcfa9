"""What a command is, and what must be there for it to make sense."""

from dataclasses import dataclass
from enum import Enum


class Needs(Enum):
    """What must be there for a command to make sense."""

    NOTHING = "nothing"
    CONNECTION = "connection"
    DATASET = "dataset"
    EDITABLE = "editable"
    RECORD = "record"
    NULL = "null"
    PENDING = "pending"
    SENDABLE = "sendable"
    REJECTED = "rejected"
    DECISION = "decision"
    ORPHAN = "orphan"
    UNDO = "undo"
    REDO = "redo"
    WORK = "work"
    DAMAGED = "damaged"
    RESULTS = "results"
    CHANGED = "changed"
    REVIEWABLE = "reviewable"
    UNKEPT = "unkept"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True)
class Command:
    """Something a person can ask for, by menu, key or button.

    `words`: what else people call it; it is found by them, too.
    """

    name: str
    text: str
    tip: str
    keys: tuple[str, ...] = ()
    needs: Needs = Needs.NOTHING
    icon: str = ""
    is_switch: bool = False
    words: str = ""


@dataclass(frozen=True)
class Submenu:
    """Commands of a kind, under one entry of a menu."""

    title: str
    commands: tuple[Command, ...]
