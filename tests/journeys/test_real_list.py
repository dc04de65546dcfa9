"""A real list: 6,461 general practices, corrected and submitted through the window."""

from pathlib import Path

import pytest
from driving import change, keys, new_record, opened, options_for, running, status, submitted

from cn_desktop.simulator.options import Options
from cn_desktop.simulator.server import Simulator

LIST = Path(__file__).parents[3] / "shared" / "data" / "gp-practices.csv"


@pytest.mark.skipif(not LIST.is_file(), reason="the list of practices is not beside the project")
async def test_three_corrections_one_of_them_wrong_at_first_and_a_new_practice(tmp_path):
    with Simulator(Options(csv=LIST)) as simulator:
        async with running(options_for(simulator, tmp_path)) as program:
            await opened(program, "100")
            shown = keys(program)
            assert len(shown) == 6_461
            first, second, third = shown[10], shown[3_000], shown[-1]
            await change(program, first, "company_name", "The Renamed Surgery")
            await change(program, second, "ddi_work", "020 7946 0123")
            await change(program, third, "postcode", "TS18 1HU, Stockton")
            await new_record(program, company_name="A New Practice", ddi_work="020 7946 0124")
            await submitted(program)

            assert "3 saved, 1 rejected" in program.window.notices.notice.title
            assert status(program, third).startswith("rejected")
            await change(program, third, "postcode", "TS18 1HU")
            await submitted(program)

            assert not program.workspace.unsaved()
            assert simulator.row("100", first)["company_name"] == "The Renamed Surgery"
            assert simulator.row("100", second)["ddi_work"] == "020 7946 0123"
            assert simulator.row("100", third)["postcode"] == "TS18 1HU"
            created = [row for row in simulator.rows("100") if row["uid"] not in shown]
            assert [row["company_name"] for row in created] == ["A New Practice"]
