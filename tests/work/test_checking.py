"""What became of a row nobody knows of, by reading alone (reliability § 3.5)."""

import pytest

from cn_desktop.base.errors import AnswerUnusable, Cancelled, Flaw
from cn_desktop.records.fields import ABSENT
from cn_desktop.records.marks import Note, State
from cn_desktop.work.checking import check, interrupted, is_due, is_quiet, may_be_sent_again
from cn_desktop.work.finding import AS_SEEN
from cn_desktop.work.steps import BETWEEN_LOOKS, QUIET_SECONDS, Keep, ReadAll, ReadOne, Send, What

from .ways import MARK, Hands, create, go, ground_of, kinds, shown, table, update

CLOSED = 1000.0
"""When the row's connection ended."""
QUIET = CLOSED + QUIET_SECONDS
TROUBLE = AnswerUnusable(Flaw.WEB_PAGE)


def test_the_times_are_those_of_the_fault_model():
    assert (QUIET_SECONDS, BETWEEN_LOOKS) == (120.0, 30.0)


def lost(row=None, state=State.UNKNOWN, note=Note.NO_ANSWER, **trail):
    row = row or update()
    seen = {} if row.is_create else dict.fromkeys(row.fields, "old")
    known = {"attempts": 1, "closed_at": CLOSED, "seen": seen}
    return row.marked(state, note, **(known | trail))


def looked(row, ground, *answers):
    """What is known of the row after a look; nothing is ever sent."""
    steps, finished = go(check(row, ground), *answers)
    assert Send not in kinds(steps)
    assert [step.row for step in steps if isinstance(step, Keep)][-1:] in ([], [finished.row])
    return steps, finished


# Updates: the table


OLD, NEW = shown(firstname="old"), shown(firstname="new")
THEIRS, OTHER = shown(firstname="theirs"), shown(firstname="somebody")
FOUND = (State.SAVED, Note.FOUND, What.SAVED)
OPEN = (State.UNKNOWN, Note.NO_ANSWER, What.LOOKED)
NOT_ARRIVED = (State.PENDING, Note.NOT_ARRIVED, What.NOT_SENT)
CONFLICT = (State.CONFLICT, Note.NONE, What.CONFLICT)

UPDATES = {
    # when, what an earlier look found and when, what this one shows
    "there, at once": (CLOSED, None, None, NEW, FOUND),
    "there, later": (QUIET + 99, OLD, QUIET, NEW, FOUND),
    "old, before quiet": (QUIET - 1, None, None, OLD, OPEN),
    "old, before quiet, two looks": (QUIET - 1, OLD, CLOSED, OLD, OPEN),
    "old, after quiet, one look": (QUIET, None, None, OLD, OPEN),
    "old, after quiet, two looks too near": (QUIET, OLD, QUIET - 29, OLD, OPEN),
    "old, after quiet, two looks": (QUIET, OLD, QUIET - 30, OLD, NOT_ARRIVED),
    "old, after quiet, a look at once": (QUIET, OLD, CLOSED, OLD, NOT_ARRIVED),
    "theirs, before quiet": (QUIET - 1, THEIRS, CLOSED, THEIRS, OPEN),
    "theirs, after quiet, one look": (QUIET, None, None, THEIRS, OPEN),
    "theirs, after quiet, two looks": (QUIET, THEIRS, CLOSED, THEIRS, CONFLICT),
    "old, then theirs": (QUIET, OLD, CLOSED, THEIRS, OPEN),
    "theirs, then old": (QUIET, THEIRS, CLOSED, OLD, OPEN),
    "theirs, then somebody else's": (QUIET, THEIRS, CLOSED, OTHER, OPEN),
    "gone, then old": (QUIET, None, CLOSED, OLD, OPEN),
    "not shown, two looks": (QUIET, shown(), CLOSED, shown(), CONFLICT),
}


