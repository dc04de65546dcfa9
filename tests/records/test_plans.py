"""Many cells at once (feat-H11, feat-H14, feat-C5): first what would happen, then one step."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cn_desktop.records import plans
from cn_desktop.records.area import Area
from cn_desktop.records.fields import FieldName, Lock, RecordKey
from cn_desktop.records.marks import Mark, State
from cn_desktop.records.plans import (
    Change,
    Later,
    planned,
    set_in_pieces,
    transform_rule,
    value_rule,
)
from cn_desktop.records.steps import finished
from cn_desktop.records.transforms import Transform

from .sheets import ada, bob, record, sheet_of, shown

FIRST = FieldName("firstname")
CODE = FieldName("postcode")
UID = FieldName("uid")


def people(count):
    return [
        record(str(number), firstname=f" name {number} ", postcode="") for number in range(count)
    ]


def called(cells):
    return f"set {cells}"


def plan_of(sheet, rule, rows=None, fields=(FIRST,)):
    rows = range(sheet.store.size) if rows is None else rows
    return finished(planned(sheet, [Area(rows, fields)], rule))


def done(sheet, wanted, name="bulk"):
    touched = set()
    finished(set_in_pieces(sheet, wanted, lambda _cells: name, touched))
    return touched


def test_a_locked_cell_that_would_not_change_is_not_said_to_be_locked():
    sheet = sheet_of(*people(2))
    plan = plan_of(sheet, value_rule("1"), fields=[UID])
    assert (plan.count, plan.locked.total()) == (0, 1)


def test_a_plan_says_what_changes_and_changes_nothing():
    sheet = sheet_of(*people(3))
    before = shown(sheet)
    plan = plan_of(sheet, transform_rule(Transform.TRIM))
    assert (plan.count, plan.seen, plan.locked) == (3, 3, {})
    assert plan.listed[0] == Change("0", FIRST, " name 0 ", "name 0")
    assert shown(sheet) == before
    assert not sheet.history.next_undo


def test_cells_that_are_locked_are_counted_by_their_reason():
    sheet = sheet_of(ada(), bob())
    plan = plan_of(sheet, value_rule("x"), fields=(UID, FIRST, FieldName("callback")))
    assert plan.count == 2
    assert plan.locked == {Lock.IDENTITY: 2, Lock.DIALLING: 2}


def test_a_cell_that_shows_the_text_already_does_not_change():
    sheet = sheet_of(ada(postcode="M1 1AE"), bob(postcode=None))
    assert plan_of(sheet, value_rule("M1 1AE"), fields=(CODE,)).count == 1
    assert plan_of(sheet, value_rule(""), fields=(CODE,)).count == 1  # null looks empty already


def test_emptying_a_cell_that_was_null_gives_the_server_s_null_back():
    sheet = sheet_of(ada(postcode=None))
    sheet.set_cells({("1", CODE): "M1 1AE"}, "edit")
    plan = plan_of(sheet, value_rule(""), fields=(CODE,))
    done(sheet, plan.columns, "set")
    assert not sheet.changes.touched()


def test_a_transform_leaves_null_and_missing_cells_alone():
    sheet = sheet_of(ada(), record("2", firstname=None), record("3"))
    plan = plan_of(sheet, transform_rule(Transform.UPPER))
    assert plan.columns == {FIRST: {"1": "ADA"}}


def test_pending_values_count_and_not_the_old_ones():
    sheet = sheet_of(ada(), bob())
    sheet.set_cells({("1", FIRST): "  Eve"}, "edit")
    plan = plan_of(sheet, transform_rule(Transform.TRIM))
    assert plan.columns == {FIRST: {"1": "Eve"}}


def test_changes_are_listed_row_by_row_up_to_a_number(monkeypatch):
    monkeypatch.setattr(plans, "LISTED", 3)
    sheet = sheet_of(*people(4))
    plan = plan_of(sheet, value_rule("x"), fields=(CODE, FIRST))
    assert [change.cell for change in plan.listed] == [("0", CODE), ("0", FIRST), ("1", CODE)]
    assert (plan.count, plan.unlisted) == (8, 5)


def test_changes_are_listed_in_the_order_on_screen():
    sheet = sheet_of(*people(3))
    plan = plan_of(sheet, value_rule("x"), rows=[2, 0, 1])
    assert [change.key for change in plan.listed] == ["2", "0", "1"]


def test_cells_can_be_left_out():
    sheet = sheet_of(*people(3))
    plan = plan_of(sheet, value_rule("x"))
    assert plan.without({("1", FIRST)}) == {FIRST: {"0": "x", "2": "x"}}
    assert plan.only_listed({("1", FIRST)}) == {FIRST: {"0": "x", "2": "x"}}


def test_many_cells_in_pieces_are_one_step_to_undo():
    sheet = sheet_of(*people(2500))
    before = shown(sheet)
    plan = plan_of(sheet, transform_rule(Transform.TRIM))
    touched = done(sheet, plan.columns, "trim of 2,500 cells")
    assert len(touched) == sheet.changes.count_unsaved() == 2500
    assert [step.name for step in sheet.history.done] == ["trim of 2,500 cells"]
    after = shown(sheet)
    sheet.undo()
    assert shown(sheet) == before
    sheet.redo()
    assert shown(sheet) == after


def test_left_in_the_middle_what_was_done_can_be_undone():
    sheet = sheet_of(*people(2500))
    before = shown(sheet)
    pieces = set_in_pieces(sheet, plan_of(sheet, value_rule("x")).columns, called, set())
    next(pieces)
    assert 0 < sheet.changes.count_unsaved() < 2500
    sheet.undo()
    assert shown(sheet) == before


def test_undone_in_the_middle_the_rest_is_a_step_of_its_own():
    sheet = sheet_of(*people(2500))
    before = shown(sheet)
    pieces = set_in_pieces(sheet, plan_of(sheet, value_rule("x")).columns, called, set())
    next(pieces)
    sheet.undo()
    finished(pieces)
    assert [step.name for step in sheet.history.done] == ["set 1500"]
    sheet.undo()
    assert shown(sheet) == before


def test_it_counts_what_was_set_though_rows_were_sent_meanwhile():
    sheet = sheet_of(*people(2500))
    wanted = plan_of(sheet, value_rule("x"), fields=(FIRST, CODE)).columns
    pieces = set_in_pieces(sheet, wanted, called, set())
    next(pieces)
    for number in range(100):
        sheet.sending(RecordKey(str(number)))
    assert finished(pieces) == 4900
    assert sheet.history.next_undo.size == 4900
    assert sheet.history.next_undo.name == "set 4900"


@pytest.fixture
def _small_pieces(monkeypatch):
    monkeypatch.setattr(plans, "SET_AT_ONCE", 10)


small_pieces = pytest.mark.usefixtures("_small_pieces")


def set_all(sheet):
    done(sheet, plan_of(sheet, value_rule("x"), fields=(FIRST, CODE)).columns, "set")
    return sheet.history.next_undo


def retaken(sheet, *, is_back):
    """How many cells were set, and the steps that took."""
    touched = set()
    count, steps = None, 0
    work = plans.retake_in_pieces(sheet, touched, is_back=is_back)
    while count is None:
        try:
            next(work)
            steps += 1
        except StopIteration as end:
            count = end.value
    assert touched == ({str(number) for number in range(25)} if count else set())
    return count, steps


@small_pieces
def test_a_large_step_is_undone_and_redone_some_cells_at_a_time():
    """A million cells were one call of a second."""
    sheet = sheet_of(*people(25))
    before = shown(sheet)
    step = set_all(sheet)
    after = shown(sheet)
    for is_back, expected in [(True, before), (False, after), (True, before)]:
        count, steps = retaken(sheet, is_back=is_back)
        assert (count, steps) == (50, 11)  # three pieces of each field, looked at and then set
        assert shown(sheet) == expected
        assert (sheet.history.next_redo if is_back else sheet.history.next_undo) is step
        assert len(sheet.history.done) + len(sheet.history.undone) == 1
    assert not sheet.changes.touched()


@small_pieces
@pytest.mark.parametrize("is_back", [True, False])
def test_a_large_step_stays_as_it_is_while_one_of_its_rows_is_out(is_back):
    sheet = sheet_of(*people(25))
    set_all(sheet)
    if not is_back:
        sheet.undo()
    sheet.sending(RecordKey("24"))
    before = shown(sheet)
    assert retaken(sheet, is_back=is_back)[0] == 0
    assert shown(sheet) == before
    assert bool(sheet.history.next_undo) is is_back


@small_pieces
@pytest.mark.parametrize("is_back", [True, False])
@pytest.mark.parametrize("pieces", range(12))
@pytest.mark.parametrize("interruption", ["edit", "sent", "left"])
def test_wherever_a_large_step_is_interrupted_undo_leads_back_to_the_beginning(
    is_back, pieces, interruption
):
    sheet = sheet_of(*people(25))
    every = list(sheet.store.keys(range(25)))
    before = [sheet.column(field, every) for field in (FIRST, CODE)]
    set_all(sheet)
    if not is_back:
        sheet.undo()
    work = plans.retake_in_pieces(sheet, set(), is_back=is_back)
    for _ in range(pieces):
        next(work)
    if interruption == "edit":
        sheet.set_cells({("7", FIRST): "Eve", ("24", CODE): "M1 1AE"}, "edit")
    elif interruption == "sent":
        sheet.sending(RecordKey("24"))
    finished(work) if interruption != "left" else work.close()
    if interruption == "sent":
        sheet.settle(RecordKey("24"), Mark(State.PENDING))
    while sheet.history.next_undo:
        assert sheet.undo()
    assert [sheet.column(field, every) for field in (FIRST, CODE)] == before
    edited = [key for key in sheet.changes.touched() if sheet.changes.edits(key)]
    assert not edited


@small_pieces
def test_what_was_typed_meanwhile_stays():
    sheet = sheet_of(*people(25))
    set_all(sheet)
    work = plans.retake_in_pieces(sheet, set(), is_back=True)
    for _ in range(8):
        next(work)
    sheet.set_cells({("7", FIRST): "Eve", ("24", CODE): "M1 1AE"}, "edit")
    assert finished(work) == 20
    assert sheet.value("7", FIRST) == "Eve"
    assert sheet.value("24", CODE) == "M1 1AE"


def test_a_cell_that_changed_since_it_was_looked_at_is_left_alone():
    sheet = sheet_of(*people(3))
    plan = plan_of(sheet, transform_rule(Transform.TRIM))
    sheet.set_cells({("1", FIRST): "Eve"}, "edit")
    finished(set_in_pieces(sheet, plan.columns, called, set(), plan.before))
    assert [sheet.value(key, FIRST) for key in "012"] == ["name 0", "Eve", "name 2"]


def test_nothing_to_do_is_no_step():
    sheet = sheet_of(ada())
    assert done(sheet, {}, "set") == set()
    assert done(sheet, {UID: {"1": "9"}}, "set") == set()
    assert not sheet.history.next_undo


FIELDS = (FIRST, CODE, UID, FieldName("notes"))
values = st.sampled_from([None, "", " ", "Ada", " Ada ", "x"])
rows = st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS[:2], values)), max_size=6)


@given(rows, st.sampled_from(["", "x", "Ada"]) | st.sampled_from(Transform), st.integers(1, 4))
def test_a_plan_is_what_is_then_done(cells, how, at_once):
    sheet = sheet_of(*[record(str(at), **each) for at, each in enumerate(cells)])
    rule = transform_rule(how) if isinstance(how, Transform) else value_rule(how)
    before = shown(sheet)
    areas = [Area(list(range(len(cells))), FIELDS)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plans, "ROWS_AT_ONCE", at_once)
        plan = finished(planned(sheet, areas, rule))
    done(sheet, plan.columns, "bulk")
    changed = {
        (key, field)
        for key in sheet.changes.touched()
        for field, edit in sheet.changes.edits(key).items()
        if edit.wanted != edit.server_value
    }
    assert changed == {change.cell for change in plan.listed}
    assert len(changed) == plan.count
    assert all(sheet.value(*change.cell) == change.after for change in plan.listed)
    assert finished(planned(sheet, areas, rule)).count == 0
    if changed:
        sheet.undo()
    assert shown(sheet) == before


def test_a_rule_that_takes_long_leaves_the_window_its_turn_after_each_cell(monkeypatch):
    monkeypatch.setattr(plans, "STEP_SECONDS", 0)
    sheet = sheet_of(*[record(str(uid), firstname="Ada") for uid in range(50)])
    steps = list(planned(sheet, [Area(list(range(50)), [FIRST])], value_rule("x")))
    assert len(steps) >= 50
    assert steps[-1].count == 50


def test_what_changes_while_a_rule_is_looking_is_not_overwritten(monkeypatch):
    monkeypatch.setattr(plans, "STEP_SECONDS", 0)
    sheet = sheet_of(*[record(str(uid), firstname="Ada") for uid in range(3)])
    steps = planned(sheet, [Area(list(range(3)), [FIRST])], value_rule("x"))
    next(steps)
    sheet.set_cells({("0", FIRST): "Grace"}, "edit")
    plan = finished(steps)
    finished(set_in_pieces(sheet, plan.columns, called, set(), plan.before))
    assert [sheet.value(str(uid), FIRST) for uid in range(3)] == ["Grace", "x", "x"]


def typed_meanwhile(sheet, work):
    """Into a cell that is set already, and into one that is not yet."""
    for _ in range(3):
        next(work)
    sheet.set_cells({("1", FIRST): "Eve", ("24", CODE): "M1 1AE"}, "edit")
    sheet.set_cells({("23", CODE): "M2 2BE"}, "edit")
    count = finished(work)
    return count, [sheet.value("1", FIRST), sheet.value("23", CODE), sheet.value("24", CODE)]


@small_pieces
def test_many_cells_that_are_set_spare_what_was_typed_meanwhile():
    """Whoever empties a column and types into it at once has not typed in vain."""
    sheet = sheet_of(*people(25))
    wanted = {name: dict.fromkeys(map(str, range(25)), "x") for name in (FIRST, CODE)}
    work = set_in_pieces(sheet, wanted, called, set())
    assert typed_meanwhile(sheet, work) == (48, ["Eve", "M2 2BE", "M1 1AE"])
    assert [step.name for step in sheet.history.done][1:3] == ["edit", "edit"]
    assert sheet.value("22", CODE) == "x"


@small_pieces
def test_what_was_undone_meanwhile_is_no_later_change():
    sheet = sheet_of(*people(25))
    sheet.set_cells({("24", CODE): "M1 1AE"}, "edit")
    wanted = {name: dict.fromkeys(map(str, range(25)), "x") for name in (FIRST, CODE)}
    work = set_in_pieces(sheet, wanted, called, set(), later=Later(sheet))
    next(work)
    sheet.undo()
    finished(work)
    assert sheet.value("24", CODE) == "x"


def test_what_is_typed_while_it_is_looked_through_counts_as_later():
    sheet = sheet_of(*people(3))
    later = Later(sheet)
    sheet.set_cells({("1", FIRST): "Eve"}, "edit")
    wanted = {FIRST: dict.fromkeys("012", "")}
    assert finished(set_in_pieces(sheet, wanted, called, set(), later=later)) == 2
    assert [sheet.value(key, FIRST) for key in "012"] == ["", "Eve", ""]
