"""The records as the server showed them, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cn_desktop.records.fields import ABSENT, STANDARD, ZERO_DATE
from cn_desktop.records.store import Store

from .sheets import record, store_of

FIELDS = ["uid", "firstname", "postcode", "zeta", "alpha"]
VALUES = st.sampled_from([None, "", ZERO_DATE, "a", "007"])
RECORDS = st.lists(st.dictionaries(st.sampled_from(FIELDS), VALUES), max_size=8)


def cells_of(store):
    return [store.record(row) for row in store.rows()]


def test_an_empty_store_has_nothing():
    store = Store()
    assert (len(store), store.fields, list(store.rows())) == (0, [], [])
    assert not store.is_complete


def test_columns_are_the_union_documented_ones_first_in_their_order_then_the_others_as_met():
    store = store_of(
        {"zeta": "1", "notes": "", "uid": "1"},
        {"uid": "2", "alpha": "2", "dataset": "100"},
    )
    assert store.fields == ["uid", "dataset", "notes", "zeta", "alpha"]


def test_the_documented_read_keeps_its_order():
    store = store_of(dict.fromkeys([*reversed(STANDARD), "company_name"], ""))
    assert store.fields == [*STANDARD, "company_name"]


@pytest.mark.parametrize("value", [None, "", ZERO_DATE, "0", " "])
def test_absent_null_empty_and_zero_date_stay_what_they_are(value):
    store = store_of(record("1", extra=value), record("2"))
    assert store.value(0, "extra") == value
    assert store.value(1, "extra") is ABSENT


def test_the_four_kinds_of_nothing_are_four_values():
    assert len({ABSENT, None, "", ZERO_DATE}) == 4


def test_a_field_nobody_has_is_absent():
    assert store_of(record("1")).value(0, "nobody_has_it") is ABSENT


@pytest.mark.parametrize("uid", ["007", "7", "12345678901234567890123", "1.0", "ä", " 7"])
def test_an_id_is_kept_as_text_exactly(uid):
    store = store_of(record("other"), record(uid))
    assert store.key(1) == uid
    assert store.value(1, "uid") == uid
    assert store.row_of(uid) == 1


def test_ids_that_are_the_same_number_are_different_records():
    store = store_of(record("7"), record("007"))
    assert (store.row_of("7"), store.row_of("007")) == (0, 1)
    assert not store.is_ambiguous(0)


def test_a_uid_given_twice_makes_every_row_of_it_ambiguous():
    store = store_of(record("1"), record("2"), record("1"), record("1"))
    assert [store.is_ambiguous(row) for row in store.rows()] == [True, False, True, True]
    assert len(store) == 4


@pytest.mark.parametrize("uid", ["", None, ABSENT])
def test_rows_without_a_uid_are_kept_have_no_key_and_are_not_each_other_s_doubles(uid):
    nobody = {"firstname": "Ada"} | ({} if uid is ABSENT else {"uid": uid})
    store = store_of(nobody, nobody)
    assert [store.key(row) for row in store.rows()] == ["", ""]
    assert store.row_of("") is None
    assert not store.is_ambiguous(0)
    assert cells_of(store) == [nobody, nobody]


@given(RECORDS)
def test_every_record_comes_back_as_it_was_given(records):
    assert cells_of(store_of(*records)) == records


@given(RECORDS, st.integers(0, 8))
def test_in_how_many_pieces_they_come_makes_no_difference(records, cut):
    store = Store()
    store.extend(records[:cut])
    store.extend(iter(records[cut:]))
    whole = store_of(*records)
    assert cells_of(store) == cells_of(whole)
    assert store.fields == whole.fields


def test_a_new_record_stands_last_and_has_only_absent_cells():
    store = store_of(record("1", firstname="Ada"))
    row = store.append_new("+new")
    assert (row, store.key(row), store.row_of("+new")) == (1, "+new", 1)
    assert store.record(row) == {}
    assert [store.value(row, field) for field in store.fields] == [ABSENT] * 3


def test_removing_a_new_record_leaves_the_others_rows_as_they_were():
    store = store_of(record("1"))
    store.append_new("+a")
    store.append_new("+b")
    store.remove_new("+a")
    assert list(store.rows()) == [0, 2]
    assert len(store) == 2
    assert store.row_of("+a") is None
    assert store.row_of("+b") == 2


def test_a_removed_record_comes_back_in_a_row_of_its_own():
    store = store_of(record("1"))
    store.append_new("+a")
    store.remove_new("+a")
    assert store.append_new("+a") == 2
    assert list(store.rows()) == [0, 2]


def test_replacing_a_record_changes_its_cells_and_keeps_its_row():
    store = store_of(record("1", a="old", b="old"), record("2"))
    store.replace("1", record("1", a="new", c=None))
    assert store.row_of("1") == 0
    assert store.record(0) == record("1", a="new", c=None)
    assert store.record(1) == record("2")


def test_a_new_record_s_uid_becomes_its_key():
    store = store_of(record("1"))
    store.append_new("+new")
    store.replace("+new", record("007", firstname="Ada"))
    assert (store.key(1), store.row_of("007"), store.row_of("+new")) == ("007", 1, None)


def test_a_replacement_without_a_uid_keeps_the_key():
    store = store_of(record("1"))
    store.replace("1", {"firstname": "Ada"})
    assert (store.key(0), store.row_of("1")) == ("1", 0)


def test_a_record_that_gets_another_one_s_uid_makes_both_ambiguous():
    store = store_of(record("1"))
    store.append_new("+new")
    store.replace("+new", record("1"))
    assert [store.is_ambiguous(row) for row in store.rows()] == [True, True]


def test_replacing_a_record_by_itself_leaves_it_unambiguous():
    store = store_of(record("1"))
    store.replace("1", record("1"))
    assert not store.is_ambiguous(0)


@given(st.lists(st.tuples(st.sampled_from(["new", "remove", "save", "read"]), st.integers(0, 9))))
def test_a_row_once_given_is_that_record_s_for_good(steps):
    store, rows = Store(), {}
    for fresh, (what, which) in enumerate(steps):
        new = [key for key in rows if key.startswith("+")]
        if what == "new":
            key = f"+{len(store)}-{fresh}"
            rows[key] = store.append_new(key)
        elif what == "read":
            store.extend([record(f"r{fresh}", extra="x")])
            rows[f"r{fresh}"] = store.row_of(f"r{fresh}")
        elif new and what == "remove":
            key = new[which % len(new)]
            store.remove_new(key)
            del rows[key]
        elif new:
            key = new[which % len(new)]
            store.replace(key, record(f"s{fresh}", other="y"))
            rows[f"s{fresh}"] = rows.pop(key)
        assert {store.key(row): row for row in store.rows()} == rows
        assert {key: store.row_of(key) for key in rows} == rows
        assert len(store) == len(rows)


UIDS = st.sampled_from(["1", "2", "5", "7", "30", "007", "x", "", "9" * 19])


@given(
    st.lists(st.lists(UIDS, max_size=4), max_size=4),
    st.lists(UIDS, max_size=6),
    st.booleans(),
    st.booleans(),
)
def test_many_keys_are_found_as_each_alone(batches, wanted, has_new, is_renamed):
    store = Store()
    for batch in batches:
        store.extend([record(uid) for uid in batch])
    if has_new:
        store.append_new("+1")
    if is_renamed and store.row_of("2") is not None:
        store.replace("2", record("40"))
    keys = [*wanted, "+1", "40"]
    assert store.rows_of(keys) == [store.row_of(key) for key in keys]
    rows = list(store.rows())
    assert store.keys(rows) == [store.key(row) for row in rows]
    assert store.flawed(rows) == {row for row in rows if store.is_ambiguous(row)}


def test_rows_that_could_not_be_read_are_flawed():
    store = store_of(record("1"), record("2", firstname="\N{REPLACEMENT CHARACTER}"))
    assert store.flawed([0, 1]) == set()
    store.has_replacements = True
    assert store.flawed([0, 1]) == {1}


def test_what_a_search_looks_through_is_folded_as_python_folds_it():
    """Every character up to the signs, alone and between others: some change their length."""
    texts = [f"A{chr(code)}Z" for code in range(0x20, 0x2140)]
    texts += ["\U0001f600", "\U00010400", "\ud800", "ﬁ", "\x1f", "\x1d\x1e É"]
    store = store_of(*(record(str(row), firstname=text) for row, text in enumerate(texts)))
    for row, text in enumerate(texts):
        folded = text.casefold().encode("utf-8", "surrogatepass")
        assert folded in store.folded_row(row).split(b"\xff"), text
