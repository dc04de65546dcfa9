"""Every job of `docs/jobs.md` with keys alone, from the first to the last; see `tests/hand.py`."""

LIVE, HOLD = "100", "101"


async def test_a_number_is_looked_up_by_uid_and_corrected(job, simulator):
    async with job.day(HOLD) as hand:
        uid = hand.records[-1]
        await hand.press("Ctrl+G")
        await hand.type(uid, "the uid")
        await hand.press("Enter")
        await hand.sees(lambda: hand.uid == uid)
        await hand.column("mobile", "ddi_mobile")
        await hand.type("07700 900321", "the number")
        await hand.press("Enter")
        await hand.press("Ctrl+S")
        assert hand.state(uid) == "saved"
        assert simulator.row(HOLD, uid)["ddi_mobile"] == "07700 900321"


async def test_a_caller_is_found_by_the_number_and_changed_in_the_form(job, simulator):
    uid = simulator.rows(HOLD)[5]["uid"]
    simulator.change(HOLD, uid, ddi_mobile="07700900777")
    async with job.day(HOLD) as hand:
        await hand.press("Ctrl+G")
        await hand.type("+44 7700 900777", "the number")
        await hand.press("Enter")
        await hand.sees(lambda: hand.focus == "form_ddi_mobile" and hand.uid == uid)
        await hand.press("Ctrl+A")
        await hand.type("07700900778", "the new one")
        await hand.press("Enter")
        await hand.press("Ctrl+S")
        assert simulator.row(HOLD, uid)["ddi_mobile"] == "07700900778"


async def test_a_person_is_found_by_name_and_moves(job, simulator):
    uid = simulator.rows(HOLD)[7]["uid"]
    simulator.change(HOLD, uid, lastname="Featherstone")
    async with job.day(HOLD) as hand:
        everybody = hand.records
        await hand.press("Ctrl+F")
        await hand.type("feathers", "a part of the name")
        await hand.sees(lambda: hand.records == [uid])
        await hand.press("Down")
        await hand.column("address1", "address1")
        await hand.type("12 Example Road", "the address")
        await hand.press("Enter")
        await hand.press("Ctrl+S")
        assert simulator.row(HOLD, uid)["address1"] == "12 Example Road"
        await hand.press("Ctrl+F")
        await hand.press("Esc")
        assert hand.records == everybody


async def test_a_person_is_added_and_whoever_has_the_number_is_named(job, simulator):
    owner = simulator.rows(LIVE)[0]["uid"]
    simulator.change(LIVE, owner, ddi_mobile="07700900777")
    async with job.day(LIVE) as hand:
        await hand.press("Ctrl+N")
        await hand.type("Ms", "the title")
        await hand.press("Tab")
        await hand.type("Ada", "the first name")
        await hand.press("Tab")
        await hand.type("Example", "the last name")
        await hand.press("Tab")
        await hand.type("07700 900777", "the number")
        await hand.sees(lambda: owner in hand.told)
        await hand.press("Esc")
        await hand.type("07700 900999", "another")
        await hand.press("Enter")
        await hand.press("Ctrl+S")
        await hand.asked("gateDialog")
        await hand.press("Alt+S")
        await hand.sees(lambda: hand.is_all_saved)
        added = simulator.rows(LIVE)[-1]
        names = ("title", "firstname", "lastname", "ddi_mobile")
        assert [added[name] for name in names] == ["Ms", "Ada", "Example", "07700 900999"]
        assert hand.state(added["uid"]) == "saved"


