"""The connect dialog by itself: names, sizes, what it takes for what."""

from dataclasses import replace

import pytest
from connect_driving import choice, choose, fault, field, fill, press_button, tick
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QScrollArea,
    QWidget,
)
from ui_fixtures import turn_wheel

from cn_desktop.base.profile import Format, Forms, Profile, Safety
from cn_desktop.ui.connect.connect_dialog import DELETE_ASKED, WHOLE, ConnectDialog
from cn_desktop.ui.connect.connection_words import FAULTS, WHY
from cn_desktop.work.entry import Fault
from cn_desktop.work.probe import Check, Finding, Outcome

OURS = Profile("Ours", "https://api.example.test/api/", "ada", "TEST", forms=Forms.ACCEPTED)
LONG = replace(OURS, name="Zoë’s 日本 عربى " * 12, username="u" * 200)


UNUSUAL = {
    "is_read_only": True,
    "unlocked": ("urn",),
    "safety": Safety.ASK_ALWAYS,
    "marker_field": "client_ref",
    "at_once": 3,
    "region": "IE",
    "format": Format.XML,
    "proxy": "http://proxy.example.test:3128",
    "ca_file": "/certificates/ours.pem",
}


def open_dialog(parent, theme, icons, saved=(), shown=None, faults=None):
    dialog = ConnectDialog(saved, lambda _profile, _name: faults or {}, theme, icons, parent)
    dialog.form.show_profile(shown)
    dialog.open()
    return dialog