@pytest.mark.parametrize(
    ("at", "earlier", "earlier_at", "there", "outcome"), UPDATES.values(), ids=UPDATES
)
def test_what_a_look_makes_of_an_update(at, earlier, earlier_at, there, outcome):
    now = Hands()
    ground, row = ground_of(now), lost()
    if earlier_at is not None:
        now.now = earlier_at
        row = looked(row, ground_of(now, quiet=9e9), earlier)[1].row
    now.now = at
    steps, finished = looked(row, ground, there)
    assert (finished.row.state, finished.row.mark.note, steps[-1].what) == outcome
    assert kinds(steps) == [ReadOne, Keep]


@pytest.mark.parametrize(
    ("there", "state"), [("theirs", State.CONFLICT), ("before", State.PENDING)]
)
def test_a_field_that_needed_no_sending_may_be_changed_by_somebody_later(there, state):
    """The server had it already when the row was sent, so nothing was noted as seen there."""
    before = {"firstname": "old", "title": "before"}
    row, ground = agreed(update(before=before, firstname="new", title="Lady"), found="")
    row = row.marked(row.state, row.mark.note, seen={"firstname": "old"})
    record = shown(firstname="old", title=there)
    row = looked(row, ground, record)[1].row
    ground.now.now += BETWEEN_LOOKS
    assert looked(row, ground, record)[1].row.state is state


def test_looks_that_disagree_begin_anew():
    now, row = Hands(QUIET), lost()
    for seconds, there in ((0, OLD), (40, THEIRS), (60, THEIRS)):
        now.now = QUIET + seconds
        row = looked(row, ground_of(now), there)[1].row
        assert row.state is State.UNKNOWN
    assert row.mark.trail.looked_at == QUIET + 40
    now.now = QUIET + 70
    assert looked(row, ground_of(now), THEIRS)[1].row.state is State.CONFLICT


def test_what_somebody_wrote_is_not_kept_of_a_look():
    _, finished = looked(lost(), ground_of(Hands(CLOSED)), THEIRS)
    assert "theirs" not in finished.row.mark.trail.looked
    assert finished.row.mark.trail.looked not in ("", AS_SEEN)


@pytest.mark.parametrize("failed", [TROUBLE, Cancelled()])
def test_a_look_that_failed_changes_nothing(failed):
    row = lost(looked=AS_SEEN, looked_at=CLOSED)
    steps, finished = looked(row, ground_of(Hands(QUIET)), failed)
    assert (finished.row, kinds(steps)) == (row, [ReadOne])
    assert finished.error is (None if isinstance(failed, Cancelled) else failed)


def agreed(row=None, found=AS_SEEN, **more):
    """A row of which an earlier look said this, at a time when another may settle it."""
    return lost(row, looked=found, looked_at=CLOSED, **more), ground_of(Hands(QUIET))


@pytest.mark.parametrize("name", ["callback", "outcomecode", "agentid", "notes_append"])
def test_what_must_not_be_sent_twice_by_itself_is_for_a_person_to_decide(name):
    row, ground = agreed(update(**{name: "new"}))
    steps, finished = looked(row, ground, shown(**{name: "old"}))
    assert (finished.row.state, finished.row.mark.note) == (State.ASK, Note.ONCE_ONLY)
    assert steps[-1].what is What.ASK


def test_of_a_row_that_arrived_in_part_the_rest_is_pending():
    old = lost(update(firstname="Ada", lastname="Byron"))
    half, now = shown(firstname="Ada", lastname="old"), Hands(CLOSED)
    row = looked(old, ground_of(now), half)[1].row
    now.now = QUIET
    row = looked(row, ground_of(now), half)[1].row
    assert (row.state, row.fields) == (State.PENDING, {"lastname": "Byron"})


def test_a_conflict_keeps_what_they_have_and_what_is_left():
    fields = {"firstname": "Ada", "lastname": "Byron", "title": "Lady"}
    there, now = shown(firstname="theirs", lastname="Byron", title="old"), Hands(CLOSED)
    row = looked(lost(update(**fields)), ground_of(now), there)[1].row
    now.now = QUIET
    finished = looked(row, ground_of(now), there)[1]
    assert finished.row.mark.trail.seen == {"firstname": "theirs"}
    assert finished.row.fields == {"firstname": "Ada", "title": "Lady"}
    assert finished.stored == there


