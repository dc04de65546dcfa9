"""What follows from the members of a saved connection."""

from dataclasses import replace

import pytest

from cn_desktop.base.profile import ENVIRONMENTS, Profile, Safety

OURS = Profile("Ours", "https://api.example.test/api/", "ada")
CHOSEN = (Safety.ASK_ALWAYS, Safety.ASK_DIALLING, Safety.NEVER)


@pytest.mark.parametrize(
    ("environment", "asks"),
    [
        ("PRODUCTION", Safety.ASK_DIALLING),
        ("DEMO", Safety.ASK_DIALLING),
        ("TEST", Safety.NEVER),
        ("MOON", Safety.ASK_DIALLING),
    ],
)
def test_unless_a_person_chose_the_environment_says_before_what_to_ask(environment, asks):
    assert replace(OURS, environment=environment).asks is asks


@pytest.mark.parametrize("environment", ENVIRONMENTS)
@pytest.mark.parametrize("safety", CHOSEN)
def test_what_a_person_chose_holds_in_every_environment(safety, environment):
    assert replace(OURS, environment=environment, safety=safety).asks is safety


def test_how_changes_are_sent_makes_no_other_conversation():
    other = replace(OURS, safety=Safety.NEVER, marker_field="client_ref", at_once=1)
    assert other.wire == OURS.wire
