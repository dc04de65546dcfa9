"""What holds rows back is counted without a look at every row, and is what a look would find."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from cn_desktop.records.fields import ABSENT, Lock
from cn_desktop.records.held import Held, count_into
from cn_desktop.records.marks import Mark, Note, State
from cn_desktop.records.permits import Permits

from .sheets import ada, bob, record, sheet_of, store_of

OUTCOME = "outcomecode"
UNLOCKED = Permits(unlocked=frozenset([OUTCOME]))
FIELDS = st.sampled_from(["firstname", OUTCOME, "ddi_mobile"])
KEYS = st.sampled_from("1234")
DAMAGED = record("4", firstname="\N{REPLACEMENT CHARACTER}", ddi_mobile="1", outcomecode="")


def typed(sheet, key, field):
    sheet.type_text(key, field, "077")


def read(sheet, has_bob, has_twins):
    twins = [record("3", firstname="Other")] if has_twins else []
    store = store_of(ada(), *([bob()] if has_bob else []), record("3", outcomecode=""), *twins)
    store.has_replacements = has_twins
    store.extend([DAMAGED])
    sheet.rebase(store)


def new(sheet, *cells):
    key = sheet.add_record()
    for field in cells:
        sheet.type_text(key, field, "077")


WAYS = st.one_of(
    st.tuples(st.just(typed), st.tuples(KEYS, FIELDS)),
    st.tuples(st.just(read), st.tuples(st.booleans(), st.booleans())),
    st.tuples(st.just(new), st.lists(FIELDS, max_size=2)),
    st.tuples(
        st.just(lambda sheet, key, state: sheet.settle(key, Mark(state, note=Note.GONE))),
        st.tuples(KEYS, st.sampled_from(list(State))),
    ),
    st.tuples(
        st.just(lambda sheet, key: sheet.set_cells({(key, "firstname"): ABSENT}, "x")),
        st.tuples(KEYS),
    ),
    st.tuples(st.just(lambda sheet: sheet.undo()), st.just(())),
)


@given(st.lists(WAYS, max_size=15), st.booleans())
def test_the_count_is_what_a_look_at_every_row_finds(todo, is_locked_again):
    sheet = sheet_of(ada() | {OUTCOME: ""}, bob(), record("3", outcomecode=""), DAMAGED)
    sheet.permits = UNLOCKED
    for act, how in todo:
        act(sheet, *how)
    if is_locked_again:
        sheet.permits = Permits()
    held = Held()
    for _step in count_into(held, sheet):
        pass
    found = [each for key in sheet.changes.unsaved() for each in sheet.holding.findings(key)]
    assert held.problems == Counter(each.problem for each in found if each.is_blocking)
    assert held.sendable(sheet) == len(sheet.outgoing(sheet.changes.in_state(State.PENDING)))


def test_a_look_at_many_changed_rows_is_a_look_at_none():
    sheet = sheet_of(*(record(str(number), firstname="") for number in range(50)))
    sheet.set_columns({"firstname": dict.fromkeys(map(str, range(50)), "New")}, "paste")
    held = Held()
    assert len(list(count_into(held, sheet))) == 0
    assert held.sendable(sheet) == 50


def test_a_field_that_is_locked_again_holds_its_rows_back():
    sheet = sheet_of(ada() | {OUTCOME: ""}, bob())
    sheet.permits = UNLOCKED
    sheet.set_columns({OUTCOME: {"1": "9"}, "firstname": {"2": "New"}}, "paste")
    sheet.permits = Permits()
    assert sheet.locks.of("1", OUTCOME) is Lock.DIALLING
    assert [row.key for row in sheet.outgoing(["1", "2"])] == ["2"]