async def test_new_people_come_from_a_spreadsheet(job, simulator):
    async with job.day(LIVE) as hand:
        before = len(hand.records)
        hand.copies_elsewhere([
            ("First name", "Last name", "Mobile phone"),
            ("Ada", "Example", "07700900801"),
            ("Bob", "Example", "07700900802"),
        ])
        await hand.press("Ctrl+V")
        await hand.asked("pasteDialog")
        await hand.press("Alt+W")
        await hand.sees(lambda: "2 new records are added" in hand.told)
        await hand.press("Alt+P")
        await hand.sees(lambda: hand.pending == 2)
        await hand.press("Ctrl+S")
        await hand.asked("gateDialog")
        await hand.press("Alt+S")
        await hand.sees(lambda: hand.is_all_saved)
        added = simulator.rows(LIVE)[before:]
        assert [(row["firstname"], row["ddi_mobile"]) for row in added] == [
            ("Ada", "07700900801"),
            ("Bob", "07700900802"),
        ]


async def test_another_person_of_the_same_household_is_added(job, simulator):
    async with job.day(LIVE) as hand:
        like = simulator.row(LIVE, hand.uid)
        await hand.press("Ctrl+Shift+D")
        await hand.column("first name", "firstname")
        await hand.type("Ada", "the first name")
        await hand.press("Tab", 2)
        await hand.type("07700900998", "the number")
        await hand.press("Enter")
        await hand.press("Ctrl+S")
        await hand.asked("gateDialog")
        await hand.press("Alt+S")
        await hand.sees(lambda: hand.is_all_saved)
        added = simulator.rows(LIVE)[-1]
        assert (added["firstname"], added["ddi_mobile"]) == ("Ada", "07700900998")
        assert (added["address1"], added["postcode"]) == (like["address1"], like["postcode"])


async def test_thirty_corrections_come_from_a_spreadsheet(job, simulator):
    codes = [f"N{number} 1AA" for number in range(30)]
    async with job.day(LIVE) as hand:
        await hand.column("postcode", "postcode")
        hand.copies_elsewhere([(code,) for code in codes])
        await hand.press("Ctrl+V")
        await hand.asked("pasteDialog")
        assert "30 cells change in 30 records." in hand.told
        await hand.press("Alt+P")
        await hand.sees(lambda: hand.pending == 30)
        await hand.press("Ctrl+S")
        assert [row["postcode"] for row in simulator.rows(LIVE)][:30] == codes


async def test_rows_go_to_a_spreadsheet_and_come_back_in_another_order(job, simulator):
    async with job.day(HOLD) as hand:
        last = hand.records[-1]
        await hand.press("Ctrl+A")
        await hand.press("Ctrl+Shift+C")
        heading, *rows = hand.pastes_elsewhere()
        rows.reverse()
        rows[0][heading.index("firstname")] = "Changed"
        hand.copies_elsewhere([heading, *rows])
        await hand.press("Ctrl+V")
        await hand.asked("pasteDialog")
        assert "1 cell changes in 1 record." in hand.told
        await hand.press("Alt+P")
        await hand.sees(lambda: hand.pending == 1)
        await hand.press("Ctrl+S")
        assert simulator.row(HOLD, last)["firstname"] == "Changed"


async def test_the_case_of_all_postcodes_is_mended(job, simulator):
    right = {row["uid"]: row["postcode"] for row in simulator.rows(LIVE)}
    for uid, code in right.items():
        simulator.change(LIVE, uid, postcode=code.lower())
    async with job.day(LIVE) as hand:
        await hand.column("postcode", "postcode")
        await hand.command("transform")
        await hand.asked("transformDialog")
        await hand.type("post")
        await hand.press("Alt+A")
        count = sum(code != code.lower() for code in right.values())
        await hand.sees(lambda: f"{count} cells will change" in hand.told)
        await hand.press("Enter")
        await hand.sees(lambda: hand.pending == count)
        await hand.press("Ctrl+S")
        assert {row["uid"]: row["postcode"] for row in simulator.rows(LIVE)} == right


