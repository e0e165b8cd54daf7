"""Several papers as one file: names, order, what cannot be joined."""

import io
import zipfile

from app.documents import packs


def test_files_of_one_name_are_told_apart_also_where_capitals_do_not_count() -> None:
    file = packs.archived([("甲.docx", b"1"), ("甲.docx", b"2"), ("a.docx", b"3"), ("A.docx", b"4")])
    with zipfile.ZipFile(file) as packed:
        assert {name: packed.read(name) for name in packed.namelist()} == {
            "甲.docx": b"1",
            "甲_2.docx": b"2",
            "a.docx": b"3",
            "A_2.docx": b"4",
        }


def test_an_archive_is_written_as_its_files_come() -> None:
    assert packs.archive(io.BytesIO(), ((f"{number}.docx", b"x") for number in range(3))) == 3
