"""What Word draws: pictures, QR codes and links, and how large."""

from decimal import Decimal

import pytest

from app.expressions import ExpressionInvalid, Link, Picture, PictureOf, QrCode, Value, bind, paper_text, plain_text
from app.expressions.drawn import millimetres
from tests.expressions.office import SCOPE

FACE = Picture("照片.png", "png", b"x")


@pytest.mark.parametrize(
    ("written", "size"),
    [
        ("6cm", 60),
        ("6 厘米", 60),
        ("６ｃｍ", 60),
        ("35毫米", 35),
        ("35", 35),
        ("2in", Decimal("50.8")),
        ("72pt", Decimal("25.4")),
        ("1.5CM", 15),
    ],
)
def test_sizes_are_understood(written: str, size: Decimal) -> None:
    assert millimetres(written) == size


@pytest.mark.parametrize("written", ["", "cm", "6 feet", "-6cm", "0", "1001", "6cm6cm", "一厘米"])
def test_what_is_no_size_is_none(written: str) -> None:
    assert millimetres(written) is None


@pytest.mark.parametrize(
    ("source", "width", "height"),
    [
        ("anything | image", None, None),
        ("anything | image('6cm')", 60, None),
        ("anything | 图片(width='6cm', height='3cm')", 60, 30),
        ("其他 | 图片(高='3cm')", None, 30),
        ("image(anything, 高＝30)", None, 30),
    ],
)
def test_an_image_takes_its_size_by_place_or_by_name(source: str, width: object, height: object) -> None:
    found = bind(source, SCOPE).value({"anything": FACE})
    assert isinstance(found, Picture)
    assert (found.content, found.width, found.height) == (b"x", width, height)


def test_an_argument_by_name_is_kept_in_its_place() -> None:
    expression = bind("anything | image(高='3cm')", SCOPE)
    assert expression.source == "anything | image(none, '3cm')"
    assert bind(expression.source, SCOPE) == expression


@pytest.mark.parametrize(
    ("source", "value", "gives"),
    [
        ("anything | image", None, None),
        ("anything | image", "照片.png", "照片.png"),
        ("anything | image('1cm')", [FACE], [Picture("照片.png", "png", b"x", Decimal(10))]),
        ("filing_no | qr", "A1", QrCode("A1", Decimal(25))),
        ("filing_no | 二维码(大小='3cm')", "A1", QrCode("A1", Decimal(30))),
        ("filing_no | qr", "", None),
        ("filing_no | link", "https://a.cn/?b=c", Link("https://a.cn/?b=c", "https://a.cn/?b=c")),
        ("filing_no | 链接('官网')", "www.a.cn", Link("官网", "http://www.a.cn")),
        ("filing_no | link", "a@b.cn", Link("a@b.cn", "mailto:a@b.cn")),
        ("filing_no | link", " ", None),
    ],
)
def test_filters_of_drawn_values(source: str, value: Value, gives: Value) -> None:
    key = source.split(maxsplit=1)[0]
    assert bind(source, SCOPE).value({key: value}) == gives


@pytest.mark.parametrize(
    ("source", "code", "suggestions"),
    [
        ("anything | image(wide='6cm')", "unknown_argument", ("宽", "高")),
        ("anything | image('6cm', width='6cm')", "unknown_argument", ("宽", "高")),
        ("anything | image('six')", "no_such_size", ()),
        ("filing_no | qr('0')", "no_such_size", ()),
        ("replace(filing_no, new='a')", "wrong_number_of_arguments", ()),
    ],
)
def test_wrong_arguments_are_refused(source: str, code: str, suggestions: tuple[str, ...]) -> None:
    with pytest.raises(ExpressionInvalid) as refused:
        bind(source, SCOPE)
    assert [(fault.code, fault.suggestions) for fault in refused.value.faults] == [(f"expression.{code}", suggestions)]


@pytest.mark.parametrize("face", [FACE, PictureOf("token", "照片.png")])
@pytest.mark.parametrize(
    ("source", "gives"),
    [
        ("anything == '照片.png'", True),
        ("'照片.png' != anything", False),
        ("anything == ''", False),
        ("anything in ['甲', '照片.png']", True),
        ("'照片' in anything", True),
        ("anything < '龙'", True),
        ("anything == 1", False),
        ("anything == anything", True),
    ],
)
def test_a_drawn_value_compares_as_its_words(source: str, gives: Value, face: Value) -> None:
    assert bind(source, SCOPE).value({"anything": face}) is gives


def test_in_a_text_a_drawn_value_reads_as_its_words() -> None:
    assert plain_text([FACE, Link("官网", "http://a.cn")]) == "照片.png、官网"
    assert paper_text(QrCode("A1", Decimal(25))) == "A1"
