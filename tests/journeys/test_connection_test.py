"""Test connection says line by line what works, changes nothing and can be stopped."""

import json
import socket
from threading import Event, Thread

import pytest
from connect_driving import (
    dialog_of,
    everything_said,
    field,
    fill,
    fill_for,
    gone,
    nothing_written_of,
    press_button,
    result,
    summary,
    try_out,
)
from driving import running, until
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from cn_desktop.base.paths import Folders
from cn_desktop.base.profile import Forms
from cn_desktop.storage.profiles import Profiles
from cn_desktop.ui.connect.connection_words import TRIAL_BAD, TRIAL_CANCELLED, TRIAL_GOOD, TRIAL_OLD
from cn_desktop.ui.options import Options
from cn_desktop.work.probe import Check


@pytest.fixture
def folders(tmp_path):
    return Folders(tmp_path)


async def test_a_good_one_says_what_works_and_its_proof_is_saved(simulator, folders):
    with nothing_written_of(simulator.key, below=folders.data):
        async with running(Options(folders)) as program:
            dialog = await dialog_of(program)
            fill_for(dialog, simulator, sampleUid=simulator.rows("100")[0]["uid"])
            await try_out(dialog)
            assert summary(dialog) == TRIAL_GOOD
            assert "Reached" in result(dialog, Check.ADDRESS)
            assert "session lasts until" in result(dialog, Check.LOGIN)
            assert result(dialog, Check.DATASETS) == "4 datasets listed."
            assert "described" in result(dialog, Check.FIELDS)
            assert result(dialog, Check.RECORD) == "The record was read."
            assert simulator.key not in everything_said(program)
            assert dialog.isVisible()
            press_button(dialog, "connect")
            await gone(program)
            await until(lambda: not program.jobs.is_busy)
    assert Profiles(folders.profiles).all()[0].forms is Forms.ACCEPTED
    assert simulator.applied == []


async def test_a_wrong_key_is_refused_in_the_servers_words(simulator, folders):
    async with running(Options(folders)) as program:
        dialog = await dialog_of(program)
        fill_for(dialog, simulator, key="canary-wrong-key")
        await try_out(dialog)
        assert summary(dialog) == TRIAL_BAD
        assert "“Authentication failure”" in result(dialog, Check.LOGIN)
        assert result(dialog, Check.DATASETS) == "Not tried."
        assert "canary-wrong-key" not in everything_said(program)
        fill(dialog, key=simulator.key)
        assert summary(dialog) == TRIAL_OLD
        await try_out(dialog)
        assert summary(dialog) == TRIAL_GOOD
        dialog.reject()


async def test_an_address_without_a_server_says_so(simulator, folders):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}/"
    async with running(Options(folders)) as program:
        dialog = await dialog_of(program)
        fill_for(dialog, simulator, address=address)
        await try_out(dialog)
        assert summary(dialog) == TRIAL_BAD
        assert result(dialog, Check.ADDRESS) == "The server refused the connection"
        assert result(dialog, Check.LOGIN) == "Not tried."
        dialog.reject()


@pytest.mark.parametrize("way", ["stop", "edit", "close"])
async def test_a_server_that_is_silent_can_be_left(folders, way):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        async with running(Options(folders)) as program:
            dialog = await dialog_of(program)
            fill(dialog, address=address, username="ada", key="a key")
            press_button(dialog, "test")
            assert dialog.isEnabled()
            if way == "close":
                dialog.reject()
                await gone(program)
                return
            if way == "stop":
                press_button(dialog, "test")
            else:
                field(dialog, "username").setText("ida")
            await until(lambda: not dialog._is_trying)
            assert summary(dialog) == TRIAL_CANCELLED
            dialog.reject()


async def test_server_words_that_look_like_html_are_shown_as_they_stand(folders):
    words = "<b>No</b> &amp; \u202e no\nmore"

    @Request.application
    def refuse(_request):
        return Response(json.dumps({"success": False, "error": words}))

    server = make_server("127.0.0.1", 0, refuse, threaded=True)
    ended = Event()

    def serve():
        server.serve_forever(0.05)
        ended.set()

    Thread(target=serve, daemon=True).start()
    try:
        async with running(Options(folders)) as program:
            dialog = await dialog_of(program)
            fill(dialog, address=f"http://127.0.0.1:{server.port}/", username="ada", key="a key")
            await try_out(dialog)
            assert "“<b>No</b> &amp;" in result(dialog, Check.LOGIN)
            dialog.reject()
    finally:
        server.shutdown()
        assert ended.wait(10)
        server.server_close()
