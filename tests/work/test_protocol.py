"""The way of one row to the server, step by step (reliability § 3.3 and § 3.4)."""

from dataclasses import replace

import pytest

from cn_desktop.api import retry
from cn_desktop.base.errors import (
    AnswerUnusable,
    Cancelled,
    FieldNotSendable,
    Flaw,
    LoginRefused,
    NotSent,
    OutcomeUnknown,
    ReadOnlyConnection,
    ServerBusy,
    SessionRefused,
    Trouble,
)
from cn_desktop.records.fields import ABSENT
from cn_desktop.records.marks import Note, State
from cn_desktop.records.outgoing import marker_of
from cn_desktop.work.protocol import send
from cn_desktop.work.steps import Fate, Keep, Pause, ReadAll, ReadOne, Send, Unsent, What

from .ways import (
    BUSY,
    CREATED,
    DATASET,
    DISK_FULL,
    EXPIRED,
    KEY,
    LOST,
    MARK,
    NEVER_OUT,
    NOTHING_DONE,
    OK,
    REFUSED,
    UNCLEAR,
    Hands,
    create,
    go,
    ground_of,
    kinds,
    shown,
    table,
    update,
)

FIELD = {"plain": "firstname", "effect": "callback"}
CLASSES = pytest.mark.parametrize("field", FIELD.values(), ids=FIELD)
TROUBLE = AnswerUnusable(Flaw.WEB_PAGE)

AFTER_AN_UPDATE = {
    "saved": (OK, "new", State.SAVED, Note.NONE, What.SAVED),
    "saved, spelled otherwise": (OK, " new\r\n", State.SAVED, Note.NORMALISED, What.SAVED),
    "saved, other": (OK, "NEW", State.SAVED, Note.STORED_DIFFERENTLY, What.SAVED),
    "saved, still old": (OK, "old", State.ASK, Note.IGNORED, What.ASK),
    "saved, not shown": (OK, ABSENT, State.SAVED, Note.NOT_READ_BACK, What.SAVED),
    "saved, not read": (OK, TROUBLE, State.SAVED, Note.NOT_READ_BACK, What.SAVED),
    "saved, cancelled": (OK, Cancelled(), State.SAVED, Note.NOT_READ_BACK, What.SAVED),
    "saved, not there": (OK, None, State.UNKNOWN, Note.NO_ANSWER, What.UNKNOWN),
    "refused": (REFUSED, "old", State.REJECTED, Note.NONE, What.REJECTED),
    "refused, other": (REFUSED, "theirs", State.REJECTED, Note.NONE, What.REJECTED),
    "refused, not read": (REFUSED, TROUBLE, State.REJECTED, Note.NONE, What.REJECTED),
    "refused, gone": (REFUSED, None, State.REJECTED, Note.NONE, What.REJECTED),
    "refused, yet there": (REFUSED, "new", State.SAVED, Note.REFUSED_YET_THERE, What.SAVED),
    "nothing done": (NOTHING_DONE, "old", State.REJECTED, Note.NOTHING_CHANGED, What.REJECTED),
    "nothing done, there": (NOTHING_DONE, "new", State.SAVED, Note.FOUND, What.SAVED),
    "nothing done, other": (NOTHING_DONE, "x", State.UNKNOWN, Note.NO_ANSWER, What.UNKNOWN),
    "nothing done, gone": (NOTHING_DONE, None, State.UNKNOWN, Note.NO_ANSWER, What.UNKNOWN),
    "nothing done, not read": (
        *(NOTHING_DONE, TROUBLE, State.UNKNOWN, Note.NO_ANSWER, What.UNKNOWN),
    ),
    **{
        f"{name}, {told}": (answer, stored, State.UNKNOWN, Note.NO_ANSWER, What.UNKNOWN)
        for name, answer in {"unclear": UNCLEAR, "busy": BUSY, "lost": LOST}.items()
        for told, stored in {"old": "old", "other": "x", "gone": None, "not read": TROUBLE}.items()
    },
    **{
        f"{name}, there": (answer, "new", State.SAVED, Note.FOUND, What.SAVED)
        for name, answer in {"unclear": UNCLEAR, "busy": BUSY, "lost": LOST}.items()
    },
}


