"""Who has a number, in any spelling, while the numbers change (feat-N3, feat-N4)."""

from hypothesis import given
from hypothesis import strategies as st

from cn_desktop.records.fields import PHONES
from cn_desktop.records.marks import Mark, State
from cn_desktop.records.phone_index import PhoneIndex, field_with, numbers_of
from cn_desktop.records.phones import number_in
from cn_desktop.records.steps import finished

from .sheets import record, sheet_of, store_of

ADA, BOB = "07700 900001", "07700 900002"


def index_of(sheet):
    index = PhoneIndex(sheet)
    finished(index.steps())
    return index


def followed(index, keys=None):
    for _ in index.follow_all() if keys is None else index.follow(keys):
        pass


def holders(index, text):
    return sorted(index.records_with(number_in(text)))


def test_a_number_is_found_in_any_spelling_and_field():
    sheet = sheet_of(
        record("1", ddi_mobile="07700 900001"),
        record("2", ddi_home="+447700900001", ddi_mobile=None),
        record("3", ddi_work="(0)7700-900001"),
        record("4", ddi_work="07700 900004"),
    )
    index = index_of(sheet)
    assert holders(index, "00447700900001") == ["1", "2", "3"]
    assert field_with(sheet, "2", number_in(ADA)) == "ddi_home"
    assert field_with(sheet, "4", number_in(ADA)) is None
    assert holders(index, "07700 900005") == []
    assert holders(index, "") == []


def test_a_typed_number_counts_and_the_old_one_does_not():
    sheet = sheet_of(record("1", ddi_mobile=ADA), record("2", ddi_mobile=BOB))
    index = index_of(sheet)
    followed(index, sheet.type_text("2", "ddi_mobile", ADA))
    assert (holders(index, ADA), holders(index, BOB)) == (["1", "2"], [])
    followed(index, sheet.undo())
    assert (holders(index, ADA), holders(index, BOB)) == (["1"], ["2"])


def test_two_new_records_with_one_number_find_each_other():
    sheet = sheet_of(record("1", ddi_mobile=BOB))
    index = index_of(sheet)
    first, second = sheet.add_record(), sheet.add_record()
    for key in (first, second):
        followed(index, sheet.type_text(key, "ddi_home", ADA))
    assert holders(index, ADA) == sorted([first, second])
    followed(index, sheet.revert_rows([first]))
    assert holders(index, ADA) == [second]


def test_a_saved_record_is_found_under_its_uid():
    sheet = sheet_of(record("1", ddi_mobile=BOB))
    index = index_of(sheet)
    key = sheet.add_record()
    followed(index, sheet.type_text(key, "ddi_mobile", ADA))
    sheet.saved(sheet.outgoing([key])[0], "9", None, Mark(State.SAVED))
    followed(index, {key, "9"})
    assert holders(index, ADA) == ["9"]


def test_how_common_shared_numbers_are_is_known():
    records = [record(str(at), ddi_mobile=f"07700 90000{at % 8}") for at in range(10)]
    assert index_of(sheet_of(*records)).shared == 0.4
    assert index_of(sheet_of()).shared == 0.0
    alone = sheet_of(record("1", ddi_mobile=ADA, ddi_home=ADA))
    assert index_of(alone).shared == 0.0


TEXTS = st.sampled_from(["", ADA, "+447700900001", BOB, "07700900003", "12", None])
CELLS = st.fixed_dictionaries(dict.fromkeys(PHONES, TEXTS))


@given(
    st.lists(CELLS, min_size=1, max_size=6),
    st.lists(st.tuples(st.integers(0, 7), st.sampled_from(PHONES), TEXTS), max_size=8),
    st.booleans(),
)
def test_the_index_says_what_a_look_at_every_record_says(cells, edits, is_told_each):
    sheet = sheet_of(*(record(str(at), **each) for at, each in enumerate(cells)))
    index = index_of(sheet)
    keys = [*map(str, range(len(cells))), sheet.add_record()]
    for at, phone, text in edits:
        touched = sheet.set_cells({(keys[at % len(keys)], phone): text or ""}, "edit")
        if is_told_each:
            followed(index, touched)
    if not is_told_each:
        followed(index)
    for text in (ADA, BOB, "07700900003"):
        number = number_in(text)
        assert holders(index, text) == sorted(k for k in keys if number in numbers_of(sheet, k))


def test_records_that_were_read_one_by_one_are_found_too():
    sheet = sheet_of(record("1", ddi_mobile=ADA))
    index = index_of(sheet)
    sheet.take_record(record("5", ddi_work=ADA))
    followed(index)
    assert holders(index, ADA) == ["1", "5"]


def test_a_fresh_read_needs_an_index_of_its_own():
    sheet = sheet_of(record("1", ddi_mobile=ADA))
    index = index_of(sheet)
    sheet.rebase(store_of(record("2", ddi_mobile=ADA)))
    assert index.store is not sheet.store
    assert holders(index_of(sheet), ADA) == ["2"]


def test_they_are_told_in_the_order_of_their_rows_whoever_got_the_number_first():
    sheet = sheet_of(*(record(key, ddi_mobile=BOB) for key in "1234"), record("5", ddi_home=ADA))
    index = index_of(sheet)
    for key in "4213":
        followed(index, sheet.type_text(key, "ddi_mobile", ADA))
    assert index.records_with(number_in(ADA)) == list("12345")
