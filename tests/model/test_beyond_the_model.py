"""What the model of one row does not know, and where it is tested instead.

- What is read before a create is called rejected: half a table, a mark that is there twice,
  the one read that several rows share. (That it is read, and may fail, the model knows.)
- The read-back: a value that is kept, normalised, ignored, or another one.
- Fields that are not idempotent.
- A cancel; in the model only one in the pause between two tries.
- Rows of several fields, of which some may have arrived.
- Records that are deleted, or answer to no uid.
- A journal that fails. In the model a batch is kept, or the program is dead.
- Other rows of the same run: who goes first, what they share, when a run gives up.
- A value that somebody puts back exactly as it was: in the model nobody does (A2).
- A server that refuses an update, does it all the same, and is overwritten at once.
- A person who errs: in the model whoever decides has looked, and knows their own record.
- Whether A1 holds. The quiet period is a choice; nothing promises it.
"""

import ast
from pathlib import Path

import pytest
from work.ways import (
    LOST,
    NOTHING_DONE,
    OK,
    REFUSED,
    Hands,
    create,
    go,
    ground_of,
    kinds,
    shown,
    table,
    update,
)

from cn_desktop.base.errors import Cancelled, NotSent, Trouble
from cn_desktop.records.marks import Note, State
from cn_desktop.work.checking import check, may_be_sent_again
from cn_desktop.work.protocol import send
from cn_desktop.work.steps import Keep, Pause, ReadOne, Send, Unsent

PROTOCOL, CHECKING, RUN = "test_protocol.py", "test_checking.py", "test_run.py"
TESTED = {
    "the read before a create is called rejected": [
        (PROTOCOL, "test_each_answer_to_a_create_is_ruled_on_and_none_sends_it_again"),
        (PROTOCOL, "test_a_refused_create_is_looked_for_by_its_mark"),
        (PROTOCOL, "test_a_mark_counts_in_half_a_table_too"),
        (PROTOCOL, "test_what_the_table_had_before_is_not_the_refused_one"),
        (RUN, "test_refused_creates_share_one_read_at_the_end"),
    ],
    "the read-back": [
        (PROTOCOL, "test_each_answer_to_an_update_is_looked_into_and_ruled_on"),
        (PROTOCOL, "test_what_was_sent_is_kept_where_something_else_is_stored"),
        (PROTOCOL, "test_of_fields_that_were_ignored_only_those_are_left_to_decide_on"),
    ],
    "fields that are not idempotent": [
        (CHECKING, "test_what_must_not_be_sent_twice_by_itself_is_for_a_person_to_decide"),
    ],
    "a cancel": [
        (PROTOCOL, "test_a_cancel_in_the_pause_leaves_the_row_pending"),
        (RUN, "test_after_a_cancel_no_row_starts_and_those_on_their_way_end"),
        (RUN, "test_a_cancel_leaves_the_read_for_refused_creates"),
        (RUN, "test_a_cancel_in_a_pause_ends_the_run"),
    ],
    "several fields": [
        (PROTOCOL, "test_only_the_fields_that_are_not_there_yet_are_sent"),
        (CHECKING, "test_of_a_row_that_arrived_in_part_the_rest_is_pending"),
        (CHECKING, "test_a_conflict_keeps_what_they_have_and_what_is_left"),
    ],
    "records that are gone": [
        (PROTOCOL, "test_a_record_is_gone_only_by_a_whole_read"),
        (CHECKING, "test_a_record_is_gone_only_by_a_whole_read"),
    ],
    "a journal that fails": [
        (PROTOCOL, "test_what_could_not_be_made_durable_is_not_sent"),
        (PROTOCOL, "test_an_end_that_could_not_be_made_durable_is_told_and_says_so"),
        (PROTOCOL, "test_a_row_that_could_not_be_put_back_is_not_tried_again"),
    ],
    "other rows": [
        (RUN, "test_creates_go_one_at_a_time"),
        (RUN, "test_three_lost_rows_in_a_row_end_a_run"),
        (RUN, "test_whatever_happens_in_whatever_order_the_numbers_add_up"),
        (PROTOCOL, "test_a_uid_that_another_record_has_is_not_this_ones"),
    ],
    "a person who errs": [
        (PROTOCOL, "test_a_create_that_was_tried_before_and_may_be_there_is_not_sent"),
        (CHECKING, "test_a_person_may_have_it_sent_again_once_it_was_looked_for_long_enough"),
    ],
}
OLD, NEW = shown(firstname="old"), shown(firstname="new")
QUIET = 1000.0 + 120.0