def told(stored, field):
    if stored is None or isinstance(stored, Exception):
        return stored
    return shown(**({} if stored is ABSENT else {field: stored}))


@CLASSES
@pytest.mark.parametrize(
    ("answer", "stored", "state", "note", "what"), AFTER_AN_UPDATE.values(), ids=AFTER_AN_UPDATE
)
def test_each_answer_to_an_update_is_looked_into_and_ruled_on(
    field, answer, stored, state, note, what
):
    row = update(**{field: "new"})
    steps, finished = go(
        send(row, ground_of()), shown(**{field: "old"}), answer, told(stored, field)
    )
    assert kinds(steps) == [ReadOne, Keep, Send, ReadOne, Keep]
    assert (finished.row.state, finished.row.mark.note) == (state, note)
    assert (steps[-1].row, steps[-1].what) == (finished.row, what)


@pytest.mark.parametrize(
    ("answer", "error"),
    [(BUSY, ServerBusy), (LOST, OutcomeUnknown), (UNCLEAR, type(None)), (TROUBLE, AnswerUnusable)],
)
@pytest.mark.parametrize("row", [update(), create()], ids=["update", "create"])
def test_an_unknown_row_says_why_so_that_its_run_can_make_a_pause(row, answer, error):
    looks = [] if row.is_create else [shown(firstname="old")]
    _, finished = go(send(row, ground_of()), *looks, answer, *looks)
    assert finished.row.state is State.UNKNOWN
    assert isinstance(finished.error, error)
    assert finished.words == (UNCLEAR.words if answer is UNCLEAR else "")


def test_the_words_of_a_refusal_are_kept():
    old = shown(firstname="old")
    _, finished = go(send(update(), ground_of()), old, REFUSED, old)
    assert finished.words == "Value too long"


def test_what_is_known_of_a_sent_row_is_kept_with_it():
    now = Hands(5.0)
    way = send(update(), ground_of(now))
    way.send(None)
    keep = way.send(shown(firstname="old"))
    now.now = 6.0
    assert keep.row.mark.trail.seen == {"firstname": "old"}
    assert (keep.row.mark.trail.attempts, keep.row.mark.trail.sent_at) == (1, 5.0)
    way.send(None)
    now.now = 66.0
    assert way.send(LOST) == ReadOne("1")
    now.now = 67.0
    trail = way.send(shown(firstname="old")).row.mark.trail
    assert (trail.closed_at, trail.looked, trail.looked_at) == (66.0, "as seen", 67.0)


@pytest.mark.parametrize(
    ("row", "there"),
    [(update(), shown(firstname="old")), (create(), table())],
    ids=["update", "create"],
)
def test_what_a_look_found_says_nothing_of_the_next_try(row, there):
    """Else one look after that try's quiet period would do, where two have to agree."""
    looked = row.marked(State.PENDING, attempts=1, looked="as seen", looked_at=900.0)
    way = send(looked, ground_of())
    way.send(None)
    trail = way.send(there).row.mark.trail
    assert (trail.attempts, trail.looked, trail.looked_at) == (2, "", 0.0)


def test_a_look_that_failed_is_no_look():
    _, finished = go(send(update(), ground_of()), shown(firstname="old"), LOST, TROUBLE)
    assert (finished.row.mark.trail.looked, finished.row.mark.trail.looked_at) == ("", 0.0)


def test_what_was_sent_is_kept_where_something_else_is_stored():
    row = update(firstname="Ada", lastname="Byron")
    old, new = shown(firstname="old", lastname="old"), shown(firstname="Ada", lastname="B")
    _, finished = go(send(row, ground_of()), old, OK, new)
    assert finished.row.mark.sent == {"lastname": "Byron"}
    assert (finished.stored, finished.fate) == (new, Fate.STORED_DIFFERENTLY)


