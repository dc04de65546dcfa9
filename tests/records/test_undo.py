"""Whatever a person did can be taken back and done again, and is about records, not places."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cn_desktop.records.query import Query, SortBy
from cn_desktop.records.search import Search
from cn_desktop.records.undo import History, Step

from .sheets import ada, bob, record, sheet_of, shown, store_of

FIELDS = ["firstname", "ddi_mobile", "notes", "uid", "postcode"]
TEXTS = ["", "Ada", "Bob", "07700 900009", "x"]

places = st.integers(0, 5)
cells = st.tuples(places, st.sampled_from(FIELDS))
values = st.sampled_from([None, *TEXTS])
actions = st.one_of(
    st.tuples(st.just("set"), st.dictionaries(cells, values, max_size=4)),
    st.tuples(st.just("type"), st.tuples(cells, st.sampled_from(TEXTS))),
    st.tuples(st.just("new"), st.none()),
    st.tuples(st.just("revert cells"), st.lists(cells, max_size=4)),
    st.tuples(st.just("revert rows"), st.lists(places, max_size=3)),
    st.tuples(st.just("revert all"), st.none()),
)
travels = st.tuples(st.sampled_from(["undo", "redo"]), st.none())
looks = st.tuples(
    st.just("look"), st.tuples(st.sampled_from(TEXTS), st.sampled_from(FIELDS), st.booleans())
)


def fresh_sheet():
    return sheet_of(ada(), bob(), record("3", firstname=None, ddi_mobile=""), ada() | {"uid": "4"})


class Person:
    """Carries out actions; a place is the record that stands there among those shown."""

    def __init__(self, sheet):
        self.sheet = sheet
        self.search = Search(sheet)

    def key(self, place):
        rows = list(self.sheet.store.rows())
        return self.sheet.store.key(rows[place % len(rows)])

    def cell(self, cell):
        return self.key(cell[0]), cell[1]

    def act(self, what, how):
        """Whether anything changed."""
        sheet = self.sheet
        if what == "set":
            return sheet.set_cells({self.cell(at): value for at, value in how.items()}, "paste")
        if what == "type":
            return sheet.type_text(*self.cell(how[0]), how[1])
        if what == "new":
            return {sheet.add_record()}
        if what == "revert cells":
            return sheet.revert_cells(dict.fromkeys(map(self.cell, how)))
        if what == "revert rows":
            return sheet.revert_rows(dict.fromkeys(map(self.key, how)))
        return sheet.revert_all()

    def look(self, text, field, is_descending):
        self.search.rows(Query(text, (SortBy(field, is_descending),)))


@given(st.lists(actions, max_size=20))
def test_undoing_everything_gives_the_start_and_redoing_everything_the_end(todo):
    sheet = fresh_sheet()
    person, start = Person(sheet), shown(sheet)
    for what, how in todo:
        person.act(what, how)
    end = shown(sheet)
    while sheet.history.next_undo:
        assert sheet.undo()
    assert shown(sheet) == start
    while sheet.history.next_redo:
        assert sheet.redo()
    assert shown(sheet) == end


@given(st.lists(st.one_of(actions, travels, looks), max_size=25))
def test_undo_and_redo_walk_along_the_states_there_were(todo):
    """The model: a list of states, and where in it we are."""
    sheet = fresh_sheet()
    person, states, at = Person(sheet), [shown(sheet)], 0
    for what, how in todo:
        if what == "look":
            person.look(*how)
        elif what == "undo":
            at -= bool(sheet.undo())
        elif what == "redo":
            at += bool(sheet.redo())
        elif person.act(what, how):
            states[at + 1 :] = [shown(sheet)]
            at += 1
        assert shown(sheet) == states[at]
        assert bool(sheet.history.next_undo) is (at > 0)
        assert bool(sheet.history.next_redo) is (at + 1 < len(states))


@given(st.lists(st.one_of(actions, travels, looks), max_size=25))
def test_each_row_goes_out_under_its_own_uid_whatever_was_done_and_looked_at(todo):
    """feat-R16: one uid, the record's own, and the cells that were changed in that record."""
    sheet = fresh_sheet()
    person = Person(sheet)
    for what, how in todo:
        if what == "look":
            person.look(*how)
        elif what in {"undo", "redo"}:
            getattr(sheet, what)()
        else:
            person.act(what, how)
    for row in sheet.outgoing(sheet.changes.touched()):
        assert row.uid == (None if sheet.changes.is_new(row.key) else row.key)
        assert "uid" not in row.fields
        changed = {field for field in sheet.fields if sheet.changes.edit(row.key, field)}
        assert set(row.fields) - {"dataset"} == changed
        assert {row.fields[field] == sheet.value(row.key, field) for field in changed} <= {True}


