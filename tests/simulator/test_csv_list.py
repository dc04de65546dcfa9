"""Lists from CSV files: kept as they are, or refused with the reason."""

from datetime import date

import pytest

from cn_desktop.simulator.csv_list import open_list
from cn_desktop.simulator.options import Options
from cn_desktop.simulator.server import Simulator
from cn_desktop.simulator.startup import ListFault, ListUnusable

from .calling import Caller

TODAY = date(2026, 3, 2)


def records(path, content):
    path.write_bytes(content)
    return list(open_list(path).records("100", TODAY))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "Old customers.csv"


def test_a_list_is_served_as_the_main_dataset(path):
    path.write_bytes(b"FirstName,ddi_work,Practice Code\nAnn,01632 960001,0042\nBob,,A1\n")
    with Simulator(Options(csv=path, dataset="7")) as running:
        caller = Caller(running)
        rows = caller.read("7")["list"]
        named = caller.ecnow(dataset="7")["list"][0]
    assert [(row["firstname"], row["ddi_work"], row["Practice Code"]) for row in rows] == [
        ("Ann", "01632 960001", "0042"),
        ("Bob", "", "A1"),
    ]
    assert list(rows[0])[-1] == "Practice Code"
    assert (named["d_status"], named["description"]) == ("LIVE", "Old customers")


def test_a_custom_field_of_a_list_can_be_written_in_any_case(path):
    path.write_bytes(b"ddi_work,Practice Code\n01632960001,0042\n")
    with Simulator(Options(csv=path)) as running:
        change = {"dataset": "100", "uid": "550001", "PRACTICE CODE": "9"}
        Caller(running).write("update", [change])
        assert running.row("100", "550001")["Practice Code"] == "9"


@pytest.mark.parametrize(
    "content",
    [
        "lastname,note\nŻukowski,Siân\n".encode(),
        "lastname,note\nŻukowski,Siân\n".encode("utf-8-sig"),
        "lastname,note\r\nŻukowski,Siân\r\n".encode(),
    ],
)
def test_utf8_is_understood_with_and_without_a_mark(path, content):
    (record,) = records(path, content)
    assert (record["lastname"], record["note"]) == ("Żukowski", "Siân")


def test_windows_1252_is_understood(path):
    (record,) = records(path, "lastname,note\nO’Hara,£5\n".encode("cp1252"))
    assert (record["lastname"], record["note"]) == ("O’Hara", "£5")


@pytest.mark.parametrize("value", ["  two  ", "007", "1e5", "", 'say "ah"', "two\nlines", "a,b"])
def test_values_are_kept_exactly(path, value):
    quoted = '"' + value.replace('"', '""') + '"'
    (record,) = records(path, f"lastname,note\n{quoted},x\n".encode())
    assert record["lastname"] == value


def test_columns_that_are_not_there_get_the_usual_values(path):
    (record,) = records(path, b"lastname\nPugh\n")
    assert (record["outcomecode"], record["urn"], record["ddi_home"]) == ("100", None, "")
    assert (record["sourcefile"], record["loaddate"]) == ("Old customers.csv", "2026-03-02")


def test_short_rows_and_empty_lines_are_taken_as_they_are(path):
    found = records(path, b"lastname,note\nPugh\n\nRees,x,,\n")
    assert [(row["lastname"], row["note"]) for row in found] == [("Pugh", ""), ("Rees", "x")]


def test_a_list_may_bring_its_uids(path):
    found = records(path, b"uid,dataset,lastname\n900001,5,Pugh\n")
    assert [(row["uid"], row["dataset"]) for row in found] == [("900001", "100")]


def test_a_header_alone_is_an_empty_list(path):
    assert records(path, b"lastname,note\n") == []


@pytest.mark.parametrize(
    ("content", "fault", "detail"),
    [
        (b"", ListFault.EMPTY, ""),
        (b"\xef\xbb\xbf \r\n\r\n", ListFault.EMPTY, ""),
        (b"PK\x03\x04 and so on", ListFault.WORKBOOK, ""),
        (b"Ann,01632960001\nBob,01632960002\n", ListFault.NO_HEADER, ""),
        (b"\nlastname,note\n", ListFault.NO_HEADER, ""),
        (b"lastname,,note\na,b,c\n", ListFault.NO_HEADER, ""),
        ("lastname,note\na,b\n".encode("utf-16"), ListFault.NO_HEADER, ""),
        (b"note,Lastname,LASTNAME\na,b,c\n", ListFault.NAME_TWICE, "lastname"),
        (b"Note,lastname,note\na,b,c\n", ListFault.NAME_TWICE, "note"),
        (b"lastname\n\x81\n", ListFault.NOT_TEXT, ""),
        (b"lastname,note\na,b\nc,d,e\n", ListFault.ROW_TOO_LONG, "3"),
        (b"uid\nabc\n", ListFault.BAD_UID, "abc"),
        (b"uid,note\n,x\n", ListFault.BAD_UID, ""),
        (b"uid\n0\n", ListFault.BAD_UID, "0"),
        (b"uid\n5\n5\n", ListFault.UID_TWICE, "5"),
    ],
)
def test_a_list_that_cannot_be_served_is_refused(path, content, fault, detail):
    with pytest.raises(ListUnusable) as refused:
        records(path, content)
    assert (refused.value.fault, refused.value.detail) == (fault, detail)


def test_a_value_of_more_than_csv_can_hold_is_refused(path):
    with pytest.raises(ListUnusable) as refused:
        records(path, b"lastname\n" + b"x" * 200_000 + b"\n")
    assert refused.value.fault is ListFault.UNREADABLE


def test_a_file_that_is_not_there_is_refused(path):
    with pytest.raises(ListUnusable) as refused:
        open_list(path)
    assert refused.value.fault is ListFault.UNREADABLE


@pytest.mark.parametrize("separator", [";", "\t"])
def test_a_list_of_another_country_is_understood(path, separator):
    cells = [["lastname", "ddi_mobile", "note"], ["Example", "07700900001", "one, two"]]
    path.write_text("\n".join(separator.join(line) for line in cells), encoding="utf-8")
    opened = open_list(path)
    assert opened.names == ("lastname", "ddi_mobile", "note")
    [record] = opened.records("100", date(2026, 1, 2))
    assert (record["lastname"], record["note"]) == ("Example", "one, two")