@pytest.fixture
def window(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.fixture
def dialog(window, theme, icons):
    return open_dialog(window, theme, icons)


def test_whatever_takes_the_focus_has_a_name_of_its_own_and_a_spoken_one(dialog):
    dialog.form.more.unfold(is_open=True)
    fill(dialog, address="https://api.example.test/")
    kinds = (QAbstractButton, QLineEdit, QComboBox)
    focusable = [
        widget
        for widget in dialog.findChildren(QWidget)
        if isinstance(widget, kinds)
        and widget.isVisible()
        and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
    ]
    assert len(focusable) > 15
    for widget in focusable:
        spoken = QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
        assert spoken, widget.objectName()
        assert widget.objectName() or isinstance(widget, QAbstractButton), spoken


def test_every_label_that_may_show_foreign_text_is_plain(dialog):
    labels = dialog.findChildren(QLabel)
    named = [label for label in labels if label.objectName().startswith(("trial", "connection"))]
    assert len(named) >= len(Check) + 2
    assert {label.textFormat() for label in named} == {Qt.TextFormat.PlainText}


@pytest.mark.parametrize("shown", [None, OURS, LONG])
def test_all_of_it_is_in_view_without_scrolling_sideways(window, theme, icons, shown):
    saved = [shown] if shown else []
    dialog = open_dialog(window, theme, icons, saved, shown)
    dialog.form.more.unfold(is_open=True)
    area = dialog.findChild(QScrollArea)
    screen = dialog.screen().availableGeometry()
    assert dialog.height() <= screen.height()
    assert dialog.width() <= 700
    assert area.widget().width() <= area.viewport().width()


@pytest.mark.parametrize("is_there", [True, False])
def test_what_is_found_out_of_the_keychain_neither_widens_nor_is_cut(dialog, is_there):
    before = dialog.size()
    dialog.form.basics.show_keychain(is_there=is_there)
    area = dialog.findChild(QScrollArea)
    area.widget().layout().activate()
    assert dialog.size() == before
    assert area.widget().minimumSizeHint().width() <= area.viewport().width()


def test_the_simple_case_needs_no_scrolling(dialog):
    area = dialog.findChild(QScrollArea)
    assert QRect(0, 0, 1, area.viewport().height()).height() >= area.widget().sizeHint().height()


def test_a_fault_under_more_opens_it(window, theme, icons):
    dialog = open_dialog(window, theme, icons, faults={"proxy": Fault.NOT_A_PROXY})
    assert not field(dialog, "proxy").isVisible()
    press_button(dialog, "connect")
    assert field(dialog, "proxy").isVisible()
    assert fault(dialog, "proxy") == FAULTS[Fault.NOT_A_PROXY]


@pytest.mark.parametrize("member", UNUSUAL)
def test_more_is_open_if_something_unusual_is_set_there(window, theme, icons, member):
    shown = replace(OURS, **{member: UNUSUAL[member]})
    dialog = open_dialog(window, theme, icons, [OURS, shown], shown)
    assert field(dialog, "proxy").isVisible()
    assert dialog.form.entered.profile == replace(shown, forms=Forms.ACCEPTED)
    dialog.form.show_profile(OURS)
    assert not field(dialog, "proxy").isVisible()
    assert dialog.form.entered.profile == OURS


def test_what_is_chosen_under_more_is_entered(window, theme, icons):
    dialog = open_dialog(window, theme, icons, [OURS], OURS)
    choose(choice(dialog, "safety"), "Never")
    choose(choice(dialog, "atOnce"), "1")
    choose(choice(dialog, "region"), "Ireland")
    fill(dialog, markerField=" client_ref ")
    chosen = {"safety": Safety.NEVER, "at_once": 1, "region": "IE"}
    assert dialog.form.entered.profile == replace(OURS, marker_field="client_ref", **chosen)


def test_a_country_that_is_not_offered_stays_the_connections(window, theme, icons):
    shown = replace(OURS, region="MT")
    dialog = open_dialog(window, theme, icons, [shown], shown)
    assert dialog.form.entered.profile == shown


def test_what_is_usual_follows_the_environment_and_stays_unchosen(dialog):
    safety = choice(dialog, "safety")
    assert safety.currentText() == "Usual for PRODUCTION: if it changes who is called"
    choose(choice(dialog, "environment"), "TEST")
    assert safety.currentText() == "Usual for TEST: never"
    assert dialog.form.entered.profile.safety is Safety.AS_ENVIRONMENT


def test_a_choice_is_not_made_by_scrolling_past_it(dialog):
    dialog.form.more.unfold(is_open=True)
    safety = choice(dialog, "safety")
    turn_wheel(safety)
    assert dialog.form.entered.profile.safety is Safety.AS_ENVIRONMENT
    assert not safety.hasFocus()


def test_the_tab_key_goes_through_more_as_it_is_read(dialog):
    more = dialog.form.more
    more.unfold(is_open=True)
    QApplication.sendPostedEvents()
    stops = []
    widget = dialog.findChild(QWidget, "moreButton")
    while widget is not more.uid:
        widget = widget.nextInFocusChain()
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and more.isAncestorOf(widget):
            stops.append(widget)
    places = [widget.mapTo(more, widget.rect().center()) for widget in stops]
    assert len(stops) == 1 + len(more.unlocked) + 4 + 6
    assert places == sorted(places, key=lambda place: (place.y(), place.x()))


def test_what_to_know_before_choosing_is_shown_and_spoken_and_a_fault_goes_before_it(
    window, theme, icons
):
    faults = {"marker_field": Fault.FIELD_IS_TAKEN}
    dialog = open_dialog(window, theme, icons, faults=faults)
    editor = field(dialog, "markerField")
    assert dialog.findChild(QLabel, "markerFieldWhy").text() == WHY["marker_field"]
    assert editor.accessibleDescription() == WHY["marker_field"]
    press_button(dialog, "connect")
    assert fault(dialog, "markerField") == FAULTS[Fault.FIELD_IS_TAKEN]
    assert editor.accessibleDescription() == FAULTS[Fault.FIELD_IS_TAKEN]
    editor.setText("client_ref")
    assert fault(dialog, "markerField") == ""
    assert editor.accessibleDescription() == WHY["marker_field"]


def test_a_fault_that_is_out_of_view_is_scrolled_to(qtbot, window, theme, icons):
    dialog = open_dialog(window, theme, icons, faults={"ca_file": Fault.NO_CA_FILE})
    dialog.form.more.unfold(is_open=True)
    dialog.setMaximumHeight(300)
    fill(dialog, key="0123456789")
    press_button(dialog, "connect")
    area = dialog.findChild(QScrollArea)
    label = dialog.findChild(QLabel, "caFileFault")

    def is_in_view():
        place = QRect(label.mapTo(area.viewport(), QPoint()), label.size())
        return area.viewport().rect().contains(place)

    qtbot.waitUntil(is_in_view)


def test_a_fault_of_the_whole_is_said_above_the_buttons(window, theme, icons):
    dialog = open_dialog(window, theme, icons, faults={WHOLE: Fault.PENDING_CHANGES})
    press_button(dialog, "connect")
    assert dialog.findChild(QLabel, "connectionFault").text() == FAULTS[Fault.PENDING_CHANGES]


def test_only_a_saved_connection_can_be_deleted(window, theme, icons):
    dialog = open_dialog(window, theme, icons, [OURS], OURS)
    press_button(dialog, "delete")
    assert dialog.result() == DELETE_ASKED
    other = open_dialog(window, theme, icons, [OURS], None)
    assert not other.findChild(QWidget, "deleteButton").isVisible()


def test_a_kept_key_need_not_be_typed_for_its_account_and_must_be_for_another(window, theme, icons):
    dialog = open_dialog(window, theme, icons, [OURS], OURS)
    dialog.form.show_key_kept(OURS, is_remembered=True)
    assert tick(dialog, "remember").isChecked()
    assert not dialog.form.needs_key
    fill(dialog, username="ida")
    assert dialog.form.needs_key


def test_what_was_proved_about_a_server_is_not_said_of_another(window, theme, icons):
    dialog = open_dialog(window, theme, icons, [OURS], OURS)
    assert dialog.form.entered.profile == OURS
    field(dialog, "address").setText("https://other.example.test/")
    assert dialog.form.entered.profile.forms is Forms.UNTESTED
    field(dialog, "address").setText(OURS.base_url)
    assert dialog.form.entered.profile.forms is Forms.ACCEPTED


@pytest.mark.parametrize(
    ("outcome", "forms"),
    [
        (Outcome.WORKS, Forms.ACCEPTED),
        (Outcome.REFUSED, Forms.REFUSED),
        (Outcome.FAILED, Forms.UNTESTED),
        (Outcome.NOT_TRIED, Forms.ACCEPTED),  # as it was before
    ],
)
def test_a_test_changes_only_what_it_tried(window, theme, icons, outcome, forms):
    dialog = open_dialog(window, theme, icons, [OURS], OURS)
    dialog.form.show_key_kept(OURS, is_remembered=False)
    press_button(dialog, "test")
    dialog.show_finding(Finding(Check.FORMS, outcome))
    dialog.end_trial(dialog.form.entered.profile)
    assert dialog.form.entered.profile.forms is forms


def test_choosing_another_saved_connection_takes_back_what_was_said(window, theme, icons):
    dialog = open_dialog(window, theme, icons, [OURS], None, faults={"username": Fault.NO_USERNAME})
    press_button(dialog, "connect")
    assert fault(dialog, "username")
    choose(choice(dialog, "saved"), "Ours")
    assert fault(dialog, "username") == ""
    assert field(dialog, "username").text() == "ada"


def test_a_label_stands_beside_its_field_and_not_beside_the_note_below(dialog):
    dialog.form.more.unfold(is_open=True)
    QApplication.sendPostedEvents()
    for member, box in dialog.form.fields.items():
        labels = [each for each in dialog.findChildren(QLabel) if each.buddy() is box.editor]
        for label in (each for each in labels if each.isVisible()):
            top, line = (each.mapTo(dialog, QPoint()).y() for each in (label, box.editor))
            height = min(box.editor.height(), label.height())
            assert abs(top + label.height() / 2 - line - height / 2) <= 1, member
