"""The connection button: the environment in words, and what can be switched to."""

from dataclasses import replace

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from cn_desktop.base.profile import Profile
from cn_desktop.ui.connect.connection_button import ConnectionButton

OURS = Profile("Ours & theirs", "https://api.example.test/", "<b>ada</b>", "TEST")
OTHER = Profile("Other", "https://api.example.test/", "ida", is_read_only=True)


@pytest.fixture
def parent(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    return parent


@pytest.fixture
def button(parent):
    button = ConnectionButton([QAction("Connect…", parent)], parent)
    button.show_saved([OURS, OTHER])
    return button


def entries(button):
    return {action.text(): action for action in button.menu().actions() if action.text()}


def test_nothing_is_connected_at_first(button):
    assert button.text() == "Not connected ▾"
    assert not any(action.isChecked() for action in entries(button).values())


def test_the_environment_and_read_only_are_words(button):
    button.show_profile(OTHER, "kept until the program ends")
    assert button.text() == "PRODUCTION  Other · read-only ▾"
    assert button.accessibleName() == "PRODUCTION connection Other · read-only"
    assert "The API key is kept until the program ends." in button.toolTip()


def test_names_are_shown_as_they_stand(button):
    button.show_profile(OURS, "")
    assert "Ours && theirs" in button.text()
    assert "&lt;b>ada" in button.toolTip()
    assert "Ours && theirs – TEST" in entries(button)


def test_a_long_name_is_cut(button):
    button.show_profile(replace(OTHER, name="long " * 40), "")
    assert len(button.text()) < 80


def test_switching_is_asked_for_and_the_tick_stays_until_it_is_done(button, qtbot):
    button.show_profile(OURS, "")
    asked = []
    button.switch_asked.connect(asked.append)
    entries(button)["Other – PRODUCTION"].trigger()
    assert asked == ["Other"]
    assert entries(button)["Ours && theirs – TEST"].isChecked()
    assert not entries(button)["Other – PRODUCTION"].isChecked()
    entries(button)["Ours && theirs – TEST"].trigger()
    assert asked == ["Other"]