def test_of_fields_that_were_ignored_only_those_are_left_to_decide_on():
    row = update(firstname="Ada", lastname="Byron")
    old, half = shown(firstname="old", lastname="old"), shown(firstname="Ada", lastname="old")
    steps, finished = go(send(row, ground_of()), old, OK, half)
    assert (finished.row.fields, finished.row.state) == ({"lastname": "Byron"}, State.ASK)
    assert steps[-1].row == finished.row


# Before an update


BEFORE_AN_UPDATE = {
    "not read": (TROUBLE, State.PENDING, Note.NOT_SENT, None),
    "cancelled": (Cancelled(), State.PENDING, Note.NOT_SENT, None),
    "already so": (shown(firstname="new"), State.SAVED, Note.ALREADY_SO, What.SAVED),
    "theirs": (shown(firstname="theirs"), State.CONFLICT, Note.NONE, What.CONFLICT),
    "null for empty": (shown(firstname=None), State.CONFLICT, Note.NONE, What.CONFLICT),
    "not shown": (shown(), State.CONFLICT, Note.NONE, What.CONFLICT),
}


@pytest.mark.parametrize(
    ("there", "state", "note", "what"), BEFORE_AN_UPDATE.values(), ids=BEFORE_AN_UPDATE
)
def test_what_is_there_may_end_an_update_before_anything_is_sent(there, state, note, what):
    steps, finished = go(send(update(), ground_of()), there)
    assert (finished.row.state, finished.row.mark.note) == (state, note)
    assert kinds(steps) == ([ReadOne, Keep] if what else [ReadOne])
    assert not what or (steps[-1].row, steps[-1].what) == (finished.row, what)


def test_a_conflict_keeps_what_they_have_in_the_fields_in_conflict():
    row = update(firstname="Ada", lastname="Byron", title="Lady")
    there = shown(firstname="theirs", lastname="Byron", title="old")
    _, finished = go(send(row, ground_of()), there)
    assert finished.row.mark.trail.seen == {"firstname": "theirs"}
    assert (finished.row.fields, finished.stored) == (row.fields, there)


def test_only_the_fields_that_are_not_there_yet_are_sent():
    row = update(firstname="Ada", lastname="Byron")
    there = shown(firstname="Ada", lastname="old")
    steps, _ = go(send(row, ground_of()), there, OK, there | {"lastname": "Byron"})
    [sending] = [step for step in steps if isinstance(step, Send)]
    assert sending.row.fields == {"lastname": "Byron"}


GONE = {
    "nowhere": (table(), State.REJECTED, Note.GONE, What.REJECTED),
    "others only": (table(shown("2")), State.REJECTED, Note.GONE, What.REJECTED),
    "there": (table(shown("1")), State.PENDING, Note.NOT_FOUND, What.NOT_SENT),
    "not a whole table": (table(is_complete=False), State.PENDING, Note.NOT_FOUND, What.NOT_SENT),
    "no table": (TROUBLE, State.PENDING, Note.NOT_FOUND, What.NOT_SENT),
    "cancelled": (Cancelled(), State.PENDING, Note.NOT_FOUND, What.NOT_SENT),
}


@pytest.mark.parametrize(("store", "state", "note", "what"), GONE.values(), ids=GONE)
def test_a_record_is_gone_only_by_a_whole_read(store, state, note, what):
    steps, finished = go(send(update(), ground_of()), None, store)
    assert steps[1] == ReadAll(is_urgent=False)
    assert (finished.row.state, finished.row.mark.note) == (state, note)
    assert kinds(steps) == [ReadOne, ReadAll, Keep]
    assert (steps[-1].row, steps[-1].what) == (finished.row, what)


# Not one byte left


