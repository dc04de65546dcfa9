"""Bodies of whole reads with any number of invented records, made quickly.

Pools of names, addresses, telephone numbers and histories are drawn with the simulator's own
generator and then combined: a million records take seconds. References, house numbers and
times are made anew for each record, so that columns have as many different values as real
ones. Telephone numbers come from Ofcom's drama ranges alone, since those are all the
generator knows.
"""

import json
from collections.abc import Callable, Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from random import Random

from cn_desktop.simulator.fields import UNSET_TIME
from cn_desktop.simulator.people import Load, people

POOL = 5_003
"""A prime, so that the parts of a record meet in ever new pairs."""
FIRST_UID = 550_001
DATASET = "100"
HOUSES = 240
HOUSE, CLOCK = "@house@", "@clock@"
"""Where a record's own house number, and the minute and second of its last call, belong."""
PARTS = (
    ("agentid", "ddi_home", "ddi_mobile", "ddi_work", "callback", "urn", "vendor_urn"),
    ("title", "firstname", "lastname"),
    ("address1", "address2", "address3", "address4", "address5", "address6", "postcode"),
    ("sourcefile", "loaddate", "outcomecode", "notes", "processdate", "call_back_notes"),
    ("company_name", "customer_since", "preferred_contact"),
)
"""What belongs together in a record, in the documented order after uid and dataset.

Two custom fields more, `client_ref` and `account_number`, are each record's own.
"""
LONG_NOTES = 30
WIDE = 60
OWN = 4
"""Fields that are each record's own: uid, dataset, client_ref, account_number."""
FOREIGN = ("Łódź", "Σίσυφος", "Юлия", "山田太郎", "مريم", "O’Neill / Ó Súilleabháin", "😀 Zoë")

Record = dict[str, str | None]
Change = Callable[[Record, int, Random], Record]


def _wide(record: Record, number: int, _dice: Random) -> Record:
    extra = WIDE - OWN - len(record)
    return record | {f"extra_{place:02}": f"{number % (place + 7)}" for place in range(extra)}


def _notes(record: Record, _number: int, dice: Random) -> Record:
    line = f"{record['loaddate']} {CLOCK} rang {dice.randrange(10**6)} times, nobody there"
    return record | {"notes": "\n".join([line] * dice.randrange(LONG_NOTES))}


def _foreign(record: Record, number: int, _dice: Random) -> Record:
    name = FOREIGN[number % len(FOREIGN)]
    return record | {"firstname": name, "address1": f"12/3 {name}", "company_name": f"{name} & Co"}


def _nulls(record: Record, _number: int, dice: Random) -> Record:
    return {name: None if dice.random() < 0.6 else value for name, value in record.items()}


def _as_it_is(record: Record, _number: int, _dice: Random) -> Record:
    return record


SHAPES: dict[str, Change] = {
    "usual": _as_it_is,
    "wide": _wide,
    "notes": _notes,
    "foreign": _foreign,
    "nulls": _nulls,
}
"""`usual` is what a real read looks like: 25 standard and 5 custom fields."""


def body(records: int, shape: str = "usual", seed: int = 1) -> Iterator[bytes]:
    """The answer to a whole read, in pieces; compact, `uid` first, as PHP writes it."""
    yield b'{"success":true,"total":%d,"list":[' % records
    parts = _parts(shape, seed)
    dice = Random(seed)
    strides = [dice.randrange(1, POOL) for _ in parts]
    for start in range(0, records, POOL):
        numbers = range(start, min(start + POOL, records))
        columns = [
            _turned(part, start // POOL * stride)
            for part, stride in zip(parts, strides, strict=True)
        ]
        rows = map(_row, numbers, *columns)
        yield (b"," if start else b"") + ",".join(rows).encode()
    yield b"]}"


def write(path: Path, records: int, shape: str = "usual", seed: int = 1) -> None:
    """The same into a file."""
    with path.open("wb") as file:
        for piece in body(records, shape, seed):
            file.write(piece)


Piece = tuple[str, ...]
"""The inside of a JSON object; between its strings belongs what is the record's own."""


def _parts(shape: str, seed: int) -> list[list[Piece]]:
    """For each part of a record its pool."""
    load = Load(DATASET, date(2026, 3, 2), "spring.csv")
    dice = Random(seed)
    names = [name for part in PARTS for name in part]
    pool = [
        SHAPES[shape](_prepared({name: person[name] for name in names}), number, dice)
        for number, person in enumerate(islice(people(f"benchmark {seed}", load), POOL))
    ]
    more = tuple(name for name in pool[0] if name not in names)
    inside = _inside_by_turns if shape == "foreign" else _inside
    return [
        [
            _pieces(inside({name: record[name] for name in part}, at))
            for at, record in enumerate(pool)
        ]
        for part in (*PARTS[:-1], PARTS[-1] + more)
    ]


def _prepared(record: Record) -> Record:
    """With the places for what is each record's own; of the notes the last line alone."""
    notes = (record["notes"] or "").rpartition("\n")[2]
    called = (record["processdate"] or "")[:-5]
    if record["processdate"] != UNSET_TIME:
        notes = notes.replace(record["processdate"] or "", called + CLOCK)
        record = record | {"processdate": called + CLOCK}
    number, space, street = (record["address1"] or "").partition(" ")
    line = f"{HOUSE}{space}{street}" if number.isdigit() else record["address1"]
    return record | {"notes": notes, "address1": line}


def _inside(values: Record, _number: int) -> str:
    """As PHP writes it unless told otherwise: ASCII alone, and a slash escaped."""
    return json.dumps(values, separators=(",", ":")).replace("/", "\\/")[1:-1]


def _inside_by_turns(values: Record, number: int) -> str:
    """Now as UTF-8, now escaped."""
    if number % 2:
        return json.dumps(values, separators=(",", ":"), ensure_ascii=False)[1:-1]
    return _inside(values, number)


def _pieces(inside: str) -> Piece:
    return tuple(inside.replace(CLOCK, HOUSE).split(HOUSE))


def _turned(pool: list[Piece], by: int) -> list[Piece]:
    place = by % POOL
    return pool[place:] + pool[:place]


def _row(number: int, *parts: Piece) -> str:
    calls, names, address, history, custom = parts
    house = str(number * 7 % HOUSES + 1)
    clock = f"{number * 11 % 60:02}:{number * 7919 // 60 % 60:02}"
    account = (number * 2_654_435_761) % 10**8
    return (
        f'{{"uid":"{FIRST_UID + number}","dataset":"{DATASET}",{calls[0]},{names[0]},'
        f"{house.join(address)},{clock.join(history)},{custom[0]},"
        f'"client_ref":"CR-{number:06}","account_number":"{account:08}"}}'
    )
