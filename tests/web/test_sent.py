"""Files that are sent: one that is none, one that is too large, and not a byte more read than it takes to know."""

import io

import pytest
from werkzeug.datastructures import FileStorage

from app.errors import Invalid
from app.web.sent import read_sent

MOST = 1 << 20


def codes(sent: FileStorage | None) -> list[str]:
    with pytest.raises(Invalid) as refused:
        read_sent(sent, MOST)
    return [fault.code for fault in refused.value.faults]


def test_a_file_comes_with_its_cleaned_name() -> None:
    assert read_sent(FileStorage(io.BytesIO(b"x"), filename="../a:b.docx"), MOST) == ("a_b.docx", b"x")
    assert read_sent(FileStorage(io.BytesIO(b"x" * MOST), filename="a"), MOST)[1] == b"x" * MOST


def test_nothing_is_no_file() -> None:
    assert codes(None) == codes(FileStorage(io.BytesIO(b"x"))) == ["file.none"]
    assert codes(FileStorage(io.BytesIO(), filename="a.docx")) == ["file.none"]


def test_of_a_huge_file_no_more_is_read_than_shows_it() -> None:
    stream = io.BytesIO(b"x" * (3 * MOST))
    assert codes(FileStorage(stream, filename="a.docx")) == ["file.too_large"]
    assert stream.tell() == MOST + 1