@CLASSES
def test_an_update_that_never_gets_out_is_tried_three_times_each_with_a_look(field, monkeypatch):
    monkeypatch.setattr(retry, "SHORTEST", 0.5)
    old = shown(**{field: "old"})
    one_try = (old, NEVER_OUT)
    steps, finished = go(send(update(**{field: "new"}), ground_of()), *one_try, *one_try, *one_try)
    each = [ReadOne, Keep, Send, Keep]
    assert kinds(steps) == [*each, Pause, *each, Pause, *each]
    first, second = (step.seconds for step in steps if isinstance(step, Pause))
    assert 0.25 <= first <= 0.5
    assert 0.5 <= second <= 1.0
    assert (finished.fate, finished.error) == (Fate.NOT_SENT, NEVER_OUT.error)
    assert finished.row.mark.trail.attempts == 3


def test_a_create_that_never_gets_out_is_tried_three_times():
    steps, finished = go(send(create(), ground_of()), NEVER_OUT, NEVER_OUT, NEVER_OUT)
    each = [Keep, Send, Keep]
    assert kinds(steps) == [*each, Pause, *each, Pause, *each]
    assert (finished.fate, finished.row.state) == (Fate.NOT_SENT, State.PENDING)
    assert [step.what for step in steps if isinstance(step, Keep)] == [
        *(What.SENDING, What.NOT_SENT),
    ] * 3


@pytest.mark.parametrize(
    "answer", [OK, REFUSED, LOST, UNCLEAR], ids=["saved", "refused", "lost", "unclear"]
)
def test_a_second_try_is_ruled_on_like_a_first(answer):
    old = shown(firstname="old")
    _, first = go(send(update(), ground_of()), old, answer, old)
    _, second = go(send(update(), ground_of()), old, NEVER_OUT, old, answer, old)
    assert (second.row.state, second.row.mark.note) == (first.row.state, first.row.mark.note)


def test_a_change_by_somebody_between_two_tries_is_a_conflict():
    theirs = shown(firstname="theirs")
    _, finished = go(send(update(), ground_of()), shown(firstname="old"), NEVER_OUT, theirs)
    assert finished.row.state is State.CONFLICT


@pytest.mark.parametrize("row", [update(), create()], ids=["update", "create"])
def test_a_cancel_in_the_pause_leaves_the_row_pending(row):
    looks = [] if row.is_create else [shown(firstname="old")]
    steps, finished = go(send(row, ground_of()), *looks, NEVER_OUT, pause=Cancelled())
    assert (finished.row.state, finished.row.mark.note) == (State.PENDING, Note.NOT_SENT)
    assert (kinds(steps)[-1], finished.error) == (Pause, None)


@pytest.mark.parametrize(
    "error",
    [LoginRefused("no"), ReadOnlyConnection(), ServerBusy(503, 5.0), TROUBLE],
    ids=["login", "read only", "busy", "page"],
)
@pytest.mark.parametrize("row", [update(), create()], ids=["update", "create"])
def test_a_row_that_was_not_sent_for_another_reason_is_not_tried_again(row, error):
    looks = [] if row.is_create else [shown(firstname="old")]
    steps, finished = go(send(row, ground_of()), *looks, Unsent(error))
    assert kinds(steps).count(Send) == 1
    assert (finished.fate, finished.error) == (Fate.NOT_SENT, error)
    assert (steps[-1].what, steps[-1].row.state) == (What.NOT_SENT, State.PENDING)


# The token


@CLASSES
def test_an_update_refused_for_its_token_is_looked_at_and_sent_again_at_once(field):
    old, new = shown(**{field: "old"}), shown(**{field: "new"})
    steps, finished = go(send(update(**{field: "new"}), ground_of()), old, EXPIRED, old, OK, new)
    one_try = [ReadOne, Keep, Send]
    assert kinds(steps) == [*one_try, Keep, Pause, *one_try, ReadOne, Keep]
    assert [step.seconds for step in steps if isinstance(step, Pause)] == [0.0]
    assert finished.fate is Fate.SAVED


