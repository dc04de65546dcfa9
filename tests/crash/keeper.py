"""A program that keeps rows and says what is kept: python keeper.py WHAT FOLDER [ROUNDS].

`keep` does the acts of `script`, each under its number: `asked N` before it is asked for and
`kept N` once its future is done, which is when a byte may leave. `open` opens what is there,
mends it if need be, and says `opened`.
"""

import random
import sys
from concurrent.futures import Future
from pathlib import Path

from journals import ACCOUNT, DATASET, batch, event, exact, row

from cn_desktop.records.marks import State
from cn_desktop.storage.journal import Batch, Journal
from cn_desktop.storage.journal_values import CREATED, SAVED

SEED = 20261125
SIZES = (1, 1, 2, 5, 30)
LENGTHS = (5, 300, 9_000)
"""Of a text: within a page, a good part of one, and over several."""
PATIENCE = 60.0


def script(rounds):
    """What is done, in its order: lists of what is asked for together, batches or words."""
    dice = random.Random(SEED)
    for number in range(rounds):
        texts = [str(at) * dice.choice(LENGTHS) for at in range(dice.choice(SIZES))]
        rows = [row(f"{number}.{at}", text) for at, text in enumerate(texts)]
        first = rows[0]
        yield [batch(*rows)]
        sending = first.marked(State.SENDING, attempts=1, sent_at=float(number))
        yield [batch(sending, events=[event(first.key, "sent")])]
        created = event(first.key, CREATED, uid=f"uid {number}")
        others = [row(f"{number} more {at}") for at in range(2)]
        yield [
            batch(drop=[first.key], events=[created, event(first.key, SAVED)]),
            batch(*(edited.marked(State.REJECTED, words="No") for edited in rows[1:3])),
            batch(*others),
        ]
        if number == rounds * 2 // 3:
            yield ["erase"]
        elif number % 3:
            yield [("tidy", "reopen")[number % 2]]


def histories(rounds):
    """What must be there after the first so many acts: rows in their order, and created uids."""
    rows, created = {}, frozenset()
    found = [([], created)]
    for act in (act for together in script(rounds) for act in together):
        if act == "erase":
            rows, created = {}, frozenset()
        elif isinstance(act, Batch):
            dropped = {key for _, key in act.drop}
            rows = {key: kept for key, kept in rows.items() if key not in dropped}
            rows |= {kept.key: kept for kept in act.put}
            created |= {each.uid for each in act.events if each.what == CREATED}
        found.append(([exact(kept) for kept in rows.values()], created))
    return found


def contents(journal):
    """What is there, in the shape of `histories`."""
    rows = [exact(kept.row) for kept in journal.rows(ACCOUNT)]
    return rows, journal.created(ACCOUNT, DATASET)


def ask(journal, act):
    if isinstance(act, Batch):
        return journal.write(act)
    if act == "erase":
        return journal.erase()
    if act == "tidy":
        return journal.tidy()
    journal.close(PATIENCE)
    journal.open()
    done = Future()
    done.set_result(None)
    return done


def keep(journal, rounds):
    number = 0
    for together in script(rounds):
        waiting = []
        for act in together:
            number += 1
            say("asked", number)
            waiting.append((number, ask(journal, act)))
        for each, future in waiting:
            future.result(PATIENCE)
            say("kept", each)


def say(*words):
    """One call to the system for a line, so that it is said at one moment."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def main(what, folder, rounds="0"):
    journal = Journal(Path(folder))
    journal.open()
    say("opened")
    if what == "keep":
        keep(journal, int(rounds))
    journal.close(PATIENCE)


if __name__ == "__main__":
    main(*sys.argv[1:])
