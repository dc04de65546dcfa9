"""What a paste would do is known before it does it (feat-H1 to feat-H9, feat-R21 to feat-R25)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cn_desktop.records.area import Area
from cn_desktop.records.copied import copied
from cn_desktop.records.fields import ABSENT, LONGEST_EDITED, FieldName, Lock
from cn_desktop.records.marks import Mark, State
from cn_desktop.records.pasted import lines_of
from cn_desktop.records.pasting import Wishes, plan_of
from cn_desktop.records.permits import Permits
from cn_desktop.records.placing import (
    LINES_AT_ONCE,
    MOST_HEADINGS,
    Placing,
    Target,
    named_fields,
    suggested,
)
from cn_desktop.records.steps import finished
from cn_desktop.records.validation import Problem
from cn_desktop.records.vocabulary import Definition, Vocabulary

from .sheets import record, sheet_of

FIELDS = tuple(map(FieldName, ("firstname", "lastname", "postcode")))
FIRST, LAST, POST = FIELDS
UID, MOBILE, NOTES = map(FieldName, ("uid", "ddi_mobile", "notes"))


def sheet_with(count=4, **cells):
    own = {"firstname": "Ada", "lastname": "Example", "postcode": "", "ddi_mobile": ""}
    return sheet_of(*[record(str(number), **{**own, **cells}) for number in range(1, count + 1)])


def plan(sheet, text, *, rows=None, fields=FIELDS, areas=(), **wishes):
    below = range(len(sheet.store)) if rows is None else rows
    target = Target(below, fields, areas)
    return finished(plan_of(finished(lines_of(text)), target, sheet, Wishes(**wishes)))


def areas(rows, *fields):
    return (Area(rows, [FieldName(name) for name in fields]),)


def paste(sheet, found):
    return sheet.set_and_add(found.wanted, found.new, found.name)


def column(sheet, field):
    return [sheet.row_value(row, field) for row in sheet.store.rows()]


def test_a_block_spreads_from_where_it_begins():
    found = plan(sheet_with(), "Bob\tOne\nCleo\tTwo\n", rows=[1, 2, 3], fields=[FIRST, LAST])
    assert found.wanted == {FIRST: {"2": "Bob", "3": "Cleo"}, LAST: {"2": "One", "3": "Two"}}
    assert (found.cells, found.name(4)) == (4, "paste of 4 cells")


PEOPLE = [
    ("Bob\tOne\t07700900001", {}, ["2"]),
    ("Bob\tOne\t", {}, ["2"]),
    ("Ada\tExample\t07700900001", {}, []),
    ("firstname\tddi_mobile\nBob\t07700900001", {"placing": Placing.NAMES}, ["2"]),
    ("firstname\tddi_mobile\nBob\t07700900001", {"placing": Placing.NEW}, []),
    ("uid\tfirstname\tddi_mobile\n2\tBob\t1", {"placing": Placing.RECORDS}, []),
]


@pytest.mark.parametrize(("text", "wishes", "people"), PEOPLE)
def test_who_becomes_somebody_else_is_known(text, wishes, people):
    sheet = sheet_with(ddi_mobile="07700900100")
    found = plan(sheet, text, rows=[1], fields=[FIRST, LAST, MOBILE], **wishes)
    assert found.people == people


def test_whoever_had_no_number_is_not_replaced():
    found = plan(sheet_with(), "Bob\tOne\t07700900001", rows=[1], fields=[FIRST, LAST, MOBILE])
    assert not found.people


def test_lines_that_are_shorter_leave_the_rest_of_their_rows_alone():
    found = plan(sheet_with(), "A\nB\tC\n\nD")
    assert found.wanted == {FIRST: {"1": "A", "2": "B", "3": "", "4": "D"}, LAST: {"2": "C"}}


def test_a_cell_that_shows_the_text_already_does_not_change():
    sheet = sheet_with(postcode=None)
    sheet.set_cells({("1", LAST): "New"}, "edit")
    found = plan(sheet, "Ada\tNew\t\nAda\tExample\t")
    assert (found.cells, found.same, found.does_nothing) == (0, 6, True)
    assert not found.is_to_be_shown


def test_the_server_s_own_value_takes_an_edit_back():
    sheet = sheet_with(postcode=None)
    sheet.set_cells({("1", POST): "SW1A 1AA", ("1", FIRST): "Bob"}, "edit")
    paste(sheet, plan(sheet, "Ada\tExample\t"))
    assert not sheet.changes.edits("1")
    assert sheet.value("1", POST) is None


def test_one_value_fills_whatever_is_selected():
    chosen = (*areas([0, 1], "firstname"), *areas([3], "firstname", "lastname"))
    found = plan(sheet_with(), "X\n", areas=chosen)
    assert found.wanted == {FIRST: {"1": "X", "2": "X", "4": "X"}, LAST: {"4": "X"}}


def test_a_block_repeats_over_a_multiple_of_itself():
    found = plan(sheet_with(), "A\nB", areas=areas(range(4), "firstname", "lastname"))
    assert found.wanted[LAST] == {"1": "A", "2": "B", "3": "A", "4": "B"}
    assert found.wanted[FIRST] == found.wanted[LAST]


@pytest.mark.parametrize("rows", [[0], [0, 1, 2], [0, 1]])
def test_over_any_other_selection_it_lies_once(rows):
    found = plan(sheet_with(), "A\nB", areas=areas(rows, "firstname"))
    assert found.wanted == {FIRST: {"1": "A", "2": "B"}}


def test_what_lies_below_the_last_row_becomes_new_records_in_the_same_step():
    sheet = sheet_with(2)
    found = plan(sheet, "A\t1\nB\t2\nC\t3\n\t\n", rows=[1], fields=[FIRST, POST])
    assert list(found.new.values()) == [{FIRST: "B", POST: "2"}, {FIRST: "C", POST: "3"}]
    assert (found.blank, found.name(2)) == (1, "paste of 2 cells and 2 new records")
    assert found.is_to_be_shown
    paste(sheet, found)
    assert column(sheet, FIRST) == ["Ada", "A", "B", "C"]
    assert len(list(sheet.changes.new_records())) == 2
    sheet.undo()
    assert column(sheet, FIRST) == ["Ada", "Ada"]
    assert not sheet.changes.touched()
    sheet.redo()
    assert column(sheet, POST) == ["", "1", "2", "3"]


@pytest.mark.parametrize("text", ["A\t1\nB\t2", "firstname\tpostcode\nA\t1\nB\t2"])
def test_all_lines_are_new_records_if_that_is_wished(text):
    found = plan(sheet_with(2), text, fields=[FIRST, POST], placing=Placing.NEW)
    assert list(found.new.values()) == [{FIRST: "A", POST: "1"}, {FIRST: "B", POST: "2"}]
    assert (found.wanted, found.layout.unnamed) == ({}, [])


def test_or_is_refused_and_said():
    found = plan(sheet_with(1), "A\nB\nC", adds=False)
    assert (found.cells, found.not_added, found.new) == (1, 2, {})
    assert found.leaves_out


def test_what_lies_beside_the_last_column_is_counted():
    found = plan(sheet_with(), "A\tB\tC\tD\t\nE\tF\tG\t\tH", fields=FIELDS)
    assert found.layout.beside == 2
    assert found.is_to_be_shown


@pytest.mark.parametrize("line", [
    "Postcode\tFirst name\tnothing\tLast name",
    "postcode\tFIRSTNAME\tnothing\tlast_name",
    "POSTCODE \tFirst  Name\tnothing\tLastName",
])  # fmt: skip
def test_headings_say_which_field_a_column_is_meant_for(line):
    sheet = sheet_with()
    text = f"{line}\nN1\tBob\tx\tOne\nN2\tCleo\t\tTwo"
    assert suggested(finished(lines_of(text)), sheet) is Placing.NAMES
    found = plan(sheet, text, rows=[2, 3], placing=Placing.NAMES)
    assert found.wanted == {
        POST: {"3": "N1", "4": "N2"},
        FIRST: {"3": "Bob", "4": "Cleo"},
        LAST: {"3": "One", "4": "Two"},
    }
    assert (found.layout.unnamed, found.layout.beside) == (["nothing"], 1)


def test_the_account_s_own_labels_are_headings_too():
    sheet = sheet_with()
    sheet.vocabulary = Vocabulary({POST: Definition("Area code")})
    found = plan(sheet, "Area code\nN1", placing=Placing.NAMES)
    assert found.wanted == {POST: {"1": "N1"}}


def test_a_label_that_two_fields_share_is_the_heading_of_neither():
    sheet = sheet_with()
    sheet.vocabulary = Vocabulary({
        POST: Definition("Name"),
        FIRST: Definition("Name"),
        LAST: Definition("Postcode"),
    })
    line = ["Name", "postcode", "First name", "LASTNAME"]
    assert named_fields(line, sheet) == [None, POST, FIRST, LAST]


@pytest.mark.parametrize(
    "text", ["Ada\tExample\nBob\tOther", "firstname\tlastname", "x\ty\tpostcode\n1\t2\t3"]
)
def test_data_is_not_taken_for_headings(text):
    assert suggested(finished(lines_of(text)), sheet_with()) is Placing.POSITION


def test_with_uids_each_line_goes_to_its_own_record_in_any_order():
    sheet = sheet_with()
    text = "uid\tfirstname\n3\tCleo\n1\tBob\n\tNew\n9\tNobody\n3\tAgain"
    assert suggested(finished(lines_of(text)), sheet) is Placing.RECORDS
    found = plan(sheet, text, rows=[], placing=Placing.RECORDS)
    assert found.wanted == {FIRST: {"3": "Cleo", "1": "Bob"}}
    assert list(found.new.values()) == [{FIRST: "New"}]
    assert (found.layout.lost, found.layout.twice, sum(found.refused.values())) == (1, 1, 0)


def test_locked_cells_are_refused_and_counted_by_their_reason():
    sheet = sheet_with(3, notes="n")
    sheet.changes.set_mark("2", Mark(State.SENDING))
    found = plan(sheet, "1\tx\tA\n7\tx\tB\n3\tn\tC", fields=[UID, NOTES, FIRST])
    assert found.refused == {
        (UID, Lock.SENDING): 1,
        (NOTES, Lock.SERVER_KEEPS): 1,
        (NOTES, Lock.SENDING): 1,
        (FIRST, Lock.SENDING): 1,
    }
    assert found.wanted == {FIRST: {"1": "A", "3": "C"}}
    assert found.is_to_be_shown


def test_nothing_is_taken_where_nothing_may_be_changed():
    sheet = sheet_with(1)
    sheet.permits = Permits(Lock.READ_ONLY)
    found = plan(sheet, "A\nB")
    assert (found.does_nothing, found.refused) == (True, {(FIRST, Lock.READ_ONLY): 2})


def test_a_cell_the_record_does_not_have_stays_absent():
    found = plan(
        sheet_of(record("1", firstname="Ada"), record("2", postcode="N1")), "A\tB\t\nC\tD\tE"
    )
    assert found.refused == {(FIRST, Lock.NOT_IN_ANSWER): 1, (LAST, Lock.NOT_IN_ANSWER): 2}
    assert found.wanted == {FIRST: {"1": "A"}, POST: {"2": "E"}}


def test_spaces_and_the_word_null_are_counted_and_tidied_only_where_that_is_wished():
    text = " A \tNULL\tNull"
    as_it_is = plan(sheet_with(1), text)
    assert (as_it_is.spaced, as_it_is.nulls) == (1, 1)
    assert as_it_is.wanted == {FIRST: {"1": " A "}, LAST: {"1": "NULL"}, POST: {"1": "Null"}}
    tidied = plan(sheet_with(1), text, trims=True, null_is_empty=True)
    assert tidied.wanted == {FIRST: {"1": "A"}, LAST: {"1": ""}, POST: {"1": "Null"}}


def test_numbers_stay_text():
    text = "07700900001\t+447700900001\t1e5"
    assert plan(sheet_with(1), text).wanted == {
        FIRST: {"1": "07700900001"}, LAST: {"1": "+447700900001"}, POST: {"1": "1e5"}
    }  # fmt: skip


def test_what_the_account_says_against_a_value_is_counted():
    sheet = sheet_with(2)
    sheet.vocabulary = Vocabulary({POST: Definition(size=4)})
    found = plan(sheet, "A\tB\tN1\nC\tD\tSW1A 1AA\nE\tF\tN2")
    assert found.findings == {(POST, Problem.TOO_LONG): 1, (MOBILE, Problem.NO_PHONE): 1}


def test_one_cell_of_one_record_is_done_without_a_word():
    assert not plan(sheet_with(), "A\tB").is_to_be_shown


def test_ten_thousand_cells_are_weighed_in_slices():
    sheet = sheet_with(1000)
    lines = [["a"] * 10] * 1000
    target = Target(range(1000), [FieldName("firstname"), *(FieldName(f"x{n}") for n in range(9))])
    assert len(list(plan_of(lines, target, sheet, Wishes()))) > 20


# feat-R22

CELLS = st.one_of(
    st.text(st.sampled_from([*'a0 \t\n\r"\x01\0,\ufeff\u2028é']), max_size=5),
    st.sampled_from(["", "07700900001", "0000-00-00 00:00:00", "NULL", "1e5", "=1+1", " x "]),
    st.none(),
    st.just(ABSENT),
)
LINES = st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=6)


@given(LINES, st.data())
def test_any_block_copied_and_pasted_in_its_place_changes_nothing(cells, data):
    """Null, absent, empty and zero dates, quotes, tabs, line breaks, leading zeros, U+0001."""
    names = [*FIELDS, UID, NOTES]
    there = [
        {name: value for name, value in zip(FIELDS, line, strict=True) if value is not ABSENT}
        for line in cells
    ]
    sheet = sheet_of(*[record(str(n), notes="n", **each) for n, each in enumerate(there, 1)])
    for key, field, text in data.draw(
        st.lists(st.tuples(st.sampled_from("123456"), st.sampled_from(FIELDS), st.text(max_size=4)))
    ):
        if sheet.store.row_of(key) is not None:
            sheet.type_text(key, field, text)
    before = {key: sheet.changes.edits(key) for key in sheet.changes.touched()}
    area = Area(range(len(cells)), names)
    lines = finished(lines_of("".join(copied(sheet, [area])), is_own=True))
    found = finished(plan_of(lines, Target(area.rows, names, [area]), sheet, Wishes()))
    assert found.does_nothing
    assert not found.is_to_be_shown
    assert not paste(sheet, found)
    assert before == {key: sheet.changes.edits(key) for key in sheet.changes.touched()}


@pytest.mark.parametrize(("text", "problem"), [
    ("4.47701E+11", Problem.ROUNDED_PHONE),
    ("7700900123", Problem.LOST_START),
    ("447700900123", Problem.LOST_START),
    ("07700900123", None),
    ("+44 7700 900123", None),
    ("07700 9001234567", Problem.IMPOSSIBLE_PHONE),
])  # fmt: skip
def test_what_a_spreadsheet_did_to_a_number_is_said_before_it_is_pasted(text, problem):
    """feat-R31: it is text all the same, and stays as it is."""
    found = plan(sheet_with(2), f"{text}\n", fields=[MOBILE])
    assert found.wanted == {MOBILE: {"1": text}}
    assert found.findings == ({(MOBILE, problem): 1} if problem else {})


def test_a_number_that_the_server_has_already_is_not_found_fault_with():
    sheet = sheet_with(1, ddi_mobile="none")
    sheet.set_cells({("1", MOBILE): "07700900123"}, "edit")
    found = plan(sheet, "none\n", fields=[MOBILE])
    assert (found.wanted, found.findings) == ({MOBILE: {"1": "none"}}, {})


def test_a_uid_with_blanks_around_it_finds_its_record_and_is_no_change():
    sheet = sheet_with(2, firstname="x")
    found = plan(sheet, "uid\tfirstname\n 2 \tA", placing=Placing.RECORDS)
    assert found.wanted == {FIRST: {"2": "A"}}
    assert not found.leaves_out


def test_a_new_record_of_another_dataset_is_added_here_and_that_is_said():
    sheet = sheet_with(1, firstname="x")
    lines = "dataset\tfirstname\n100\tA\n101\tB"
    found = plan(sheet, lines, placing=Placing.NEW)
    assert [dict(values) for values in found.new.values()] == [{FIRST: "A"}, {FIRST: "B"}]
    assert found.refused == {("dataset", Lock.IDENTITY): 1}


def test_a_text_that_no_editor_could_open_again_is_refused():
    sheet = sheet_with(1, firstname="x")
    found = plan(sheet, "y" * (LONGEST_EDITED + 1), fields=[FIRST])
    assert found.does_nothing
    assert found.refused == {(FIRST, Lock.ENDLESS_TEXT): 1}


def test_a_field_is_named_once_and_an_empty_heading_names_none():
    sheet = sheet_with(1, _="x")
    found = plan(sheet, "firstname\tfirstname\t\nA\tB\tC", placing=Placing.NAMES)
    assert found.wanted == {FIRST: {"1": "A"}}
    assert (found.layout.unnamed, found.layout.doubled) == ([], ["firstname"])
    assert found.layout.beside == 2


def test_lines_that_differ_in_length_are_not_repeated():
    found = plan(sheet_with(), "A\tX\nB", areas=areas(range(4), "firstname", "lastname"))
    assert found.wanted == {FIRST: {"1": "A", "2": "B"}, LAST: {"1": "X"}}


def test_a_plan_that_comes_too_late_adds_nothing_where_nothing_may_be_changed():
    sheet = sheet_with(1)
    found = plan(sheet, "A\nB")
    sheet.permits = Permits(Lock.READ_ONLY)
    assert not paste(sheet, found)
    assert (column(sheet, FIRST), sheet.history.next_undo) == (["Ada"], None)


def test_a_text_without_end_names_no_field():
    """To compare ten million characters took half a second."""
    sheet = sheet_of(record("1", firstname="Ada"))
    assert named_fields(["firstname", "x" * 10_000_000, "first name", "uid"], sheet) == [
        *("firstname", None, None, "uid")
    ]


def test_a_line_of_more_cells_than_there_are_headings_names_fields_at_its_beginning_only():
    sheet = sheet_of(record("1", firstname="Ada"))
    line = ["x"] * (MOST_HEADINGS - 1) + ["firstname", "uid"]
    named = named_fields(line, sheet)
    assert len(named) == len(line)
    assert named[-2:] == ["firstname", None]


def test_headings_without_a_field_are_looked_through_in_steps():
    """The window would stand still for seconds over a line of 25,000."""
    sheet = sheet_with(1)
    heads = ["firstname", "firstname", *["nobody's"] * 10 * LINES_AT_ONCE]
    lines = [heads, ["Bob"]]
    steps = plan_of(lines, Target(range(1), FIELDS), sheet, Wishes(Placing.NAMES))
    assert len([*steps]) > 10
    found = finished(plan_of(lines, Target(range(1), FIELDS), sheet, Wishes(Placing.NAMES)))
    assert found.layout.doubled == ["firstname"]
    assert len(found.layout.unnamed) == 10 * LINES_AT_ONCE