def test_an_update_refused_for_its_token_twice_stays_pending():
    old = shown(firstname="old")
    steps, finished = go(send(update(), ground_of()), old, EXPIRED, old, EXPIRED)
    assert kinds(steps).count(Send) == 2
    assert (finished.fate, finished.row.state) == (Fate.NOT_SENT, State.PENDING)
    assert isinstance(finished.error, SessionRefused)
    assert finished.error.words == finished.words == "Expired token"


def test_what_somebody_did_while_the_token_was_renewed_is_seen():
    theirs = shown(firstname="theirs")
    _, finished = go(send(update(), ground_of()), shown(firstname="old"), EXPIRED, theirs)
    assert finished.row.state is State.CONFLICT


def test_a_create_refused_for_its_token_goes_back_and_is_not_sent_again():
    steps, finished = go(send(create(), ground_of()), EXPIRED)
    assert kinds(steps) == [Keep, Send, Keep]
    assert (steps[-1].what, finished.row.state) == (What.NOT_SENT, State.PENDING)
    assert isinstance(finished.error, SessionRefused)


def again(**trail):
    return create().marked(State.PENDING, Note.NOT_SENT, attempts=1, highest=10, **trail)


NEW_ADA = shown("11", firstname="Ada", ddi_mobile="07700900001")


def test_a_create_that_was_tried_before_is_sent_only_after_a_read_shows_nothing_new():
    there = table(shown("10", firstname="Bob"))
    steps, _ = go(send(again(), ground_of()), there, CREATED, shown("900"))
    assert kinds(steps)[:3] == [ReadAll, Keep, Send]
    assert steps[0] == ReadAll(is_urgent=True)
    assert steps[2].row.mark.trail.attempts == 2
    assert steps[2].row.mark.trail.highest == 10


@pytest.mark.parametrize(
    ("there", "state", "note"),
    [
        (table(NEW_ADA), State.ASK, Note.LOOK_ALIKE),
        (TROUBLE, State.PENDING, Note.NOT_SENT),
        (Cancelled(), State.PENDING, Note.NOT_SENT),
    ],
)
def test_a_create_that_was_tried_before_and_may_be_there_is_not_sent(there, state, note):
    steps, finished = go(send(again(), ground_of()), there)
    assert (finished.row.state, finished.row.mark.note) == (state, note)
    assert Send not in kinds(steps)


def test_a_table_that_was_read_after_the_first_try_does_not_say_what_is_new():
    """It may hold the very record; a person who reads it again must not get a second one."""
    fresh = ground_of(known=["11"], highest=11)
    steps, finished = go(send(again(), fresh), table(NEW_ADA))
    assert (finished.row.state, finished.row.mark.trail.candidates) == (State.ASK, ("11",))
    assert Send not in kinds(steps)


def test_a_person_who_saw_the_look_alikes_and_said_so_has_it_sent():
    row = again(candidates=("11",))
    steps, _ = go(send(row, ground_of()), table(NEW_ADA), LOST)
    assert kinds(steps) == [ReadAll, Keep, Send, Keep]


@pytest.mark.parametrize("row", [again(), update()])
def test_what_was_found_of_an_earlier_try_says_nothing_of_the_next(row):
    row = row.marked(State.PENDING, looked="nothing", looked_at=5.0, candidates=("11",))
    reads = [table(NEW_ADA)] if row.is_create else [shown(firstname="old")]
    steps, _ = go(send(row, ground_of()), *reads, CREATED if row.is_create else OK, None)
    trail = steps[-1].row.mark.trail
    assert (trail.looked, trail.looked_at, trail.candidates) == ("", 0.0, ())


def test_a_create_that_turns_up_by_its_mark_is_not_sent_again():
    there = table(shown("11", client_ref=MARK, firstname="Ada"))
    ground = ground_of(marker_field="client_ref")
    steps, finished = go(send(again(), ground), there)
    assert kinds(steps) == [ReadAll, Keep]
    assert (finished.fate, finished.uid) == (Fate.SAVED, "11")
    assert finished.row.mark.note is Note.FOUND


# Creates