@given(st.lists(st.one_of(st.tuples(cells, values), st.just("undo")), max_size=25))
def test_the_values_are_those_of_a_plain_dictionary(todo):
    sheet = fresh_sheet()
    person = Person(sheet)
    every = {(key, field) for key in "1234" for field in FIELDS}
    open_cells = {cell for cell in every if sheet.locks.of(*cell) is None}
    model, before = {cell: sheet.server_value(*cell) for cell in every}, []
    for each in todo:
        if each == "undo":
            model = before.pop() if before else model
            sheet.undo()
            continue
        cell, value = person.cell(each[0]), each[1]
        if cell in open_cells and model[cell] != value:
            before.append(model)
            model = {**model, cell: value}
        sheet.set_cells({cell: value}, "set")
        assert {cell: sheet.value(*cell) for cell in every} == model
    changed = {cell for cell in every if model[cell] != sheet.server_value(*cell)}
    assert {(key, f) for key in "1234" for f in sheet.changes.edits(key)} == changed


reads = st.tuples(
    st.just("read"),
    st.tuples(
        st.booleans(),
        st.lists(
            st.builds(
                lambda uid, cells: record(uid, **cells),
                st.sampled_from("1234"),
                st.dictionaries(st.sampled_from(FIELDS[:2]), values),
            ),
            unique_by=lambda each: each["uid"],
        ),
    ),
)


@given(st.lists(st.one_of(actions, travels, reads), max_size=25))
def test_however_often_it_is_read_again_undoing_everything_leaves_no_change(todo):
    sheet = fresh_sheet()
    person = Person(sheet)
    for what, how in todo:
        if what == "read":
            is_whole, records = how
            if is_whole or not records:
                sheet.rebase(store_of(*records, bob() | {"uid": "5"}, is_complete=is_whole))
            else:
                sheet.take_record(records[0])
        elif what in {"undo", "redo"}:
            getattr(sheet, what)()
        else:
            person.act(what, how)
    while sheet.history.next_undo:
        sheet.undo()
    assert sheet.changes.touched() == []


@given(st.lists(actions, max_size=10), st.lists(looks, max_size=5))
def test_sorting_and_filtering_changes_nothing(todo, looking):
    sheet = fresh_sheet()
    person = Person(sheet)
    for what, how in todo:
        person.act(what, how)
    before, step = shown(sheet), sheet.history.next_undo
    for _look, how in looking:
        person.look(*how)
    assert shown(sheet) == before
    assert sheet.history.next_undo is step


def test_undo_finds_its_record_though_it_stands_elsewhere_now():
    sheet = sheet_of(ada(), bob())
    sheet.type_text("1", "firstname", "Eve")
    sheet.rebase(store_of(record("0"), bob(), ada()))
    assert sheet.undo() == {"1"}
    assert sheet.value("1", "firstname") == "Ada"
    assert sheet.value("2", "firstname") == "Bob"


@pytest.mark.parametrize(
    ("act", "name"),
    [
        (lambda sheet: sheet.type_text("1", "firstname", "Eve"), "edit"),
        (lambda sheet: sheet.set_cells({("1", "firstname"): "X"}, "paste"), "paste"),
        (lambda sheet: sheet.add_record(), "new record"),
        (lambda sheet: sheet.revert_cells([("2", "firstname")]), "revert"),
        (lambda sheet: sheet.revert_rows(["2"]), "revert row"),
        (lambda sheet: sheet.revert_all(), "revert all"),
    ],
)
def test_a_step_is_named_after_what_was_done(act, name):
    sheet = sheet_of(ada(), bob())
    sheet.type_text("2", "firstname", "Eve")
    act(sheet)
    assert sheet.history.next_undo.name == name
    sheet.undo()
    assert sheet.history.next_redo.name == name


def test_many_cells_set_at_once_are_one_step():
    sheet = sheet_of(ada(), bob())
    start = shown(sheet)
    sheet.set_cells(dict.fromkeys([("1", "firstname"), ("2", "firstname")], "X"), "paste")
    assert sheet.undo() == {"1", "2"}
    assert shown(sheet) == start


def test_a_new_step_ends_what_could_be_redone():
    sheet = sheet_of(ada(), bob())
    sheet.type_text("1", "firstname", "Eve")
    sheet.undo()
    sheet.type_text("2", "firstname", "Eve")
    assert sheet.redo() == set()
    assert sheet.changes.touched() == ["2"]


def test_with_nothing_done_there_is_nothing_to_undo():
    sheet = sheet_of(ada())
    assert (sheet.undo(), sheet.redo()) == (set(), set())


def test_forgetting_a_record_leaves_it_out_of_steps_done_and_undone():
    history = History()
    for born in ("+1", "+2"):
        history.push(Step("new record", born=(born,)))
    history.push(Step("paste", {"a": {"+1": "x", "1": "x"}}, {"a": {"+1": "y"}}))
    history.push(Step("revert", removed=("+1", "+2")))
    history.take_undo()
    history.forget("+1")
    assert history.next_redo == Step("revert", removed=("+2",))
    assert history.take_undo() == Step("new record", born=("+2",))
    assert history.next_undo is None
