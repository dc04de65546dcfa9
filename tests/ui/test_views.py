"""How a dataset was shown comes back, and views are saved by name (feat-J4, feat-J5, feat-R36)."""

import json
import os
from dataclasses import replace

import pytest
from PySide6.QtCore import QSettings
from ui_fixtures import show_records, some_records

from cn_desktop.records.fields import UID, DatasetId, FieldName, Lock
from cn_desktop.records.permits import Permits
from cn_desktop.records.query import Condition, Mode, SortBy
from cn_desktop.records.store import Store
from cn_desktop.ui.table.column_layout import ColumnLayout
from cn_desktop.ui.views.keeper import Keeper
from cn_desktop.ui.views.saved_view import SavedView, UnreadableView, text_of_view, view_of_text
from cn_desktop.ui.views.view_store import Remembered, ViewStore, place_of
from cn_desktop.ui.views.view_words import IS_LOCKED, NONE_YET
from cn_desktop.ui.views.views_dialog import ViewsDialog

FIRSTNAME, LASTNAME, MOBILE = map(FieldName, ("firstname", "lastname", "ddi_mobile"))
BY_NAME = (SortBy(LASTNAME), SortBy(FIRSTNAME, is_descending=True))
ACCOUNT = ["https://example.test", "supervisor"]
FILTERED = Condition(LASTNAME, Mode.CONTAINS, ("Moon",))


@pytest.fixture
def file(tmp_path):
    return tmp_path / "window.ini"


@pytest.fixture
def settings(file):
    return QSettings(str(file), QSettings.Format.IniFormat)


@pytest.fixture
def keeper(view, workspace, settings):
    return Keeper(workspace, view.arrangement, ViewStore(settings), lambda: ACCOUNT)


def written(settings, file):
    settings.sync()
    return file.read_text(encoding="utf-8") if file.exists() else ""


def open_other(workspace, dataset="101"):
    """Another dataset with the same fields."""
    sheet = workspace.sheet_of(DatasetId(dataset))
    store = Store()
    store.extend(some_records())
    store.is_complete = True
    sheet.rebase(store)
    workspace.show(sheet)


def open_anew(view, workspace, settings):
    """As after a start: nothing is known but what was written."""
    workspace.forget_sheets()
    settings.sync()
    again = QSettings(settings.fileName(), QSettings.Format.IniFormat)
    keeper = Keeper(workspace, view.arrangement, ViewStore(again), lambda: ACCOUNT)
    show_records(workspace, some_records())
    return keeper


# What is remembered


def test_columns_and_sort_come_back_with_their_dataset(view, workspace, keeper):
    columns = view.arrangement
    columns.move(LASTNAME, -1)
    columns.hide(MOBILE)
    columns.pin_up_to(FIRSTNAME)
    view.sort_by(BY_NAME)
    shown = columns.shown()
    open_other(workspace)
    assert columns.layout == ColumnLayout()
    assert workspace.query.sort == ()
    workspace.show(workspace.sheet_of(DatasetId("100")))
    assert columns.shown() == shown
    assert workspace.query.sort == BY_NAME


def test_they_come_back_after_a_start(view, workspace, keeper, settings):
    view.arrangement.hide(MOBILE)
    view.heading.resizeSection(view._model.fields.index(FIRSTNAME), 222)
    view.sort_by(BY_NAME)
    open_anew(view, workspace, settings)
    assert MOBILE not in view.arrangement.shown()
    assert view.columnWidth(view._model.fields.index(FIRSTNAME)) == 222
    assert workspace.query.sort == BY_NAME


def test_another_account_has_its_own(view, workspace, settings):
    account = ["https://one.example.test", "supervisor"]
    Keeper(workspace, view.arrangement, ViewStore(settings), lambda: account)
    view.arrangement.hide(MOBILE)
    workspace.forget_sheets()
    account[0] = "https://other.example.test"
    show_records(workspace, some_records())
    assert MOBILE in view.arrangement.shown()


def test_a_filter_is_not_remembered_nor_is_who_it_was_for(view, workspace, keeper, settings, file):
    view.arrangement.hide(MOBILE)
    workspace.ask(replace(workspace.query, text="Moon", conditions=(FILTERED,)))
    view.sort_by(BY_NAME)
    kept = written(settings, file)
    assert "lastname" in kept
    for word in ("Moon", "example.test", "supervisor"):
        assert word not in kept


def test_a_sort_by_a_column_that_is_gone_does_nothing(view, workspace, keeper, settings):
    view.sort_by((SortBy(FieldName("firstname")), SortBy(FieldName("gone"))))
    open_anew(view, workspace, settings)
    assert workspace.query.sort == (SortBy(FIRSTNAME),)