async def test_everybody_with_one_outcome_gets_one_value(job, simulator):
    before = simulator.rows(HOLD)
    meant = [row["uid"] for row in before if row["outcomecode"] == "111"]
    async with job.day(HOLD) as hand:
        await hand.column("outcome", "outcomecode")
        await hand.press("Ctrl+L")
        await hand.type("111", "the code or its name")
        await hand.press("Enter")
        await hand.sees(lambda: hand.records == meant)
        await hand.column("preferred", "preferred_contact")
        await hand.command("set value")
        await hand.asked("setValueDialog")
        await hand.type("Email", "the value")
        await hand.press("Alt+A")
        await hand.sees(lambda: "cells will change" in hand.told)
        await hand.press("Enter")
        await hand.sees(lambda: not hand.front and hand.pending)
        await hand.press("Ctrl+S")
        stored = [row["preferred_contact"] for row in simulator.rows(HOLD)]
        assert stored == [
            "Email" if row["uid"] in meant else row["preferred_contact"] for row in before
        ]


async def test_a_town_is_filled_down_and_what_was_wrong_is_reverted(job, simulator):
    async with job.day(HOLD) as hand:
        rows = hand.records[:6]
        before = hand.text(rows[4], "address3")
        await hand.column("address3", "address3")
        await hand.type("Leeds", "the town")
        await hand.press("Enter")
        await hand.press("Up")
        await hand.press("Shift+Down", 5)
        await hand.press("Ctrl+D")
        await hand.sees(lambda: hand.texts("address3")[:6] == ["Leeds"] * 6)
        await hand.press("Up")
        await hand.press("Ctrl+Alt+Z")
        await hand.press("Ctrl+S")
        towns = [simulator.row(HOLD, uid)["address3"] for uid in rows]
        assert towns == [*["Leeds"] * 4, before, "Leeds"]


async def test_a_text_is_replaced_but_not_everywhere(job, simulator):
    names = ["Moss", "Mossman", "Mosse"]
    for row, name in zip(simulator.rows(HOLD), names, strict=False):
        simulator.change(HOLD, row["uid"], lastname=name)
    async with job.day(HOLD) as hand:
        rows = hand.records[:3]
        await hand.press("Ctrl+H")
        await hand.asked("replaceDialog")
        await hand.type("moss", "the text")
        await hand.press("Tab")
        await hand.type("Fern", "the other")
        await hand.sees(lambda: "3 cells will change" in hand.told)
        await hand.press("Down", 2)
        await hand.press("Space")
        await hand.press("Enter")
        await hand.sees(lambda: hand.pending == 2)
        await hand.press("Ctrl+S")
        stored = [simulator.row(HOLD, uid)["lastname"] for uid in rows]
        assert stored == ["Fern", "Mossman", "Ferne"]


async def test_whoever_is_listed_twice_is_found_and_loses_the_second_number(job, simulator):
    first, second = (row["uid"] for row in simulator.rows(HOLD)[3:5])
    for uid in (first, second):
        simulator.change(HOLD, uid, ddi_mobile="07700900001", ddi_home="01632960001")
    async with job.day(HOLD) as hand:
        everybody = hand.records
        await hand.column("mobile", "ddi_mobile")
        await hand.press("Ctrl+Alt+D")
        await hand.sees(lambda: hand.records[:2] == [first, second])
        await hand.press("Down")
        await hand.press("Del")
        await hand.press("Ctrl+S")
        stored = [simulator.row(HOLD, uid)["ddi_mobile"] for uid in (first, second)]
        assert stored == ["07700900001", ""]
        await hand.press("Ctrl+Alt+D")
        await hand.sees(lambda: hand.records == everybody)


async def test_what_cannot_go_is_put_right_one_after_the_other(job, simulator):
    async with job.day(HOLD) as hand:
        first, second, third = hand.records[:3]
        with hand.before():
            await hand.column("mobile", "ddi_mobile")
            for text in ("nobody", "07700900333", "7700"):
                await hand.type(text)
                await hand.press("Enter")
            await hand.press("Ctrl+Home")
        await hand.press("F8")
        await hand.sees(lambda: (hand.uid, hand.field) == (first, "ddi_mobile"))
        await hand.type("07700900332", "the number")
        await hand.press("Enter")
        await hand.press("F8")
        await hand.sees(lambda: hand.uid == third)
        await hand.type("07700900334", "the number")
        await hand.press("Enter")
        await hand.press("Ctrl+S")
        stored = [simulator.row(HOLD, uid)["ddi_mobile"] for uid in (first, second, third)]
        assert stored == ["07700900332", "07700900333", "07700900334"]