AFTER_A_CREATE = {
    "unclear": (UNCLEAR, [], State.UNKNOWN, Note.NO_ANSWER, What.UNKNOWN),
    "busy": (BUSY, [], State.UNKNOWN, Note.NO_ANSWER, What.UNKNOWN),
    "nothing done": (NOTHING_DONE, [], State.UNKNOWN, Note.NO_ANSWER, What.UNKNOWN),
    "lost": (LOST, [], State.UNKNOWN, Note.NO_ANSWER, What.UNKNOWN),
    "refused": (REFUSED, [table()], State.REJECTED, Note.NONE, What.REJECTED),
    "refused, a look-alike": (REFUSED, [table(NEW_ADA)], State.ASK, Note.LOOK_ALIKE, What.ASK),
    "refused, half a read": (
        *(REFUSED, [table(is_complete=False)], State.UNKNOWN, Note.NOT_CHECKED, What.UNKNOWN),
    ),
    "refused, not read": (REFUSED, [TROUBLE], State.UNKNOWN, Note.NOT_CHECKED, What.UNKNOWN),
    "refused, cancelled": (REFUSED, [Cancelled()], State.UNKNOWN, Note.NOT_CHECKED, What.UNKNOWN),
    "saved": (
        *(CREATED, [shown("900", firstname="Ada", ddi_mobile="07700 900001")]),
        *(State.SAVED, Note.NONE, What.CREATED),
    ),
    "saved, spelled otherwise": (
        *(CREATED, [shown("900", firstname="Ada", ddi_mobile="07700900001")]),
        *(State.SAVED, Note.NORMALISED, What.CREATED),
    ),
    "saved, other": (
        *(CREATED, [shown("900", firstname="ADA", ddi_mobile="07700 900001")]),
        *(State.SAVED, Note.STORED_DIFFERENTLY, What.CREATED),
    ),
    "saved, not read": (CREATED, [TROUBLE], State.SAVED, Note.NOT_READ_BACK, What.CREATED),
    "saved, not there": (CREATED, [None], State.UNKNOWN, Note.NO_ANSWER, What.UNKNOWN),
}


@pytest.mark.parametrize("fields", [{}, {"callback": "x"}], ids=FIELD)
@pytest.mark.parametrize(
    ("answer", "reads", "state", "note", "what"), AFTER_A_CREATE.values(), ids=AFTER_A_CREATE
)
def test_each_answer_to_a_create_is_ruled_on_and_none_sends_it_again(
    answer, reads, state, note, what, fields
):
    row = create(**{"firstname": "Ada", "ddi_mobile": "07700 900001", **fields})
    reads = [each | fields if isinstance(each, dict) else each for each in reads]
    steps, finished = go(send(row, ground_of(highest=10)), answer, *reads)
    assert kinds(steps).count(Send) == 1
    assert (finished.row.state, finished.row.mark.note) == (state, note)
    assert (steps[-1].row, steps[-1].what) == (finished.row, what)


@pytest.mark.parametrize(
    ("answer", "reads"),
    [(LOST, []), (REFUSED, [table(NEW_ADA)]), (REFUSED, [TROUBLE]), (CREATED, [None])],
    ids=["lost", "refused, a look-alike", "refused, not read", "saved, not there"],
)
def test_a_create_nobody_knows_of_has_its_quiet_period_before_it_from_now(answer, reads):
    _, finished = go(send(create(), ground_of(Hands(77.0))), answer, *reads)
    assert finished.row.mark.trail.closed_at == 77.0


def test_a_refused_create_waits_for_the_read_that_others_wait_for_too():
    steps, _ = go(send(create(), ground_of()), REFUSED, table())
    assert steps[2] == ReadAll(is_urgent=False)


def test_a_created_record_has_its_uid_and_is_our_own_from_then_on():
    ground = ground_of(highest=10)
    stored = shown("900", **create().fields)
    steps, finished = go(send(create(), ground), CREATED, stored)
    assert (finished.uid, steps[-1].uid, ground.own, ground.highest) == ("900", "900", {"900"}, 900)


