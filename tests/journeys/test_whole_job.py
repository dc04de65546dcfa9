"""The job a supervisor has: load, correct, add, submit, put right what was rejected."""

from driving import change, keys, new_record, opened, options_for, running, status, submitted

from cn_desktop.records.marks import State
from cn_desktop.simulator.options import Options as SimulatorOptions
from cn_desktop.simulator.server import Simulator
from cn_desktop.ui.notices import Tone


async def test_a_rejected_row_is_corrected_and_retried(simulator, tmp_path):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        first, second, third = keys(program)[:3]
        await change(program, first, "firstname", "Josephine")
        await change(program, second, "postcode", "SW1A 1AA London")
        new = await new_record(
            program, firstname="Ada", lastname="Example", ddi_mobile="07700900456"
        )
        await submitted(program)

        assert status(program, first) == "saved"
        assert status(program, second).startswith("rejected: “")
        created = program.workspace.current[0]
        assert created != new
        assert status(program, created) == "saved"
        assert simulator.row("100", first)["firstname"] == "Josephine"
        assert simulator.row("100", created)["ddi_mobile"] == "07700900456"

        await change(program, second, "postcode", "SW1A 1AA")
        assert status(program, second) == "pending"
        await submitted(program)

        assert status(program, second) == "saved"
        assert simulator.row("100", second)["postcode"] == "SW1A 1AA"
        assert status(program, third) == ""
        assert not program.workspace.unsaved()


async def test_a_good_summary_goes_at_the_next_change_and_a_warning_once_it_is_out_of_date(
    simulator, tmp_path
):
    async with running(options_for(simulator, tmp_path)) as program:
        await opened(program, "100")
        first, second = keys(program)[:2]
        await change(program, first, "firstname", "Josephine")
        await submitted(program)
        assert program.window.notices.notice.tone is Tone.GOOD
        program.workspace.undo()
        assert program.window.notices.notice is None
        await change(program, second, "postcode", "SW1A 1AA London")
        await submitted(program)
        assert program.window.notices.notice.tone is Tone.WARNING
        await change(program, first, "firstname", "Eve")
        assert program.window.notices.notice.tone is Tone.WARNING
        await change(program, second, "postcode", "SW1A 1AA")
        assert program.window.notices.notice is None


async def test_ten_thousand_records_three_edits_two_new_ones(tmp_path):
    with Simulator(SimulatorOptions(records=10_000)) as simulator:
        async with running(options_for(simulator, tmp_path)) as program:
            await opened(program, "100")
            shown = keys(program)
            assert len(shown) == 10_000
            edited = [shown[0], shown[4_999], shown[9_999]]
            for key in edited:
                await change(program, key, "lastname", f"Changed {key}")
            for number in ("07700900001", "07700900002"):
                await new_record(program, lastname="Added", ddi_mobile=number)
            await submitted(program)

            assert program.workspace.count(State.SAVED) == 5
            assert "5 saved" in program.window.notices.notice.title
            for key in edited:
                assert simulator.row("100", key)["lastname"] == f"Changed {key}"
            added = [row for row in simulator.rows("100") if row["lastname"] == "Added"]
            assert {row["ddi_mobile"] for row in added} == {"07700900001", "07700900002"}
            assert len(keys(program)) == 10_002