async def rename(hand, *names):
    """Other last names for the first records: what was typed before the job begins."""
    with hand.before():
        await hand.press("Ctrl+Home")
        await hand.column("lastname", "lastname")
        for name in names:
            await hand.type(name)
            await hand.press("Enter")


async def test_only_the_selected_rows_go_and_the_others_wait(job):
    async with job.day(HOLD) as hand:
        first, second, third = hand.records[:3]
        await rename(hand, "One", "Two", "Three")
        await hand.press("Up")
        await hand.press("Shift+Up")
        await hand.press("Ctrl+Alt+S")
        states = [hand.state(uid) for uid in (first, second, third)]
        assert states == ["pending", "saved", "saved"]


async def test_everything_is_looked_through_and_one_row_stays_behind(job):
    async with job.day(HOLD) as hand:
        first, second, third = hand.records[:3]
        await rename(hand, "One", "Two", "Three")
        await hand.press("Ctrl+Shift+P")
        await hand.sees(lambda: hand.line)
        await hand.press("Home")
        await hand.press("Right")
        await hand.press("Space")
        await hand.press("Ctrl+Shift+S")
        states = [hand.state(uid) for uid in (first, second, third)]
        assert states == ["saved", "pending", "saved"]


async def test_what_was_rejected_is_corrected_and_sent_again(job, simulator):
    async with job.day(HOLD) as hand:
        uid = hand.records[3]
        with hand.before():
            await hand.press("Down", 3)
            await hand.column("postcode", "postcode")
            await hand.type("SW1A 1AA London")
            await hand.press("Enter")
            await hand.press("Ctrl+S")
            assert hand.state(uid).startswith("rejected: “")
            await hand.press("Ctrl+Home")
        await hand.press("F8")
        await hand.sees(lambda: (hand.uid, hand.field) == (uid, "postcode"))
        await hand.type("SW1A 1AA", "the right one")
        await hand.press("Enter")
        await hand.press("Ctrl+S")
        assert simulator.row(HOLD, uid)["postcode"] == "SW1A 1AA"


async def test_mine_is_chosen_where_somebody_else_changed_the_same(job, simulator):
    async with job.day(HOLD) as hand:
        uid = hand.records[0]
        await rename(hand, "Mine")
        simulator.change(HOLD, uid, lastname="Theirs")
        with hand.before():
            await hand.press("Ctrl+S")
        assert hand.state(uid).startswith("conflict")
        await hand.press("F7")
        await hand.asked("conflictDialog")
        await hand.press("Alt+M")
        await hand.sees(lambda: "Every field is chosen." in hand.told)
        await hand.press("Enter")
        await hand.sees(lambda: hand.state(uid) == "pending")
        await hand.press("Ctrl+S")
        assert simulator.row(HOLD, uid)["lastname"] == "Mine"


