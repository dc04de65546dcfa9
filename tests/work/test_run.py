"""Which rows are on their way at a time, and when a run ends early."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cn_desktop.api import retry
from cn_desktop.base.errors import (
    AnswerUnusable,
    Cancelled,
    Flaw,
    LoginRefused,
    NotSent,
    ServerBusy,
    SessionRefused,
    Trouble,
)
from cn_desktop.records.marks import Note, State
from cn_desktop.work.ending import not_sent
from cn_desktop.work.protocol import send
from cn_desktop.work.run import GIVE_UP_AFTER, Pace, Prepare, Run, Started, Stopped
from cn_desktop.work.steps import (
    Fate,
    Finished,
    Keep,
    Pause,
    ReadAll,
    ReadOne,
    Send,
    Unsent,
    What,
)
from cn_desktop.work.tally import Tally

from .ways import (
    BUSY,
    CREATED,
    DISK_FULL,
    EXPIRED,
    LOST,
    NEVER_OUT,
    NOTHING_DONE,
    OK,
    REFUSED,
    UNCLEAR,
    create,
    ground_of,
    shown,
    table,
    update,
)

TROUBLE = AnswerUnusable(Flaw.WEB_PAGE)
OLD, NEW = shown(firstname="old"), shown(firstname="new")


class Played:
    """A run that is played by hand: what is to be done lies in `due` until it is told."""

    def __init__(self, rows, way_of=None, *, at_once=8, has_session=True):
        ground = ground_of()
        self.rows = rows
        pace = Pace(lambda: has_session, Random(1))
        self.run = Run(rows, way_of or (lambda row: send(row, ground)), at_once=at_once, pace=pace)
        self.due = []
        self.told = []
        self.go_on()

    def go_on(self):
        self.due += self.run.tasks()

    def tell(self, task, result):
        self.due.remove(task)
        self.told += self.run.take(task, result)
        self.go_on()

    def answer(self, kind, result, key=...):
        """Tell the first step of this kind, of the row of this key if that is given."""
        task = next(
            each
            for each in self.due
            if isinstance(each.step, kind) and (key is ... or each.key == key)
        )
        self.tell(task, result)

    def let_in(self):
        """Every row that may start does."""
        while any(isinstance(each.step, Prepare) for each in self.due):
            self.answer(Prepare, None)

    def end(self):
        assert (self.run.is_done, self.due) == (True, [])
        self.told += self.run.close()
        return self.told

    @property
    def under_way(self):
        return [each.key for each in self.due]

    def of(self, kind):
        return [each for each in self.told if isinstance(each, kind)]


def step_of(task):
    return type(task.step)


def updates(count):
    return [update(str(number)) for number in range(count)]


def creates(count):
    return [create(f"+{number:032x}") for number in range(count)]


def at_once(result):
    """A way that ends as soon as it begins, with what this makes of the row."""

    def way_of(row):
        return result(row)
        yield

    return way_of


def ending(state=State.SAVED, error=None):
    return at_once(lambda row: Finished(row.marked(state), error=error))


def played_out(rows, way_of, **more):
    """All that is told of a run whose rows are let in, and whose pauses pass."""
    played = Played(rows, way_of, **more)
    while played.due:
        played.tell(played.due[0], None)
    return played.end()


# How many, and which


def test_so_many_updates_go_side_by_side_and_no_more():
    played = Played(updates(20), at_once=8)
    played.let_in()
    assert played.under_way == [str(number) for number in range(8)]
    assert [step_of(each) for each in played.due] == [ReadOne] * 8


def test_the_next_update_goes_when_one_has_ended():
    played = Played(updates(3), at_once=2)
    played.let_in()
    played.answer(ReadOne, NEW, "1")
    played.answer(Keep, None, "1")
    played.let_in()
    assert played.under_way == ["0", "2"]
    assert [each.row.key for each in played.of(Finished)] == ["1"]


def test_creates_go_one_at_a_time():
    rows = creates(3)
    played = Played(rows, at_once=8)
    played.let_in()
    assert played.under_way == [rows[0].key]
    played.answer(Keep, None)
    played.answer(Send, LOST)
    assert played.under_way == [rows[0].key]
    played.answer(Keep, None)
    played.let_in()
    assert played.under_way == [rows[1].key]


def test_updates_pass_by_a_create_that_waits_for_another():
    first, second = creates(2)
    one, two = updates(2)
    played = Played([first, second, one, two], at_once=3)
    played.let_in()
    assert played.under_way == [first.key, one.key, two.key]


def test_rows_go_in_the_order_they_are_given():
    rows = [*updates(2), *creates(1), *updates(4)[2:]]
    told = played_out(rows, ending(), at_once=1)
    assert [each.row.key for each in told if isinstance(each, Started)] == [row.key for row in rows]


def test_a_row_is_told_started_once_it_may_be_sent_and_then_finished():
    told = played_out(updates(1), ending())
    assert [type(each) for each in told] == [Started, Finished]


# The read that many wait for


def refuse(played, key):
    played.answer(Prepare, None, key)
    played.answer(Keep, None, key)
    played.answer(Send, REFUSED, key)


def test_refused_creates_share_one_read_at_the_end():
    rows = creates(3)
    played = Played(rows, at_once=8)
    for row in rows:
        refuse(played, row.key)
    [task] = played.due
    assert (task.key, task.step) == (None, ReadAll())
    played.tell(task, table())
    while played.due:
        played.answer(Keep, None)
    told = played.end()
    assert [each.fate for each in told if isinstance(each, Finished)] == [Fate.REJECTED] * 3


def test_a_row_that_waits_for_the_read_holds_no_other_up():
    first, second = creates(2)
    played = Played([first, *updates(2), second], at_once=1)
    refuse(played, first.key)
    assert played.under_way == ["0"]
    for key in ("0", "1"):
        played.answer(Prepare, None, key)
        played.answer(ReadOne, NEW, key)
        played.answer(Keep, None, key)
    assert played.under_way == [second.key]
    refuse(played, second.key)
    assert [step_of(each) for each in played.due] == [ReadAll]


def test_the_read_waits_for_rows_that_are_still_on_their_way():
    row = create()
    played = Played([row, *updates(1)], at_once=2)
    refuse(played, row.key)
    assert played.under_way == ["0"]
    played.let_in()
    played.answer(ReadOne, NEW, "0")
    played.answer(Keep, None, "0")
    assert [step_of(each) for each in played.due] == [ReadAll]


def test_records_that_are_gone_share_the_read_too():
    played = Played([*updates(2), create()], at_once=8)
    refuse(played, create().key)
    played.let_in()
    played.answer(ReadOne, None, "0")
    played.answer(ReadOne, None, "1")
    played.answer(ReadAll, table(shown("1")))
    while played.due:
        played.answer(Keep, None)
    fates = {each.row.key: each.fate for each in played.end() if isinstance(each, Finished)}
    assert fates == {"0": Fate.REJECTED, "1": Fate.NOT_SENT, create().key: Fate.REJECTED}


def test_a_read_that_can_not_wait_is_made_at_once():
    row = create()
    ground = ground_of(highest=None)
    played = Played([row, *updates(1)], lambda each: send(each, ground), at_once=2)
    played.let_in()
    assert [(each.key, type(each.step)) for each in played.due] == [
        (row.key, ReadAll),
        ("0", ReadOne),
    ]


# Cancelling


def test_after_a_cancel_no_row_starts_and_those_on_their_way_end():
    played = Played(updates(20), at_once=2)
    played.let_in()
    played.run.cancel()
    for key in ("0", "1"):
        played.answer(ReadOne, NEW, key)
        played.answer(Keep, None, key)
    told = played.end()
    assert [type(each) for each in told] == [Started, Started, Finished, Finished, Stopped]
    assert told[-1] == Stopped(None)


def test_a_cancel_leaves_the_read_for_refused_creates():
    played = Played(creates(2))
    refuse(played, played.rows[0].key)
    played.run.cancel()
    played.answer(Prepare, Cancelled())
    played.answer(ReadAll, table())
    played.answer(Keep, None)
    told = played.end()
    assert [each.fate for each in told if isinstance(each, Finished)] == [Fate.REJECTED]
    assert told[-1] == Stopped(None)


def test_a_cancel_when_every_row_is_on_its_way_stops_nothing():
    played = Played(updates(1))
    played.let_in()
    played.run.cancel()
    played.answer(ReadOne, NEW)
    played.answer(Keep, None)
    assert [type(each) for each in played.end()] == [Started, Finished]


@pytest.mark.parametrize("count", [1, 3])
def test_a_cancel_before_the_first_row_is_let_in_is_told(count):
    played = Played(updates(count), at_once=1)
    played.answer(Prepare, Cancelled())
    assert played.end() == [Stopped(None)]


@pytest.mark.parametrize("count", [1, 3])
def test_without_a_session_no_row_starts(count):
    refusal = LoginRefused("Authentication failure")
    played = Played(updates(count), at_once=1)
    played.answer(Prepare, refusal)
    assert played.end() == [Stopped(refusal)]


# When it ends early


@pytest.mark.parametrize("fate", [State.UNKNOWN, State.PENDING], ids=["unknown", "not sent"])
def test_three_lost_rows_in_a_row_end_a_run(fate):
    error = NotSent(Trouble.REFUSED)
    told = played_out(updates(9), ending(fate, error), at_once=1)
    assert sum(isinstance(each, Finished) for each in told) == GIVE_UP_AFTER == 3
    assert told[-1] == Stopped(error)


def by_key(fates, error=None):
    return at_once(lambda row: Finished(row.marked(fates[int(row.key)]), error=error))


@pytest.mark.parametrize("good", [State.SAVED, State.REJECTED, State.CONFLICT, State.ASK])
def test_a_row_of_which_something_is_known_begins_the_count_anew(good):
    lost = State.UNKNOWN
    fates = [lost, State.PENDING, good, lost, lost, good, lost]
    told = played_out(updates(7), by_key(fates), at_once=1)
    assert sum(isinstance(each, Finished) for each in told) == 7
    assert not any(isinstance(each, Stopped) for each in told)


@pytest.mark.parametrize("error", [DISK_FULL, LoginRefused("no")], ids=["journal", "login"])
@pytest.mark.parametrize("state", [State.PENDING, State.SAVED])
def test_without_a_journal_or_a_login_the_run_is_over(error, state):
    told = played_out(updates(5), ending(state, error), at_once=1)
    assert [type(each) for each in told] == [Started, Finished, Stopped]
    assert told[-1].error is error


def test_rows_on_their_way_end_when_the_run_is_over():
    played = Played(updates(9), at_once=3)
    played.let_in()
    played.answer(ReadOne, OLD, "0")
    played.answer(Keep, DISK_FULL, "0")
    for key in ("1", "2"):
        played.answer(ReadOne, NEW, key)
        played.answer(Keep, None, key)
    told = played.end()
    assert Counter(type(each) for each in told) == {Started: 3, Finished: 3, Stopped: 1}
    assert told[-1] == Stopped(DISK_FULL)


@pytest.mark.parametrize(
    ("row", "count", "has_session"),
    [(updates, 1, True), (creates, 2, True), (updates, 3, False), (creates, 3, False)],
)
def test_a_token_that_is_refused_again_after_a_new_one_ends_the_run(row, count, has_session):
    """An update has been refused twice by then, a create once; without a token, who knows."""
    way = ending(State.PENDING, SessionRefused("Expired token"))
    told = played_out(row(9), way, at_once=1, has_session=has_session)
    assert sum(isinstance(each, Finished) for each in told) == count


# Pauses


def test_a_busy_server_gets_its_pause_before_the_next_row():
    played = Played(updates(2), ending(State.UNKNOWN, ServerBusy(503, 7.0)), at_once=1)
    played.answer(Prepare, None)
    assert [each.step for each in played.due] == [Pause(7.0)]
    played.answer(Pause, None)
    assert played.under_way == ["1"]


def test_a_pause_waits_for_the_rows_on_their_way():
    busy = iter([ServerBusy(503, 7.0), None, None])

    def way_of(row):
        yield ReadOne(row.uid)
        return Finished(row.marked(State.UNKNOWN), error=next(busy))

    played = Played(updates(3), way_of, at_once=2)
    played.let_in()
    played.answer(ReadOne, None, "0")
    assert played.under_way == ["1"]
    played.answer(ReadOne, None, "1")
    assert [each.step for each in played.due] == [Pause(7.0)]


def test_a_cancel_in_a_pause_ends_the_run():
    played = Played(updates(2), ending(State.UNKNOWN, ServerBusy(503, 7.0)), at_once=1)
    played.answer(Prepare, None)
    played.answer(Pause, Cancelled())
    assert played.end()[-1] == Stopped(None)


def test_no_pause_is_made_behind_the_last_row():
    told = played_out(updates(1), ending(State.UNKNOWN, ServerBusy(503, 7.0)))
    assert [type(each) for each in told] == [Started, Finished]


@pytest.mark.parametrize(
    ("seconds", "count"), [(61.0, 1), (60.0, retry.TRIES), (None, retry.TRIES)]
)
def test_a_server_that_asks_for_too_much_or_too_often_ends_the_run(seconds, count):
    error = ServerBusy(503, seconds)
    told = played_out(updates(9), ending(State.UNKNOWN, error), at_once=1)
    assert sum(isinstance(each, Finished) for each in told) == count
    assert told[-1] == Stopped(error)


def test_a_run_of_no_rows_is_done():
    assert Played([]).end() == []


# Any order of anything

LOOKS = [OLD, NEW, shown(firstname="theirs"), shown(), None, TROUBLE, Cancelled()]
READS = [table(), table(shown("11", firstname="Ada")), table(is_complete=False), TROUBLE]
ANSWERS = [OK, CREATED, REFUSED, EXPIRED, UNCLEAR, NOTHING_DONE, BUSY, LOST, NEVER_OUT]
ANSWERS += [Unsent(LoginRefused("no")), Unsent(TROUBLE)]
SELDOM = [*[None] * 19]
RESULTS = {
    Prepare: [*SELDOM, Cancelled(), LoginRefused("no")],
    ReadOne: LOOKS,
    ReadAll: READS,
    Keep: [*SELDOM, DISK_FULL],
    Send: ANSWERS,
    Pause: [None, None, Cancelled()],
}


def result_of(task, choice):
    results = RESULTS[step_of(task)]
    result = results[choice % len(results)]
    if step_of(task) is ReadOne and isinstance(result, dict):
        return result | {"uid": task.step.uid}
    return result


@given(
    kinds=st.lists(st.booleans(), max_size=12),
    size=st.integers(1, 8),
    choices=st.randoms(use_true_random=False),
    cancel_at=st.integers(0, 200),
)
def test_whatever_happens_in_whatever_order_the_numbers_add_up(kinds, size, choices, cancel_at):
    rows = [
        create(f"+{number:032x}") if is_create else update(str(number))
        for number, is_create in enumerate(kinds)
    ]
    played, tally, turns = Played(rows, at_once=size), Tally(rows), 0
    last = {}
    while played.due:
        turns += 1
        assert turns < 50 * (len(rows) + 1), "it goes round in circles"
        assert_in_bounds(played, size)
        if turns == cancel_at:
            played.run.cancel()
        task = choices.choice(played.due)
        if isinstance(task.step, Send):
            kept, result = last[task.key]
            assert (kept.what, kept.row, result) == (What.SENDING, task.step.row, None)
        result = result_of(task, choices.randrange(1000))
        last[task.key] = (task.step, result)
        played.tell(task, result)
    told = played.end()
    assert_told_in_order(told, rows)
    for each in told:
        if isinstance(each, Finished):
            tally.add(each)
    assert tally.counts().total() == len(rows)


def assert_in_bounds(played, size):
    on_their_way = [each for each in played.due if each.key is not None]
    asking = [each for each in on_their_way if not isinstance(each.step, Keep)]
    assert len(asking) <= size
    assert len({each.key for each in on_their_way}) == len(on_their_way)
    assert sum(isinstance(each.step, Send) and each.step.row.is_create for each in on_their_way) < 2
    shared = [each for each in played.due if each.key is None]
    assert not shared or on_their_way == []
    assert len(shared) < 2


def assert_told_in_order(told, rows):
    started = [each.row.key for each in told if isinstance(each, Started)]
    finished = [each.row.key for each in told if isinstance(each, Finished)]
    assert len(set(started)) == len(started)
    assert sorted(started) == sorted(finished)
    for key in finished:
        of_it = [type(each) for each in told if getattr(each, "row", None) and each.row.key == key]
        assert of_it == [Started, Finished]
    assert all(each.row.state is not State.SENDING for each in told if isinstance(each, Finished))
    stopped = [each for each in told if isinstance(each, Stopped)]
    assert stopped in ([], [told[-1]] if told else [])
    assert stopped or len(finished) == len(rows)


def test_a_row_that_was_not_sent_is_pending_as_before():
    finished = not_sent(update(), NotSent(Trouble.REFUSED))
    assert (finished.row.state, finished.row.mark.note) == (State.PENDING, Note.NOT_SENT)