@pytest.mark.parametrize("what", TESTED)
def test_what_the_model_does_not_know_is_tested_apart(what):
    for file, name in TESTED[what]:
        tree = ast.parse((Path(__file__).parents[1] / "work" / file).read_text("utf-8"))
        assert name in {each.name for each in tree.body if isinstance(each, ast.FunctionDef)}


def test_a_refused_create_is_called_rejected_after_a_whole_read_alone():
    like = table(shown("11", **create().fields))
    for there, state in [(table(), State.REJECTED), (like, State.ASK)]:
        _, finished = go(send(create(), ground_of()), REFUSED, there)
        assert finished.row.state is state
    half = table(is_complete=False)
    _, finished = go(send(create(), ground_of()), REFUSED, half)
    assert (finished.row.state, finished.row.mark.note) == (State.UNKNOWN, Note.NOT_CHECKED)


@pytest.mark.parametrize(
    ("stored", "state", "note"),
    [
        ("new", State.SAVED, Note.NONE),
        (" new\r\n", State.SAVED, Note.NORMALISED),
        ("other", State.SAVED, Note.STORED_DIFFERENTLY),
        ("old", State.ASK, Note.IGNORED),
    ],
)
def test_the_read_back_tells_what_became_of_a_value(stored, state, note):
    _, finished = go(send(update(), ground_of()), OLD, OK, shown(firstname=stored))
    assert (finished.row.state, finished.row.mark.note) == (state, note)


def test_a_field_that_is_not_idempotent_is_never_back_in_line_by_itself():
    before = shown(callback="old")
    _, lost = go(send(update(callback="new"), ground_of()), before, LOST, before)
    _, finished = go(check(lost.row, ground_of(Hands(QUIET))), before)
    assert (finished.row.state, finished.row.mark.note) == (State.ASK, Note.ONCE_ONLY)


def test_a_cancel_between_two_tries_leaves_the_row_as_it_was():
    unsent = Unsent(NotSent(Trouble.REFUSED))
    steps, finished = go(send(update(), ground_of()), OLD, unsent, pause=Cancelled())
    assert kinds(steps) == [ReadOne, Keep, Send, Keep, Pause]
    assert (finished.row.state, finished.error) == (State.PENDING, None)


def test_a_value_that_somebody_puts_back_looks_as_if_nothing_had_arrived():
    """A2, and what it is for: of values alone nobody can tell."""
    _, finished = go(send(update(), ground_of()), OLD, NOTHING_DONE, OLD)
    assert finished.row.mark.note is Note.NOTHING_CHANGED
    _, lost = go(send(update(), ground_of()), OLD, LOST, OLD)
    _, finished = go(check(lost.row, ground_of(Hands(QUIET))), OLD)
    assert finished.row.mark.note is Note.NOT_ARRIVED


def test_an_update_that_is_refused_and_done_counts_as_saved_while_it_can_be_seen():
    _, seen = go(send(update(), ground_of()), OLD, REFUSED, NEW)
    assert (seen.row.state, seen.row.mark.note) == (State.SAVED, Note.REFUSED_YET_THERE)
    _, overwritten = go(send(update(), ground_of()), OLD, REFUSED, shown(firstname="theirs"))
    assert overwritten.row.state is State.REJECTED


def test_a_person_who_is_too_early_may_not_have_a_create_sent_again():
    now = Hands()
    _, lost = go(send(create(), ground_of(now)), LOST)
    _, asked = go(check(lost.row, ground_of(now)), table(shown("11", **create().fields)))
    assert asked.row.state is State.ASK
    assert not may_be_sent_again(asked.row, ground_of(now))
    assert may_be_sent_again(asked.row, ground_of(Hands(QUIET)))