GONE = {
    "nowhere": (table(), State.REJECTED, Note.GONE),
    "there": (table(shown("1")), State.UNKNOWN, Note.NO_ANSWER),
    "not a whole table": (table(is_complete=False), State.UNKNOWN, Note.NO_ANSWER),
    "no table": (TROUBLE, State.UNKNOWN, Note.NO_ANSWER),
}


@pytest.mark.parametrize(("store", "state", "note"), GONE.values(), ids=GONE)
def test_a_record_is_gone_only_by_a_whole_read(store, state, note):
    row, ground = agreed(found="gone")
    steps, finished = looked(row, ground, None, store)
    assert kinds(steps)[:2] == [ReadOne, ReadAll]
    assert (finished.row.state, finished.row.mark.note) == (state, note)


def test_no_whole_read_is_made_for_a_record_that_is_missing_once():
    steps, finished = looked(lost(), ground_of(Hands(QUIET)), None)
    assert kinds(steps) == [ReadOne, Keep]
    assert (finished.row.state, finished.row.mark.trail.looked) == (State.UNKNOWN, "gone")


def test_a_row_that_a_person_decides_on_stays_theirs_while_nothing_has_changed():
    row, ground = agreed(state=State.ASK, note=Note.IGNORED)
    steps, finished = looked(row, ground, OLD)
    assert (finished.row.state, finished.row.mark.note) == (State.ASK, Note.IGNORED)
    assert steps[-1].what is What.LOOKED
    assert looked(row, ground, NEW)[1].row.state is State.SAVED


def test_null_and_nothing_are_not_as_seen():
    for seen, there in ((None, ABSENT), (ABSENT, None), ("", None)):
        record = shown() if there is ABSENT else shown(firstname=there)
        now, row = Hands(CLOSED), lost(seen={"firstname": seen})
        row = looked(row, ground_of(now), record)[1].row
        now.now = QUIET
        assert looked(row, ground_of(now), record)[1].row.state is State.CONFLICT


# Creates: the table


ADA = {"firstname": "Ada", "ddi_mobile": "07700900001"}
LIKE = shown("900", **ADA)
MARKED, MARKED_TOO = shown("900", client_ref=MARK), shown("901", client_ref=MARK, **ADA)
BOB = shown("902", firstname="Bob", ddi_mobile="07700900002", client_ref="cnd-bbbbbbbbbb")
TWICE = (State.ASK, Note.MARKED_TWICE, What.ASK)
ASK = (State.ASK, Note.LOOK_ALIKE, What.ASK)
NOT_THERE = (State.ASK, Note.NOT_THERE, What.ASK)
FOUND_CREATE = (State.SAVED, Note.FOUND, What.CREATED)
YES, NO = "client_ref", ""
NOTHING, LIKE_900 = "nothing", "nothing 900"

CREATES = {
    # marker field, when, what an earlier look found and when, what is there
    "marked, at once": (YES, CLOSED, "", 0, [BOB, MARKED], FOUND_CREATE),
    "marked, later": (YES, QUIET, NOTHING, CLOSED, [MARKED], FOUND_CREATE),
    "marked twice": (YES, CLOSED, "", 0, [MARKED, MARKED_TOO], TWICE),
    "marked twice, later": (YES, QUIET, NOTHING, CLOSED, [MARKED, MARKED_TOO], TWICE),
    "no mark, before quiet": (YES, QUIET - 1, NOTHING, CLOSED, [BOB], OPEN),
    "no mark, one look": (YES, QUIET, "", 0, [BOB], OPEN),
    "no mark, two looks too near": (YES, QUIET, NOTHING, QUIET - 29, [BOB], OPEN),
    "no mark, two looks": (YES, QUIET, NOTHING, QUIET - 30, [BOB], NOT_THERE),
    "no mark, alike, before quiet": (YES, QUIET - 1, LIKE_900, CLOSED, [LIKE], OPEN),
    "no mark, alike, one look": (YES, QUIET, NOTHING, CLOSED, [LIKE], OPEN),
    "no mark, alike, two looks": (YES, QUIET, LIKE_900, CLOSED, [LIKE], ASK),
    "alike, at once": (NO, CLOSED, "", 0, [LIKE], ASK),
    "alike, later": (NO, QUIET, NOTHING, CLOSED, [LIKE, BOB], ASK),
    "none alike, before quiet": (NO, QUIET - 1, NOTHING, CLOSED, [BOB], OPEN),
    "none alike, one look": (NO, QUIET, "", 0, [], OPEN),
    "none alike, two looks": (NO, QUIET, NOTHING, CLOSED, [BOB], NOT_THERE),
    "a mark where none was sent": (NO, QUIET, NOTHING, CLOSED, [MARKED], NOT_THERE),
}