def test_records_that_are_still_coming_are_not_sorted_and_the_sort_is_not_forgotten(
    view, workspace, keeper
):
    view.sort_by(BY_NAME)
    workspace.forget_sheets()
    store = Store()
    store.extend(some_records())
    workspace.show(workspace.unsettled(DatasetId("100"), store, Permits(Lock.ARRIVING)))
    assert workspace.query.sort == ()
    view.arrangement.hide(MOBILE)
    show_records(workspace, some_records())
    assert workspace.query.sort == BY_NAME
    assert MOBILE not in view.arrangement.shown()


def test_reset_forgets_columns_and_sort_and_no_saved_view(view, workspace, keeper, settings):
    keeper.save("Mine", with_filter=False)
    view.arrangement.hide(MOBILE)
    view.sort_by(BY_NAME)
    keeper.reset()
    again = open_anew(view, workspace, settings)
    assert view.arrangement.layout == ColumnLayout()
    assert workspace.query.sort == ()
    assert [each.name for each in again.views()] == ["Mine"]


@pytest.mark.parametrize(
    "damaged",
    [
        "",
        "{",
        "[]",
        "7",
        '{"columns": 7, "sort": 7, "view": 7}',
        '{"sort": [["lastname"], [7, true], "x", ["firstname", "up"]]}',
        "[" * 100_000,
        "\0\ufffd",
        ["a", "list"],
    ],
)
def test_damaged_settings_are_as_if_there_were_none(view, workspace, settings, damaged):
    settings.setValue(f"views/{place_of(ACCOUNT, '100')}/last", damaged)
    store = ViewStore(settings)
    assert store.remembered(place_of(ACCOUNT, "100")) == Remembered()
    Keeper(workspace, view.arrangement, store, lambda: ACCOUNT)
    open_other(workspace)
    workspace.show(workspace.sheet_of(DatasetId("100")))
    assert view.arrangement.shown() == view.arrangement.usual()


# Saved views


def test_a_view_brings_back_what_was_shown(view, workspace, keeper):
    view.arrangement.hide(MOBILE)
    view.sort_by(BY_NAME)
    shown = view.arrangement.shown()
    assert keeper.save("By name", with_filter=False)
    keeper.reset()
    assert keeper.choose("By name")
    assert view.arrangement.shown() == shown
    assert workspace.query.sort == BY_NAME
    assert keeper.chosen.name == "By name"
    assert not keeper.is_changed


def test_a_view_without_a_filter_leaves_the_present_one(view, workspace, keeper):
    keeper.save("All", with_filter=False)
    workspace.ask(replace(workspace.query, text="ada"))
    keeper.choose("All")
    assert workspace.query.text == "ada"
    assert not keeper.is_changed


def test_a_view_keeps_its_filter_only_if_that_was_asked_for(
    view, workspace, keeper, settings, file
):
    workspace.ask(replace(workspace.query, text="Moon", conditions=(FILTERED,)))
    keeper.save("Without", with_filter=False)
    assert "Moon" not in written(settings, file)
    keeper.save("With", with_filter=True)
    workspace.ask(workspace.query.unfiltered())
    keeper.choose("Without")
    assert not workspace.query.has_filter
    keeper.choose("With")
    assert (workspace.query.text, workspace.query.conditions) == ("Moon", (FILTERED,))


@pytest.mark.skipif(os.name != "posix", reason="elsewhere the folder is the person's own")
def test_the_file_with_a_filter_in_it_is_its_owners_alone(view, workspace, keeper, settings, file):
    settings.setValue("other", "1")
    settings.sync()
    file.chmod(0o644)
    workspace.ask(replace(workspace.query, text="Moon"))
    keeper.save("With", with_filter=True)
    view.arrangement.hide(MOBILE)
    written(settings, file)
    assert file.stat().st_mode & 0o777 == 0o600


def test_what_is_arranged_after_choosing_a_view_does_not_change_it(view, workspace, keeper):
    keeper.save("Mine", with_filter=False)
    shown = view.arrangement.shown()
    view.arrangement.hide(MOBILE)
    assert keeper.is_changed
    keeper.choose("Mine")
    assert view.arrangement.shown() == shown
    assert not keeper.is_changed