async def test_one_field_of_a_submitted_batch_is_taken_back(job, simulator):
    """feat-B5: the paste comes back as one step; only one field of one row of it goes."""
    fields = ("address1", "address2")
    async with job.day(HOLD) as hand:
        pasted = hand.records[:5]
        before = simulator.row(HOLD, pasted[1])["address2"]
        with hand.before():
            await hand.column("address1", "address1")
            hand.copies_elsewhere([(f"{n} Road", "Village") for n in range(5)])
            await hand.press("Ctrl+V")
            await hand.asked("pasteDialog")
            await hand.press("Alt+P")
            await hand.sees(lambda: hand.pending == 5)
            await hand.press("Ctrl+S")
        await hand.press("Ctrl+Z")
        await hand.sees(lambda: hand.pending == 5)
        await hand.press("Ctrl+Shift+P")
        await hand.sees(lambda: hand.line)
        await hand.press("Ctrl+A")
        await hand.press("Space")
        await hand.press("Home")
        await hand.press("Right")
        await hand.press("Space")
        await hand.press("Down")
        await hand.press("Del")
        await hand.press("Ctrl+Shift+S")
        stored = [[simulator.row(HOLD, uid)[name] for name in fields] for uid in pasted]
        assert stored[1] == ["1 Road", before]
        assert [stored[n] for n in (0, 2, 3, 4)] == [[f"{n} Road", "Village"] for n in (0, 2, 3, 4)]
        await hand.command("revert all")
        await hand.sees(lambda: not hand.pending)


async def test_a_caller_who_asks_for_it_is_taken_off_the_dialler(job, simulator):
    async with job.day(LIVE, unlocked=("outcomecode",)) as hand:
        uid = hand.uid
        await hand.command("do not call")
        await hand.asked("doNotCallDialog")
        await hand.press("Alt+S")
        await hand.sees(lambda: hand.state(uid) == "saved")
        assert simulator.row(LIVE, uid)["outcomecode"] == "98"


async def test_another_list_is_looked_at_in_between_and_nothing_is_lost(job, simulator):
    async with job.day(HOLD) as hand:
        here = hand.records
        await rename(hand, "Example")
        await hand.press("Ctrl+O")
        await hand.type("spring", "a part of its name")
        await hand.press("Enter")
        await hand.sees(lambda: hand.records and hand.records != here)
        await hand.press("Ctrl+O")
        await hand.type("win-back", "a part of the first one’s name")
        await hand.press("Enter")
        await hand.sees(lambda: hand.records == here)
        await hand.press("Ctrl+S")
        assert simulator.row(HOLD, here[0])["lastname"] == "Example"


async def test_a_view_is_kept_for_tomorrow(job):
    async with job.day(HOLD) as hand:
        served = hand.records
        await hand.column("title", "title")
        await hand.command("hide this")
        await hand.column("lastname", "lastname")
        await hand.press("Alt+Shift+Up")
        await hand.column("firstname", "firstname")
        await hand.press("Alt+Shift+S")
        columns, order = hand.columns, hand.records
        assert order != served
        await hand.command("save view")
        await hand.asked("saveViewDialog")
        await hand.type("By name")
        await hand.press("Enter")
        with hand.before():
            await hand.command("reset columns")
            await hand.sees(lambda: hand.records == served)
    async with job.day(HOLD) as hand:
        assert hand.records == served
        await hand.command("by name")
        await hand.sees(lambda: (hand.columns, hand.records) == (columns, order))


async def test_work_is_left_in_the_evening_and_is_there_in_the_morning(job, simulator):
    async with job.day(HOLD) as hand:
        uid = hand.records[0]
        await rename(hand, "Example")
        await hand.press("Ctrl+Q")
        await hand.asked("leaveDialog")
        await hand.press("Alt+Q")
        await hand.sees(lambda: not hand.is_open)
    assert simulator.row(HOLD, uid)["lastname"] != "Example"
    async with job.day(HOLD) as hand:
        await hand.sees(lambda: hand.state(uid) == "pending")
        await hand.press("Ctrl+S")
        assert simulator.row(HOLD, uid)["lastname"] == "Example"


async def test_what_became_of_each_row_is_written_down_for_others(job):
    async with job.day(HOLD) as hand:
        uid = hand.records[0]
        await rename(hand, "Example")
        await hand.press("Ctrl+S")
        await hand.command("save results")
        await hand.asked("saveResultsDialog")
        await hand.type(job.file("results.csv"), "the file’s name")
        await hand.press("Enter")
        await hand.sees(lambda: uid in job.read("results.csv"))