def lost_create(marker_field=NO, **trail):
    row = create()
    row = row if not marker_field else create(**{**row.fields, marker_field: MARK})
    return lost(row, marker_field=marker_field, **({"highest": 500} | trail))


@pytest.mark.parametrize(
    ("marker", "at", "earlier", "earlier_at", "there", "outcome"), CREATES.values(), ids=CREATES
)
def test_what_a_look_makes_of_a_create(marker, at, earlier, earlier_at, there, outcome):
    row = lost_create(marker, looked=earlier, looked_at=float(earlier_at))
    steps, finished = looked(row, ground_of(Hands(at)), table(*there))
    assert (finished.row.state, finished.row.mark.note, steps[-1].what) == outcome
    assert kinds(steps) == [ReadAll, Keep]
    is_found = outcome == FOUND_CREATE
    assert (finished.uid, steps[-1].uid) == (("900", "900") if is_found else ("", ""))


def test_a_found_create_is_our_own_from_then_on():
    ground = ground_of(Hands(QUIET))
    looked(lost_create(YES), ground, table(MARKED))
    assert ground.own == {"900"}


def test_records_to_decide_on_are_named():
    _, finished = looked(lost_create(), ground_of(Hands(QUIET)), table(LIKE, BOB))
    assert finished.row.mark.trail.candidates == ("900",)
    _, finished = looked(lost_create(YES), ground_of(Hands(QUIET)), table(MARKED, MARKED_TOO))
    assert finished.row.mark.trail.candidates == ("900", "901")


@pytest.mark.parametrize(
    ("known", "own", "trail", "is_candidate"),
    [
        ((), (), {}, True),
        ((), ("900",), {}, False),
        ((), ("901",), {}, True),
        (("900",), (), {}, True),
        (("900",), ("900",), {}, False),
        ((), (), {"highest": 899}, True),
        ((), (), {"highest": 900}, False),
        ((), (), {"highest": None}, True),
    ],
)
def test_what_was_there_before_or_is_our_own_is_not_the_lost_one(known, own, trail, is_candidate):
    """The table does not say what was there before: it may have been read since."""
    ground = ground_of(Hands(QUIET), known=known)
    ground.own.update(own)
    _, finished = looked(lost_create(**trail), ground, table(LIKE))
    assert finished.row.mark.trail.candidates == (("900",) if is_candidate else ())


@pytest.mark.parametrize("uid", ["a7", "00900x", "9" * 30])
def test_a_uid_that_is_no_number_may_be_new(uid):
    _, finished = looked(lost_create(), ground_of(Hands(QUIET)), table(shown(uid, **ADA)))
    assert finished.row.mark.trail.candidates == (uid,)


def test_a_record_without_a_uid_is_nobody():
    _, finished = looked(lost_create(), ground_of(Hands(QUIET)), table(shown("", **ADA)))
    assert finished.row.state is State.UNKNOWN


@pytest.mark.parametrize("marker", [YES, NO])
@pytest.mark.parametrize("there", [[], [LIKE], [BOB]], ids=["nothing", "alike", "another"])
def test_half_a_table_proves_nothing(marker, there):
    row = lost_create(marker, looked=NOTHING, looked_at=CLOSED)
    half = table(*there, is_complete=False)
    steps, finished = looked(row, ground_of(Hands(QUIET)), half)
    assert (finished.row, kinds(steps)) == (row, [ReadAll])