def test_a_locked_view_is_not_changed_renamed_or_deleted(view, keeper):
    keeper.save("Ours", with_filter=False)
    keeper.lock("Ours", is_locked=True)
    before = keeper.view("Ours")
    view.arrangement.hide(MOBILE)
    assert not keeper.save("Ours", with_filter=False)
    assert not keeper.rename("Ours", "Theirs")
    assert not keeper.delete("Ours")
    assert keeper.view("Ours") == before
    keeper.lock("Ours", is_locked=False)
    assert keeper.delete("Ours")
    assert keeper.views() == []


def test_the_list_of_views_says_why_a_button_does_nothing(view, workspace, keeper, icons):
    dialog = ViewsDialog(keeper, workspace, icons, view)

    def reasons():
        return {name: button.toolTip() for name, button in dialog.buttons.items()}

    assert set(reasons().values()) == {NONE_YET} == {dialog._note.text()}
    keeper.save("Morning", with_filter=False)
    assert set(reasons().values()) == {""} == {dialog._note.text()}
    keeper.lock("Morning", is_locked=True)
    assert reasons() == {"show": "", "lock": "", "rename": IS_LOCKED, "delete": IS_LOCKED}
    assert dialog._note.text() == IS_LOCKED
    assert [button.isEnabled() for button in dialog.buttons.values()] == [True, False, True, False]


def test_a_view_is_renamed_but_not_over_another(keeper):
    keeper.save("One", with_filter=False)
    keeper.save("Two", with_filter=False)
    assert not keeper.rename("One", "Two")
    assert not keeper.rename("One", "")
    assert keeper.rename("One", "Three")
    assert [view.name for view in keeper.views()] == ["Three", "Two"]


def test_the_chosen_view_is_remembered_with_its_dataset(view, workspace, keeper, settings):
    keeper.save("Mine", with_filter=False)
    open_other(workspace)
    assert keeper.chosen is None
    again = open_anew(view, workspace, settings)
    assert again.chosen.name == "Mine"


def test_a_damaged_view_hides_no_other_and_stays_until_it_is_replaced(keeper, settings):
    keeper.save("Good", with_filter=False)
    keeper.save("Bad", with_filter=False)
    settings.beginGroup(f"views/{place_of(ACCOUNT, '100')}/saved")
    (key,) = [
        each for each in settings.childKeys() if json.loads(settings.value(each))["name"] == "Bad"
    ]
    settings.setValue(key, "{damaged")
    settings.endGroup()
    assert [view.name for view in keeper.views()] == ["Good"]
    assert keeper.save("Bad", with_filter=False)
    assert len(keeper.views()) == 2


def test_damaged_views_are_told_once_and_the_file_is_kept_aside(
    view, workspace, keeper, settings, file
):
    keeper.save("Good", with_filter=False)
    settings.setValue(f"views/{place_of(ACCOUNT, '100')}/saved/damaged", "{damaged")
    told = []
    workspace.notice.connect(told.append)
    again = open_anew(view, workspace, settings)
    (notice,) = told
    assert notice.title == "1 saved view of this dataset could not be read"
    assert "Records and pending changes are safe" in notice.advice
    assert "window.damaged-1.ini" in notice.advice
    assert "{damaged" in file.with_name("window.damaged-1.ini").read_text(encoding="utf-8")
    assert [each.name for each in again.views()] == ["Good"]
    open_anew(view, workspace, settings)
    assert len(told) == 1


def test_a_file_that_is_no_settings_is_kept_aside_and_told_of(view, workspace, file):
    file.write_text("[views\nnothing of this is a setting\n", encoding="utf-8")
    told = []
    workspace.notice.connect(told.append)
    store = ViewStore(QSettings(str(file), QSettings.Format.IniFormat))
    Keeper(workspace, view.arrangement, store, lambda: ACCOUNT)
    open_other(workspace)
    (notice,) = told
    assert "Part of the settings could not be read" in notice.title
    assert "nothing of this" in file.with_name("window.damaged-1.ini").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"name": 7},
        {"name": "two\nlines"},
        {"name": "x" * 500},
        {"query": None},
        {"query": {"version": 99}},
    ],
)
def test_what_is_no_view_is_refused(change):
    kept = json.loads(text_of_view(SavedView("Mine")))
    with pytest.raises(UnreadableView):
        view_of_text(json.dumps({**kept, **change}))


def test_a_view_is_read_as_it_was_written():
    view = SavedView(
        "Ours & «more», yes",
        ColumnLayout((UID, LASTNAME), frozenset({MOBILE}), widths={LASTNAME: 90}),
        replace(SavedView("").query, text="x", sort=BY_NAME, conditions=(FILTERED,)),
        has_filter=True,
        is_locked=True,
    )
    assert view_of_text(text_of_view(view)) == view
