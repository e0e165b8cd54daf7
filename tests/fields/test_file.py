import pytest

from app.fields.file import File, FileOptions

PDF = {"file": "a1", "name": "邀请函.pdf", "size": 20480, "kind": "pdf"}


@pytest.mark.parametrize("raw", ["a1", ["a1"], {"file": "a1", "name": "x.exe"}, ["a1", "", None, "a1"], [PDF]], ids=str)
def test_a_file_is_known_by_its_token_alone(clean, raw):
    assert clean("file", raw) == [PDF]


@pytest.mark.parametrize(
    ("raw", "options", "codes"),
    [
        ("gone", {}, ["field.file_unknown"]),
        ("exe", {}, ["field.file_kind"]),
        ("big", {}, ["field.file_large"]),
        ("a1", {"kinds": "docx"}, ["field.file_kind"]),
        (["a1", "b2"], {}, ["field.file_one"]),
        (["a1", "b2"], {"many": True, "max": 1}, ["field.file_many"]),
        (["gone", "exe", "a1"], {"many": True}, ["field.file_unknown", "field.file_kind"]),
    ],
    ids=str,
)
def test_a_file_is_refused(refused, raw, options, codes):
    assert [code for code, _ in refused("file", raw, **options)] == codes


def test_kinds_have_two_spellings(clean):
    assert clean("file", "jpeg", kinds=["JPG"])[0]["kind"] == "jpeg"


def test_a_file_that_is_there_may_stay(clean):
    held = [{"file": "old", "name": "旧.exe", "size": 10**9, "kind": "exe"}]
    assert clean("file", ["old", "a1"], before=held, many=True) == [*held, PDF]


def test_files_read_as_their_names(world):
    value = File().value([PDF], FileOptions(), world)
    assert [(str(each), each.label) for each in value] == [("a1", "邀请函.pdf")]


def test_the_input_says_what_it_takes():
    attrs = File().input_attrs(FileOptions(kinds=("pdf", "jpg"), many=True))
    assert attrs == {"accept": ".pdf,.jpg,.jpeg", "data-max-size": "20", "multiple": "multiple"}