@pytest.mark.parametrize(
    ("there", "outcome"), [([MARKED], FOUND_CREATE), ([MARKED, MARKED_TOO], TWICE)]
)
def test_a_mark_counts_in_half_a_table_too(there, outcome):
    """What is found counts at once; only what is missing needs the whole of it."""
    half = table(*there, is_complete=False)
    steps, finished = looked(lost_create(YES), ground_of(Hands(CLOSED)), half)
    assert (finished.row.state, finished.row.mark.note, steps[-1].what) == outcome


@pytest.mark.parametrize("failed", [TROUBLE, Cancelled()])
def test_a_read_that_failed_changes_nothing(failed):
    row = lost_create(looked=NOTHING, looked_at=CLOSED)
    steps, finished = looked(row, ground_of(Hands(QUIET)), failed)
    assert (finished.row, kinds(steps)) == (row, [ReadAll])
    assert finished.error is (None if isinstance(failed, Cancelled) else failed)


def test_the_servers_words_stay_with_a_row_that_is_looked_for():
    row = lost_create()
    row = row.marked(State.UNKNOWN, Note.NOT_CHECKED, "Value too long")
    _, finished = looked(row, ground_of(Hands(QUIET)), table(LIKE))
    assert finished.words == "Value too long"


# The rest


def test_a_row_that_was_being_sent_is_unknown_and_its_quiet_period_begins():
    row = update().marked(State.SENDING, attempts=1, sent_at=5.0, seen={"firstname": "old"})
    row = interrupted(row, CLOSED)
    assert (row.state, row.mark.note) == (State.UNKNOWN, Note.INTERRUPTED)
    assert (row.mark.trail.seen, row.mark.trail.sent_at) == ({"firstname": "old"}, 5.0)
    assert not is_quiet(row, ground_of(Hands(QUIET - 0.1)))
    assert is_quiet(row, ground_of(Hands(QUIET)))


@pytest.mark.parametrize(
    ("state", "note", "trail", "at", "may"),
    [
        (State.UNKNOWN, Note.NO_ANSWER, {"looked": NOTHING}, QUIET, False),
        (State.PENDING, Note.NOT_SENT, {"looked": NOTHING}, QUIET, False),
        (State.ASK, Note.NOT_THERE, {"looked": NOTHING}, QUIET, True),
        (State.ASK, Note.LOOK_ALIKE, {"looked": LIKE_900}, QUIET, True),
        (State.ASK, Note.LOOK_ALIKE, {"looked": LIKE_900}, QUIET - 1, False),
        (State.ASK, Note.LOOK_ALIKE, {}, QUIET, False),
        (State.ASK, Note.ONCE_ONLY, {"looked": AS_SEEN}, QUIET, True),
        (State.ASK, Note.MARKED_TWICE, {"looked": NOTHING}, QUIET, False),
        (State.ASK, Note.IGNORED, {}, CLOSED, True),
    ],
)
def test_a_person_may_have_it_sent_again_once_it_was_looked_for_long_enough(
    state, note, trail, at, may
):
    row = lost(create(), state, note, **trail)
    assert may_be_sent_again(row, ground_of(Hands(at))) is may


@pytest.mark.parametrize(
    ("trail", "at", "due"),
    [
        ({}, CLOSED, True),
        ({"looked": AS_SEEN, "looked_at": CLOSED}, QUIET - 1, False),
        ({"looked": AS_SEEN, "looked_at": CLOSED}, QUIET, True),
        ({"looked": AS_SEEN, "looked_at": QUIET}, QUIET + 29, False),
        ({"looked": AS_SEEN, "looked_at": QUIET}, QUIET + 30, True),
    ],
)
def test_a_look_is_due_when_it_can_settle_something(trail, at, due):
    assert is_due(lost(**trail), ground_of(Hands(at))) is due
