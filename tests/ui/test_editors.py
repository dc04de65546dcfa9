"""Editors show a text and leave it as it is: only what is typed counts (feat-R18, feat-L)."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData, QRect, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from ui_fixtures import show_records, some_records

from cn_desktop.records.fields import ABSENT, FieldName, Lock
from cn_desktop.records.permits import Permits
from cn_desktop.records.vocabulary import Choice, Definition, Vocabulary
from cn_desktop.ui.editors.factory import make_editor
from cn_desktop.ui.editors.hint_label import place_near
from cn_desktop.ui.editors.hints import hint_for
from cn_desktop.ui.editors.kinds import Kind, kind_of
from cn_desktop.ui.editors.retyping import PIECE, retyped
from cn_desktop.ui.editors.text_editor import TextEditor
from cn_desktop.ui.form.form_editor import TextEditor as FormEditor
from cn_desktop.ui.words import LOCKS, PASTE_REFUSED

Key = Qt.Key
Modifier = Qt.KeyboardModifier
CTRL = Modifier.ControlModifier
ODD = [
    *("\r\n", "\r", "\n", "\n\r", "\u2028", "\u2029", "\x85", "\v", "\f", "\t"),
    *("\u00a0", "\ufeff", "\u200b", "\u200d", "\u202e", "\u200f", "\ufffc", "\ufdd0", "\ufffe"),
    *("\ud83d", "\ude00", "\ud83d\ude00"),
    *("\x00", "\x01", "\x1b", "\x1c", "\x7f", "\x9f"),
    *("🧑‍🚀", "👩🏽", "é", "שלום", "عربى", "李", "𠮷", "<b>", "&amp;", '"', " ", "  "),
    *("0000-00-00 00:00:00", "2026-03-29 02:30:00", "07700900123", "+447700900123", "98"),
    *("word", "x" * 5000),
]
TEXTS = st.lists(st.sampled_from(ODD) | st.text(max_size=8), max_size=6).map("".join)
MODEST = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
FIELDS = {
    "firstname": Kind.LINE,
    "ddi_mobile": Kind.PHONE,
    "callback": Kind.MOMENT,
    "since": Kind.DATE,
    "outcomecode": Kind.OUTCOME,
    "way": Kind.CHOICE,
    "call_back_notes": Kind.TEXT,
}
VOCABULARY = Vocabulary(
    {FieldName("since"): Definition(kind="date")},
    {
        FieldName("way"): (Choice("Post"), Choice("Email")),
        FieldName("outcomecode"): (
            Choice("100", "Fresh"),
            Choice("104", "Wrong number", ends_dialling=True),
        ),
    },
)
UNLOCKED = frozenset(map(FieldName, ("callback", "outcomecode", "call_back_notes")))
LEAVING = [
    (Key.Key_Return, Modifier.NoModifier),
    (Key.Key_Return, Modifier.ShiftModifier),
    (Key.Key_Return, Modifier.ControlModifier),
    (Key.Key_Tab, Modifier.NoModifier),
    (Key.Key_Backtab, Modifier.ShiftModifier),
    (Key.Key_Escape, Modifier.NoModifier),
]
OPENING = [(Key.Key_F2, Modifier.NoModifier), (Key.Key_Return, Modifier.NoModifier)]


@pytest.fixture
def page(qtbot):
    page = QWidget()
    qtbot.addWidget(page)
    return page


def editor_of(kind, page):
    names = {kind: name for name, kind in FIELDS.items()}
    return make_editor(kind, VOCABULARY, FieldName(names[kind]), page)


def with_x_added(kind, page, text):
    """An editor that shows the text, at whose end somebody has typed."""
    editor = editor_of(kind, page)
    editor.load(text)
    editor.to_end()
    QTest.keyClicks(editor, "x")
    return editor


@pytest.mark.parametrize("kind", Kind)
@MODEST
@given(text=TEXTS)
def test_showing_a_text_is_no_edit(page, kind, text):
    editor = editor_of(kind, page)
    editor.load(text)
    assert editor.typed() is None
    for key in (Key.Key_Home, Key.Key_Right, Key.Key_End, Key.Key_Left):
        QTest.keyClick(editor, key)
    QTest.keyClick(editor, Key.Key_A, Modifier.ControlModifier)
    QTest.keyClick(editor, Key.Key_C, Modifier.ControlModifier)
    assert editor.typed() is None


@pytest.mark.parametrize("kind", Kind)
@MODEST
@given(text=TEXTS)
def test_what_was_typed_and_taken_back_is_no_edit(page, kind, text):
    editor = with_x_added(kind, page, text)
    assert editor.typed() is not None
    QTest.keyClick(editor, Key.Key_Backspace)
    assert editor.typed() is None


@pytest.mark.parametrize("kind", Kind)
@MODEST
@given(text=TEXTS)
def test_typing_at_the_end_leaves_all_else_as_it_was(page, kind, text):
    editor = with_x_added(kind, page, text)
    assert editor.typed() == f"{text}x"


@MODEST
@given(text=TEXTS, place=st.integers(0, 30), new=st.sampled_from(["", "x", "\n", "a\nb"]))
def test_typing_somewhere_leaves_what_stands_around_it(text, place, new):
    """Line breaks of every kind stay; a new one is like those the text has."""
    pieces = PIECE.findall(text)
    shown = "".join("\n" if piece in {"\r\n", "\r", "\u2029"} else piece for piece in pieces)
    place = min(place, len(pieces))
    line_break = "\r\n" if "\r\n" in text else "\n"
    found = retyped(text, shown, shown[:place] + new + shown[place:])
    added = found.replace("\r\n", "\n").count("\n") - text.replace("\r\n", "\n").count("\n")
    assert len(found) == len(text) + len(new.replace("\n", line_break))
    assert added == new.count("\n")


@pytest.mark.parametrize("kind", [Kind.LINE, Kind.TEXT])
def test_half_a_character_is_shown_as_a_sign_and_stays_what_it_is_beside_what_is_typed(page, kind):
    editor = editor_of(kind, page)
    editor.load("a\ud83d\ude00z")
    assert editor.plain() == "a\ufffd\ufffdz"
    editor.go_to(2, 2)
    editor.add("-")
    assert editor.typed() == "a\ud83d-\ude00z"
    editor.go_to(1, 2)
    editor.add("")
    assert editor.typed() == "a-\ude00z"


def test_only_the_touched_line_of_a_text_with_several_kinds_of_breaks_changes(page):
    editor = TextEditor(page)
    editor.load("one\rtwo\r\nthree\nfour\u2028five\u00a0six")
    editor.go_to(7, 7)
    editor.add("!")
    assert editor.typed() == "one\rtwo!\r\nthree\nfour\u2028five\u00a0six"


@pytest.mark.parametrize("kind", [TextEditor, FormEditor])
def test_a_text_without_a_line_break_for_long_is_not_folded_as_that_stops_the_window(page, kind):
    """100,000 characters without a space took two seconds at every key, a million 90."""
    wrap = kind.LineWrapMode
    editor = kind(page)
    show = editor.load if kind is TextEditor else editor.show_text
    show("some words in a line\n" * 5_000)
    assert editor.lineWrapMode() is wrap.WidgetWidth
    show("x" * 300_000)
    assert editor.lineWrapMode() is wrap.NoWrap
    show("short")
    assert editor.lineWrapMode() is wrap.WidgetWidth
    pasted = QMimeData()
    pasted.setText("y" * 30_000)
    editor.insertFromMimeData(pasted)
    assert editor.lineWrapMode() is wrap.NoWrap
    assert len(editor.typed()) == 30_005


UNWIELDY = ["x" * 1_000_000, "x" * 32_768, "y\n" * 50_001, "\n" * 5_001]
HANDY = ["x" * 32_767, "y" * 19 + "\n", ("y" * 19 + "\n") * 5_000]


@pytest.mark.parametrize("text", UNWIELDY, ids=len)
@pytest.mark.parametrize("name", ["firstname", "call_back_notes"])
def test_a_text_that_would_hold_the_window_up_opens_no_editor_and_says_so(
    view, workspace, qtbot, name, text
):
    """A million characters in one line took half a second to open, and as much at every key."""
    show(workspace, name, text)
    view.setFocus()
    plain = Modifier.NoModifier
    for keys in [*OPENING, (Key.Key_X, plain), (Key.Key_Backspace, plain)]:
        with qtbot.waitSignal(workspace.notice, timeout=0) as told:
            QTest.keyClick(view, *keys)
        assert view.editing.editor() is None
        assert told.args[0].advice == LOCKS[Lock.UNWIELDY_TEXT]
    assert workspace.sheet.history.next_undo is None
    assert LOCKS[Lock.UNWIELDY_TEXT] in view.currentIndex().data(Qt.ItemDataRole.ToolTipRole)


@pytest.mark.parametrize("text", UNWIELDY, ids=len)
def test_what_can_not_be_typed_into_can_be_changed_all_the_same(view, workspace, text):
    show(workspace, "firstname", text)
    cell = ("550002", FieldName("firstname"))
    for after in ("short", "z" * 1_000_000, ""):
        workspace.set_cells({cell: after}, "paste")
        assert workspace.sheet.value(*cell) == after


@pytest.mark.parametrize("text", HANDY, ids=len)
def test_all_other_texts_are_typed_into(view, workspace, text):
    show(workspace, "firstname", text)
    view.setFocus()
    QTest.keyClick(view, Key.Key_F2)
    view.editing.editor().to_end()
    view.editing.editor().add("!")
    view.editing.finish()
    assert workspace.sheet.value("550002", FieldName("firstname")) == f"{text}!"


@pytest.mark.parametrize("is_large", [False, True])
def test_a_paste_that_would_hold_the_open_editor_up_is_refused_and_nothing_is_lost(
    view, workspace, qtbot, is_large
):
    show(workspace, "firstname", "Ada")
    view.edit_current(large=is_large)
    editor = view.editing.editor()
    editor.to_end()
    QTest.keyClicks(editor, "!")
    QApplication.clipboard().setText("x" * 100_001)
    with qtbot.waitSignal(workspace.notice, timeout=0) as told:
        QTest.keyClick(editor, Key.Key_V, CTRL)
    assert told.args == [PASTE_REFUSED]
    QApplication.clipboard().setText("!")
    QTest.keyClick(editor, Key.Key_V, CTRL)
    view.editing.finish()
    assert workspace.sheet.value("550002", FieldName("firstname")) == "Ada!!"


def test_what_was_pasted_in_the_place_of_a_whole_text_may_be_as_long_as_that(page):
    editor = TextEditor(page)
    editor.load(HANDY[-1])
    pasted = QMimeData()
    pasted.setText(HANDY[-1].upper())
    editor.selectAll()
    editor.insertFromMimeData(pasted)
    assert editor.typed() == HANDY[-1].upper()


@pytest.mark.parametrize(("name", "kind"), FIELDS.items())
def test_each_field_has_its_kind_of_editor(name, kind):
    assert kind_of(FieldName(name), VOCABULARY, "text") is kind


@pytest.mark.parametrize("mark", ["\n", "\r", "\r\n", "\u2028", "\u2029"])
def test_a_text_of_several_lines_gets_an_editor_of_several_lines(mark):
    assert kind_of(FieldName("firstname"), VOCABULARY, f"two{mark}lines") is Kind.TEXT


@pytest.mark.parametrize("name", FIELDS)
@MODEST
@given(
    value=st.none() | TEXTS,
    opening=st.sampled_from(OPENING),
    leaving=st.sampled_from(LEAVING),
    is_large=st.booleans(),
)
def test_opening_and_leaving_a_cell_is_no_edit(
    view, workspace, name, value, opening, leaving, is_large
):
    """feat-R18, for null too, in every kind of editor."""
    show(workspace, name, value)
    view.setFocus()
    QTest.keyClick(view, *opening)
    assert view.editing.editor()
    if is_large:
        view.edit_current(large=True)
    QTest.keyClick(view.editing.editor(), *leaving)
    assert view.editing.editor() is None
    assert workspace.sheet.history.next_undo is None
    assert workspace.sheet.server_value("550002", FieldName(name)) == value
    assert not workspace.unsaved()


def show(workspace, name, value):
    """The second of three records holds it, and is the current one."""
    records = [{**record, **dict.fromkeys(FIELDS, "")} for record in some_records()[:3]]
    records[1][name] = value
    workspace.permit(Permits(unlocked=UNLOCKED))
    sheet = show_records(workspace, records)
    sheet.vocabulary = VOCABULARY
    workspace.go_to("550002", FieldName(name))


def test_an_absent_cell_of_a_new_record_stays_absent(view, workspace):
    key = workspace.add_record()
    workspace.go_to(key, FieldName("lastname"))
    view.setFocus()
    QTest.keyClick(view, Key.Key_F2)
    QTest.keyClick(view.editing.editor(), Key.Key_Return)
    assert workspace.sheet.value(key, FieldName("lastname")) is ABSENT


@pytest.mark.parametrize("is_large", [False, True])
def test_news_of_the_row_leave_the_cursor_of_an_open_editor_where_it_is(view, workspace, is_large):
    """A text that is selected anew would be typed over."""
    show(workspace, "firstname", "Ada")
    view.edit_current(large=is_large)
    workspace.rows_changed.emit({"550002"})
    QTest.keyClicks(view.editing.editor(), "!")
    view.editing.finish()
    assert workspace.sheet.value("550002", FieldName("firstname")) == "Ada!"


def test_what_is_paused_by_new_rows_comes_back_as_it_was(view, workspace):
    show(workspace, "firstname", "a\u00a0b")
    view.edit_current(large=True)
    view.editing.editor().go_to(1, 2)
    workspace.pause_editing()
    workspace.show(workspace.sheet)
    assert isinstance(view.editing.editor(), TextEditor)
    assert view.editing.editor().place() == (1, 2)
    assert not workspace.unsaved()
    assert QApplication.focusWidget() is view.editing.editor()


def test_a_value_that_people_call_as_it_is_written_is_said_once():
    way = FieldName("way")
    vocabulary = Vocabulary(choices={way: (Choice("Post", "Post"), Choice("98", "Do not call"))})
    assert [each.title for each in vocabulary.choices[way]] == ["Post", "98 · Do not call"]
    assert hint_for(Kind.CHOICE, vocabulary, way, "Post") is None
    assert hint_for(Kind.CHOICE, vocabulary, way, "98").words == "Do not call"


@pytest.mark.parametrize("left", [0, 200, 430])
@pytest.mark.parametrize("top", [0, 100, 276])
def test_what_is_said_of_a_value_never_hides_under_its_list(left, top):
    """The list lies below the cell or, near the end of the screen, above it."""
    editor, room = QRect(left, top, 70, 24), QRect(0, 0, 500, 300)
    said = QRect(place_near(editor, QSize(180, 24), room, is_aside=True), QSize(180, 24))
    assert room.contains(said)
    column = QRect(editor.left(), room.top(), editor.width(), room.height())
    assert not said.intersects(column)
