"""The result file: a line for each row, none of it a formula, no value of a record in it."""

import csv
import io
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cn_desktop.base.errors import NotSent, SessionRefused, Trouble
from cn_desktop.records.fields import DatasetId, RecordKey
from cn_desktop.records.marks import Note, State
from cn_desktop.records.outgoing import Outgoing
from cn_desktop.ui.submit import results
from cn_desktop.work.result_file import HEADINGS, csv_text, lines
from cn_desktop.work.run import Stopped
from cn_desktop.work.steps import Fate, Finished
from cn_desktop.work.tally import Tally

DATASET = DatasetId("100")
NOON = 1_800_000_000.0
NOTES = {
    State.PENDING: [Note.NOT_SENT, Note.NOT_SENDABLE, Note.NOT_ARRIVED],
    State.SAVED: [Note.NONE, Note.NORMALISED, Note.STORED_DIFFERENTLY, Note.ALREADY_SO],
    State.REJECTED: [Note.NONE, Note.GONE],
    State.UNKNOWN: [Note.NO_ANSWER],
    State.ASK: [Note.NOT_THERE],
    State.CONFLICT: [Note.NONE],
}


def update(uid="1", **fields):
    return Outgoing(RecordKey(uid), DATASET, uid, fields or {"lastname": "Blogs"})


def create(key="+a"):
    return Outgoing(RecordKey(key), DATASET, None, {"dataset": "100", "lastname": "Blogs"})


def say(finished, stopped):
    return results.status_of(finished), results.reason_of(finished, stopped)


def tally_of(*pairs, stopped=None):
    tally = Tally([row for row, _ in pairs])
    for _, finished in pairs:
        if finished is not None:
            tally.add(finished)
    tally.stopped = stopped
    return tally


def sent(row, state, note=Note.NONE, words="", *, at=NOON, uid="", error=None):
    return Finished(row.marked(state, note, words, attempts=1, sent_at=at), uid, error=error)


def read(text):
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def told(*tallies):
    return read(csv_text(lines(tallies, say)))


def test_each_row_says_what_became_of_it():
    one, two, new = update("1", firstname="Ada", title="Dr"), update("2"), create()
    tally = tally_of(
        (one, sent(one, State.SAVED, at=NOON + 2)),
        (two, sent(two, State.REJECTED, words="Value too long", at=NOON)),
        (new, sent(new, State.SAVED, uid="900", at=NOON + 1)),
    )
    first, second, third = told(tally)
    assert list(first) == list(HEADINGS.values())
    assert (first["uid"], first["action"], first["status"]) == ("1", "update", "saved")
    assert (first["fields changed"], first["attempt"]) == ("firstname, title", "1")
    assert (second["status"], second["reason"]) == ("rejected", "“Value too long”")
    assert (third["uid"], third["action"]) == ("900", "create")
    assert [line["request number"] for line in (first, second, third)] == ["3", "1", "2"]
    assert first["time sent"][:2] == "20"
    assert first["time sent"][10] == "T"


def test_a_new_record_that_is_nowhere_yet_is_called_new():
    new = create()
    [line] = told(tally_of((new, sent(new, State.UNKNOWN, Note.NO_ANSWER))))
    assert (line["uid"], line["status"]) == ("new", "unknown")
    assert "dataset" not in line["fields changed"]


def test_a_row_that_was_never_reached_says_why_the_run_ended():
    one, two = update("1"), update("2")
    tally = tally_of((one, sent(one, State.SAVED)), (two, None), stopped=Stopped(None))
    assert told(tally)[1] | {"uid": ""} == {
        "uid": "",
        "dataset": "100",
        "action": "update",
        "status": "not sent",
        "reason": "It was cancelled.",
        "fields changed": "lastname",
        "time sent": "",
        "attempt": "",
        "request number": "",
    }


def test_what_never_left_this_machine_has_no_time_and_what_did_has_one():
    one, two = update("1"), update("2")
    kept = sent(one, State.PENDING, Note.NOT_SENT, error=NotSent(Trouble.REFUSED))
    refused = sent(two, State.PENDING, Note.NOT_SENT, "Expired token", error=SessionRefused("x"))
    first, second = told(tally_of((one, kept), (two, refused)))
    assert (first["time sent"], first["request number"]) == ("", "")
    assert (second["time sent"] != "", second["request number"]) == (True, "1")


def test_an_attempt_of_an_earlier_run_is_not_this_run_s():
    row = update("1").marked(State.PENDING, attempts=1, sent_at=NOON)
    [line] = told(tally_of((row, Finished(row.marked(State.SAVED, Note.ALREADY_SO), "1"))))
    assert (line["status"], line["time sent"], line["attempt"]) == ("saved", "", "")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "  =", "\uff1d", "\0="])
def test_no_cell_is_a_formula(start):
    row = update(f"{start}1", **{f"{start}cmd": "x"})
    text = csv_text(lines([tally_of((row, None))], say))
    cells = [cell for line in csv.reader(io.StringIO(text, newline="")) for cell in line]
    assert f"'{start}1" in cells
    assert f"'{start}cmd" in cells


def test_it_is_utf_8_that_excel_takes_for_utf_8():
    text = csv_text(lines([tally_of((update("1", straße="x"), None))], say))
    assert text.encode().startswith(b"\xef\xbb\xbfuid,dataset,")
    assert "straße" in text
    assert text.endswith("\r\n")


@st.composite
def tallies(draw):
    made = []
    for place in range(draw(st.integers(1, 3))):
        pairs = []
        for number in range(draw(st.integers(0, 6))):
            row = update(f"{place}{number}") if draw(st.booleans()) else create(f"+{place}{number}")
            state = draw(st.sampled_from([None, *NOTES]))
            words = draw(st.text(string.printable, max_size=20))
            finished = state and sent(row, state, draw(st.sampled_from(NOTES[state])), words)
            pairs.append((row, finished))
        stopped = draw(st.sampled_from([None, Stopped(None), Stopped(NotSent(Trouble.REFUSED))]))
        made.append(tally_of(*pairs, stopped=stopped))
    return made


@given(tallies())
def test_the_numbers_of_the_summary_add_up_to_the_rows_submitted(made):
    total = sum(len(tally.rows) for tally in made)
    title = results.of_submit(made).title.replace("unknown, needs", "needs")
    title = title.replace("saved, stored", "stored")
    head, _, parts = title.partition(": ")
    assert head.split()[1] == str(total)
    numbers = [int(part.split()[0]) for part in parts.rstrip(".").split(", ") if part]
    assert sum(numbers) == total
    assert sum((tally.counts() for tally in made), start=type(made[0].counts())()).total() == total


@given(tallies())
def test_a_run_that_ended_early_says_how_many_were_sent_or_not_or_nobody_knows(made):
    notice = results.of_submit(made)
    is_stopped = any(tally.stopped for tally in made)
    assert ("The sending was stopped" in notice.advice) == is_stopped
    assert notice.stays
    if is_stopped:
        counts = sum((tally.counts() for tally in made), start=type(made[0].counts())())
        for fate, word in results.SUMMARY:
            said = f" {counts[fate]:,} {word}"
            assert (said in notice.title) == bool(counts[fate])
            assert said not in notice.advice


@given(tallies())
def test_the_file_and_the_summary_say_the_same(made):
    words = [line["status"] for line in told(*made)]
    counts = sum((tally.counts() for tally in made), start=type(made[0].counts())())
    assert {word: words.count(word) for word in words} == {
        word: counts[fate] for fate, word in results.SUMMARY if counts[fate]
    }
    assert counts[Fate.NOT_SENT] == words.count("not sent")