@pytest.mark.parametrize(("read", "own"), [(TROUBLE, {"900"}), (None, set())])
def test_a_uid_that_was_not_seen_hides_no_new_record(read, own):
    """A server that is wrong about it would have lost creates called missing from then on."""
    ground = ground_of(highest=10)
    go(send(create(), ground), CREATED, read)
    assert (ground.highest, ground.own) == (10, own)


@pytest.mark.parametrize(
    "ground", [ground_of(known=["900"]), ground_of()], ids=["of the table", "of our own"]
)
def test_a_uid_that_another_record_has_is_not_this_ones(ground):
    ground.own.add("900" if not ground.knows("900") else "1")
    steps, finished = go(send(create(), ground), CREATED)
    assert (finished.row.state, finished.row.mark.note) == (State.UNKNOWN, Note.UID_OF_ANOTHER)
    assert kinds(steps) == [Keep, Send, Keep]


def test_where_nobody_read_the_whole_table_a_create_reads_it_first_and_once_for_all():
    ground = ground_of(highest=None)
    steps, _ = go(send(create(), ground), table(shown("7"), shown("31")), LOST)
    assert kinds(steps) == [ReadAll, Keep, Send, Keep]
    assert steps[2].row.mark.trail.highest == ground.highest == 31
    steps, _ = go(send(create("+" + "1" * 32), ground), LOST)
    assert kinds(steps) == [Keep, Send, Keep]


@pytest.mark.parametrize("failed", [TROUBLE, Cancelled()])
def test_where_the_table_can_not_be_read_no_create_is_sent(failed):
    steps, finished = go(send(create(), ground_of(highest=None)), failed)
    assert kinds(steps) == [ReadAll]
    assert finished.fate is Fate.NOT_SENT
    assert finished.error is (None if isinstance(failed, Cancelled) else failed)


def test_half_a_table_is_read_once_for_all_too():
    """What is newer than all it shows was not there: a dataset may never be shown whole."""
    ground = ground_of(highest=None)
    steps, _ = go(send(create(), ground), table(shown("31"), is_complete=False), LOST)
    assert steps[2].row.mark.trail.highest == ground.highest == 31
    steps, _ = go(send(create("+" + "1" * 32), ground), LOST)
    assert kinds(steps) == [Keep, Send, Keep]


def test_half_a_table_hides_nothing_that_was_seen_before():
    ground = ground_of(highest=50)
    go(send(again(), ground), table(shown("31"), is_complete=False), LOST)
    assert ground.highest == 50


def test_a_create_carries_its_mark_where_the_connection_has_a_field_for_it():
    steps, _ = go(send(create(), ground_of(marker_field="client_ref")), LOST)
    row = steps[1].row
    assert row.fields["client_ref"] == marker_of(KEY) == MARK
    assert row.mark.trail.marker_field == "client_ref"
    assert row.fields["dataset"] == DATASET
    steps, _ = go(send(create(), ground_of()), LOST)
    assert steps[1].row.fields == create().fields


def test_what_the_table_had_before_is_not_the_refused_one():
    known = ground_of(known=["a7"])
    _, finished = go(send(create(), known), REFUSED, table(shown("a7", firstname="Ada")))
    assert finished.row.state is State.REJECTED


@pytest.mark.parametrize(
    ("found", "state", "note"),
    [
        ([shown("11", client_ref=MARK)], State.SAVED, Note.REFUSED_YET_THERE),
        (
            [shown("11", client_ref=MARK), shown("12", client_ref=MARK)],
            *(State.ASK, Note.MARKED_TWICE),
        ),
        ([shown("11", client_ref="cnd-bbbbbbbbbb")], State.REJECTED, Note.NONE),
    ],
)
def test_a_refused_create_is_looked_for_by_its_mark(found, state, note):
    ground = ground_of(marker_field="client_ref")
    _, finished = go(send(create(), ground), REFUSED, table(*found))
    assert (finished.row.state, finished.row.mark.note) == (state, note)
    assert finished.words == "Value too long"


def test_a_mark_counts_in_half_a_table_too():
    half = table(shown("11", client_ref=MARK), is_complete=False)
    _, finished = go(send(create(), ground_of(marker_field="client_ref")), REFUSED, half)
    assert (finished.fate, finished.row.mark.note) == (Fate.SAVED, Note.REFUSED_YET_THERE)


# What can't be sent


@pytest.mark.parametrize("row", [update(), create()], ids=["update", "create"])
def test_what_the_format_can_not_carry_is_told_before_anything_else(row):
    def refusing(_row):
        raise FieldNotSendable("firstname")

    ground = replace(ground_of(highest=None), encode=refusing)
    steps, finished = go(send(row, ground))
    assert kinds(steps) == [Keep]
    assert (finished.fate, finished.words) == (Fate.NOT_SENDABLE, "firstname")
    assert finished.row.state is State.PENDING
    assert isinstance(finished.error, FieldNotSendable)


def test_a_mark_that_the_format_can_not_carry_holds_the_row_back_as_it_was():
    def refusing(row):
        if "1ref" in row.fields:
            raise FieldNotSendable("1ref")
        return b""

    ground = replace(ground_of(marker_field="1ref"), encode=refusing)
    steps, finished = go(send(create(), ground))
    assert kinds(steps) == [Keep]
    assert (finished.fate, finished.words) == (Fate.NOT_SENDABLE, "1ref")
    assert finished.row.fields == create().fields


def test_an_update_carries_no_mark():
    old, ground = shown(firstname="old"), ground_of(marker_field="client_ref")
    steps, _ = go(send(update(), ground), old, OK, shown(firstname="new"))
    assert steps[2].row.fields == {"firstname": "new"}


# What can't be made durable


@pytest.mark.parametrize("row", [update(), create()], ids=["update", "create"])
def test_what_could_not_be_made_durable_is_not_sent(row):
    looks = [] if row.is_create else [shown(firstname="old")]
    steps, finished = go(send(row, ground_of()), *looks, keep=lambda _step: DISK_FULL)
    assert Send not in kinds(steps)
    assert (finished.fate, finished.error) == (Fate.NOT_SENT, DISK_FULL)
    assert finished.row.state is State.PENDING


def failing_at(what):
    return lambda step: DISK_FULL if step.what is what else None


@pytest.mark.parametrize(
    ("what", "answer", "stored", "state"),
    [
        (What.SAVED, OK, "new", State.SAVED),
        (What.ASK, OK, "old", State.ASK),
        (What.REJECTED, REFUSED, "old", State.REJECTED),
        (What.UNKNOWN, LOST, "old", State.UNKNOWN),
    ],
)
def test_an_end_that_could_not_be_made_durable_is_told_and_says_so(what, answer, stored, state):
    reads = shown(firstname="old"), answer, shown(firstname=stored)
    _, finished = go(send(update(), ground_of()), *reads, keep=failing_at(what))
    assert (finished.row.state, finished.error) == (state, DISK_FULL)


@pytest.mark.parametrize("answer", [NEVER_OUT, EXPIRED], ids=["never out", "token"])
def test_a_row_that_could_not_be_put_back_is_not_tried_again(answer):
    steps, finished = go(
        send(update(), ground_of()),
        *(shown(firstname="old"), answer),
        keep=failing_at(What.NOT_SENT),
    )
    assert kinds(steps) == [ReadOne, Keep, Send, Keep]
    assert (finished.fate, finished.error) == (Fate.NOT_SENT, DISK_FULL)


def test_a_not_sent_row_is_one_of_which_no_byte_left():
    """Every other failure of a request leaves it unknown."""
    for trouble in Trouble:
        old = shown(firstname="old")
        _, finished = go(send(update(), ground_of()), old, OutcomeUnknown(trouble), old)
        assert finished.fate is Fate.UNKNOWN
        tries = [old, Unsent(NotSent(trouble))] * 3
        assert go(send(update(), ground_of()), *tries)[1].fate is Fate.NOT_SENT
